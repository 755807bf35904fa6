package solve

// plain sets prices whose bound is at most limit, as Check bounds the scores:
// every practice costs what its best pair is worth, unless it could take all that
// gain; or every column does. The better of the two is the bound. pairs gives the
// admissible pairs with their scores as a maximisation.
func (n *network) plain(pairs func(func(practice, column int, score int64))) {
	rows, cols := make([]tally, len(n.p.Practices)), make([]tally, n.p.Columns())
	pairs(func(i, c int, s int64) {
		rows[i].count(s)
		cols[c].count(s)
	})
	clear(n.y)
	clear(n.shift)
	n.floor = 0
	var supply, demand int64
	for i := range rows {
		supply = min(supply+rows[i].bound(n.hi[n.prac0+int32(i)]), limit)
	}
	for c := range cols {
		demand = min(demand+cols[c].bound(n.hi[n.col0+int32(c)]), limit)
	}
	if supply <= demand {
		for i := range rows {
			n.y[n.prac0+int32(i)] = rows[i].price(n.hi[n.prac0+int32(i)])
		}
		return
	}
	for c := range cols {
		n.y[n.col0+int32(c)] = -cols[c].price(n.hi[n.col0+int32(c)])
	}
}

// tally is the best of the pairs of a node, and how many gain.
type tally struct{ best, gain int64 }

func (t *tally) count(score int64) {
	if score > 0 {
		t.gain++
		t.best = max(t.best, score)
	}
}

// price is nothing for a node that has room for all that gain.
func (t *tally) price(room int64) int64 {
	if t.gain <= room {
		return 0
	}
	return t.best
}

// bound is at least what the pairs of a node can add; it does not leave 64 bits.
func (t *tally) bound(room int64) int64 {
	times := min(t.gain, room)
	if times > 0 && t.best > limit/times {
		return limit
	}
	return times * t.best
}

// eachPair calls f for every pair that the problem lists, forbidden or not.
func (n *network) eachPair(f func(practice, column int, score int64)) {
	width := n.p.Columns()
	for k, s := range n.p.Scores {
		f(k/width, k%width, n.sign*int64(s))
	}
	for _, c := range n.p.Candidates {
		f(c.Practice, c.Column, n.sign*c.Score)
	}
}

// eachPair is that of a network with the scores at the present multiplier.
func (l *lagrange) eachPair(f func(practice, column int, score int64)) {
	for c := range l.n.cols {
		for _, e := range l.n.cols[c].list {
			f(int(e.practice), c, e.score)
		}
	}
}
