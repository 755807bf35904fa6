package solve_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// tieShapes have few different scores, or only one.
var tieShapes = []shape{
	{4, 4, false, false, 1},
	{4, 4, false, true, 0},
	{5, 3, true, false, 1},
	{4, 4, true, true, 2},
	{3, 5, true, false, 0},
	{4, 4, false, false, 3},
}

// disclosed orders pairs by the rule of docs/matching.md: more urgent need,
// smaller Tie of the region, order of the columns, order of the practices.
func disclosed(p *solve.Problem) func(a, b solve.Pair) int {
	urgency := func(c int) int {
		if len(p.Needs) == 0 {
			return 0
		}
		return p.Needs[c].Priority
	}
	return func(a, b solve.Pair) int {
		return cmp.Or(
			cmp.Compare(urgency(b.Column), urgency(a.Column)),
			cmp.Compare(p.Regions[p.RegionOf(a.Column)].Tie, p.Regions[p.RegionOf(b.Column)].Tie),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Practice, b.Practice),
		)
	}
}

// canonical is the canonical plan by enumeration, among the plans that may
// count, in the order of practices and columns.
func canonical(p *solve.Problem, may func(chosen []solve.Pair) bool) (best []solve.Pair, found bool) {
	pairs, _, _ := table(p)
	order := disclosed(p)
	var top int64
	each(p, func(chosen []bool, total int64) {
		if found && total < top {
			return
		}
		var plan []solve.Pair
		for k, q := range pairs {
			if chosen[k] {
				plan = append(plan, q)
			}
		}
		if may != nil && !may(plan) {
			return
		}
		slices.SortFunc(plan, order)
		if !found || total > top || len(plan) < len(best) ||
			(len(plan) == len(best) && slices.CompareFunc(plan, best, order) < 0) {
			best, top, found = plan, total, true
		}
	})
	slices.SortFunc(best, func(a, b solve.Pair) int {
		return cmp.Or(cmp.Compare(a.Practice, b.Practice), cmp.Compare(a.Column, b.Column))
	})
	return best, found
}

func same(a, b []solve.Pair) bool { return slices.Equal(a, b) }

func TestTheCanonicalPlanIsTheOneOfTheRule(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(101, 102))
	seen := 0
	for k := range 6000 {
		p := random(r, tieShapes[k%len(tieShapes)])
		want, feasible := canonical(p, nil)
		if !feasible {
			continue
		}
		seen++
		for _, name := range []string{"", "A", "B", "C", "bid"} {
			if name != "" && name != "A" && (len(p.Needs) > 0 || len(p.Owners) > 0 || p.Scores == nil) {
				continue
			}
			got := solved(t, p, solve.Forced(name))
			if !same(got.Pairs, want) {
				t.Fatalf("case %d, method %s: got %v, want %v: %+v", k, got.Method, got.Pairs, want, p)
			}
			proven(t, p, got)
		}
	}
	if seen < 2000 {
		t.Errorf("only %d cases with a plan", seen)
	}
}

func TestTheCanonicalPlanOfTheFairPolicies(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(103, 104))
	for k := range 3000 {
		p := random(r, tieShapes[k%len(tieShapes)])
		fair := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		if fair.Status != solve.Optimal {
			continue
		}
		want, _ := canonical(p, func(plan []solve.Pair) bool {
			counts := make([]int, len(p.Regions))
			for _, q := range plan {
				counts[p.RegionOf(q.Column)]++
			}
			return slices.Equal(counts, fair.Counts)
		})
		if !same(fair.Pairs, want) {
			t.Fatalf("case %d: leximin: got %v, want %v: %+v", k, fair.Pairs, want, p)
		}
		worst := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		if want := canonicalWorst(p); !same(worst.Pairs, want) {
			t.Fatalf("case %d: worst-first: got %v, want %v: %+v", k, worst.Pairs, want, p)
		}
	}
}

// canonicalWorst is the canonical plan of worst-first by enumeration.
func canonicalWorst(p *solve.Problem) []solve.Pair {
	pairs, scores, must := table(p)
	score := map[solve.Pair]int64{}
	free := map[solve.Pair]bool{}
	for k, q := range pairs {
		score[q], free[q] = scores[k], !must[k]
	}
	least := func(plan []solve.Pair) int64 {
		worst := int64(1 << 60)
		for _, q := range plan {
			if free[q] {
				worst = min(worst, score[q])
			}
		}
		return worst
	}
	most, best := -1, int64(0)
	each(p, func(chosen []bool, _ int64) {
		var plan []solve.Pair
		for k, q := range pairs {
			if chosen[k] {
				plan = append(plan, q)
			}
		}
		if w := least(plan); len(plan) > most || (len(plan) == most && w > best) {
			most, best = len(plan), w
		}
	})
	plan, _ := canonical(p, func(plan []solve.Pair) bool { return len(plan) == most && least(plan) == best })
	return plan
}

