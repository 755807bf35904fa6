package solve

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// A simplex that stopped midway, for an auction that gives up because everybody
// wants the same, goes on to the best plan.
func TestASimplexGoesOnAfterAnAuctionInVain(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	const rows, cols = 300, 240
	p := &Problem{}
	guests := make([]int32, cols)
	for c := range guests {
		guests[c] = r.Int32N(1001)
		p.Regions = append(p.Regions, Region{ID: "r" + strconv.Itoa(c), Min: 1, Max: 5})
	}
	for i := range rows {
		p.Practices = append(p.Practices, Practice{ID: "p" + strconv.Itoa(i), Capacity: 1 + r.IntN(6), Owner: NoOwner})
		host := r.Int32N(1001)
		for _, g := range guests {
			p.Scores = append(p.Scores, host*g)
		}
	}
	ctx := context.Background()
	want, err := Solve(ctx, p, Options{})
	if err != nil || want.Method != "C" {
		t.Fatal(want.Method, err)
	}
	for _, pivots := range []int{0, 100, 1000, want.Paths - 1} {
		n := bareOf(p)
		s := newSimplex(newMatrix(p, n.sign))
		for range pivots {
			e, found := s.search()
			if !found {
				t.Fatalf("no more than %d pivots", s.pivots)
			}
			s.pivot(e)
			s.pivots++
		}
		if _, err := n.meanwhile(ctx, s, true, Options{}, 0); !errors.Is(err, errBudget) {
			t.Fatalf("after %d pivots: %v; the auction should give up", pivots, err)
		}
		if end := s.run(ctx, true); end != solved {
			t.Fatalf("after %d pivots: ended with %d", pivots, end)
		}
		got, err := n.settled(ctx, s.result(), Options{})
		if err != nil || got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) || s.pivots != want.Paths {
			t.Errorf("after %d pivots: %d in %d pivots, want %d in %d; %v", pivots, got.Objective, s.pivots, want.Objective, want.Paths, err)
		}
	}
}
