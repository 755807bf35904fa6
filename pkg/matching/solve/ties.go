package solve

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Among equally good plans Solve names the canonical one. It has the fewest
// visits, and among those it comes first in the disclosed order: column by
// column (more urgent need, then smaller Tie of the region, then the order of
// the list), and for each column practice by practice in the order of the list,
// a pair that can be had is had. Prices decide what can be exchanged at all: in
// every best plan a pair that gains at the prices is in and one that loses is
// out, whatever best prices they are (complementary slackness). Only pairs that
// do neither, the tied ones, are looked at.

// tiedPair is a pair whose score equals its prices.
type tiedPair struct {
	practice, column int32
	held             bool
}

// settle replaces the plan of r, which must be optimal with its prices, by the
// canonical one. It reports what came in and what went out. Where the deadline
// passes, the plan stays as good as it is and Method says that ties are open;
// the only error is that ctx was cancelled.
func (p *Problem) settle(ctx context.Context, r *Result, tied []tiedPair, room spare[int32]) (in, out []Pair, err error) {
	g := newTieGraph(p, r, tied, room)
	if !g.exchangeable() {
		return nil, nil, nil
	}
	e := newExchange(g)
	if !e.choose(ctx) {
		if err := ctx.Err(); !errors.Is(err, context.DeadlineExceeded) {
			return nil, nil, err
		}
		r.Method += ", ties open"
	}
	in, out = e.changes()
	if len(in)+len(out) == 0 {
		return nil, nil, nil
	}
	for _, q := range out {
		r.Counts[p.RegionOf(q.Column)]--
	}
	rest := out // in the order of the pairs
	r.Pairs = slices.DeleteFunc(r.Pairs, func(q Pair) bool {
		if len(rest) == 0 || rest[0] != q {
			return false
		}
		rest = rest[1:]
		return true
	})
	for _, q := range in {
		r.Counts[p.RegionOf(q.Column)]++
	}
	r.Pairs = merged(r.Pairs, in)
	return in, out, nil
}

