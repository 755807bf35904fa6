package solve_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

func TestFrontierRunsFromScoreToLeximin(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(71, 72))
	ctx := context.Background()
	seen := 0
	for k := range 600 {
		p := random(r, shapes[k%len(shapes)])
		score := solved(t, p, solve.Options{})
		points, err := solve.Frontier(ctx, p, 9)
		if err != nil {
			t.Fatal(err)
		}
		if score.Status != solve.Optimal {
			if len(points) > 0 {
				t.Fatalf("case %d: points without a plan", k)
			}
			continue
		}
		seen++
		if len(points) != 9 || points[0].Objective != score.Objective {
			t.Fatalf("case %d: got %+v, want 9 points from %d", k, points, score.Objective)
		}
		for i := 1; i < 9; i++ {
			if points[i].Price < points[i-1].Price {
				t.Fatalf("case %d: more fairness costs less: %d after %d", k, points[i].Price, points[i-1].Price)
			}
		}
		fair := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		a, b := slices.Clone(points[8].Plan.Counts), slices.Clone(fair.Counts)
		if !slices.Equal(a, b) {
			t.Fatalf("case %d: the last point has %v, leximin %v", k, a, b)
		}
	}
	if seen < 200 {
		t.Errorf("only %d cases with a plan", seen)
	}
}

func TestCompareCountsWhatPeopleAskFor(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Practices: []solve.Practice{{Capacity: 2, Owner: solve.NoOwner}, {Capacity: 1, Owner: solve.NoOwner}},
		Regions:   []solve.Region{{Max: 2}, {Max: 2}, {Max: 2}},
		Scores:    []int32{9, 8, 1, 9, 2, 1},
	}
	got, err := solve.Compare(context.Background(), []solve.Scenario{
		{Name: "score", Problem: p}, {Name: "fair", Problem: p, Options: solve.Options{Policy: solve.PolicyLeximin}},
	}, [][]int{{1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	// Score: 9 and 8 from the first, 9 from the second. Fair: one visit each.
	if got[0].Objective != 26 || got[0].Served != 2 || got[0].Least != 0 || got[0].Busiest != 2 || got[0].Groups[0] != 1 {
		t.Errorf("score: got %+v", got[0])
	}
	if got[1].Objective != 18 || got[1].Price != 8 || got[1].Served != 3 || got[1].Least != 1 || got[1].Groups[0] != 2 {
		t.Errorf("fair: got %+v", got[1])
	}
}
