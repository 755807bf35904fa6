package solve

// pace is when a simplex is judged by how many practices it had to look at.
type pace struct {
	pivots int // between two looks
	filled int // looks after which every visit may have come in
	common bool
}

// newPace has a look after one pivot for each node, or for four visits where there
// are many, because each pair of the plan takes a pivot to come in.
func newPace(p *Problem, nodes int) pace {
	supply, demand := p.visits()
	visits := int(min(supply, demand))
	k := max(nodes, visits/4)
	return pace{pivots: k, filled: (visits + k - 1) / k}
}

// lengthy reports whether there is no end in sight: nearly every practice that is
// looked at still gains, early on even more often than once. Where many do not gain
// from the start, everybody wants the same, and an auction would take long too.
// Where there are owners, a simplex takes more pivots than without and an auction
// does not, so it is judged soon after every visit may have come in.
func (s *simplex) lengthy() bool {
	p, looked, times := &s.pace, s.rows, s.pivots/s.pace.pivots
	s.rows = 0
	if times == 1 {
		p.common = 4*looked > 5*p.pivots
	}
	late := 6
	if len(s.m.owner) > 0 {
		late = max(p.filled+2, 3)
	}
	return !p.common && ((times >= 3 && looked < p.pivots) || (times >= late && 4*looked < 5*p.pivots))
}
