package solve_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// fairest is the leximin-best sorted vector of visits within the budget, and the
// best total with it, by enumeration.
func fairest(p *solve.Problem, b *solve.Budget) (vector []int, best int64) {
	pairs, _, _ := table(p)
	costs := costsOf(p, b)
	each(p, func(chosen []bool, total int64) {
		counts := make([]int, len(p.Regions))
		var spent int64
		for k, q := range pairs {
			if chosen[k] {
				spent += costs[q]
				counts[p.RegionOf(q.Column)]++
			}
		}
		if spent > b.Limit {
			return
		}
		slices.Sort(counts)
		if c := slices.Compare(counts, vector); vector == nil || c > 0 || c == 0 && total > best {
			vector, best = counts, total
		}
	})
	return vector, best
}

func TestLeximinWithinABudgetEqualsEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(221, 222))
	optimal, less, high, swapped := 0, 0, 0, 0
	for k := range 4000 {
		p := random(r, shapes[k%len(shapes)])
		b := priced(r, p)
		want, best := fairest(p, b)
		got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin, Budget: b})
		given, result := files(t, p, b, got)
		if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err != nil {
			t.Fatalf("case %d: %v\n%s\n%s", k, err, given, result)
		}
		if want == nil {
			if got.Status != solve.Infeasible || got.Policy != solve.PolicyLeximin {
				t.Fatalf("case %d: got %+v, there is no plan: %s", k, got, given)
			}
			continue
		}
		optimal++
		vector := slices.Clone(got.Counts)
		slices.Sort(vector)
		if !slices.Equal(vector, want) || got.Status != solve.Optimal || got.Objective != inSense(p, best) ||
			got.Bound != got.Objective || got.Budget.Spent > b.Limit {
			t.Fatalf("case %d: got %v %+v, want %v and %d\n%s", k, vector, got, want, inSense(p, best), given)
		}
		numbersAltered(t, given, result)
		other := solved(t, p, solve.Options{Budget: b})
		if seen := slices.Sorted(slices.Values(other.Counts)); !slices.Equal(seen, want) {
			swapped++
			replaced(t, p, b, got, other)
		}
		ample := &solve.Budget{Limit: 1000, Costs: b.Costs}
		unlimited := slices.Clone(solved(t, p, solve.Options{Policy: solve.PolicyLeximin, Budget: ample}).Counts)
		slices.Sort(unlimited)
		if !slices.Equal(unlimited, vector) {
			less++
		}
		if slices.Max(vector) > 1 {
			high++
		}
	}
	if optimal < 1000 || less < 200 || high < 200 || swapped < 200 {
		t.Errorf("%d had a plan, the budget took visits from %d, %d gave a region more than one, score was less fair in %d", optimal, less, high, swapped)
	}
}

// replaced puts a plan that keeps less of the promise in the place of the one
// that was proven.
func replaced(t *testing.T, p *solve.Problem, b *solve.Budget, proven, other *solve.Result) {
	t.Helper()
	r, spent := *proven, *proven.Budget
	r.Pairs, r.Counts, r.Objective, r.Budget = other.Pairs, other.Counts, other.Objective, &spent
	spent.Spent = other.Budget.Spent
	for _, status := range []solve.Status{solve.Optimal, solve.Bounded} {
		r.Status = status
		given, result := files(t, p, b, &r)
		if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err == nil {
			t.Fatalf("accepted with the proof of another plan: %s\n%s", given, result)
		}
	}
}

// Whenever the time ends there is a plan within the budget that is as fair as
// its levels say.
func TestLeximinWithinABudgetIsProvenWheneverTheTimeEnds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(223, 224))
	bare, some, bounded := 0, 0, 0
	for k := range 500 {
		p := random(r, shapes[k%len(shapes)])
		b := priced(r, p)
		opt := solve.Options{Policy: solve.PolicyLeximin, Budget: b}
		whole := solved(t, p, opt)
		for limit := 0; ; limit++ {
			ctx := within(limit, context.DeadlineExceeded)
			got, err := solve.Solve(ctx, p, opt)
			if err != nil {
				t.Fatalf("case %d after %d steps: %v", k, limit, err)
			}
			given, result := files(t, p, b, got)
			if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err != nil {
				t.Fatalf("case %d after %d steps: %v\n%s\n%s", k, limit, err, given, result)
			}
			if (got.Status == solve.Infeasible) != (whole.Status == solve.Infeasible) || got.Status == solve.Optimal && got.Objective != whole.Objective {
				t.Fatalf("case %d after %d steps: got %+v, with time enough %+v", k, limit, got, whole)
			}
			if got.Status == solve.Bounded {
				if inSense(p, got.Bound) < inSense(p, whole.Objective) {
					t.Fatalf("case %d after %d steps: the bound %d is below %d", k, limit, got.Bound, whole.Objective)
				}
				for l := range got.Fairness.Levels {
					if level(got.Counts, l+1) != level(whole.Counts, l+1) {
						t.Fatalf("case %d: level %d is claimed and not reached: %v, %v", k, l+1, got.Counts, whole.Counts)
					}
				}
				switch len(got.Fairness.Levels) {
				case 0:
					bare++
				case len(whole.Fairness.Levels):
					bounded++
				default:
					some++
				}
			}
			if ctx.asked <= limit {
				break
			}
		}
	}
	if bare < 100 || some < 100 || bounded < 100 {
		t.Errorf("cut short before any level %d, before all %d, before the best total %d", bare, some, bounded)
	}
}
