package solve_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// journeys is a problem as the ministry has them: practices under owners, needs
// under regions, and visits that cost one of three figures, so that budgets are
// rarely spent to the end.
func journeys(seed uint64, practices, regions int) (*solve.Problem, *solve.Budget) {
	r := rand.New(rand.NewPCG(seed, 17))
	p := &solve.Problem{}
	for i := range practices {
		if i%2 == 0 {
			p.Owners = append(p.Owners, solve.Owner{ID: fmt.Sprint("o", i), Capacity: 1 + r.IntN(4)})
		}
		p.Practices = append(p.Practices, solve.Practice{ID: fmt.Sprint("p", i), Owner: i / 2, Capacity: 1 + r.IntN(4)})
	}
	b := &solve.Budget{Limit: int64(8 * regions), Steps: 1}
	for j := range regions {
		p.Regions = append(p.Regions, solve.Region{ID: fmt.Sprint("r", j), Max: 1 + r.IntN(2)})
		for k := range 3 {
			c := len(p.Needs)
			p.Needs = append(p.Needs, solve.Need{ID: fmt.Sprint("n", j, k), Region: j})
			for i := range practices {
				if r.IntN(20) < 3 {
					p.Candidates = append(p.Candidates, solve.Candidate{Practice: i, Column: c, Score: 400_000 + r.Int64N(600_000)})
					b.Costs = append(b.Costs, []int64{5, 12, 25, 25, 25, 25}[r.IntN(6)])
				}
			}
		}
	}
	return p, b
}

// However early the search ends, the best total is not below what another policy
// reaches within the same budget.
func TestWithinABudgetNoPolicyBeatsTheBestTotal(t *testing.T) {
	t.Parallel()
	open := 0
	for seed := range uint64(30) {
		p, b := journeys(seed, 24+int(seed), 12+int(seed))
		best := solved(t, p, solve.Options{Budget: b})
		if best.Status == solve.Bounded {
			open++
		}
		for _, policy := range []solve.Policy{solve.PolicyWorstFirst, solve.PolicyLeximin} {
			if other := solved(t, p, solve.Options{Policy: policy, Budget: b}); other.Objective > best.Objective {
				t.Errorf("seed %d: %d under score, %d under %s, at most %d", seed, best.Objective, other.Objective, policy, best.Bound)
			}
		}
	}
	if open < 20 {
		t.Errorf("only %d searches ended before their gap was closed", open)
	}
}

// A search that hardly begins leaves a small gap to what any plan can be worth.
func TestTheGapIsSmallAtOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		p, b := journeys(seed, 40, 30)
		if got := solved(t, p, solve.Options{Budget: b}); 50*(got.Budget.RootBound-got.Objective) > got.Budget.RootBound {
			t.Errorf("seed %d: %d of at most %d", seed, got.Objective, got.Budget.RootBound)
		}
	}
}

// A search that the deadline ends at once does not come back with the cheapest
// plan, which is little more than the minimums.
func TestABudgetCutShortAtOnceIsFilled(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		p, b := journeys(seed, 40, 30)
		for _, policy := range []solve.Policy{solve.PolicyScore, solve.PolicyWorstFirst, solve.PolicyLeximin} {
			opt := solve.Options{Policy: policy, Budget: b}
			whole := solved(t, p, opt)
			for limit := range 4 {
				got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, opt)
				if err != nil {
					t.Fatal(err)
				}
				if got.Status != solve.Bounded || got.Budget.Spent > b.Limit || 10*got.Objective < 8*whole.Objective || 10*len(got.Pairs) < 8*len(whole.Pairs) {
					t.Errorf("seed %d: %s after %d steps: %s, %d pairs for %d of %d, with time enough %d for %d",
						seed, policy, limit, got.Status, len(got.Pairs), got.Objective, got.Bound, len(whole.Pairs), whole.Objective)
				}
				given, result := files(t, p, b, got)
				if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err != nil {
					t.Errorf("seed %d: %s after %d steps: %v", seed, policy, limit, err)
				}
			}
		}
	}
}

// Run side by side, a run of the policy score with the smaller sum takes over
// what another found; what is not allowed to it, it does not take.
func TestScenariosShareWhatTheyFind(t *testing.T) {
	t.Parallel()
	p, b := journeys(3, 24, 16)
	poor := solved(t, p, solve.Options{Budget: b})
	rich := solved(t, p, solve.Options{Budget: &solve.Budget{Limit: 2 * b.Limit, Costs: b.Costs, Steps: 1}})
	if poor.Status != solve.Bounded || rich.Status != solve.Bounded {
		t.Fatalf("the cases prove nothing: %s, %s", poor.Status, rich.Status)
	}
	good := slices.Clone(poor.Pairs)
	worse := *poor
	worse.Budget = &solve.Spending{}
	*worse.Budget = *poor.Budget
	worse.Pairs, worse.Objective, worse.Budget.Spent = nil, 0, 0
	before := worse
	twice, dear := append(slices.Clone(good), good[0]), rich.Pairs
	forbidden := *p
	forbidden.Forbidden = good[:1]
	unlisted := append(slices.Clone(good[1:]), solve.Pair{Practice: len(p.Practices)})
	for name, c := range map[string]struct {
		p     *solve.Problem
		pairs []solve.Pair
	}{"a pair twice": {p, twice}, "too dear": {p, dear}, "forbidden": {&forbidden, good}, "unknown": {p, unlisted}} {
		if worse.Adopt(c.p, b, c.pairs) || worse.Objective != before.Objective {
			t.Errorf("%s: taken", name)
		}
	}
	required := *p
	for _, c := range p.Candidates {
		if q := (solve.Pair{Practice: c.Practice, Column: c.Column}); !slices.Contains(good, q) {
			required.Required = []solve.Pair{q}
		}
	}
	if worse.Adopt(&required, b, good) {
		t.Error("taken without what is required")
	}
	if !worse.Adopt(p, b, nil, good, dear) || worse.Objective != poor.Objective || worse.Budget.Spent != poor.Budget.Spent || !slices.Equal(worse.Counts, poor.Counts) {
		t.Errorf("got %+v, want %+v", worse, *poor)
	}
	given, result := files(t, p, b, &worse)
	if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err != nil {
		t.Error(err)
	}
}
