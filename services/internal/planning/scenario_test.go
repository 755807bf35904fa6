package planning

import (
	"fmt"
	"slices"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/catalogue"
)

// readingOf is the reading of a catalogue that gives these inputs.
func readingOf(in Inputs) catalogue.Planning {
	r := catalogue.Planning{
		Position: 7, Rubric: catalogue.DefaultRubric(), Owners: map[string]catalogue.Capacity{}, Offers: map[string]catalogue.ModeLeft{},
		Absorptions: map[string]catalogue.Absorption{}, Homes: in.Homes, Names: map[string]string{}, Fresh: map[string]bool{}, Lagging: map[string]bool{},
	}
	of := map[string][]matching.Evaluation{}
	for _, e := range in.Candidates {
		of[e.Need] = append(of[e.Need], *e)
	}
	for _, n := range in.Needs {
		r.Rankings = append(r.Rankings, catalogue.Ranking{
			Need:       catalogue.Need{NeedDeclared: contract.NeedDeclared{Need: n.ID, Priority: n.Priority}, Region: n.Region},
			Candidates: of[n.ID],
		})
	}
	for id, left := range in.Owners {
		r.Owners[id] = catalogue.Capacity{Stated: true, Left: left}
	}
	for id, o := range in.Offers {
		r.Offers[id] = catalogue.ModeLeft{Stated: true, Outgoing: o.Outgoing, Incoming: o.Incoming, Virtual: o.Virtual}
	}
	for _, s := range in.Sessions {
		r.Sessions = append(r.Sessions, catalogue.Seats{Session: s.ID, Innovation: s.Innovation, Left: s.Left})
	}
	for _, g := range in.Regions {
		r.Absorptions[g.Code] = catalogue.Absorption{Left: g.Left}
		r.Names[g.Code], r.Fresh[g.Code], r.Lagging[g.Code] = g.Code, g.Visits == 0, g.Code[:1] == "9"
	}
	return r
}

