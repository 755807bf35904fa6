package solve

import (
	"context"
	"math"
	"slices"
)

// exchange chooses the canonical plan in a tie graph. Everything that is tied
// with nearly everything is common where scores are coarse, so a practice with
// many columns keeps them as bits.
type exchange struct {
	*tieGraph
	free  []freeColumns // per practice
	held  [][]int32     // per column, the practices of tied pairs it holds
	hosts [][]int32     // per practice, the columns that hold it and may still change
	lanes []lane        // per column
	owned []lane        // per owner
	above []int32       // per node, its parent
	ways  []way         // per node
	done  []uint64      // columns that are decided, as bits
	met   []uint64      // those, and the columns of the last search
	goal  []uint64      // columns that hold the target of the search, as bits
	seen  []int32       // per other node, the last search that met it
	from  []int32       // per node, where the last search came from
	rank  []int32       // and how that began
	stamp int32
	stack []int32
	crew  []int32 // scratch
	now   int32   // column that is being settled
	mine  []bool  // the practices it holds
	to    int32   // target of the search
	home  int32   // what is above it, -1 if it could not take a visit from there
	open  bool    // that is an owner who could take one from the root
	begun int32   // rank of what is being searched
}

// freeColumns are the columns that could take a practice and do not: a list, or
// bits where there are many.
type freeColumns struct {
	list []int32
	bits []uint64
}

func newExchange(g *tieGraph) *exchange {
	rows, cols := g.byRow.size(), g.byCol.size()
	words := int(cols+63) / 64
	e := &exchange{tieGraph: g, free: make([]freeColumns, rows), lanes: make([]lane, cols), mine: make([]bool, rows), now: -1}
	e.done, e.met, e.goal = make([]uint64, words), make([]uint64, words), make([]uint64, words)
	e.seen, e.from, e.rank = make([]int32, g.sink+1), make([]int32, g.sink+1), make([]int32, g.sink+1)
	e.ways, e.above, e.owned = make([]way, g.sink+1), make([]int32, g.sink+1), make([]lane, g.prac0-g.owner0)
	for v := int32(1); v < g.sink; v++ {
		e.above[v] = g.parent(v)
		e.note(v)
	}
	e.makeRoom()
	for i := range rows {
		f, list := &e.free[i], g.byRow.of(i)
		if len(list) > 2*words {
			f.bits = make([]uint64, words)
		}
		for _, k := range list {
			if q := g.pairs[k]; q.held {
				e.held[q.column] = append(e.held[q.column], i)
				e.hosts[i] = append(e.hosts[i], q.column)
			} else {
				f.add(q.column)
			}
		}
	}
	return e
}

// makeRoom makes the lists of what is held, with room for one more.
func (e *exchange) makeRoom() {
	rows, cols := make([]int32, e.byRow.size()+1), make([]int32, e.byCol.size()+1)
	for _, q := range e.pairs {
		if q.held {
			rows[q.practice+1]++
			cols[q.column+1]++
		}
	}
	for _, sizes := range [2][]int32{rows, cols} {
		for k := range sizes[1:] {
			sizes[k+1]++
		}
	}
	e.hosts, e.held = cut(rows), cut(cols)
}

func (f *freeColumns) add(c int32) {
	if f.bits != nil {
		f.bits[c>>6] |= 1 << (c & 63)
	} else {
		f.list = append(f.list, c)
	}
}

func (f *freeColumns) drop(c int32) {
	if f.bits != nil {
		f.bits[c>>6] &^= 1 << (c & 63)
	} else {
		f.list = without(f.list, c)
	}
}

func (f *freeColumns) has(c int32) bool {
	if f.bits != nil {
		return f.bits[c>>6]>>(c&63)&1 != 0
	}
	return slices.Contains(f.list, c)
}

// take gives practice i to column c, lose takes it away.
func (e *exchange) take(c, i int32) {
	e.free[i].drop(c)
	e.held[c] = append(e.held[c], i)
	e.hosts[i] = append(e.hosts[i], c)
	e.repave(i)
	e.mine[i] = e.mine[i] || c == e.now
}

func (e *exchange) lose(c, i int32) {
	e.repave(i)
	e.free[i].add(c)
	e.held[c] = without(e.held[c], i)
	e.hosts[i] = without(e.hosts[i], c)
	e.mine[i] = e.mine[i] && c != e.now
}

