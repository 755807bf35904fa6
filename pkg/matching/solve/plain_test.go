package solve_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// vast is a problem whose first prices prove no more than a bound beyond 64 bits:
// the scores are as large as they may be, and either side could take far more
// visits than there are.
func vast(r *rand.Rand, practices, regions int, nested bool) *solve.Problem {
	p := &solve.Problem{Candidates: []solve.Candidate{}}
	for i := range practices {
		p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: 1 + r.IntN(2), Owner: solve.NoOwner})
	}
	for j := range regions {
		p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Max: 1<<31 - 1})
	}
	columns := regions
	if nested {
		columns = 3 * regions
		for c := range columns {
			p.Needs = append(p.Needs, solve.Need{ID: "n" + strconv.Itoa(c), Region: c % regions})
		}
	}
	top := int64(1) << 52 / int64(practices)
	for i := range practices {
		for c := range columns {
			p.Candidates = append(p.Candidates, solve.Candidate{Practice: i, Column: c, Score: top - r.Int64N(top/4)})
		}
	}
	return p
}

// Where the first prices prove nothing of 64 bits, others do: a time limit is
// never an error.
func TestATimeLimitFindsABoundOfSixtyFourBits(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(231, 232))
	bounded := 0
	for k := range 40 {
		p := vast(r, 2+r.IntN(30), 2+r.IntN(20), k%2 == 1)
		if k%4 > 1 {
			p.Sense = solve.Minimise
			for c := range p.Candidates {
				p.Candidates[c].Score *= -1
			}
		}
		for _, policy := range []solve.Policy{solve.PolicyScore, solve.PolicyLeximin, solve.PolicyWorstFirst} {
			for limit := range 6 {
				got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{Policy: policy})
				if err != nil {
					t.Fatalf("case %d: %s after %d steps: %v", k, policy, limit, err)
				}
				proven(t, p, got)
				if got.Status == solve.Bounded {
					bounded++
				}
			}
		}
	}
	if bounded < 100 {
		t.Errorf("only %d were cut short", bounded)
	}
}

// So it is within a budget.
func TestATimeLimitWithinABudgetFindsABoundOfSixtyFourBits(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(233, 234))
	for k := range 20 {
		p := vast(r, 2+r.IntN(10), 2+r.IntN(10), k%2 == 1)
		for c := range p.Candidates {
			p.Candidates[c].Score >>= 18
		}
		b := &solve.Budget{Limit: 9, Costs: make([]int64, len(p.Candidates))}
		for c := range b.Costs {
			b.Costs[c] = 1 + r.Int64N(3)
		}
		for _, policy := range []solve.Policy{solve.PolicyScore, solve.PolicyLeximin, solve.PolicyWorstFirst} {
			for limit := range 6 {
				got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{Policy: policy, Budget: b})
				if err != nil {
					t.Fatalf("case %d: %s after %d steps: %v", k, policy, limit, err)
				}
				given, result := files(t, p, b, got)
				if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err != nil {
					t.Fatalf("case %d: %s after %d steps: %v", k, policy, limit, err)
				}
			}
		}
	}
}

// One region that takes far more visits than there are has first prices that prove
// a bound of 64 bits, but none that anybody could add to another number.
func TestATimeLimitFindsABoundThatLeavesRoomToAdd(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{Regions: []solve.Region{{ID: "r", Max: 1<<31 - 1}}}
	for i := range 3 {
		p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: 1, Owner: solve.NoOwner})
		p.Scores = append(p.Scores, 1<<31-1)
	}
	for _, policy := range policies {
		got, err := solve.Solve(within(0, context.DeadlineExceeded), p, solve.Options{Policy: policy})
		if err != nil {
			t.Fatal(err)
		}
		proven(t, p, got)
		if got.Bound > 3*(1<<31-1) {
			t.Errorf("%s: nobody can have %d", policy, got.Bound)
		}
	}
}
