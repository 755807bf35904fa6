package solve

// tieGraph is what may still change at best prices: the tied pairs, and the
// bounds of the nodes with price 0. An arc goes where a visit could go: from a
// practice to a column that could take it, back where the pair is held; between
// a node and its parent where there is room, or something to take back. Nodes
// are numbered as in network, but for practices that no pair touches, which are
// left out; the root has two numbers: 0 where visits leave it, the sink where
// they come back.
type tieGraph struct {
	p                                  *Problem
	rows                               []int32 // the practices by their numbers here
	owner0, prac0, region0, col0, sink int32
	flow                               []int32 // visits through a node
	bound                              []bool  // per node, whether its price binds it to one of its bounds
	pairs                              []tiedPair
	byRow, byCol                       groups // pairs of a practice and of a column, in order
	kids                               groups // the nodes that pairs touch, by parent
	ints                               spare[int32]
	known                              []bool  // scratch
	order                              []int32 // scratch
}

func newTieGraph(p *Problem, r *Result, tied []tiedPair, room spare[int32]) *tieGraph {
	g := &tieGraph{p: p, owner0: 1, pairs: tied, ints: room}
	number := g.number()
	g.prac0 = g.owner0 + int32(len(p.Owners))
	g.region0 = g.prac0 + int32(len(g.rows))
	g.col0 = g.region0
	if len(p.Needs) > 0 {
		g.col0 += int32(len(p.Regions))
	}
	g.sink = g.col0 + int32(p.Columns())
	g.flow, g.bound = g.ints.list(int(g.sink)), make([]bool, g.sink)
	for _, q := range r.Pairs {
		for v := g.col0 + int32(q.Column); v < g.sink; v = g.parent(v) {
			g.flow[v]++
		}
		if o := p.ownerOf(q.Practice); o != NoOwner {
			g.flow[g.owner0+int32(o)]++
		}
		if k := number[q.Practice]; k > 0 {
			g.flow[g.prac0+k-1]++
		}
	}
	bind := func(from int32, prices []int64) {
		for k, price := range prices {
			g.bound[from+int32(k)] = price != 0
		}
	}
	bind(g.owner0, r.Prices.Owners)
	for k, i := range g.rows {
		g.bound[g.prac0+int32(k)] = r.Prices.Practices[i] != 0
	}
	bind(g.region0, r.Prices.Regions)
	bind(g.col0, r.Prices.Needs)
	return g
}

// number gives the practices of the pairs new numbers in the same order, from 1
// in the list returned.
func (g *tieGraph) number() []int32 {
	number, count := g.ints.list(len(g.p.Practices)), int32(0)
	for _, q := range g.pairs {
		count += 1 - number[q.practice]
		number[q.practice] = 1
	}
	g.rows = g.ints.list(int(count))[:0]
	for i, touched := range number {
		if touched > 0 {
			g.rows = append(g.rows, int32(i))
			number[i] = int32(len(g.rows))
		}
	}
	for k := range g.pairs {
		g.pairs[k].practice = number[g.pairs[k].practice] - 1
	}
	return number
}

// parent is the node above v: 0 on the supply side, the sink on the other.
func (g *tieGraph) parent(v int32) int32 {
	switch {
	case v < g.prac0:
		return 0
	case v < g.region0:
		return g.owner0 + int32(g.p.ownerOf(int(g.rows[v-g.prac0]))) // NoOwner is -1, which makes it 0
	case v < g.col0 || g.col0 == g.region0:
		return g.sink
	default:
		return g.region0 + int32(g.p.Needs[v-g.col0].Region)
	}
}

// room reports whether a node may have one visit more, and one less.
func (g *tieGraph) room(v int32) (more, less bool) {
	if g.bound[v] {
		return false, false
	}
	var lo, hi int
	switch {
	case v < g.prac0:
		hi = g.p.Owners[v-g.owner0].Capacity
	case v < g.region0:
		a := &g.p.Practices[g.rows[v-g.prac0]]
		lo, hi = a.Min, a.Capacity
	case v < g.col0 || g.col0 == g.region0:
		j := &g.p.Regions[v-g.region0]
		lo, hi = j.Min, j.Max
	default:
		hi = 1
	}
	return int(g.flow[v]) < hi, int(g.flow[v]) > lo
}