// merged is two lists in order made one.
func merged(a, b []Pair) []Pair {
	all := make([]Pair, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if before(a[0], b[0]) {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// tiedIn looks for tied pairs row by row.
func (p *Problem) tiedIn(r *Result) []tiedPair {
	sign, width := int64(1), p.Columns()
	if p.Sense == Minimise {
		sign = -1
	}
	price := make([]int64, width)
	for c := range price {
		price[c] = sign * r.Prices.Regions[p.RegionOf(c)]
		if len(p.Needs) > 0 {
			price[c] += sign * r.Prices.Needs[c]
		}
	}
	var special map[Pair]bool // forbidden or required
	if len(p.Forbidden)+len(p.Required) > 0 {
		special = make(map[Pair]bool, len(p.Forbidden)+len(p.Required))
		for _, set := range [2][]Pair{p.Forbidden, p.Required} {
			for _, q := range set {
				special[q] = true
			}
		}
	}
	var tied []tiedPair
	pairs := r.Pairs
	for i := range p.Practices {
		mine := sign * r.Prices.Practices[i]
		if o := p.ownerOf(i); o != NoOwner {
			mine += sign * r.Prices.Owners[o]
		}
		row := p.Scores[i*width : (i+1)*width]
		if i == len(p.Practices)/8 {
			tied = slices.Grow(tied, 8*len(tied)) // about as many in each eighth
		}
		for c, v := range price[:len(row)] {
			if int64(row[c])-mine != v {
				continue
			}
			q := Pair{i, c}
			if special[q] {
				continue
			}
			for len(pairs) > 0 && before(pairs[0], q) {
				pairs = pairs[1:]
			}
			tied = append(tied, tiedPair{practice: int32(i), column: int32(c), held: len(pairs) > 0 && pairs[0] == q})
		}
	}
	return tied
}

func before(a, b Pair) bool {
	return a.Practice < b.Practice || (a.Practice == b.Practice && a.Column < b.Column)
}

// settle makes the plan of r the canonical one; with keep the network follows.
func (n *network) settle(ctx context.Context, r *Result, keep bool) (*Result, error) {
	tied, ok := n.tied()
	if !ok {
		tied = n.p.tiedIn(r)
	}
	room := n.ints
	n.ints = nil
	in, out, err := n.p.settle(ctx, r, tied, room)
	if err != nil {
		return nil, err
	}
	if !keep {
		return r, nil
	}
	for _, q := range out {
		n.giveUp(q)
	}
	for _, q := range in {
		n.take(q)
	}
	for _, q := range slices.Concat(out, in) {
		n.follow(n.prac0 + int32(q.Practice))
		n.follow(n.col0 + int32(q.Column))
	}
	return r, nil
}

// giveUp takes a held pair out of the plan.
func (n *network) giveUp(q Pair) {
	for _, h := range n.held.of(int32(q.Practice)) {
		if int(h.col) == q.Column {
			n.release(h.col, h.pos)
			return
		}
	}
}

// follow lets the flow from v up to the root be what its pairs make it.
func (n *network) follow(v int32) {
	for ; v != 0; v = n.parent[v] {
		if n.isSupply(v) {
			n.addTree(v, -n.excess[v])
		} else {
			n.addTree(v, n.excess[v])
		}
	}
}

// tied looks for tied pairs in the candidate lists. No practice costs less than
// the floor, so what scores less than the floor and the price of the column
// loses, whether it is listed or not. It reports false where so much could be
// tied and is not known that a pass over the matrix is less work.
func (n *network) tied() ([]tiedPair, bool) {
	y, floor := n.y[n.prac0:n.region0], far
	for _, v := range y {
		floor = min(floor, v)
	}
	room := 4 * len(n.cols)
	if n.shift != nil { // all practices have prices that fit
		room += len(y)
	}
	tied := make([]tiedPair, 0, room)
	unknown := 0
	for c := range n.cols {
		col, price := &n.cols[c], -n.y[n.col0+int32(c)]
		cut, last := floor+price, far
		for k := range col.list {
			e := &col.list[k]
			if last = e.score; last < cut {
				break
			}
			if e.score == y[e.practice]+price && e.state != gone {
				tied = append(tied, tiedPair{practice: e.practice, column: int32(c), held: e.state == held})
			}
		}
		if last < cut {
			continue
		}
		for _, key := range col.rest {
			score, i := unpack(key)
			last = min(last, score)
			if score == y[i]+price {
				tied = append(tied, tiedPair{practice: i, column: int32(c)})
			}
		}
		if col.more && last >= cut {
			if unknown++; 16*unknown > len(n.cols) {
				return nil, false
			}
			tied = n.tiedBehind(tied, c)
		}
	}
	return tied, true
}

// tiedBehind adds the tied pairs of a column that are not known from its list.
func (n *network) tiedBehind(tied []tiedPair, c int) []tiedPair {
	col, price := &n.cols[c], -n.y[n.col0+int32(c)]
	last := ^uint64(0)
	for _, key := range col.rest {
		last = min(last, key)
	}
	if k := len(col.list); k > 0 && len(col.rest) == 0 {
		last = pack(col.list[k-1].score, col.list[k-1].practice)
	}
	n.pool.between(c, 0, last)
	for _, key := range n.pool.keys {
		if score, i := unpack(key); score == n.y[n.prac0+i]+price {
			tied = append(tied, tiedPair{practice: i, column: int32(c)})
		}
	}
	return tied
}

// byColumn lists the columns in the disclosed order.
func (p *Problem) byColumn() []int32 {
	order := make([]int32, p.Columns())
	for c := range order {
		order[c] = int32(c)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		if len(p.Needs) > 0 {
			if c := cmp.Compare(p.Needs[b].Priority, p.Needs[a].Priority); c != 0 {
				return c
			}
		}
		return cmp.Compare(p.Regions[p.RegionOf(int(a))].Tie, p.Regions[p.RegionOf(int(b))].Tie)
	})
	return order
}