// choose makes the visits as few as they can be, and then takes the pairs in
// the disclosed order. It reports false if ctx ends before that.
func (e *exchange) choose(ctx context.Context) bool {
	for k := 1; e.fewer(); k++ {
		if k%1024 == 0 && ctx.Err() != nil {
			return false
		}
	}
	for k, c := range e.p.byColumn() {
		if k%64 == 63 && ctx.Err() != nil {
			return false
		}
		e.settle(c)
	}
	return true
}

// fewer takes one visit out of the plan if the total allows it.
func (e *exchange) fewer() bool {
	e.begin(0)
	e.seen[e.sink] = e.stamp
	if !e.explore(e.sink) {
		return false
	}
	e.push(0, e.sink)
	return true
}

// settle gives column c, practice by practice, what it can have, and fixes it.
// A pair comes in if the column can send a visit on: to its region, or by giving
// up a later pair. One search tells the latest such way for every practice, so
// it holds until something comes in. A practice with no room and no visit that
// it could lose elsewhere needs no search.
func (e *exchange) settle(c int32) {
	known := false
	e.now = c
	for _, i := range e.held[c] {
		e.mine[i] = true
	}
	for _, k := range e.byCol.of(c) {
		i := e.pairs[k].practice
		v := e.prac0 + i
		if e.mine[i] || !e.obtainable(v) {
			continue
		}
		if !known && e.nearby(c, i) {
			continue
		}
		if !known {
			known = !e.search(c, i)
		}
		if known && e.arrival(v) <= i {
			continue
		}
		e.push(v, e.col0+c)
		e.take(c, i)
		known = false
	}
	e.done[c>>6] |= 1 << (c & 63)
	for _, i := range e.held[c] {
		e.hosts[i] = without(e.hosts[i], c)
		e.mine[i] = false
		e.ask(i)
	}
}

// search looks for practice i on the ways out of column c: through its region,
// or through a later practice that it gives up, the last one first. What it
// meets is ranked by that practice, or above all by the region.
func (e *exchange) search(c, i int32) bool {
	from := e.col0 + c
	e.begin(e.prac0 + i)
	e.meet(from)
	e.begun = math.MaxInt32
	if e.leaves(from) && e.reach(e.parent(from), from) {
		return true
	}
	slices.Sort(e.held[c])
	for _, h := range slices.Backward(e.held[c]) {
		if e.begun = h; h < i {
			break
		}
		if e.reach(e.prac0+h, from) {
			return true
		}
	}
	return false
}

func (e *exchange) begin(to int32) {
	e.stamp++
	copy(e.met, e.done)
	clear(e.goal)
	if e.isPractice(to) {
		for _, c := range e.hosts[to-e.prac0] {
			e.goal[c>>6] |= 1 << (c & 63)
		}
	}
	e.to, e.home, e.open = to, -1, false
	if e.isPractice(to) && e.enters(to) {
		e.home = e.parent(to)
		e.open = e.isOwner(e.home) && e.enters(e.home)
	}
}

// meet notes a node and reports whether it is new.
func (e *exchange) meet(v int32) bool {
	if v < e.col0 || v == e.sink {
		if e.seen[v] == e.stamp {
			return false
		}
		e.seen[v] = e.stamp
		return true
	}
	c := v - e.col0
	word, bit := &e.met[c>>6], uint64(1)<<(c&63)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// changes lists what came in and what went out.
func (e *exchange) changes() (in, out []Pair) {
	for c := range e.byCol.size() {
		for _, i := range e.held[c] {
			e.mine[i] = true
		}
		for _, k := range e.byCol.of(c) {
			q := &e.pairs[k]
			if e.mine[q.practice] == q.held {
				continue
			}
			if p := (Pair{int(e.rows[q.practice]), int(c)}); q.held {
				out = append(out, p)
			} else {
				in = append(in, p)
			}
		}
		for _, i := range e.held[c] {
			e.mine[i] = false
		}
	}
	sortPairs(in)
	sortPairs(out)
	return in, out
}

// without removes one v.
func without(list []int32, v int32) []int32 {
	for k, x := range list {
		if x == v {
			list[k] = list[len(list)-1]
			return list[:len(list)-1]
		}
	}
	return list
}
