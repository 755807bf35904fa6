package planning

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/catalogue"
)

// Pair names a practice and a need.
type Pair struct {
	Innovation string `json:"innovation" maxLength:"100" doc:"Id of the practice."`
	Need       string `json:"need" maxLength:"100" doc:"Id of the need."`
}

// Scenario is one named what-if run: the problem of a period with something
// changed. Nothing of it is kept.
type Scenario struct {
	Name      string
	Terms     Terms
	Weights   map[string]int // of the parts of a score; nil: those in use
	Owners    map[string]int // trips left of owners, instead of what they stated
	Regions   map[string]int // visits left of regions, by code, instead of what they stated
	Trips     int            // more trips for every owner that stated some; may be negative
	Visits    int            // more visits of every practice that offers some
	Absorbs   int            // more visits for every region
	Pinned    []Pair         // pairs that the plan must have
	Forbidden []Pair         // pairs that it must not have
}

// Base is the problem of a period as it stands at a position of the log: where
// every what-if run begins. It is read by any number of runs and never changed.
type Base struct {
	Period  calendar.Period
	Reading catalogue.Planning
	inputs  Inputs
	needs   map[string]Need // those that can be met
}

// NewBase takes a reading of the catalogue for a period.
func NewBase(in catalogue.Planning, period calendar.Period) *Base {
	b := &Base{Period: period, Reading: in, needs: map[string]Need{}}
	b.inputs, _ = InputsOf(in, period)
	b.inputs.Ties = tiesOf(b.inputs.Candidates)
	for _, n := range b.inputs.Needs {
		b.needs[n.ID] = n
	}
	return b
}

// problem is the scenario's problem.
func (b *Base) problem(s *Scenario) (*Model, error) {
	in := b.inputs
	if s.Weights != nil {
		rescored, err := b.rescored(s.Weights)
		if err != nil {
			return nil, err
		}
		in, _ = InputsOf(rescored, b.Period)
	}
	if err := s.capacities(&in); err != nil {
		return nil, err
	}
	m := NewModel(in, s.Terms)
	m.steps = whatIfSteps
	var wrong fault.List
	for i, p := range s.Pinned {
		rows := m.rowsOf(p)
		if len(rows) == 0 {
			wrong.Add(errNotCandidate(fmt.Sprintf("pinned[%d]", i)))
			continue
		}
		m.Problem.Required = append(m.Problem.Required, rows[0])
	}
	for i, p := range s.Forbidden {
		rows := m.rowsOf(p)
		switch {
		case slices.Contains(s.Pinned, p):
			wrong.Add(fault.Invalid(fmt.Sprintf("forbidden[%d]", i), "plan.pinned", "The pair is pinned as well.", "a pair that is pinned or forbidden, not both"))
		case len(rows) == 0:
			wrong.Add(errNotCandidate(fmt.Sprintf("forbidden[%d]", i)))
		}
		m.Problem.Forbidden = append(m.Problem.Forbidden, rows...)
	}
	return m, wrong.Err()
}

func errNotCandidate(field string) error {
	return fault.Invalid(field, "plan.not_candidate", "The pair is not among those that a plan could have.",
		"a practice that may be suggested for the need, with visits that its owner offers")
}

// Pairs gives every pair that a plan could have as things stand, by need in the
// order of the reading and the best score first. A run with other weights or
// capacities can have others.
func (b *Base) Pairs() []Pair {
	m := NewModel(b.inputs, Terms{})
	served := map[string]bool{}
	for _, r := range m.rows {
		served[r.practice] = true
	}
	var all []Pair
	for _, e := range b.inputs.Candidates {
		if served[e.Innovation] && e.Candidate() {
			all = append(all, Pair{e.Innovation, e.Need})
		}
	}
	return all
}