func TestReplanningGivesTheCanonicalPlan(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(105, 106))
	ctx := context.Background()
	for k := range 500 {
		p := random(r, tieShapes[k%len(tieShapes)])
		pl, err := solve.NewPlanner(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		for step := range 12 {
			edit(r, pl)
			got, err := pl.Plan(ctx)
			if err != nil {
				t.Fatal(err)
			}
			want := solved(t, pl.Problem(), solve.Options{})
			if got.Status != want.Status || !same(got.Pairs, want.Pairs) || !slices.Equal(got.Counts, want.Counts) {
				t.Fatalf("case %d.%d: got %v, cold %v: %+v", k, step, got.Pairs, want.Pairs, pl.Problem())
			}
			if best, ok := canonical(pl.Problem(), nil); ok && !same(got.Pairs, best) {
				t.Fatalf("case %d.%d: got %v, want %v", k, step, got.Pairs, best)
			}
		}
	}
}

// larger makes a flat problem in which the methods differ in what they do.
func larger(r *rand.Rand, rows, cols, spread int) *solve.Problem {
	p := &solve.Problem{Sense: solve.Sense(r.IntN(2)), Scores: make([]int32, rows*cols)}
	for range rows {
		p.Practices = append(p.Practices, solve.Practice{Capacity: r.IntN(4), Owner: solve.NoOwner})
	}
	for range cols {
		least := r.IntN(3)
		p.Regions = append(p.Regions, solve.Region{Min: least / 2, Max: least + r.IntN(3), Tie: r.Int64N(3)})
	}
	for k := range p.Scores {
		p.Scores[k] = int32(r.IntN(spread+1) - spread/4)
	}
	for k := range rows * cols / 10 {
		p.Forbidden = append(p.Forbidden, solve.Pair{Practice: k % rows, Column: r.IntN(cols)})
	}
	return p
}

func TestEveryMethodNamesTheSamePlanAndTheOrderOfTheListDecides(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(107, 108))
	ctx := context.Background()
	changed := 0
	for k := range 300 {
		p := larger(r, 5+r.IntN(60), 5+r.IntN(60), 1+r.IntN(6))
		want := solved(t, p, solve.Options{})
		for _, name := range []string{"A", "B", "C", "bid"} {
			if got := solved(t, p, solve.Forced(name)); got.Status != want.Status || got.Objective != want.Objective || !same(got.Pairs, want.Pairs) {
				t.Fatalf("case %d: method %s gives another plan than %s", k, got.Method, want.Method)
			}
		}
		pl, err := solve.NewPlanner(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := pl.Plan(ctx); err != nil || !same(got.Pairs, want.Pairs) {
			t.Fatalf("case %d: the planner gives another plan (%v)", k, err)
		}
		// Rows in another order: the plan is the canonical one for that order.
		q, back := reordered(r, p)
		got := solved(t, q, solve.Options{})
		if got.Objective != want.Objective || len(got.Pairs) != len(want.Pairs) {
			t.Fatalf("case %d: the order of the practices changed objective or visits", k)
		}
		mapped := make([]solve.Pair, len(got.Pairs))
		for k, x := range got.Pairs {
			mapped[k] = solve.Pair{Practice: back[x.Practice], Column: x.Column}
		}
		order := disclosed(p)
		slices.SortFunc(mapped, order)
		first := slices.Clone(want.Pairs)
		slices.SortFunc(first, order)
		if c := slices.CompareFunc(first, mapped, order); c > 0 {
			t.Fatalf("case %d: another order found an earlier plan", k)
		} else if c < 0 {
			changed++
		}
	}
	if changed < 20 {
		t.Errorf("only %d cases had ties", changed)
	}
}

// reordered shuffles the practices; back gives the old number of a new one.
func reordered(r *rand.Rand, p *solve.Problem) (q *solve.Problem, back []int) {
	back = r.Perm(len(p.Practices))
	clone := *p
	q = &clone
	q.Practices, q.Scores, q.Forbidden = nil, nil, nil
	where := make([]int, len(back))
	for k, i := range back {
		where[i] = k
		q.Practices = append(q.Practices, p.Practices[i])
		q.Scores = append(q.Scores, p.Scores[i*p.Columns():(i+1)*p.Columns()]...)
	}
	for _, f := range p.Forbidden {
		q.Forbidden = append(q.Forbidden, solve.Pair{Practice: where[f.Practice], Column: f.Column})
	}
	return q, back
}
