package solve

import "math/bits"

// reach goes on to a node from another, and reports whether the target is found.
func (e *exchange) reach(v, from int32) bool {
	if !e.meet(v) {
		return false
	}
	e.from[v], e.rank[v] = from, e.begun
	return v == e.to || e.leads(v) || e.explore(v)
}

// leads reports whether the target is right below a node, or below an owner below
// the root.
func (e *exchange) leads(v int32) bool {
	switch {
	case v == e.home:
	case v == 0 && e.open:
		e.from[e.home], e.rank[e.home] = v, e.begun
	default:
		return false
	}
	e.from[e.to], e.rank[e.to] = e.home, e.begun
	return true
}

// explore goes on from a node to everything that was not met yet, and reports
// whether it found the target.
func (e *exchange) explore(v int32) bool {
	e.stack = append(e.stack[:0], v)
	for len(e.stack) > 0 {
		v = e.stack[len(e.stack)-1]
		e.stack = e.stack[:len(e.stack)-1]
		found := false
		switch {
		case e.isPractice(v):
			found = e.columnsOf(v)
		case e.isColumn(v):
			found = e.practicesOf(v)
		case e.isOwner(v):
			found = e.along(e.paveOwner(v), v)
		}
		if found || e.treeOf(v) {
			return true
		}
	}
	return false
}

// visit puts a node that was not met yet on the stack and reports whether it is
// the target.
func (e *exchange) visit(v, from int32) bool {
	if !e.meet(v) {
		return false
	}
	e.proceed(v, from)
	return v == e.to || e.leads(v)
}

// proceed puts a new node on the stack.
func (e *exchange) proceed(v, from int32) {
	e.from[v], e.rank[v] = from, e.begun
	e.stack = append(e.stack, v)
}

// columnsOf visits the columns that could take a practice.
func (e *exchange) columnsOf(v int32) bool {
	f := &e.free[v-e.prac0]
	for _, c := range f.list {
		e.visit(e.col0+c, v)
	}
	return e.spread(f.bits, v)
}

// spread visits columns given as bits, and reports whether one of them holds the
// target.
func (e *exchange) spread(columns []uint64, from int32) bool {
	for w, set := range columns {
		set &^= e.met[w]
		e.met[w] |= set
		hit := set & e.goal[w]
		for ; set != 0; set &= set - 1 {
			c := e.col0 + int32(w<<6+bits.TrailingZeros64(set))
			e.from[c], e.rank[c] = from, e.begun
			e.stack = append(e.stack, c)
		}
		if hit != 0 {
			e.from[e.to], e.rank[e.to] = e.col0+int32(w<<6+bits.TrailingZeros64(hit)), e.begun
			return true
		}
	}
	return false
}

// treeOf visits the nodes above and below v and reports whether one of them is
// the target.
func (e *exchange) treeOf(v int32) bool {
	if v != 0 && v != e.sink && e.leaves(v) && e.visit(e.parent(v), v) {
		return true
	}
	if e.isOwner(v) {
		return false
	}
	for _, kid := range e.kids.of(v) {
		if e.enters(kid) && e.visit(kid, v) {
			return true
		}
	}
	return false
}

// push sends a visit along the way that a search found, from a node to v.
func (e *exchange) push(v, from int32) {
	for v != from {
		u := e.from[v]
		switch {
		case (e.isColumn(u) && (e.isColumn(v) || v < e.prac0)) || (e.isOwner(u) && e.isColumn(v)):
			e.carry(u, v)
		case e.isPractice(u) && e.isColumn(v):
			e.take(v-e.col0, u-e.prac0)
		case e.isColumn(u) && e.isPractice(v):
			e.lose(u-e.col0, v-e.prac0)
		case u != 0 && u != e.sink && e.parent(u) == v: // from below to above
			e.move(u, e.upwards(u))
		default:
			e.move(v, -e.upwards(v))
		}
		v = u
	}
}

// upwards is what a visit that goes from v to its parent adds to v: on the
// supply side it was there and is given back.
func (e *exchange) upwards(v int32) int32 {
	if v < e.region0 {
		return -1
	}
	return 1
}

func (e *exchange) isPractice(v int32) bool { return v >= e.prac0 && v < e.region0 }
func (e *exchange) isColumn(v int32) bool   { return v >= e.col0 && v < e.sink }
func (e *exchange) parent(v int32) int32    { return e.above[v] }
