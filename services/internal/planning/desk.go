package planning

import (
	"context"
	"fmt"
	"slices"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/catalogue"
)

// What one question may take, so that nobody's what-if keeps others waiting.
const (
	MostScenarios = 8
	LeastPoints   = 9
	MostPoints    = 33
	MostPairs     = 50   // pinned, and forbidden, in one scenario
	MostSet       = 200  // owners, and regions, with a capacity of their own
	MostChange    = 1000 // visits more or less
	whatIfSteps   = 4    // parts of a search under a budget
	patience      = 5 * time.Second
	basesKept     = 4
)

// Desk answers what-if questions on a catalogue, one at a time in a process. It
// keeps the problems that were asked about last, so that the next move of a
// slider only solves.
type Desk struct {
	cat   *catalogue.Catalogue
	limit time.Duration
	turn  chan struct{}
	bases []keptBase // by whoever has the turn; latest last
}

type keptBase struct {
	scope  contract.PlanScope
	asOf   calendar.Date
	period calendar.Period
	base   *Base
}

// NewDesk makes a desk that takes at most limit for one question.
func NewDesk(cat *catalogue.Catalogue, limit time.Duration) *Desk {
	return &Desk{cat: cat, limit: limit, turn: make(chan struct{}, 1)}
}

// Base gives the problem of a scope and a period as it stands now. Errors are those of the catalogue, or of kind
// unavailable when others ask for too long.
func (d *Desk) Base(ctx context.Context, scope contract.PlanScope, asOf calendar.Date, period calendar.Period) (*Base, error) {
	scope.Label = ""
	_, done, err := d.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	position := d.cat.Position()
	for _, k := range d.bases {
		if k.scope == scope && k.asOf == asOf && k.period == period && k.base.Reading.Position == position {
			return k.base, nil
		}
	}
	in, err := d.cat.PlanningIn(scope, asOf, period)
	if err != nil {
		return nil, err
	}
	d.bases = slices.DeleteFunc(d.bases, func(k keptBase) bool { return k.scope == scope && k.asOf == asOf && k.period == period })
	if len(d.bases) == basesKept {
		d.bases = slices.Delete(d.bases, 0, 1)
	}
	d.bases = append(d.bases, keptBase{scope, asOf, period, NewBase(in, period)})
	return d.bases[len(d.bases)-1].base, nil
}

// take waits for this question's turn. The returned context ends with it.
func (d *Desk) take(ctx context.Context) (context.Context, func(), error) {
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case d.turn <- struct{}{}:
		ctx, cancel := context.WithTimeout(ctx, d.limit)
		return ctx, func() { cancel(); <-d.turn }, nil
	case <-wait.C:
		return nil, nil, fault.Unavailable(nil, "Others are trying plans at the moment; try again.").After(2 * time.Second)
	case <-ctx.Done():
		return nil, nil, fault.Unavailable(ctx.Err(), "The question was given up.")
	}
}

