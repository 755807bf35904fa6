package solve

import "slices"

// makeShort makes room for the shortlists: the best regions of each practice.
func (a *auction) makeShort() {
	m := a.m
	m.longs = make([]int64, 2*m.rows+m.cols+1)
	a.rest, a.first = m.longs[:m.rows], m.longs[m.rows:2*m.rows]
	size := 0
	for i := range m.rows {
		a.rest[i], a.first[i] = far, int64(size)
		size += 1 + a.shortRoom(int32(i))
	}
	m.ints = make([]int32, size)
	a.short = m.ints
}

// shortRoom is how many regions a practice keeps in sight.
func (a *auction) shortRoom(i int32) int {
	return min(int(a.m.capacity[i])+shortDepth, a.m.cols)
}

// shortOf is the shortlist of a practice.
func (a *auction) shortOf(i int32) []int32 {
	room := a.short[a.first[i]:]
	return room[1 : 1+room[0]]
}

// nearest returns the k regions of largest gain that i does not hold, best
// first.
func (a *auction) nearest(i int32, k int) []gain {
	row := a.m.row(i)
	scale := a.m.sign * a.scale
	for tried := false; ; tried = true {
		keys := a.keys[:0]
		for _, c := range a.shortOf(i) {
			g := gain{scale*int64(row[c]) - a.price[c], c}
			if len(keys) == k && g.net <= keys[k-1].net {
				continue
			}
			if !a.m.isHeld(i, c) {
				keys = insert(keys, g, k)
			}
		}
		a.keys = keys
		if tried || (len(keys) == k && keys[k-1].net >= a.rest[i]) {
			return keys
		}
		a.shorten(i)
	}
}

// insert keeps the k largest gains in order.
func insert(keys []gain, g gain, k int) []gain {
	if len(keys) < k {
		keys = append(keys, g)
	}
	at := len(keys) - 1
	for at > 0 && keys[at-1].net < g.net {
		keys[at] = keys[at-1]
		at--
	}
	keys[at] = g
	return keys
}

// shorten builds the shortlist from the whole row. It starts from what was on it
// before, so that nearly all of the row fails one comparison.
func (a *auction) shorten(i int32) {
	row, m := a.m.row(i), a.m
	k, was := a.shortRoom(i), a.shortOf(i)
	scale := m.sign * a.scale
	keys := a.keys[:0]
	for _, c := range was {
		keys = insert(keys, gain{scale*int64(row[c]) - a.price[c], c}, k)
	}
	cut := -far
	if len(keys) == k {
		cut = keys[k-1].net
	}
	price := a.price[:len(row)]
	for c, raw := range row {
		net := scale*int64(raw) - price[c]
		if net <= cut || a.places[c].room == 0 || slices.Contains(was, int32(c)) || m.isForbidden(i, int32(c)) {
			continue
		}
		if keys = insert(keys, gain{net, int32(c)}, k); len(keys) == k {
			cut = keys[k-1].net
		}
	}
	a.keys, a.rest[i] = keys, cut
	room := a.short[a.first[i]:]
	room[0] = int32(len(keys))
	for k, g := range keys {
		room[1+k] = g.col
	}
}
