package solve_test

import (
	"context"
	"testing"
	"time"

	"makcomblang.id/pkg/matching/solve"
)

// A plan of worst-first or leximin that is cut short has about as many visits as
// with time enough, wherever the deadline falls, and then the better ones: mostly
// five sixths of the best total, half of it where everybody wants the same. The
// bound says something too.
func TestAFairPlanCutShortIsFilled(t *testing.T) {
	t.Parallel()
	for _, scores := range []string{"traits", "grades", "any"} {
		for _, size := range [][2]int{{60, 60}, {150, 30}} {
			p := wanted(size[0], size[1], scores)
			best := solved(t, p, solve.Options{})
			for _, policy := range []solve.Policy{solve.PolicyWorstFirst, solve.PolicyLeximin} {
				whole := solved(t, p, solve.Options{Policy: policy})
				for limit := 0; ; limit += 1 + limit/4 {
					ctx := within(limit, context.DeadlineExceeded)
					got, err := solve.Solve(ctx, p, solve.Options{Policy: policy})
					if err != nil {
						t.Fatal(err)
					}
					proven(t, p, got)
					if got.Status != solve.Bounded {
						break
					}
					if 2*got.Objective < best.Objective || 20*len(got.Pairs) < 19*len(whole.Pairs) {
						t.Fatalf("%s %v, %s after %d steps: %d pairs for %d, with time enough %d for %d, at best %d",
							scores, size, policy, limit, len(got.Pairs), got.Objective, len(whole.Pairs), whole.Objective, best.Objective)
					}
					if got.Bound > 2*best.Objective {
						t.Fatalf("%s %v, %s after %d steps: the bound is %d, the best %d", scores, size, policy, limit, got.Bound, best.Objective)
					}
					if least(got.Counts) < least(whole.Counts) {
						t.Fatalf("%s %v, %s after %d steps: a region has %d visits, with time enough none has fewer than %d",
							scores, size, policy, limit, least(got.Counts), least(whole.Counts))
					}
				}
			}
		}
	}
}

func least(counts []int) int {
	low := counts[0]
	for _, c := range counts {
		low = min(low, c)
	}
	return low
}

// What worst-first prepares takes no longer than what any policy has to do: when
// the time is over before it begins, it ends about as soon as score does.
func TestWorstFirstEndsAsSoonAsScoreDoes(t *testing.T) {
	p := wanted(1500, 200, "traits")
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	took := func(policy solve.Policy) time.Duration {
		shortest := time.Hour
		for range 5 {
			started := time.Now()
			if _, err := solve.Solve(ctx, p, solve.Options{Policy: policy}); err != nil {
				t.Fatal(err)
			}
			shortest = min(shortest, time.Since(started))
		}
		return shortest
	}
	if score, worst := took(solve.PolicyScore), took(solve.PolicyWorstFirst); worst > 4*score {
		t.Errorf("worst-first took %v, score %v", worst, score)
	}
}

// Nor does a contended problem go on for long: what is made of nothing at the
// deadline takes a part of the time that the plan itself would take.
func TestAContendedProblemEndsAtTheDeadline(t *testing.T) {
	p := wanted(6000, 300, "traits")
	for j := range p.Regions {
		p.Regions[j].Min, p.Regions[j].Max = 40, 70
	}
	took := func(end time.Time) (shortest time.Duration) {
		shortest = time.Hour
		for range 3 {
			ctx, cancel := context.WithDeadline(context.Background(), end)
			started := time.Now()
			if _, err := solve.Solve(ctx, p, solve.Options{}); err != nil {
				t.Fatal(err)
			}
			shortest = min(shortest, time.Since(started))
			cancel()
		}
		return shortest
	}
	if cut, whole := took(time.Unix(0, 0)), took(time.Now().Add(time.Hour)); 2*cut > whole {
		t.Errorf("%v when the time is over at once, %v with time enough", cut, whole)
	}
}