// Compare tries scenarios side by side on one base, and the frontier of fairness
// against score with so many points; 0 leaves it out. Nothing is kept or told.
// Faults are of kind invalid, with the place of the scenario, or unavailable.
func (d *Desk) Compare(ctx context.Context, b *Base, scenarios []Scenario, points int) ([]Outcome, []Point, error) {
	if err := sizes(scenarios, points); err != nil {
		return nil, nil, err
	}
	ctx, done, err := d.take(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	trials, err := b.tryAll(ctx, scenarios)
	if err != nil {
		return nil, nil, err
	}
	share(trials)
	outcomes := make([]Outcome, 0, len(scenarios))
	for i := range scenarios {
		o := b.outcome(&scenarios[i], trials[i].model, trials[i].result)
		if i > 0 {
			o.Moved = moved(outcomes[0].pairs, o.pairs)
		}
		outcomes = append(outcomes, *o)
	}
	if points == 0 {
		return outcomes, []Point{}, nil
	}
	front, err := b.Frontier(ctx, points)
	return outcomes, front, err
}

// Check tells all that is wrong with scenarios, as Compare does before it solves any.
func (b *Base) Check(scenarios []Scenario) error {
	if err := sizes(scenarios, 0); err != nil {
		return err
	}
	_, err := b.problems(scenarios)
	return err
}

// problems sets up the scenarios; what is wrong with any is told together.
func (b *Base) problems(scenarios []Scenario) ([]*trial, error) {
	trials := make([]*trial, len(scenarios))
	var wrong fault.List
	for i := range scenarios {
		m, err := b.problem(&scenarios[i])
		wrong.At(fmt.Sprintf("scenarios[%d]", i), err)
		trials[i] = &trial{model: m}
	}
	return trials, wrong.Err()
}

// tryAll solves the scenarios once all of them can be asked.
func (b *Base) tryAll(ctx context.Context, scenarios []Scenario) ([]*trial, error) {
	trials, err := b.problems(scenarios)
	if err != nil {
		return nil, err
	}
	for i, t := range trials {
		if t.result, err = t.model.Solve(ctx); err != nil {
			var wrong fault.List
			wrong.At(fmt.Sprintf("scenarios[%d]", i), err)
			return nil, wrong.Err()
		}
	}
	return trials, nil
}

func sizes(scenarios []Scenario, points int) error {
	var wrong fault.List
	if len(scenarios) > MostScenarios {
		wrong.Add(fault.Invalid("scenarios", "plan.too_many", "These are too many runs at once.", "").Allowing(fault.Textf("at most %d", MostScenarios)))
	}
	if points != 0 && (points < LeastPoints || points > MostPoints) {
		wrong.Add(fault.Invalid("frontier", "plan.points", "This is no number of points.", "").Allowing(fault.Textf("0, or %d to %d", LeastPoints, MostPoints)))
	}
	for i := range scenarios {
		wrong.At(fmt.Sprintf("scenarios[%d]", i), scenarios[i].check())
	}
	return wrong.Err()
}

func (s *Scenario) check() error {
	_, err := s.Terms.Settled()
	var wrong fault.List
	wrong.Add(err)
	for _, list := range []struct {
		field string
		pairs []Pair
	}{{"pinned", s.Pinned}, {"forbidden", s.Forbidden}} {
		if len(list.pairs) > MostPairs {
			wrong.Add(fault.Invalid(list.field, "plan.too_many", "These are too many pairs.", "").Allowing(fault.Textf("at most %d", MostPairs)))
		}
	}
	for _, set := range []struct {
		field string
		left  map[string]int
	}{{"owners", s.Owners}, {"regions", s.Regions}} {
		if len(set.left) > MostSet {
			wrong.Add(fault.Invalid(set.field, "plan.too_many", "These are too many capacities.", "").Allowing(fault.Textf("at most %d", MostSet)))
		}
		for _, n := range set.left {
			if n < 0 || n > MostChange {
				wrong.Add(fault.Invalid(set.field, "plan.capacity", "This is no number of visits.", "").Allowing(fault.Textf("0 to %d", MostChange)))
				break
			}
		}
	}
	for _, change := range []struct {
		field string
		by    int
	}{{"trips", s.Trips}, {"visits", s.Visits}, {"absorbs", s.Absorbs}} {
		if change.by < -MostChange || change.by > MostChange {
			wrong.Add(fault.Invalid(change.field, "plan.capacity", "This is no change of visits.", "").Allowing(fault.Textf("-%d to %d", MostChange, MostChange)))
		}
	}
	return wrong.Err()
}

// Point is one step of the frontier of fairness against score: so many visits of
// the fairest distribution are guaranteed, and the rest goes where it scores most.
type Point struct {
	Guaranteed int   `json:"guaranteed" doc:"Visits that are handed out fairly before score decides."`
	Objective  int64 `json:"objective" doc:"Sum of the scores in millionths."`
	Price      int64 `json:"fairness_price" doc:"What that costs against the first point, in millionths."`
	Visits     int   `json:"visits" doc:"Pairs of the plan."`
	Served     int   `json:"regions" doc:"Regions that get at least one visit."`
}

// Frontier trades fairness for score in steps, from the largest score to the
// fairest distribution.
func (b *Base) Frontier(ctx context.Context, points int) ([]Point, error) {
	m := NewModel(b.inputs, Terms{Policy: solve.PolicyLeximin})
	all, err := solve.Frontier(ctx, &m.Problem, points)
	if ctx.Err() != nil {
		return nil, fault.Unavailable(ctx.Err(), "The plans took too long; try a narrower scope.")
	}
	if err != nil {
		return nil, fmt.Errorf("planning: frontier: %w", err)
	}
	front := make([]Point, 0, len(all))
	for _, p := range all {
		q := Point{Objective: m.Millionths(p.Objective), Visits: p.Visits, Served: p.Served}
		if _, err := fmt.Sscan(p.Name, &q.Guaranteed); err != nil {
			return nil, fmt.Errorf("planning: frontier: %w", err)
		}
		front = append(front, q)
		front[len(front)-1].Price = front[0].Objective - q.Objective
	}
	return front, nil
}
