package solve_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// TestALongSimplexIsLeftToTheAuctionOrRunsOn has more pairs than a simplex is seen
// through in any case. Where practices are alike but for traits, the auction is
// quick; where everybody wants the same, it gives up and the simplex goes on.
func TestALongSimplexIsLeftToTheAuctionOrRunsOn(t *testing.T) {
	t.Parallel()
	const rows, cols = 400, 340
	for _, c := range []struct {
		name, method string
		score        func(host, guest []int32, noise int32) int32
	}{
		{"traits", "B", func(h, g []int32, noise int32) int32 {
			s := noise % 179_801
			for b := range h {
				s += h[b] * g[b]
			}
			return s
		}},
		{"grades", "C", func(h, g []int32, _ int32) int32 { return h[0] * g[0] * 16 }},
		{"scattered", "C", func(_, _ []int32, noise int32) int32 { return noise }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(19, 20))
			draw := func(n int) [][]int32 {
				list := make([][]int32, n)
				for k := range list {
					for range 8 {
						list[k] = append(list[k], r.Int32N(256))
					}
				}
				return list
			}
			hosts, guests := draw(rows), draw(cols)
			p := &solve.Problem{}
			for i, h := range hosts {
				p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: 1 + r.IntN(6), Owner: solve.NoOwner})
				for _, g := range guests {
					p.Scores = append(p.Scores, c.score(h, g, r.Int32N(1_000_001)))
				}
			}
			for j := range cols {
				p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Min: 1, Max: 5})
			}
			got := solved(t, p, solve.Options{})
			if got.Method != c.method {
				t.Errorf("method %s, want %s", got.Method, c.method)
			}
			if want := solved(t, p, solve.Forced("B")); got.Objective != want.Objective {
				t.Errorf("got %d, want %d", got.Objective, want.Objective)
			}
			proven(t, p, got)
		})
	}
}
