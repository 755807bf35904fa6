package solve_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// loose makes a problem without minimums, as stability wants it.
func loose(r *rand.Rand, s shape) *solve.Problem {
	p := withoutMinimums(r, s)
	for j := range p.Regions {
		p.Regions[j].Min = 0
	}
	return p
}

func TestStableHasNoBlockingPair(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(31, 32))
	seen := 0
	for k := range 4000 {
		p := loose(r, shapes[k%len(shapes)])
		got := solved(t, p, solve.Options{Policy: solve.PolicyStable})
		if got.Status != solve.Optimal {
			continue
		}
		seen++
		if b, err := solve.Blocking(p, got.Pairs); err != nil || len(b) > 0 {
			t.Fatalf("case %d: blocked by %v (%v): %+v", k, b, err, p)
		}
		proven(t, p, got)
		// Taking any free pair out leaves that pair blocking.
		for i, q := range got.Pairs {
			if slices.Contains(p.Required, q) {
				continue
			}
			rest := slices.Delete(slices.Clone(got.Pairs), i, i+1)
			b, err := solve.Blocking(p, rest)
			if err != nil || !slices.Contains(b, q) {
				t.Fatalf("case %d: without %v got blocking pairs %v (%v)", k, q, b, err)
			}
		}
	}
	if seen < 2000 {
		t.Errorf("only %d cases were solvable", seen)
	}
}

func TestRankedPlansAreStableAndBestForTheProposers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(33, 34))
	for k := range 1500 {
		p := loose(r, shape{4, 4, false, false, 3})
		p.Required = nil
		ranks := &solve.Rankings{}
		for range p.Practices {
			ranks.Practices = append(ranks.Practices, r.Perm(len(p.Regions))[:r.IntN(len(p.Regions)+1)])
		}
		for range p.Regions {
			ranks.Columns = append(ranks.Columns, r.Perm(len(p.Practices))[:r.IntN(len(p.Practices)+1)])
		}
		a := solved(t, p, solve.Options{Policy: solve.PolicyStable, Rankings: ranks})
		b := solved(t, p, solve.Options{Policy: solve.PolicyStable, Rankings: ranks, PracticesPropose: true})
		for _, got := range []*solve.Result{a, b} {
			if x, err := solve.BlockingRanked(p, ranks, got.Pairs); err != nil || len(x) > 0 {
				t.Fatalf("case %d: blocked by %v (%v)", k, x, err)
			}
		}
		if len(a.Pairs) != len(b.Pairs) {
			t.Fatalf("case %d: the two sides give %d and %d visits", k, len(a.Pairs), len(b.Pairs))
		}
		for j, list := range ranks.Columns {
			if first(list, a.Pairs, j) > first(list, b.Pairs, j) {
				t.Fatalf("case %d: region %d does worse when regions propose", k, j)
			}
		}
	}
}

// first is the best rank that region j gets.
func first(list []int, plan []solve.Pair, j int) int {
	best := len(list)
	for _, q := range plan {
		if q.Column == j {
			best = min(best, slices.Index(list, q.Practice))
		}
	}
	return best
}

// A plan from elsewhere that names what there is not is refused, not followed.
func TestAPlanOfWhatThereIsNotIsRefused(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Practices: []solve.Practice{{Capacity: 1, Owner: solve.NoOwner}}, Regions: []solve.Region{{Max: 1}}, Scores: []int32{1},
	}
	ranks := &solve.Rankings{Practices: [][]int{{0}}, Columns: [][]int{{0}}}
	for _, q := range []solve.Pair{{Practice: 1}, {Column: 1}, {Practice: -1}, {Column: -1}} {
		var refused *solve.ProblemError
		if _, err := solve.Blocking(p, []solve.Pair{q}); !errors.As(err, &refused) {
			t.Errorf("%v: got %v", q, err)
		}
		if _, err := solve.BlockingRanked(p, ranks, []solve.Pair{q}); !errors.As(err, &refused) {
			t.Errorf("%v, ranked: got %v", q, err)
		}
	}
	pl, err := solve.NewPlanner(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{-1, 1} {
		if _, err := pl.Worth(context.Background(), i); err == nil {
			t.Errorf("practice %d has a worth", i)
		}
	}
}
