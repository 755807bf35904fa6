package verify

import "math/big"

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

func (s *sum) addProduct(a, b int64) {
	s.far.Add(s.far, new(big.Int).Mul(big.NewInt(a), big.NewInt(b)))
}

func (s *sum) total() *big.Int { return new(big.Int).Add(s.far, big.NewInt(s.near)) }
