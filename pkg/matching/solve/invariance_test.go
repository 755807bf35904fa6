package solve_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// sorted are the visits per region, fewest first.
func sorted(r *solve.Result) []int {
	out := slices.Clone(r.Counts)
	slices.Sort(out)
	return out
}

func TestOrderAndUnitDoNotMatterToTheFairPolicies(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(301, 302))
	for k := range 1000 {
		p := random(r, shape{4, 5, true, true, 7})
		fair := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		worst := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		permute(r, p)
		for c := range p.Candidates {
			p.Candidates[c].Score *= 1 << 20
		}
		if got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin}); got.Status != fair.Status || !slices.Equal(sorted(got), sorted(fair)) {
			t.Fatalf("case %d: leximin: got %v, want %v", k, got.Counts, fair.Counts)
		}
		got := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		if got.Status != worst.Status || len(got.Pairs) != len(worst.Pairs) || got.Objective != worst.Objective<<20 {
			t.Fatalf("case %d: worst-first: got %d visits, %d; want %d, %d", k, len(got.Pairs), got.Objective, len(worst.Pairs), worst.Objective<<20)
		}
	}
}

func TestMoreCapacityNeverHurtsAndAForbiddenPairNeverHelpsFairness(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(303, 304))
	for k := range 1500 {
		p := random(r, shapes[k%len(shapes)])
		p.Required = nil
		before := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		most := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		if before.Status != solve.Optimal {
			continue
		}
		i := r.IntN(len(p.Practices))
		p.Practices[i].Capacity++
		if got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin}); slices.Compare(sorted(got), sorted(before)) < 0 {
			t.Fatalf("case %d: more capacity made %v out of %v", k, got.Counts, before.Counts)
		}
		if got := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst}); len(got.Pairs) < len(most.Pairs) {
			t.Fatalf("case %d: more capacity made %d visits out of %d", k, len(got.Pairs), len(most.Pairs))
		}
		p.Practices[i].Capacity--
		p.Forbidden = append(p.Forbidden, solve.Pair{Practice: i, Column: r.IntN(p.Columns())})
		if got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin}); got.Status == solve.Optimal && slices.Compare(sorted(got), sorted(before)) > 0 {
			t.Fatalf("case %d: a forbidden pair made %v out of %v", k, got.Counts, before.Counts)
		}
		got := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		if got.Status == solve.Optimal && len(got.Pairs) > len(most.Pairs) {
			t.Fatalf("case %d: a forbidden pair made %d visits out of %d", k, len(got.Pairs), len(most.Pairs))
		}
	}
}

func TestFairnessIsNamedAsTheReason(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	// One practice, two visits; the fair plan gives one to each region, though
	// another need of the first is worth more.
	p := &solve.Problem{
		Practices: []solve.Practice{{Capacity: 2, Owner: solve.NoOwner}},
		Regions:   []solve.Region{{Max: 2}, {Max: 2}},
		Needs:     []solve.Need{{Region: 0}, {Region: 0}, {Region: 1}, {Region: 1}},
		Scores:    []int32{9, 8, 1, 0},
	}
	fair := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
	score := solved(t, p, solve.Options{})
	for _, c := range []struct {
		plan   *solve.Result
		column int
		reason solve.Reason
	}{
		{fair, 0, solve.InPlan}, {fair, 1, solve.ByFairness}, {fair, 3, solve.Unhelpful}, {score, 2, solve.Price}, {score, 1, solve.InPlan},
	} {
		a, err := solve.WhyNot(ctx, p, c.plan, solve.Pair{Practice: 0, Column: c.column})
		if err != nil || a.Reason != c.reason {
			t.Errorf("%s, need %d: got %+v, %v; want %s", c.plan.Policy, c.column, a, err, c.reason)
		}
	}
	worst := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
	if _, err := solve.WhyNot(ctx, p, worst, solve.Pair{}); err == nil {
		t.Error("worst-first has no such prices")
	}
}
