package solve

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// Whatever the size of a problem, what it costs to lack a visit is more than any
// way through the tree can gain, and what is made of it stays within 64 bits.
func TestWhatIsLackingCostsEnoughAndNotTooMuch(t *testing.T) {
	t.Parallel()
	for _, spread := range []int64{0, 1, 1 << 20, math.MaxUint32} {
		for _, nodes := range []int{2, 3, 4_000, 46_340, 92_681, 1 << 18, 1<<18 + 1, 100_000_000, math.MaxInt32} {
			big1 := lacking(spread, nodes)
			shorter := min(nodes/2, 46_340) // of a matrix with less than 2^31 pairs
			if way := spread * int64(shorter+1); big1 <= way {
				t.Errorf("spread %d, %d nodes: %d is no more than a way of %d", spread, nodes, big1, way)
			}
			// A column is barred, a potential is twice as much on either side, and a score.
			most := new(big.Int).Mul(big.NewInt(big1), big.NewInt(barredBy+2+2))
			if most.Add(most, big.NewInt(1<<32)); most.BitLen() > 58 {
				t.Errorf("spread %d, %d nodes: a gain of %d bits", spread, nodes, most.BitLen())
			}
		}
	}
	if got, want := lacking(1_000_000, 30_553), int64(1_000_001*30_553); got != want {
		t.Errorf("30,000 x 552: %d, want %d", got, want)
	}
}

func TestScoresThatCanBeAddedUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		practices, columns int
		pairs, want        int64
	}{
		{1, 1, 1, limit / 6},
		{30_000, 552, 552 * 180, limit / 99_360},
		{46_340, 46_340, 46_340, limit / 92_684},
		{20, 100_000_000, 2_000_000_000, limit / 2_000_000_000},
	} {
		if got := mostScore(c.practices, c.columns, c.pairs); got != c.want {
			t.Errorf("%d x %d with %d pairs: %d, want %d", c.practices, c.columns, c.pairs, got, c.want)
		}
	}
	p := &Problem{Practices: []Practice{{Capacity: 1}}, Regions: []Region{{Max: 1}}, Candidates: []Candidate{{Score: limit / 6}}}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	p.Candidates[0].Score = -limit/6 - 1
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), "at most 96076792050570581 is allowed") {
		t.Errorf("got %v", err)
	}
}

func TestNodesHaveNumbers(t *testing.T) {
	t.Parallel()
	if !numbered(1, 1<<30, 1<<30-5, 1) || numbered(1, 1<<30, 1<<30-4, 1) || numbered(0, math.MaxInt, 0, 0) {
		t.Error("2^31-3 nodes are numbered, one more are not")
	}
}

// The largest multiplier is exact or the problem is refused, also where the product
// wraps around to a small number.
func TestWeightsThatWouldWrapAroundAreRefused(t *testing.T) {
	t.Parallel()
	ok := 0
	for score := uint(0); score < 60; score++ {
		for cost := uint(0); cost < 64; cost++ {
			for _, shorter := range []int{1, 3, 552, 46_340, 1 << 30} {
				top, dear := int64(1)<<score-1, int64(uint64(1)<<cost-1)
				got, fits := weighable(top, dear, shorter)
				want := new(big.Int).Mul(big.NewInt(int64(1)<<score), big.NewInt(multiplierScale*int64(2*shorter+2)))
				path := new(big.Int).Mul(want, new(big.Int).Lsh(big.NewInt(1), cost))
				path.Mul(path, big.NewInt(int64(2*shorter+4)))
				if fits != (path.Cmp(big.NewInt(limit)) <= 0) || fits && want.Int64() != got {
					t.Fatalf("scores of %d bits, costs of %d, %d nodes: %d, %t, want %s", score, cost, shorter, got, fits, want)
				}
				if fits {
					ok++
				}
			}
		}
	}
	if ok == 0 {
		t.Error("all are refused")
	}
}

// A pair that is forbidden many times is barred once: what is taken off for it
// does not add up.
func TestAPairForbiddenTwiceIsBarredOnce(t *testing.T) {
	t.Parallel()
	p := &Problem{
		Practices: []Practice{{Capacity: 1, Owner: NoOwner}}, Regions: []Region{{Max: 1}, {Max: 1}}, Scores: []int32{5, 4},
		Forbidden: slices.Repeat([]Pair{{0, 1}, {0, 0}}, 1000),
	}
	if got := newMatrix(p, 1).forbidden[0]; !slices.Equal(got, []int32{0, 1}) {
		t.Errorf("got %v", got)
	}
}

// Bids that nobody can win end long before they leave 64 bits.
func TestBidsEnd(t *testing.T) {
	t.Parallel()
	p := &Problem{Practices: []Practice{{Capacity: 1, Owner: NoOwner}, {Capacity: 1, Owner: NoOwner}}}
	for j := range 3 {
		p.Regions = append(p.Regions, Region{Min: 1, Max: 1})
		p.Scores = append(p.Scores, []int32{math.MinInt32, math.MaxInt32}[j%2])
	}
	for j := range 3 {
		p.Scores = append(p.Scores, []int32{math.MaxInt32, math.MinInt32}[j%2])
	}
	b := newBidding(compile(p), nil)
	for b.left = math.MaxInt; b.queue.count > 0 && b.left > 0; {
		b.ask(b.queue.pop())
	}
	if most := slices.Max(b.price); most <= limit/4 || most > limit/4+1<<34 {
		t.Errorf("the bids ended at %d", most)
	}
}
