package solve

import "slices"

// A search for a better exchange need not look at the practices one by one where
// a column holds many: what any of them could go to is kept as one set.

// lane is where the practices of a column could go, or those of an owner that may
// have a visit more.
type lane struct {
	state   laneState
	columns []uint64 // that could take one of them, as bits
	list    []int32  // or, where they are few, as a list
	homes   []int32  // owners, or the root, that one of them may go home to
	gives   answer   // whether an owner has a visit that could come to another practice
}

// answer is one that may not be known yet.
type answer uint8

const (
	unknown answer = iota
	yes
	no
)

type laneState uint8

const (
	unpaved laneState = iota // not known
	paved
	narrow // a list is less work than bits
)

// way tells which ways are open between a node and its parent.
type way uint8

const (
	upWay way = 1 << iota
	downWay
)

// note looks which ways are open.
func (e *exchange) note(v int32) {
	var w way
	if e.tieGraph.leaves(v) {
		w |= upWay
	}
	if e.tieGraph.enters(v) {
		w |= downWay
	}
	if e.ways[v] != w {
		e.ways[v] = w
		if e.isPractice(v) && e.hosts != nil {
			e.repave(v - e.prac0)
		}
	}
}

func (e *exchange) leaves(v int32) bool { return e.ways[v]&upWay != 0 }
func (e *exchange) enters(v int32) bool { return e.ways[v]&downWay != 0 }

// move changes the visits through a node.
func (e *exchange) move(v, by int32) {
	e.flow[v] += by
	e.note(v)
}

// repave forgets the lanes of the columns that hold a practice, and of its owner.
func (e *exchange) repave(i int32) {
	for _, c := range e.hosts[i] {
		e.lanes[c].state = unpaved
	}
	if up := e.parent(e.prac0 + i); e.isOwner(up) {
		l := &e.owned[up-e.owner0]
		l.state, l.gives = unpaved, unknown
	}
}

// ask forgets what the owner of a practice has to give.
func (e *exchange) ask(i int32) {
	if up := e.parent(e.prac0 + i); e.isOwner(up) {
		e.owned[up-e.owner0].gives = unknown
	}
}

// obtainable reports whether there may be one more visit of a practice for a
// column: one that another column has, or one that its owner has, or has of
// another practice.
func (e *exchange) obtainable(v int32) bool {
	if len(e.hosts[v-e.prac0]) > 0 {
		return true
	}
	if !e.enters(v) {
		return false
	}
	up := e.parent(v)
	if !e.isOwner(up) || e.enters(up) {
		return true
	}
	l := &e.owned[up-e.owner0]
	if l.gives == unknown {
		l.gives = no
		for _, kid := range e.kids.of(up) {
			if e.leaves(kid) && len(e.hosts[kid-e.prac0]) > 0 {
				l.gives = yes
				break
			}
		}
	}
	return l.gives == yes
}

func (e *exchange) isOwner(v int32) bool { return v > 0 && v < e.prac0 }

// pave finds the lane of a column.
func (e *exchange) pave(c int32) *lane {
	l := &e.lanes[c]
	if l.state == unpaved {
		e.lay(l, e.held[c])
		l.homes = l.homes[:0]
		for _, i := range e.held[c] {
			if h := e.prac0 + i; e.leaves(h) {
				l.homes = append(l.homes, e.parent(h))
			}
		}
		slices.Sort(l.homes)
		l.homes = slices.Compact(l.homes)
	}
	return l
}

// paveOwner does the same for an owner: its practices that may have a visit more.
func (e *exchange) paveOwner(v int32) *lane {
	l := &e.owned[v-e.owner0]
	if l.state == unpaved {
		e.crew = e.crew[:0]
		for _, kid := range e.kids.of(v) {
			if e.enters(kid) {
				e.crew = append(e.crew, kid-e.prac0)
			}
		}
		e.lay(l, e.crew)
	}
	return l
}

// lay makes one set of the columns that could take one of some practices, or lists
// them, if that is less work.
func (e *exchange) lay(l *lane, practices []int32) {
	work := 0
	for _, i := range practices {
		work += 1 + len(e.free[i].list) + len(e.free[i].bits)
	}
	if work <= len(e.met) {
		l.state = narrow
		if l.list == nil {
			l.list = make([]int32, 0, len(e.met))
		}
		l.list = l.list[:0]
		for _, i := range practices {
			l.list = append(l.list, e.free[i].list...)
		}
		return
	}
	l.state = paved
	if l.columns == nil {
		l.columns = make([]uint64, len(e.met))
	}
	clear(l.columns)
	for _, i := range practices {
		f := &e.free[i]
		for _, d := range f.list {
			l.columns[d>>6] |= 1 << (d & 63)
		}
		for w, set := range f.bits {
			l.columns[w] |= set
		}
	}
}

// along visits the columns of a lane, and reports whether one of them holds the
// target.
func (e *exchange) along(l *lane, from int32) bool {
	if l.state == paved {
		return e.spread(l.columns, from)
	}
	for _, c := range l.list {
		if e.meet(e.col0 + c) {
			if e.proceed(e.col0+c, from); e.holds(c) {
				return true
			}
		}
	}
	return false
}

// practicesOf goes on from a column to where the practices it holds could go, and
// reports whether it found the target.
func (e *exchange) practicesOf(v int32) bool {
	c := v - e.col0
	if e.holds(c) {
		return true
	}
	l := e.pave(c)
	if e.along(l, v) {
		return true
	}
	for _, up := range l.homes {
		if e.visit(up, v) {
			return true
		}
	}
	return false
}

// holds reports whether a column that was met holds the target.
func (e *exchange) holds(c int32) bool {
	if e.goal[c>>6]>>(c&63)&1 == 0 {
		return false
	}
	e.from[e.to], e.rank[e.to] = e.col0+c, e.begun
	return true
}

// arrival is the rank of the best way that the last search found to a practice,
// -1 if there is none. The search saw it, or a column that holds it, or its owner.
func (e *exchange) arrival(v int32) int32 {
	best := int32(-1)
	if e.seen[v] == e.stamp {
		best = e.rank[v]
	}
	for _, c := range e.hosts[v-e.prac0] {
		if d := e.col0 + c; e.met[c>>6]>>(c&63)&1 != 0 && e.rank[d] > best {
			best = e.rank[d]
			e.from[v] = d
		}
	}
	if up := e.parent(v); e.isOwner(up) && e.enters(v) && e.seen[up] == e.stamp && e.rank[up] > best {
		best = e.rank[up]
		e.from[v] = up
	}
	return best
}

// carry takes a visit from a column to another, or home, or from an owner to a
// column, by one of the practices that could.
func (e *exchange) carry(u, v int32) {
	switch {
	case e.isOwner(u):
		for _, kid := range e.kids.of(u) {
			if i := kid - e.prac0; e.enters(kid) && e.free[i].has(v-e.col0) {
				e.move(kid, -e.upwards(kid))
				e.take(v-e.col0, i)
				return
			}
		}
	case e.isColumn(v):
		for _, i := range e.held[u-e.col0] {
			if e.free[i].has(v - e.col0) {
				e.lose(u-e.col0, i)
				e.take(v-e.col0, i)
				return
			}
		}
	default:
		for _, i := range e.held[u-e.col0] {
			if h := e.prac0 + i; e.leaves(h) && e.parent(h) == v {
				e.lose(u-e.col0, i)
				e.move(h, e.upwards(h))
				return
			}
		}
	}
	panic("solve: no practice can go where a search went")
}