// rescored is the reading under other weights: the parts of each pair stay what
// they are, and pairs rise above the floor or sink below it.
func (b *Base) rescored(weights map[string]int) (catalogue.Planning, error) {
	adopted := b.Reading.Rubric
	adopted.Weights = weights
	rubric, err := matching.NewRubric(adopted)
	if err != nil {
		return catalogue.Planning{}, err
	}
	in := b.Reading
	in.Rankings = make([]catalogue.Ranking, len(b.Reading.Rankings))
	for i, r := range b.Reading.Rankings {
		of := catalogue.Ranking{Need: r.Need}
		for _, list := range [][]matching.Evaluation{r.Candidates, r.Shut} {
			for _, e := range list {
				e.Score = rubric.Total(e.Parts)
				e.Band = rubric.Band(e.Score)
				if e.Candidate() {
					of.Candidates = append(of.Candidates, e)
				}
			}
		}
		in.Rankings[i] = of
	}
	return in, nil
}

// capacities changes what owners, practices and regions can take. Maps and lists
// are copied before they are written to.
func (s *Scenario) capacities(in *Inputs) error {
	in.Owners, in.Offers, in.Regions = maps.Clone(in.Owners), maps.Clone(in.Offers), slices.Clone(in.Regions)
	for id, left := range in.Owners {
		in.Owners[id] = max(0, left+s.Trips)
	}
	for id, left := range s.Owners {
		if _, ok := in.Homes[id]; !ok {
			return fault.Invalid("owners", "plan.owner_unknown", "An owner has no practice that could be planned.", "owners of practices that may be suggested")
		}
		in.Owners[id] = left
	}
	for id, o := range in.Offers {
		if o.total() > 0 {
			o.More = max(s.Visits, -o.total())
			in.Offers[id] = o
		}
	}
	found := 0
	for i := range in.Regions {
		r := &in.Regions[i]
		r.Left = max(0, r.Left+s.Absorbs)
		if left, ok := s.Regions[r.Code]; ok {
			r.Left, found = left, found+1
		}
	}
	if found < len(s.Regions) {
		return fault.Invalid("regions", "plan.region_unknown", "A region has no need that could be met in this scope.", "codes of regions in the scope")
	}
	return nil
}

// Run tries one scenario. A scenario that leaves no plan is an outcome that says
// why; faults are of kind invalid, or unavailable when ctx ends.
func (b *Base) Run(ctx context.Context, s *Scenario) (*Outcome, error) {
	m, err := b.problem(s)
	if err != nil {
		return nil, err
	}
	r, err := m.Solve(ctx)
	if err != nil {
		return nil, err
	}
	return b.outcome(s, m, r), nil
}

// trial is a scenario that was solved.
type trial struct {
	model  *Model
	result *solve.Result
}

// share lets each run under `score` with a budget have the best plan of the
// others that it allows, also of those without one, so that none shows a smaller
// sum than another that keeps its terms.
func share(trials []*trial) {
	for i, t := range trials {
		var plans [][]solve.Pair
		for k, other := range trials {
			if k == i || t.result.Budget == nil {
				continue
			}
			if pairs, ok := t.model.Problem.Translate(&other.model.Problem, other.result.Pairs); ok {
				plans = append(plans, pairs)
			}
		}
		t.result.Adopt(&t.model.Problem, t.model.Options().Budget, plans...)
	}
}

// rowsOf finds a pair among the candidates: the practice itself first, then its
// sessions.
func (m *Model) rowsOf(p Pair) []solve.Pair {
	var own, sessions []solve.Pair
	for _, c := range m.Problem.Candidates {
		if m.rows[c.Practice].practice != p.Innovation || m.Problem.ColumnID(c.Column) != p.Need {
			continue
		}
		if at := (solve.Pair{Practice: c.Practice, Column: c.Column}); m.rows[c.Practice].session == "" {
			own = append(own, at)
		} else {
			sessions = append(sessions, at)
		}
	}
	return append(own, sessions...)
}

// scoresInUse adds up what pairs are worth under the criteria in use, whatever
// weights a run was made with.
func (b *Base) scoresInUse(pairs []contract.PlannedPair) (sum int64) {
	want := map[Pair]bool{}
	for _, p := range pairs {
		want[Pair{p.Innovation, p.Need}] = true
	}
	for _, r := range b.Reading.Rankings {
		for _, list := range [][]matching.Evaluation{r.Candidates, r.Shut} {
			for i := range list {
				if want[Pair{list[i].Innovation, list[i].Need}] {
					sum += int64(list[i].Score)
				}
			}
		}
	}
	return sum
}
