package solve_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"makcomblang.id/pkg/matching/solve"
)

// priced gives a problem random costs.
func priced(r *rand.Rand, p *solve.Problem) *solve.Budget {
	b := &solve.Budget{Limit: r.Int64N(20), Costs: make([]int64, max(len(p.Scores), len(p.Candidates)))}
	for k := range b.Costs {
		b.Costs[k] = r.Int64N(8)
	}
	return b
}

func TestBudgetEqualsEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(61, 62))
	optimal := 0
	for k := range 1200 {
		p := random(r, shapes[k%len(shapes)])
		b := priced(r, p)
		cost := map[solve.Pair]int64{}
		for k := range p.Scores {
			cost[solve.Pair{Practice: k / p.Columns(), Column: k % p.Columns()}] = b.Costs[k]
		}
		for k, c := range p.Candidates {
			cost[solve.Pair{Practice: c.Practice, Column: c.Column}] = b.Costs[k]
		}
		pairs, _, _ := table(p)
		best, found := int64(0), false
		each(p, func(chosen []bool, total int64) {
			var spent int64
			for k, q := range pairs {
				if chosen[k] {
					spent += cost[q]
				}
			}
			if spent <= b.Limit && (!found || total > best) {
				best, found = total, true
			}
		})
		got := solved(t, p, solve.Options{Budget: b})
		if found != (got.Status == solve.Optimal) {
			t.Fatalf("case %d: got %s, feasible %v: %+v %+v", k, got.Status, found, p, b)
		}
		if !found {
			continue
		}
		optimal++
		if got.Objective != inSense(p, best) || got.Bound != got.Objective || got.Budget.Spent > b.Limit {
			t.Fatalf("case %d: got %+v, want %d", k, got, inSense(p, best))
		}
		if inSense(p, got.Budget.RootBound) < best {
			t.Fatalf("case %d: the root bound %d is below the optimum %d", k, got.Budget.RootBound, best)
		}
	}
	if optimal < 300 {
		t.Errorf("only %d solvable cases", optimal)
	}
}

// With a number of steps the answer does not depend on a clock: it is the same
// each time, and more steps never make it worse.
func TestStepsEndTheSearchAnywhereTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(65, 66))
	p := &solve.Problem{Scores: make([]int32, 20*20)}
	for range 20 {
		p.Practices = append(p.Practices, solve.Practice{Capacity: 1, Owner: solve.NoOwner})
		p.Regions = append(p.Regions, solve.Region{Max: 1})
	}
	b := &solve.Budget{Limit: 10_000, Costs: make([]int64, len(p.Scores))}
	for k := range p.Scores {
		p.Scores[k], b.Costs[k] = int32(r.IntN(1_000_000)), r.Int64N(3000)
	}
	var before *solve.Result
	for _, steps := range []int{1, 4, 16} {
		b.Steps = steps
		first, again := solved(t, p, solve.Options{Budget: b}), solved(t, p, solve.Options{Budget: b})
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%d steps: got %+v, then %+v", steps, first, again)
		}
		if first.Objective > first.Bound || before != nil && (first.Objective < before.Objective || first.Bound > before.Bound) {
			t.Errorf("%d steps: got %d of %d after %+v", steps, first.Objective, first.Bound, before)
		}
		before = first
	}
}

func TestATimeLimitLeavesAPlanAndABound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(63, 64))
	p := &solve.Problem{Scores: make([]int32, 60*60)}
	for range 60 {
		p.Practices = append(p.Practices, solve.Practice{Capacity: 1, Owner: solve.NoOwner})
		p.Regions = append(p.Regions, solve.Region{Max: 1})
	}
	b := &solve.Budget{Limit: 30_000, Costs: make([]int64, len(p.Scores))}
	for k := range p.Scores {
		p.Scores[k], b.Costs[k] = int32(r.IntN(1_000_000)), r.Int64N(3000)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	got, err := solve.Solve(ctx, p, solve.Options{Budget: b})
	if err != nil {
		t.Fatal(err)
	}
	if got.Objective > got.Bound || len(got.Pairs) == 0 || got.Budget.Spent > b.Limit {
		t.Errorf("got %d of at most %d for %d", got.Objective, got.Bound, got.Budget.Spent)
	}
}

// Costs can be so large beside scores that the best plan changes between the
// multiplier 0 and the next one; a part of the search in which that happens is
// not done.
func TestABudgetWhoseLeastMultiplierIsTooMuch(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Practices: []solve.Practice{{ID: "a", Capacity: 1}, {ID: "b", Capacity: 1}, {ID: "c", Capacity: 1}, {ID: "d", Capacity: 1}},
		Regions:   []solve.Region{{ID: "r", Max: 1}},
		Scores:    []int32{599, 524, 123, 134},
	}
	b := &solve.Budget{Limit: 436_436, Costs: []int64{757_696, 843_466, 122_672, 371_879}}
	for _, policy := range []solve.Policy{solve.PolicyScore, solve.PolicyLeximin, solve.PolicyWorstFirst} {
		got := solved(t, p, solve.Options{Policy: policy, Budget: b})
		if got.Status != solve.Optimal || got.Objective != 134 {
			t.Errorf("%s: got %s %d, want 134", policy, got.Status, got.Objective)
		}
	}
}
