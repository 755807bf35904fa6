package solve

import (
	"cmp"
	"slices"
)

// house is an owner who can make fewer visits than its practices: in an auction
// it bids for all of them, and takes the visits that gain most as far as the
// practices and its own capacity go. Places it keeps stay among the best it can
// have while prices rise (gross substitutes; Kelso and Crawford 1982), so bids
// need not be taken back, just as with practices that bid for themselves.
type house struct {
	practices []int32
	most      int32 // visits
	lazy      int32 // of those no minimum of a practice needs
}

// wish is a place that a house could bid for.
type wish struct {
	gain
	row   int32
	level int64 // at which it bids
}

// roomOf is how many visits a practice, or a house for idle, has open, how many
// of them a bid takes, and what the best place gains that is left then. No open
// place gains more than most: prices only rise within a phase.
type roomOf struct {
	room, took int32
	next, most int64
}

// found lists the houses and returns how many visits of their practices they
// cannot make.
func (a *auction) found() (spare int64) {
	m := a.m
	visits, needed := make([]int64, len(m.owner)), make([]int32, len(m.owner))
	for i := range m.rows {
		if o := m.p.ownerOf(i); o != NoOwner {
			visits[o] += int64(a.visits(int32(i)))
			needed[o] += max(m.need[i], 0)
		}
	}
	at := make([]int32, len(m.owner))
	for o, k := range visits {
		if k > int64(m.owner[o]) {
			spare += k - int64(m.owner[o])
			a.houses = append(a.houses, house{most: m.owner[o], lazy: m.owner[o] - needed[o]})
			at[o] = int32(len(a.houses))
		}
	}
	if len(a.houses) == 0 {
		return 0
	}
	a.bidder = make([]int32, m.rows)
	a.rows = make([]roomOf, m.rows+1+len(a.houses))
	for i := range a.bidder {
		a.bidder[i] = int32(i)
		if o := m.p.ownerOf(i); o != NoOwner && at[o] > 0 {
			h := &a.houses[at[o]-1]
			h.practices = append(h.practices, int32(i))
			a.bidder[i] = int32(m.rows) + at[o]
		}
	}
	return spare
}

// bidderOf is who bids for the visits of a practice; vacant and houses bid for
// themselves.
func (a *auction) bidderOf(i int32) int32 {
	if a.bidder == nil || int(i) >= len(a.bidder) {
		return i
	}
	return a.bidder[i]
}

// bidHouse lets a house ask for the best open places of its practices, each at the
// price that leaves it a little less than the best place that could come instead:
// one of the same practice, or, unless that has no visit left, of another.
func (a *auction) bidHouse(b int32, epsilon int64) {
	want := min(int(a.free[b]), mostAtOnce)
	wishes := a.wished(b, want)
	taken, others := 0, -far
	for _, w := range wishes {
		if r := &a.rows[w.row]; r.took == r.room {
			r.next = max(r.next, w.net)
		} else if taken < want {
			r.took++
			wishes[taken] = w
			taken++
		} else {
			others = max(others, w.net)
		}
	}
	wishes = wishes[:taken]
	for k, w := range wishes {
		next := others
		if r := &a.rows[w.row]; r.took == r.room {
			next = max(next, r.next)
		}
		if next == -far {
			next = wishes[taken-1].net
		}
		wishes[k].level = a.price[w.col] + w.net - next + epsilon
	}
	for _, w := range wishes {
		if w.level <= a.price[w.col] {
			continue // another practice of the house was there before
		}
		if a.free[w.row]--; w.row != b {
			a.free[b]--
		}
		a.place(w.col, bid{score: w.level, practice: w.row})
	}
	if a.free[b] > 0 && taken > 0 {
		a.wait(b)
	}
}

// wished lists what a house could bid for, best first: of each practice one more
// than it can have, and the visits that idle would take. For a single visit it
// leaves out practices whose best place cannot be among the two best.
func (a *auction) wished(b int32, want int) []wish {
	h, list := &a.houses[int(b)-a.m.rows-1], a.wishes[:0]
	first, second := -far, -far
	for _, i := range h.practices {
		room, r := min(a.free[i], int32(want)), &a.rows[i]
		if room == 0 || r.most <= second {
			continue
		}
		r.room, r.took, r.next = a.free[i], 0, -far
		best := a.nearest(i, int(room)+1)
		for _, g := range best {
			list = append(list, wish{gain: g, row: i})
		}
		if r.most = -far; len(best) > 0 {
			r.most = best[0].net
		}
		if want == 1 {
			first, second = max(first, r.most), max(second, min(first, r.most))
		}
	}
	idle := int32(a.m.cols)
	if lazy := h.lazy - a.idle[b]; a.places[idle].room > 0 && lazy > 0 {
		r := &a.rows[b]
		r.room, r.took, r.next = lazy, 0, -far
		for range min(int(lazy), want+1) {
			list = append(list, wish{gain: gain{-a.price[idle], idle}, row: b})
		}
	}
	slices.SortStableFunc(list, func(x, y wish) int { return cmp.Compare(y.net, x.net) })
	a.wishes = list
	return list
}
