package solve

import (
	"cmp"
	"slices"
)

// nestBids is what a bidding keeps of needs under regions. A region bids for its
// needs: for each of those that gain most, as many as it lacks visits, it bids
// for the best practice. So its maximum binds as the number of its bids, and no
// need has two. What a region would rather have at higher prices never lets go of
// a bid that still stands (gross substitutes), just as without needs.
type nestBids struct {
	met    []bool  // per need: a bid of it stands, or its visit is required
	most   []int64 // per need, what it can gain at most: prices only rise
	at     []int32 // per need, where its best candidate is listed, in the end
	queued []bool  // per region
	wants  []want  // scratch
}

// want is a need, its best candidate, and what that and the second one leave.
type want struct {
	net, second int64
	col, pos    int32
}

// wishNeeds is wish where regions have needs.
func (b *bidding) wishNeeds(required []int32) (low, high int64, visits int) {
	n := b.n
	b.nest = &nestBids{met: make([]bool, len(n.cols)), most: make([]int64, len(n.cols)), queued: make([]bool, len(n.p.Regions))}
	b.nest.at = make([]int32, len(n.cols))
	low, high = far, -far
	for j := range int32(len(n.p.Regions)) {
		v := n.region0 + j
		unmet := int64(0)
		for _, kid := range n.kids[n.kin(v)] {
			c := kid - n.col0
			b.nest.most[c] = far
			if b.nest.met[c] = countOf(required, kid) > 0; b.nest.met[c] {
				continue
			}
			unmet++
			if l := n.cols[c].list; len(l) > 0 {
				low, high = min(low, l[min(len(l), firstDepth)-1].score), max(high, l[0].score)
			}
		}
		b.open[j] = int32(min(n.hi[v]-countOf(required, v), unmet))
		visits += int(b.open[j])
		b.waits(j)
	}
	return low, high, visits
}

// waits queues a region that lacks visits.
func (b *bidding) waits(j int32) {
	if b.open[j] > 0 && !b.nest.queued[j] {
		b.nest.queued[j] = true
		b.queue.push(j)
	}
}

// won and lost book that a bid of a column came in, and that it went out.
func (b *bidding) won(c int32) {
	if b.nest != nil {
		b.met(c)
		return
	}
	b.open[c]--
}

func (b *bidding) lost(c int32) {
	if b.nest != nil {
		b.unmet(c)
		return
	}
	if b.open[c]++; b.open[c] == 1 {
		b.queue.push(c)
	}
}

func (b *bidding) met(c int32) {
	b.nest.met[c] = true
	b.open[b.n.p.Needs[c].Region]--
}

func (b *bidding) unmet(c int32) {
	b.nest.met[c] = false
	j := int32(b.n.p.Needs[c].Region)
	b.open[j]++
	b.waits(j)
}

// askNeeds lets a region bid for as many of its needs as it lacks visits, for each
// so much that another candidate of it, or the best need it does not ask for,
// would be as good.
func (b *bidding) askNeeds(j int32) {
	n, v, k := b.n, b.n.region0+j, int(b.open[j])
	b.nest.queued[j] = false
	wants, other := b.wanted(v, k), -far
	if len(wants) > k {
		other, wants = wants[k].net, wants[:k]
	}
	optional := n.lo[v] < n.hi[v]
	for _, w := range wants {
		if optional && w.net <= 0 {
			break
		}
		next := max(w.second, other)
		if next == -far {
			next = w.net
		}
		if optional {
			next = max(next, 0)
		}
		e := &n.cols[w.col].list[w.pos]
		if o := (offer{e.score - next + b.raise, w.col, w.pos}); b.tops(e.practice, o) {
			b.place(e, o)
		} else {
			b.waits(j) // another need of the region was there before
		}
	}
}

// tops reports whether an offer is more than the lowest that stands.
func (b *bidding) tops(practice int32, o offer) bool {
	if b.at[practice] == 0 {
		return true
	}
	h := b.hosts[b.at[practice]-1].bids
	return len(h) < cap(h) || o.level > h[0].level
}

// wanted lists the k+1 needs of a region that gain most and have no bid, best
// first.
func (b *bidding) wanted(region int32, k int) []want {
	kids, list := b.n.kids[b.n.kin(region)], b.nest.wants[:0]
	b.left -= len(kids)
	for _, kid := range kids {
		c := kid - b.n.col0
		if b.nest.met[c] || (len(list) > k && b.nest.most[c] <= list[k].net) {
			continue
		}
		near := b.nearest(c, 2)
		if len(near) == 0 {
			b.nest.most[c] = -far
			continue
		}
		w := want{net: near[0].net, second: -far, col: c, pos: near[0].pos}
		if len(near) > 1 {
			w.second = near[1].net
		}
		b.nest.most[c] = w.net
		if len(list) <= k {
			list = append(list, w)
		} else if w.net <= list[k].net {
			continue
		}
		at := len(list) - 1
		for ; at > 0 && list[at-1].net < w.net; at-- {
			list[at] = list[at-1]
		}
		list[at] = w
	}
	b.nest.wants = list
	return list
}

// respondNeeds is respond where regions have needs. A need that gets its best
// candidate costs what that leaves, and one that gets none what the region costs.
func (b *bidding) respondNeeds(used []int32, j int32, required []int32) []int32 {
	n, v := b.n, b.n.region0+j
	kids := n.kids[n.kin(v)]
	best := make([]choice, 0, len(kids)) // of needs
	r := countOf(required, v)
	for _, kid := range kids {
		c := kid - n.col0
		near := b.exactly(c, 1)
		if len(near) == 0 {
			b.nest.most[c] = -far
			continue
		}
		b.nest.most[c], b.nest.at[c] = near[0].net, near[0].pos
		if countOf(required, kid) == 0 {
			best = append(best, choice{near[0].net, c})
		}
	}
	slices.SortStableFunc(best, func(x, y choice) int { return cmp.Compare(y.net, x.net) })
	k, worst := n.wanted(v, r, best)
	n.price(v, r, k, n.fitting(v, r, best, k, worst))
	for _, kid := range kids {
		c := kid - n.col0
		switch {
		case b.nest.most[c] == -far:
			n.y[kid] = n.y[v]
		case countOf(required, kid) > 0:
			n.y[kid] = min(n.y[v], -b.nest.most[c])
		default:
			n.y[kid] = n.y[v]
		}
		if countOf(required, kid) > 0 {
			n.setFlow(kid, 1)
		}
	}
	for _, x := range best[:k] {
		c := x.pos
		used = append(used, n.cols[c].list[b.nest.at[c]].practice)
		n.hold(c, b.nest.at[c])
		n.y[n.col0+c] = -x.net
		n.setFlow(n.col0+c, 1)
	}
	return used
}
