package solve_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// counts is the vector of visits per region of a plan.
func counts(p *solve.Problem, pairs []solve.Pair, chosen []bool) []int {
	out := make([]int, len(p.Regions))
	for k, q := range pairs {
		if chosen[k] {
			out[p.RegionOf(q.Column)]++
		}
	}
	return out
}

func TestLeximinEqualsEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(21, 22))
	for k := range 4000 {
		p := random(r, shapes[k%len(shapes)])
		pairs, _, _ := table(p)
		var fairest []int
		each(p, func(chosen []bool, _ int64) {
			c := counts(p, pairs, chosen)
			slices.Sort(c)
			if fairest == nil || slices.Compare(c, fairest) > 0 {
				fairest = c
			}
		})
		got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		proven(t, p, got)
		if (fairest == nil) != (got.Status == solve.Infeasible) {
			t.Fatalf("case %d: got %s", k, got.Status)
		}
		if fairest == nil {
			continue
		}
		sorted := slices.Clone(got.Counts)
		slices.Sort(sorted)
		if !slices.Equal(sorted, fairest) {
			t.Fatalf("case %d: got %v, want %v: %+v", k, sorted, fairest, p)
		}
		var best int64
		found := false
		each(p, func(chosen []bool, total int64) {
			if slices.Equal(counts(p, pairs, chosen), got.Counts) && (!found || total > best) {
				best, found = total, true
			}
		})
		if !found || got.Objective != inSense(p, best) {
			t.Fatalf("case %d: got %d, want %d for these counts: %+v", k, got.Objective, inSense(p, best), p)
		}
		top, _ := brute(p)
		if got.Fairness.Price != top-best {
			t.Fatalf("case %d: the price of fairness is %d, want %d", k, got.Fairness.Price, top-best)
		}
	}
}

func TestLeximinBreaksTiesByUrgencyThenTieThenOrder(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Practices: []solve.Practice{{Capacity: 1, Owner: solve.NoOwner}},
		Regions:   []solve.Region{{Max: 1, Tie: 2}, {Max: 1, Tie: 1}, {Max: 1, Tie: 1}, {Max: 1, Tie: 9}},
		Needs:     []solve.Need{{Region: 0}, {Region: 1}, {Region: 2}, {Region: 3, Priority: 1}},
		Scores:    []int32{9, 8, 7, 6},
	}
	for _, want := range []int{3, 1, 2, 0} {
		got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		if len(got.Pairs) != 1 || got.Pairs[0].Column != want {
			t.Fatalf("got %v, want region %d", got.Pairs, want)
		}
		p.Forbidden = append(p.Forbidden, got.Pairs[0])
	}
}

func TestWorstFirstEqualsEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(23, 24))
	for k := range 4000 {
		p := random(r, shapes[k%len(shapes)])
		pairs, scores, must := table(p)
		type value struct{ visits, worst, total int64 }
		var best *value
		each(p, func(chosen []bool, total int64) {
			v := value{worst: 1 << 60, total: total}
			for k := range pairs {
				if chosen[k] {
					if v.visits++; !must[k] {
						v.worst = min(v.worst, scores[k])
					}
				}
			}
			if best == nil || v.visits > best.visits || v.visits == best.visits &&
				(v.worst > best.worst || v.worst == best.worst && v.total > best.total) {
				best = &v
			}
		})
		got := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		proven(t, p, got)
		if (best == nil) != (got.Status == solve.Infeasible) {
			t.Fatalf("case %d: got %s", k, got.Status)
		}
		if best == nil {
			continue
		}
		if int64(len(got.Pairs)) != best.visits || got.Objective != inSense(p, best.total) {
			t.Fatalf("case %d: got %d visits, %d; want %+v: %+v", k, len(got.Pairs), got.Objective, *best, p)
		}
		if w := got.Fairness.Worst; w.Free && w.Threshold != inSense(p, best.worst) {
			t.Fatalf("case %d: got threshold %d, want %d", k, w.Threshold, inSense(p, best.worst))
		}
	}
}

// The visits that leximin hands out can take from an owner what a minimum of one
// of its practices needs. That is said, and where.
func TestLeximinSaysWhereAMinimumStandsInItsWay(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Owners: []solve.Owner{{ID: "o", Capacity: 1}},
		Practices: []solve.Practice{
			{ID: "must", Owner: 0, Min: 1, Capacity: 1}, {ID: "may", Owner: 0, Capacity: 1}, {ID: "own", Owner: solve.NoOwner, Capacity: 1},
		},
		Regions:    []solve.Region{{ID: "a", Max: 1}, {ID: "b", Max: 2}},
		Candidates: []solve.Candidate{{Practice: 0, Column: 1, Score: 1}, {Practice: 1, Column: 0, Score: 1}, {Practice: 2, Column: 1, Score: 1}},
	}
	for _, ctx := range []context.Context{context.Background(), within(1, context.DeadlineExceeded), within(2, context.DeadlineExceeded)} {
		_, err := solve.Solve(ctx, p, solve.Options{Policy: solve.PolicyLeximin})
		var refused *solve.ProblemError
		if err != nil && (!errors.As(err, &refused) || refused.Place != "innovators") {
			t.Errorf("got %v, want what stands in the way", err)
		}
		if err == nil && ctx == context.Background() {
			t.Error("this plan exists only if minimums are left out")
		}
	}
	ample := &solve.Budget{Costs: []int64{0, 0, 0}}
	if r := solved(t, p, solve.Options{Policy: solve.PolicyLeximin, Budget: ample}); !slices.Equal(r.Counts, []int{0, 2}) {
		t.Errorf("with a budget minimums are part of each step: got %v", r.Counts)
	}
}