// manyTies is how many pairs a node there are at most where it pays to find out
// first which of them lie on a cycle.
const manyTies = 16

// exchangeable keeps the pairs that lie on a cycle of the graph, which are those
// that another best plan may have otherwise, and reports whether there are any.
// Where nearly everything is tied, it keeps all.
func (g *tieGraph) exchangeable() bool {
	g.link()
	if len(g.pairs) > manyTies*int(g.sink) {
		return true
	}
	part := g.components()
	k := 0
	for _, q := range g.pairs {
		if part[g.prac0+q.practice] == part[g.col0+q.column] {
			g.pairs[k] = q
			k++
		}
	}
	if k < len(g.pairs) {
		g.pairs = g.pairs[:k]
		g.link()
	}
	return k > 0
}

// link files the pairs by practice and by column, each in the order of the
// other side, and the nodes they touch by their parents.
func (g *tieGraph) link() {
	g.byRow.reset(int32(len(g.rows)), &g.ints)
	g.byCol.reset(int32(g.p.Columns()), &g.ints)
	for _, q := range g.pairs {
		g.byRow.count(q.practice)
		g.byCol.count(q.column)
	}
	g.byRow.counted(&g.ints)
	g.byCol.counted(&g.ints)
	for k, q := range g.pairs {
		g.byCol.add(q.column, int32(k))
	}
	for _, k := range g.byCol.list {
		g.byRow.add(g.pairs[k].practice, k)
	}
	g.byCol.again()
	for _, k := range g.byRow.list {
		g.byCol.add(g.pairs[k].column, k)
	}
	g.adopt()
}

// adopt files the nodes that pairs touch under their parents, and those under
// their own.
func (g *tieGraph) adopt() {
	if g.known == nil {
		g.known, g.order = make([]bool, g.sink+1), g.ints.list(int(g.sink))
	}
	clear(g.known)
	g.order = g.order[:0]
	g.kids.reset(g.sink+1, &g.ints)
	for c := range g.byCol.size() {
		if len(g.byCol.of(c)) > 0 {
			g.touch(g.col0 + c)
		}
	}
	for i := range g.byRow.size() {
		if len(g.byRow.of(i)) > 0 {
			g.touch(g.prac0 + i)
		}
	}
	g.kids.counted(&g.ints)
	for _, v := range g.order {
		g.kids.add(g.parent(v), v)
	}
}

// touch counts a node with its parent, and that with its own.
func (g *tieGraph) touch(v int32) {
	for v > 0 && v < g.sink && !g.known[v] {
		g.known[v] = true
		g.order = append(g.order, v)
		v = g.parent(v)
		g.kids.count(v)
	}
}

// arcs appends the nodes that v has an arc to, with the two ends of the root as
// one.
func (g *tieGraph) arcs(to []int32, v int32) []int32 {
	switch {
	case v >= g.col0:
		for _, k := range g.byCol.of(v - g.col0) {
			if q := &g.pairs[k]; q.held {
				to = append(to, g.prac0+q.practice)
			}
		}
	case v >= g.prac0 && v < g.region0:
		for _, k := range g.byRow.of(v - g.prac0) {
			if q := &g.pairs[k]; !q.held {
				to = append(to, g.col0+q.column)
			}
		}
	}
	if v == 0 {
		to = g.down(to, g.sink)
	} else if g.leaves(v) {
		to = append(to, g.parent(v)%g.sink)
	}
	return g.down(to, v)
}

// leaves reports whether a visit may go from v to its parent.
func (g *tieGraph) leaves(v int32) bool {
	more, less := g.room(v)
	if v < g.region0 {
		return less
	}
	return more
}

// enters reports whether a visit may come to v from its parent.
func (g *tieGraph) enters(v int32) bool {
	more, less := g.room(v)
	if v < g.region0 {
		return more
	}
	return less
}

// down appends the nodes below v that a visit may go to from there.
func (g *tieGraph) down(to []int32, v int32) []int32 {
	for _, kid := range g.kids.of(v) {
		if g.enters(kid) {
			to = append(to, kid)
		}
	}
	return to
}
