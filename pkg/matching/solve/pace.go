package solve

// pace is when a simplex is judged by how many practices it had to look at.
type pace struct {
	pivots int // between two looks
	filled int // looks after which every visit may have come in
	common bool
	nested bool // there are owners, and an auction may well be the quicker way
}

const (
	manyOwned  = 1 << 20 // pairs from which that is so even where regions take few visits
	fewOfOwned = 4       // visits are few for a region
)

// newPace has a look after one pivot for each node, or for four visits where there
// are many, because each pair of the plan takes a pivot to come in. Spread is how far
// the scores are apart.
func newPace(p *Problem, nodes int, spread int64) pace {
	supply, demand := p.visits()
	visits := int(min(supply, demand))
	k := max(nodes, visits/4)
	large := visits > fewOfOwned*p.Columns() || len(p.Scores) > manyOwned
	return pace{pivots: k, filled: (visits + k - 1) / k, nested: len(p.Owners) > 0 && large && spread >= fine}
}

// lengthy reports whether there is no end in sight: every practice that is looked
// at still gains. On flat problems of 10^6 to 9 10^6 pairs an auction takes less than
// half the time where there were 0.94 to 0.99 looks for each pivot at the third time,
// and as long, or many times as long, where there were more.
//
// Where there are owners, a simplex takes more pivots than without and an auction
// does not, so it is judged more strictly soon after every visit may have come in;
// but where many do not gain from the start, everybody wants the same, and an
// auction would take long too, as it does where scores have few values, or where
// regions take few visits and there are not very many pairs.
func (s *simplex) lengthy() bool {
	p, looked, times := &s.pace, s.rows, s.pivots/s.pace.pivots
	s.rows = 0
	if times == 1 {
		p.common = 4*looked > 5*p.pivots
	}
	if times >= 3 && looked < p.pivots {
		return true
	}
	return p.nested && !p.common && times >= max(p.filled+2, 3) && 4*looked < 5*p.pivots
}
