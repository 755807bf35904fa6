package solve

// pairSet is a set of pairs: one bit for each in the dense form.
type pairSet struct {
	width int
	bits  []uint64
	some  map[Pair]bool
	list  []Pair
}

func newPairSet(p *Problem) *pairSet {
	if len(p.Scores) == 0 {
		return &pairSet{some: map[Pair]bool{}}
	}
	return &pairSet{width: p.Columns(), bits: make([]uint64, (len(p.Scores)+63)/64)}
}

func (s *pairSet) has(q Pair) bool {
	if s.some != nil {
		return s.some[q]
	}
	k := q.Practice*s.width + q.Column
	return s.bits[k>>6]>>(k&63)&1 != 0
}

// add adds a pair that is not in the set.
func (s *pairSet) add(q Pair) {
	s.list = append(s.list, q)
	if s.some != nil {
		s.some[q] = true
		return
	}
	k := q.Practice*s.width + q.Column
	s.bits[k>>6] |= 1 << (k & 63)
}
