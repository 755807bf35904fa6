package solve_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// steps is a context whose deadline passes after it was asked a number of times:
// a time limit without a clock.
type steps struct {
	context.Context
	left  int
	asked int
	err   error
}

func within(left int, err error) *steps { return &steps{context.Background(), left, 0, err} }

func (s *steps) Err() error {
	if s.asked++; s.asked > s.left {
		return s.err
	}
	return nil
}

var policies = []solve.Policy{solve.PolicyScore, solve.PolicyLeximin, solve.PolicyWorstFirst, solve.PolicyStable}

// Whenever the limit comes, there is a plan with a proven bound, or the proof
// that there is none; with time enough it is the result without a limit.
func TestATimeLimitLeavesAProvenPlanUnderEveryPolicy(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(201, 202))
	cut := map[solve.Policy]int{}
	for k := range 700 {
		p := random(r, shapes[k%len(shapes)])
		for _, policy := range policies {
			if policy == solve.PolicyStable {
				for i := range p.Practices {
					p.Practices[i].Min = 0
				}
				for j := range p.Regions {
					p.Regions[j].Min = 0
				}
			}
			best, feasible := brute(p)
			whole := solved(t, p, solve.Options{Policy: policy})
			for limit := 0; ; limit++ {
				ctx := within(limit, context.DeadlineExceeded)
				got, err := solve.Solve(ctx, p, solve.Options{Policy: policy})
				if err != nil {
					t.Fatalf("case %d: %s after %d steps: %v: %+v", k, policy, limit, err, p)
				}
				proven(t, p, got)
				if feasible == (got.Status == solve.Infeasible) || got.Policy != policy {
					t.Fatalf("case %d: %s after %d steps: %s of %s, feasible %v", k, policy, limit, got.Status, got.Policy, feasible)
				}
				if got.Status == solve.Bounded {
					cut[policy]++
					checkBounded(t, p, got, whole, best)
				}
				if ctx.asked <= limit {
					if got.Status != whole.Status || !slices.Equal(got.Pairs, whole.Pairs) {
						t.Fatalf("case %d: %s with time enough: got %+v, want %+v", k, policy, got, whole)
					}
					break
				}
			}
		}
	}
	for _, policy := range policies {
		if cut[policy] < 100 {
			t.Errorf("%s was cut short %d times only", policy, cut[policy])
		}
	}
}

// checkBounded compares a bounded result with the one that had time enough.
func checkBounded(t *testing.T, p *solve.Problem, got, whole *solve.Result, best int64) {
	t.Helper()
	if inSense(p, got.Objective) > inSense(p, got.Bound) || inSense(p, got.Objective) > best {
		t.Fatalf("%s: %d of at most %d, the best is %d", got.Policy, got.Objective, got.Bound, inSense(p, best))
	}
	if inSense(p, whole.Objective) > inSense(p, got.Bound) {
		t.Fatalf("%s: the bound %d is below the plan %d", got.Policy, got.Bound, whole.Objective)
	}
	if got.Policy == solve.PolicyScore {
		return
	}
	if got.Fairness.Price < whole.Fairness.Price-(inSense(p, got.Objective)-inSense(p, whole.Objective)) {
		t.Fatalf("%s: the price of fairness %d is less than it is", got.Policy, got.Fairness.Price)
	}
	if got.Policy != solve.PolicyLeximin {
		return
	}
	for k := range got.Fairness.Levels {
		if level(got.Counts, k+1) != level(whole.Counts, k+1) {
			t.Fatalf("leximin: level %d is claimed and not reached: %v, %v", k+1, got.Counts, whole.Counts)
		}
	}
}

// level counts visits up to most a region.
func level(counts []int, most int) (total int) {
	for _, c := range counts {
		total += min(c, most)
	}
	return total
}

func TestACancelledSolveIsAnErrorUnderEveryPolicy(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(203, 204))
	cancelled := 0
	for k := range 200 {
		p := loose(r, shapes[k%len(shapes)])
		for _, policy := range policies {
			got, err := solve.Solve(within(0, context.Canceled), p, solve.Options{Policy: policy})
			if (err == nil) == (got == nil) || (err != nil && !errors.Is(err, context.Canceled)) {
				t.Fatalf("case %d: %s: got %v, %v", k, policy, got, err)
			}
			if err != nil {
				cancelled++
			}
		}
	}
	if cancelled < 300 {
		t.Errorf("only %d were cancelled", cancelled)
	}
}

// TestABisectionEndsAtTheDeadline has minimums that no better threshold keeps:
// each step would find that out after the deadline too.
func TestABisectionEndsAtTheDeadline(t *testing.T) {
	t.Parallel()
	p := wanted(60, 60, "grades")
	opt := solve.Options{Policy: solve.PolicyWorstFirst}
	for left := 1; ; left++ {
		ctx := within(left, context.DeadlineExceeded)
		got, err := solve.Solve(ctx, p, opt)
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != solve.Bounded {
			break
		}
		if late := ctx.asked - left; late > 30 {
			t.Fatalf("after %d steps: asked %d times more", left, late)
		}
	}
}
