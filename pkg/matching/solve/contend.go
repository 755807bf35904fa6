package solve

import "slices"

// contend makes the network anew as that of a contended problem without needs:
// prices of the regions are given, the practices take their best regions, and the lists are ordered by
// what is left of a score at the price of the practice. So a scan that stops
// where even the cheapest practice would come too late stops early, though all
// practices have a price. What the matrix holds is taken first among equals.
func (n *network) contend(m *matrix, price []int64) {
	count := n.respond(m, price)
	n.relist(m)
	for c, k := range count {
		n.holdChosen(m, int32(c), k)
	}
	n.floor = min(0, slices.Min(n.y[n.prac0:n.region0]))
}

// respond lets the practices take their best regions at given prices, in the matrix,
// and counts the visits of the regions.
func (n *network) respond(m *matrix, price []int64) (count []int32) {
	n.blank()
	n.ints, n.longs, m.ints, m.longs = m.ints, m.longs, nil, nil
	n.shift = n.longs.list(m.rows)
	n.pool.shift = n.shift
	for c, v := range price {
		n.y[n.col0+int32(c)] = -v
	}
	for _, r := range n.p.Required {
		n.require(r)
	}
	count = make([]int32, m.cols)
	var best []gain
	for i := range int32(m.rows) {
		if m.p.ownerOf(int(i)) != NoOwner {
			continue
		}
		best = n.choose(m, i, best[:0])
		for _, b := range best {
			count[b.col]++
		}
	}
	n.chooseOwned(m, count)
	return count
}

// choose lets a practice take its best regions, leaves them in the matrix, and
// returns them.
func (n *network) choose(m *matrix, i int32, best []gain) []gain {
	k := min(int(m.capacity[i]), m.cols)
	best = n.answer(m, i, best, k+1)
	count := 0
	for count < min(k, len(best)) && (best[count].net > 0 || count < int(m.need[i])) {
		count++
	}
	n.give(m, i, best, count, 0)
	return best[:count]
}

// give lets a practice take the first of its best regions, so many, and prices
// it; above is the price of its owner.
func (n *network) give(m *matrix, i int32, best []gain, count int, above int64) {
	m.release(i)
	for _, b := range best[:count] {
		m.setHeld(i, b.col, true)
	}
	next, last := -far, far
	if count < len(best) {
		next = best[count].net >> 1
	}
	if count > 0 {
		last = best[count-1].net >> 1
	}
	u := above
	switch full := count == min(int(m.capacity[i]), m.cols); {
	case full && count > int(m.need[i]):
		u = max(next, above)
	case full:
		u = max(next, min(last, above))
	case count <= int(m.need[i]):
		u = min(last, above)
	}
	v := n.prac0 + i
	n.shift[i] = max(min(u, 1<<31), 0)
	n.y[v] = u - n.shift[i]
	f := int64(count) - n.excess[v] // required pairs took theirs
	switch {
	case u > above:
		f = n.hi[v]
	case u < above:
		f = n.lo[v]
	}
	n.setFlow(v, min(max(f, n.lo[v]), n.hi[v]))
}

// answer lists the k regions that leave most, twice that and one more for what
// the practice holds, so that it goes first among equals.
func (n *network) answer(m *matrix, i int32, best []gain, k int) []gain {
	row := m.row(i)
	y, cut := n.y[n.col0:n.end][:len(row)], 2*-far
	for c, raw := range row {
		net := 2*(m.sign*int64(raw)+y[c]) + 1
		if net <= cut {
			continue
		}
		if !m.isHeld(i, int32(c)) {
			net--
		}
		if net <= cut || m.isForbidden(i, int32(c)) {
			continue
		}
		if best = insert(best, gain{net, int32(c)}, k); len(best) == k {
			cut = best[k-1].net
		}
	}
	return best
}

// shifted is what the scores of a practice in lists are less by.
func (n *network) shifted(practice int) int64 {
	if n.shift == nil {
		return 0
	}
	return n.shift[practice]
}

// beyondQuota is how many candidates are listed of a column at least beyond those
// that the regions with the most visits hold: half as many, so that most lists
// need not be deepened, which takes a pass over the column and another array. It
// is at least 4, for a front needs room beyond its depth.
const beyondQuota = 16

// relist lists the best of each column.
func (n *network) relist(m *matrix) {
	depth := min(int(slices.Max(m.quota)), 256, m.rows)
	depth += max(depth/2, beyondQuota)
	f := &front{q: n.pool, depth: depth, keys: rooms(m.cols, depth+depth/4), fill: make([]int32, m.cols)}
	mark := make([]int64, m.cols)
	for c := range mark {
		mark[c] = -far
	}
	for i := range m.rows {
		off := n.shift[i]
		for c, raw := range m.row(int32(i)) {
			if s := m.sign*int64(raw) - off; s >= mark[c] && !f.q.excluded(c, int32(i)) {
				if f.keep(c, pack(s, int32(i))) {
					worst, _ := unpack(f.keys[c][0])
					mark[c] = worst + 1
				}
			}
		}
	}
	was, arena := n.cols, m.room
	m.room = nil
	n.cols = make([]column, m.cols)
	for c := range n.cols {
		if was != nil && cap(was[c].list) >= depth {
			n.cols[c] = f.column(c, was[c].list[:0])
			continue
		}
		if len(arena) < depth {
			arena = make([]entry, depth*min(m.cols-c, 64))
		}
		n.cols[c], arena = f.column(c, arena[:0:depth]), arena[depth:]
	}
}

// keep adds a key and reports whether the worse half was forgotten; then the
// worst that is left comes first.
func (f *front) keep(c int, key uint64) bool {
	mine := f.keys[c]
	mine[f.fill[c]] = key
	if f.fill[c]++; int(f.fill[c]) < len(mine) {
		return false
	}
	f.fill[c] = int32(copy(mine, partition(mine, f.depth)))
	return true
}

// holdChosen books the count pairs of a column that the matrix holds, deepening
// its list as far as needed, and gives it the visits that belong to its price.
func (n *network) holdChosen(m *matrix, c, count int32) {
	for pos := 0; count > 0; pos++ {
		if pos == len(n.cols[c].list) {
			n.pool.deepen(n.cols, int(c))
		}
		if e := n.cols[c].list[pos]; m.isHeld(e.practice, c) {
			n.hold(c, int32(pos))
			count--
		}
	}
	v := n.col0 + c
	f := n.excess[v] + n.flow[v]
	switch r := n.reduced(v); {
	case r > 0:
		f = n.hi[v]
	case r < 0:
		f = n.lo[v]
	}
	n.setFlow(v, min(max(f, n.lo[v]), n.hi[v]))
}
