package verify

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// Wide numbers are what big ones are.
func TestWideNumbersAddUp(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(421, 422))
	edges := []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64, 1 << 60, -1 << 60, 1<<60 + 1, -1<<60 - 1}
	draw := func() int64 {
		if r.IntN(3) > 0 {
			return edges[r.IntN(len(edges))]
		}
		return int64(r.Uint64())
	}
	for range 20_000 {
		sum, want, v := newSum(), new(big.Int), wide{}
		for range 5 {
			n := draw()
			if r.IntN(2) == 0 {
				v = v.plus(widen(n))
				want.Add(want, big.NewInt(n))
			} else {
				v = v.minus(widen(n))
				want.Sub(want, big.NewInt(n))
			}
		}
		sum.addWide(v)
		if sum.total().Cmp(want) != 0 || v.positive() != (want.Sign() > 0) || v.negative() != (want.Sign() < 0) {
			t.Fatalf("%+v is %s, positive %t, want %s", v, sum.total(), v.positive(), want)
		}
		small, ok := v.small()
		if fits := new(big.Int).Abs(want).Cmp(big.NewInt(1<<60)) <= 0; ok != fits || fits && small != want.Int64() {
			t.Fatalf("%s is small: %t, %d", want, ok, small)
		}
	}
}
