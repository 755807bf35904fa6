package solve

import (
	"math/rand/v2"
	"testing"
)

// The pair of a row that gains most is found whatever is held, however scores and
// potentials lie, in both senses and rows of any length, with AVX2 and without.
func TestMostGain(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	if !wide() {
		t.Log("NOT TESTED HERE: this processor has no AVX2, so gains, which looks at 8 columns at a time, cannot run")
	}
	none := 0
	for name, draw := range draws(r) {
		for range 3000 {
			width, sign := 1+r.IntN(140), int64(1-2*r.IntN(2))
			row, y, held := drawn(draw, 1, width).Scores, make([]int64, width), make([]uint64, (width+63)/64)
			apart := int64(1) << (1 + r.IntN(49))
			for c := range y {
				y[c] = r.Int64N(2*apart) - apart
				if r.IntN(3) == 0 {
					held[c>>6] |= 1 << (c & 63)
				}
			}
			u := r.Int64N(2*apart) - apart
			gain, want := int64(0), int32(-1)
			for c, s := range row {
				if r.IntN(4) > 0 { // it gains little or, as in the tree, nothing
					y[c] = u - sign*int64(s) + r.Int64N(7) - 3
				}
				g := sign*int64(s) + y[c] - u
				if held[c>>6]>>(c&63)&1 != 0 {
					g = -g
				}
				if g > gain {
					gain, want = g, int32(c)
				}
			}
			if want < 0 {
				none++
			}
			for _, fast := range []bool{false, wide()} {
				if got := mostGain(row, y, held, u, sign, fast); got != want {
					t.Fatalf("%s, %d columns, sign %d, AVX2 %t: column %d gains most, want %d", name, width, sign, fast, got, want)
				}
			}
		}
	}
	if none == 0 {
		t.Error("something gained in each row")
	}
}