func run(t *testing.T, b *Base, s Scenario) *Outcome {
	t.Helper()
	var err error
	if s.Terms, err = s.Terms.Settled(); err != nil {
		t.Fatal(err)
	}
	o, err := b.Run(t.Context(), &s)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// What-if runs keep to what was changed, and the problem they begin from stays
// as it was.
func TestScenarios(t *testing.T) {
	t.Parallel()
	b := NewBase(readingOf(made(3, 40, 20)), "2027")
	asIs := run(t, b, Scenario{})
	if asIs.Visits == 0 || asIs.Served.Of != 20 || asIs.InUse != asIs.Objective || asIs.Status != "optimal" {
		t.Fatalf("as it is: %+v", asIs)
	}
	of := 0
	for _, g := range asIs.Islands {
		of += g.Of
	}
	if of != 20 || asIs.Islands[0].Group != "sumatra" || asIs.Busiest != asIs.Hosts[0].Visits || len(asIs.Hosts) > 5 {
		t.Errorf("who gets and gives: %+v", asIs)
	}
	if o := run(t, b, Scenario{Terms: Terms{Policy: "leximin"}}); o.Objective+o.Fairness != asIs.Objective || o.Served.Served < asIs.Served.Served {
		t.Errorf("fairness: %+v after %+v", o, asIs)
	}
	if o := run(t, b, Scenario{Trips: 3, Visits: 3, Absorbs: 1}); o.Visits <= asIs.Visits || o.Objective <= asIs.Objective {
		t.Errorf("more of everything: %+v", o)
	}
	if o := run(t, b, Scenario{Trips: -1000}); o.Objective >= asIs.Objective {
		t.Errorf("without trips only sessions are left: %+v", o)
	}
	heavy := run(t, b, Scenario{Weights: map[string]int{"fit": 100}})
	if heavy.InUse > asIs.Objective || heavy.Objective == heavy.InUse {
		t.Errorf("other weights cannot do better under the criteria in use: %+v, %+v", heavy, asIs)
	}
	first := asIs.pairs[0]
	pair := Pair{first.Innovation, first.Need}
	without := run(t, b, Scenario{Forbidden: []Pair{pair}})
	if without.Objective > asIs.Objective || holds(without, pair) {
		t.Errorf("a forbidden pair: %+v", without)
	}
	if o := run(t, b, Scenario{Terms: Terms{Policy: "worst-first"}, Pinned: []Pair{pair}}); !holds(o, pair) {
		t.Errorf("a pinned pair is missing: %+v", o)
	}
	none := run(t, b, Scenario{Pinned: []Pair{pair}, Regions: map[string]int{first.Region: 0}})
	if none.Status != "infeasible" || none.Why == "" || none.Visits != 0 || none.Served.Of != 20 {
		t.Errorf("a pair where there is no room: %+v", none)
	}
	if id, _ := none.SayWhy(); id != "Padanan yang harus ada memerlukan 1 kunjungan, sedangkan kuota dan daya serapnya hanya cukup untuk 0. Lepaskan 1 di antaranya atau tambah kuotanya." {
		t.Errorf("a pair where there is no room: said %q", id)
	}
	dear := Terms{Policy: "score", Budget: contract.PlanBudget{Limit: 5_000_000, PerPair: contract.VisitCost{Province: 10_000_000, Islands: 10_000_000, Elsewhere: 10_000_000, Virtual: 10_000_000, Session: 10_000_000}}}
	if id, _ := run(t, b, Scenario{Terms: dear, Pinned: []Pair{pair}}).SayWhy(); id != "Susunan termurah dengan padanan yang harus ada berbiaya Rp10.000.000, anggarannya Rp5.000.000. Lepaskan salah satunya atau tambah anggarannya." {
		t.Errorf("a pair that is too dear: said %q", id)
	}
	if id, en := asIs.SayWhy(); id+en != "" {
		t.Errorf("a run with a plan says why it has none: %q", id)
	}
	if again := run(t, b, Scenario{}); again.Objective != asIs.Objective || !slices.EqualFunc(again.pairs, asIs.pairs, func(a, b contract.PlannedPair) bool { return a.Innovation == b.Innovation && a.Need == b.Need }) {
		t.Errorf("the base was changed: %+v after %+v", again, asIs)
	}
}

func holds(o *Outcome, p Pair) bool {
	return slices.ContainsFunc(o.pairs, func(q contract.PlannedPair) bool { return q.Innovation == p.Innovation && q.Need == p.Need })
}

func TestScenariosAreRefusedWithTheirPlace(t *testing.T) {
	t.Parallel()
	d := NewDesk(catalogue.Empty(), 1e9)
	b := NewBase(readingOf(made(3, 12, 6)), "2027")
	asIs := run(t, b, Scenario{})
	pair := Pair{asIs.pairs[0].Innovation, asIs.pairs[0].Need}
	nine := make([]Scenario, 9)
	for name, c := range map[string]struct {
		scenarios []Scenario
		points    int
		field     string
	}{
		"too many runs":        {nine, 0, "scenarios"},
		"too few points":       {nil, 8, "frontier"},
		"too many points":      {nil, 34, "frontier"},
		"no such policy":       {[]Scenario{{Terms: Terms{Policy: "x"}}}, 0, "scenarios[0].policy"},
		"weights of nothing":   {[]Scenario{{}, {Weights: map[string]int{"luck": 1}}}, 0, "scenarios[1].weights"},
		"an unknown owner":     {[]Scenario{{Owners: map[string]int{"nobody": 1}}}, 0, "scenarios[0].owners"},
		"an unknown region":    {[]Scenario{{Regions: map[string]int{"00.00": 1}}}, 0, "scenarios[0].regions"},
		"no capacity":          {[]Scenario{{Owners: map[string]int{"o1": -1}}}, 0, "scenarios[0].owners"},
		"a change too far":     {[]Scenario{{Trips: 1001}}, 0, "scenarios[0].trips"},
		"an unknown pair":      {[]Scenario{{Pinned: []Pair{{"p0", "none"}}}}, 0, "scenarios[0].pinned[0]"},
		"pinned and forbidden": {[]Scenario{{Pinned: []Pair{pair}, Forbidden: []Pair{pair}}}, 0, "scenarios[0].forbidden[0]"},
		"too many pairs":       {[]Scenario{{Pinned: make([]Pair, 51)}}, 0, "scenarios[0].pinned"},
		"too many of others":   {[]Scenario{{Forbidden: make([]Pair, 51)}}, 0, "scenarios[0].forbidden"},
		"visits too far":       {[]Scenario{{Visits: 1001}}, 0, "scenarios[0].visits"},
		"absorption too far":   {[]Scenario{{Absorbs: -1001}}, 0, "scenarios[0].absorbs"},
		"no capacity there":    {[]Scenario{{Regions: map[string]int{"11.01": -1}}}, 0, "scenarios[0].regions"},
	} {
		_, _, err := d.Compare(t.Context(), b, c.scenarios, c.points)
		all := fault.All(err)
		if fault.KindOf(err) != fault.KindInvalid || len(all) == 0 || all[0].Field != c.field {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestFrontier(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		b := NewBase(readingOf(made(seed, 30, 24)), "2027")
		for _, points := range []int{9, 33} {
			_, front, err := NewDesk(catalogue.Empty(), 60e9).Compare(t.Context(), b, nil, points)
			if err != nil || len(front) != points {
				t.Fatalf("got %d points, %v", len(front), err)
			}
			best, fair := run(t, b, Scenario{}), run(t, b, Scenario{Terms: Terms{Policy: "leximin"}})
			if front[0].Objective != best.Objective || front[0].Price != 0 || front[points-1].Served != fair.Served.Served {
				t.Errorf("seed %d: ends %+v and %+v, want %d and %d regions", seed, front[0], front[points-1], best.Objective, fair.Served.Served)
			}
			for k := 1; k < points; k++ {
				if front[k].Objective > front[k-1].Objective || front[k].Price != best.Objective-front[k].Objective || front[k].Guaranteed < front[k-1].Guaranteed {
					t.Errorf("seed %d: point %d %+v after %+v", seed, k, front[k], front[k-1])
				}
			}
		}
	}
}

// One move of a slider: the whole problem with one capacity changed, and nine
// points of the frontier.
func BenchmarkWhatIf(b *testing.B) {
	for _, size := range [][2]int{{120, 62}, {3000, 552}} {
		base := NewBase(readingOf(made(1, size[0], size[1])), "2027")
		for name, s := range map[string]Scenario{
			"trips": {Trips: 1}, "leximin": {Terms: Terms{Policy: "leximin"}}, "weights": {Weights: map[string]int{"fit": 100, "need": 50}},
		} {
			b.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], name), func(b *testing.B) {
				for b.Loop() {
					if _, err := base.Run(b.Context(), &s); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("%dx%d/frontier", size[0], size[1]), func(b *testing.B) {
			for b.Loop() {
				if _, err := base.Frontier(b.Context(), 9); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Within the same budget no run beside it shows more than the largest sum, in
// whatever order they were asked for: a plan that another run found is known.
func TestNoRunBesideItBeatsTheLargestSum(t *testing.T) {
	t.Parallel()
	adopted := 0
	for seed := range uint64(6) {
		b := NewBase(readingOf(made(10+seed, 30, 24)), "2027")
		terms := everyTerm()[4:]
		for i := range terms {
			terms[i].Budget.Limit = 250_000_000
		}
		score, worst, fair := terms[0], terms[1], terms[2]
		alone := run(t, b, Scenario{Terms: score})
		pair := Pair{alone.pairs[0].Innovation, alone.pairs[0].Need}
		other := Pair{alone.pairs[1].Innovation, alone.pairs[1].Need}
		dearer := score
		dearer.Budget.Limit += 10_000_000
		scenarios := []Scenario{
			{Terms: score}, {Terms: score, Pinned: []Pair{pair}}, {Terms: dearer}, {Terms: worst}, {Terms: fair}, {Terms: score, Forbidden: []Pair{pair}}, {Terms: score, Pinned: []Pair{other}},
		}
		all, _, err := NewDesk(catalogue.Empty(), 60e9).Compare(t.Context(), b, scenarios, 0)
		if err != nil {
			t.Fatal(err)
		}
		for k, o := range all {
			if k != 2 && o.Objective > all[0].Objective {
				t.Errorf("seed %d: run %d shows %d, the largest sum is %d", seed, k, o.Objective, all[0].Objective)
			}
			if o.Objective > all[2].Objective || o.Bound < o.Objective || o.Spent > dearer.Budget.Limit || k != 2 && o.Spent > score.Budget.Limit {
				t.Errorf("seed %d: run %d: %+v, with more money %d", seed, k, o, all[2].Objective)
			}
		}
		if !holds(&all[1], pair) || holds(&all[5], pair) || !holds(&all[6], other) {
			t.Errorf("seed %d: a run lost what was pinned, or has what was forbidden", seed)
		}
		if all[0].Objective > alone.Objective {
			adopted++
		}
	}
	if adopted == 0 {
		t.Error("no run took over what another found")
	}
}

// A run without a budget may keep one all the same, for example where there are
// fewer trips: its plan is known to a run that has the budget.
func TestAPlanWithoutABudgetIsKnownToOneWithIt(t *testing.T) {
	t.Parallel()
	b := NewBase(readingOf(made(10, 30, 24)), "2027")
	limited, free := everyTerm()[4], everyTerm()[0]
	tried, err := b.tryAll(t.Context(), []Scenario{{Terms: limited}, {Terms: free}})
	if err != nil {
		t.Fatal(err)
	}
	poor, rich := tried[0], tried[1]
	if poor.result.Status != solve.Bounded || len(poor.result.Pairs) == 0 {
		t.Fatalf("got %+v, want a plan with a gap", poor.result)
	}
	want := poor.result.Objective
	rich.result.Pairs, _ = rich.model.Problem.Translate(&poor.model.Problem, poor.result.Pairs) // it keeps the budget, though it has none
	poor.result.Pairs, poor.result.Objective, poor.result.Budget.Spent = nil, 0, 0
	share([]*trial{poor, rich})
	if poor.result.Objective != want || rich.result.Budget != nil {
		t.Errorf("got %d, want %d of the run without a budget, which stays without one", poor.result.Objective, want)
	}
}
