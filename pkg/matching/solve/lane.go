package solve

// A search for a better exchange need not look at the practices one by one where
// a column holds many: what any of them could go to is kept as one set.

// lane is where the practices of a column could go.
type lane struct {
	state   laneState
	away    bool     // one of them may go home
	columns []uint64 // that could take one of them
}

type laneState uint8

const (
	unpaved laneState = iota // not known
	paved
	narrow // it is less work to look at the practices
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

// repave forgets the lanes of the columns that hold a practice.
func (e *exchange) repave(i int32) {
	for _, c := range e.hosts[i] {
		e.lanes[c].state = unpaved
	}
}

// pave finds the lane of a column, and reports whether it has one.
func (e *exchange) pave(c int32) bool {
	l := &e.lanes[c]
	if l.state != unpaved {
		return l.state == paved
	}
	l.state = narrow
	work := 0
	for _, i := range e.held[c] {
		work += 1 + len(e.free[i].list) + len(e.free[i].bits)
	}
	if work <= len(e.met) {
		return false
	}
	l.state, l.away = paved, false
	if l.columns == nil {
		l.columns = make([]uint64, len(e.met))
	}
	clear(l.columns)
	for _, i := range e.held[c] {
		l.away = l.away || e.leaves(e.prac0+i)
		f := &e.free[i]
		for _, d := range f.list {
			l.columns[d>>6] |= 1 << (d & 63)
		}
		for w, set := range f.bits {
			l.columns[w] |= set
		}
	}
	return true
}

// practicesOf goes on from a column to the practices it holds, or to where they
// could go, and reports whether it found the target.
func (e *exchange) practicesOf(v int32) bool {
	c := v - e.col0
	if !e.pave(c) {
		found := false
		for _, i := range e.held[c] {
			found = e.visit(e.prac0+i, v) || found
		}
		return found
	}
	if e.goal[c>>6]>>(c&63)&1 != 0 {
		e.from[e.to], e.rank[e.to] = v, e.begun
		return true
	}
	l := &e.lanes[c]
	return e.spread(l.columns, v) || (l.away && e.homeward(v))
}

// homeward goes on from a column to what is above the practices it holds that
// may go home.
func (e *exchange) homeward(v int32) bool {
	for _, i := range e.held[v-e.col0] {
		h := e.prac0 + i
		up := e.parent(h)
		if !e.leaves(h) || e.seen[up] == e.stamp || !e.meet(h) {
			continue
		}
		e.from[h], e.rank[h] = v, e.begun
		if e.visit(up, h) {
			return true
		}
	}
	return false
}

// arrival is the rank of the best way that the last search found to a practice,
// -1 if there is none. The search saw it, or a column that holds it.
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
	return best
}

// carrier is a practice of a column that another could take.
func (e *exchange) carrier(c, to int32) int32 {
	for _, i := range e.held[c] {
		if e.free[i].has(to) {
			return i
		}
	}
	panic("solve: no practice can go where a search went")
}
