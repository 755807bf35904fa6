package solve

import "slices"

// auction finds region prices near the optimum of a contended flat problem: the
// practices bid for places in regions with a minimum raise of epsilon, which
// shrinks from phase to phase (Bertsekas 1979, 1988). Its prices are only a
// start; the exact repair that follows makes up for every epsilon.
type auction struct {
	m      *matrix
	price  []int64
	floor  []int64
	places [][]bid // per region, a heap with the lowest level first
	free   []int32 // open slots per practice
	short  []shortlist
	queue  []int32
	keys   []gain // scratch
}

type bid struct {
	level int64
	row   int32
}

// shortlist holds the best regions of a practice; rest bounds the gain of every
// other region (prices only rise within a phase).
type shortlist struct {
	cols []int32
	rest int64
}

type gain struct {
	net int64
	col int32
}

// depth is how many regions beyond its capacity a practice keeps in sight.
const depth = 10

// auctioned runs all phases and returns the prices of the regions.
func auctioned(m *matrix) []int64 {
	a := &auction{m: m, price: make([]int64, m.cols), floor: make([]int64, m.cols)}
	a.places = make([][]bid, m.cols)
	a.free = make([]int32, m.rows)
	a.short = make([]shortlist, m.rows)
	low, high := m.extremes(a.floor)
	for c, q := range m.quota {
		if q == 0 {
			a.floor[c] = high + 1
		} else if m.least[c] < q {
			a.floor[c] = max(a.floor[c], 0)
		}
	}
	last := max((high-low)>>15, 1)
	for epsilon := max((high-low)/6, last); ; epsilon = max(epsilon/5, last) {
		a.phase(epsilon)
		if epsilon == last {
			return a.price
		}
		for c := range a.floor {
			a.floor[c] = a.price[c] - epsilon
		}
	}
}

func (a *auction) phase(epsilon int64) {
	copy(a.price, a.floor)
	clear(a.m.held)
	for c := range a.places {
		a.places[c] = a.places[c][:0]
	}
	a.queue = a.queue[:0]
	for i := range a.free {
		a.free[i] = a.m.capacity[i]
		a.short[i].cols = a.short[i].cols[:0]
		a.short[i].rest = far
		if a.free[i] > 0 {
			a.queue = append(a.queue, int32(i))
		}
	}
	for head := 0; head < len(a.queue); head++ {
		a.bid(a.queue[head], epsilon)
		if head > 1<<16 && head > len(a.queue)/2 {
			a.queue = a.queue[:copy(a.queue, a.queue[head+1:])]
			head = -1
		}
	}
}

// bid lets a practice ask for its best open places, each at the price that
// leaves it a little less than the best place it does not ask for.
func (a *auction) bid(i int32, epsilon int64) {
	want := int(a.free[i])
	if want == 0 {
		return
	}
	best := a.best(i, want+1)
	next := int64(0)
	if len(best) > want {
		next = max(best[want].net, 0)
		best = best[:want]
	}
	for _, g := range best {
		if g.net <= 0 {
			break
		}
		a.place(g.col, bid{level: a.price[g.col] + g.net - next + epsilon, row: i})
		a.free[i]--
	}
}

// best returns the k regions of largest gain that i does not hold, best first.
func (a *auction) best(i int32, k int) []gain {
	s := &a.short[i]
	row := a.m.row(i)
	for tried := false; ; tried = true {
		a.keys = a.keys[:0]
		for _, c := range s.cols {
			g := gain{a.m.sign*int64(row[c]) - a.price[c], c}
			if len(a.keys) == k && g.net <= a.keys[k-1].net {
				continue
			}
			if !a.m.isHeld(i, c) {
				a.keys = insert(a.keys, g, k)
			}
		}
		if tried || (len(a.keys) == k && a.keys[k-1].net >= s.rest) || (s.rest <= 0 && len(s.cols) > 0) {
			return a.keys
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

// shorten builds the shortlist from the whole row.
func (a *auction) shorten(i int32) {
	s, row := &a.short[i], a.m.row(i)
	k := int(a.m.capacity[i]) + depth
	keys := make([]gain, 0, 64)
	for c, raw := range row {
		net := a.m.sign*int64(raw) - a.price[c]
		if len(keys) == k+1 && net <= keys[k].net {
			continue
		}
		if a.m.quota[c] > 0 && !a.m.isForbidden(i, int32(c)) {
			keys = insert(keys, gain{net, int32(c)}, k+1)
		}
	}
	s.rest = -far
	if len(keys) > k {
		s.rest, keys = keys[k].net, keys[:k]
	}
	s.cols = s.cols[:0]
	for _, g := range keys {
		s.cols = append(s.cols, g.col)
	}
	slices.Sort(s.cols)
}

// place puts a bid in and, if the region is full, the lowest one out.
func (a *auction) place(c int32, b bid) {
	h := a.places[c]
	a.m.setHeld(b.row, c, true)
	if len(h) < int(a.m.quota[c]) {
		h = append(h, b)
		for k := len(h) - 1; k > 0; {
			up := (k - 1) / 2
			if !lower(h[k], h[up]) {
				break
			}
			h[k], h[up] = h[up], h[k]
			k = up
		}
		a.places[c] = h
		if len(h) == int(a.m.quota[c]) {
			a.price[c] = h[0].level
		}
		return
	}
	out := h[0].row
	h[0] = b
	for k := 0; ; {
		kid := 2*k + 1
		if kid >= len(h) {
			break
		}
		if kid+1 < len(h) && lower(h[kid+1], h[kid]) {
			kid++
		}
		if !lower(h[kid], h[k]) {
			break
		}
		h[k], h[kid] = h[kid], h[k]
		k = kid
	}
	a.price[c] = h[0].level
	a.m.setHeld(out, c, false)
	if a.free[out]++; a.free[out] == 1 {
		a.queue = append(a.queue, out)
	}
}

func lower(a, b bid) bool { return a.level < b.level || (a.level == b.level && a.row < b.row) }
