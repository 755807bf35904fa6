package verify

import (
	"math/big"
	"math/bits"
)

// sum adds integers without ever overflowing: small ones in a register that is
// emptied into a big integer in time.
type sum struct {
	near int64
	far  *big.Int
}

func newSum() *sum { return &sum{far: new(big.Int)} }

// add takes values below 2^63 - 2^61 in magnitude.
func (s *sum) add(v int64) {
	if s.near += v; s.near > 1<<61 || s.near < -1<<61 {
		s.far.Add(s.far, big.NewInt(s.near))
		s.near = 0
	}
}

func (s *sum) addWide(v wide) {
	high := big.NewInt(v.high)
	s.far.Add(s.far, high.Lsh(high, 64).Add(high, new(big.Int).SetUint64(v.low)))
}

func (s *sum) addProduct(a, b int64) {
	s.far.Add(s.far, new(big.Int).Mul(big.NewInt(a), big.NewInt(b)))
}

func (s *sum) total() *big.Int { return new(big.Int).Add(s.far, big.NewInt(s.near)) }

// wide is a whole number of 128 bits, high times 2^64 and low: a few numbers of 64
// bits add up to one whatever they are.
type wide struct {
	high int64
	low  uint64
}

func widen(v int64) wide { return wide{high: v >> 63, low: uint64(v)} }

func (a wide) plus(b wide) wide {
	low, carry := bits.Add64(a.low, b.low, 0)
	return wide{high: a.high + b.high + int64(carry), low: low}
}

func (a wide) minus(b wide) wide {
	low, borrow := bits.Sub64(a.low, b.low, 0)
	return wide{high: a.high - b.high - int64(borrow), low: low}
}

func (a wide) negative() bool { return a.high < 0 }

func (a wide) positive() bool { return a.high > 0 || a.high == 0 && a.low > 0 }

// small is the number if it is at most 2^60 in size, so that a few can be added.
func (a wide) small() (v int64, ok bool) {
	v = int64(a.low)
	return v, a.high == v>>63 && v <= 1<<60 && v >= -1<<60
}
