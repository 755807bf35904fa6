package solve_test

import (
	"math/rand/v2"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// TestReplanAfterABiddingInVain has so few visits for what is wanted that the
// bidding mostly ends before anybody came through, with and without owners.
func TestReplanAfterABiddingInVain(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(241, 242))
	for k := range 1500 {
		p := random(r, shape{6, 60, true, k%2 == 0, []int64{1, 1000, 1_000_000}[k%3]})
		if p.Columns() != len(p.Regions) {
			for len(p.Regions) < p.Columns() {
				p.Regions = append(p.Regions, solve.Region{ID: p.Needs[len(p.Regions)].ID, Max: 1 + r.IntN(3)})
			}
		}
		p.Needs = nil
		want := solved(t, p, solve.Forced("A"))
		pl, err := solve.NewPlanner(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pl.Replan(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != want.Status || got.Objective != want.Objective {
			t.Fatalf("case %d: got %s %d, want %s %d", k, got.Status, got.Objective, want.Status, want.Objective)
		}
		proven(t, p, got)
	}
}
