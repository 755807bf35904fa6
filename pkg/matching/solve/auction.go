package solve

import "context"

// auction finds prices near the best ones for a contended problem without needs: the
// practices, and houses for theirs, bid for places in regions with a least raise of epsilon, which
// shrinks from phase to phase (Bertsekas 1979, 1988). Scores are multiplied by
// scale, so that epsilon is small beside them even where they have few values.
//
// The side that has more visits than the other is not left with some of them:
// what no region wants goes to idle, a region that takes visits of any practice
// for nothing, and what no practice has is given by vacant. Only then do
// shrinking raises end near the best prices (Bertsekas and Castañon 1989).
//
// The prices are only a start, so the auction may end anywhere; the exact repair
// that follows makes up for it.
type auction struct {
	m      *matrix
	scale  int64
	price  []int64 // per region, then idle
	places []place // per region, then idle
	free   []int32 // open visits per practice, then of vacant, then of each house
	idle   []int32 // visits that are idle, in the same order
	vacant []int32 // places of each region that are vacant
	level  int64   // what vacant pays at most, the same everywhere
	rest   []int64 // per practice, bounds the gain of every region not on its shortlist (prices only rise within a phase)
	first  []int64 // per practice, where its shortlist is in short: how many regions there are, and then which
	short  []int32
	houses []house
	bidder []int32 // who bids for the visits of a practice, itself or a house; nil where there are no houses
	queue  ring
	queued []bool
	keys   []gain   // scratch
	merged []gain   // scratch
	asks   []asked  // scratch
	wishes []wish   // scratch
	rows   []roomOf // scratch, in the order of free
	bidFor int      // open visits and places together
	left   int      // bids that may still be made
}

type gain struct {
	net int64
	col int32
}

const (
	shortDepth = 8       // regions beyond its capacity that a practice keeps in sight
	mostAtOnce = 64      // visits that a practice bids for at once
	finest     = 1 << 15 // the last epsilon divides the spread of the scores into so many
	finer      = 8       // from phase to phase
	minSpread  = 1 << 20 // of the scores times scale
	bidsEach   = 40      // that may be made for each visit

	fine = 1000 // part of the spread: where a raise is so small, prices should not move far any more
)

// auctioned runs all phases and returns the prices of the regions; what the
// practices hold in the end is left in the matrix. With hasty it returns nothing
// where the prices go on moving when the raises are already small, as they do
// where everybody wants the same.
func auctioned(ctx context.Context, m *matrix, hasty bool) []int64 {
	low, high := m.extremes()
	a, first := newAuction(m, high > 0)
	spread := max(high-low, 1)
	if spread < minSpread {
		a.scale = minSpread / spread
	}
	spread *= a.scale
	last := max(spread/finest, a.scale/8, 1) // scores are whole, and then so are prices
	for epsilon := max(spread/first, last); ; epsilon = max(epsilon/finer, last) {
		left := a.left
		a.phase(ctx, epsilon)
		if hasty && spread/epsilon >= fine && 4*(left-a.left) > 7*a.bidFor {
			return nil
		}
		if epsilon == last || a.left <= 0 || ctx.Err() != nil {
			return a.prices()
		}
		for c := range a.price {
			a.price[c] -= epsilon
		}
		for i := range a.rest {
			a.rest[i] += epsilon
		}
	}
}

// newAuction gives regions as many places as they may have visits, or, where no
// score helps, as they must have. It also says into how many the first epsilon divides the spread: few
// where many places of a region have one price.
func newAuction(m *matrix, gainful bool) (a *auction, first int64) {
	a = &auction{m: m, scale: 1, price: make([]int64, m.cols+1), places: make([]place, m.cols+1)}
	a.vacant = make([]int32, m.cols)
	spare := a.found()
	a.free = make([]int32, m.rows+1+len(a.houses))
	a.queue, a.queued, a.idle = newRing(len(a.free)), make([]bool, len(a.free)), make([]int32, len(a.free))
	a.makeShort()
	supply, demand := -spare, int64(0)
	for i := range m.rows {
		supply += int64(a.visits(int32(i)))
	}
	for c, q := range m.quota {
		if !gainful {
			q = max(m.least[c], 0)
		}
		a.places[c].room = min(q, int32(m.rows))
		demand += int64(a.places[c].room)
	}
	a.places[m.cols].room = int32(min(max(supply-demand, 0), 1<<31-1))
	if demand < 2*supply { // nearly all places will be taken
		places := a.places[:m.cols]
		if supply < 2*demand {
			places, demand = a.places, max(supply, demand)
		}
		slab := make([]bid, demand)
		m.room = slab
		for c := range places {
			k := places[c].room
			places[c].bids, slab = slab[:0:k], slab[k:]
		}
	}
	a.free[m.rows] = int32(min(max(demand-supply, 0), 1<<31-1))
	a.bidFor = int(supply + min(supply, demand))
	a.left = bidsEach*a.bidFor + 4096
	if min(supply, demand) > 8*int64(m.cols) {
		return a, 6
	}
	return a, 25
}

// visits is how many a practice has for different regions.
func (a *auction) visits(i int32) int32 {
	k := min(a.m.capacity[i], int32(a.m.cols))
	if o := a.m.p.ownerOf(int(i)); o != NoOwner {
		k = min(k, a.m.owner[o])
	}
	return k
}

// phase gives all places anew, from the prices that are.
func (a *auction) phase(ctx context.Context, epsilon int64) {
	clear(a.m.held)
	clear(a.idle)
	for _, k := range a.vacant {
		a.free[a.m.rows] += k
	}
	clear(a.vacant)
	a.level = -far
	for c := range a.places {
		a.places[c].bids = a.places[c].bids[:0]
	}
	a.queue.count = 0
	for i := range a.rest {
		a.free[i] = a.visits(int32(i))
	}
	for k, h := range a.houses {
		a.free[a.m.rows+1+k] = h.most
		for _, i := range h.practices {
			a.rows[i].most = far
		}
	}
	clear(a.queued)
	for i, k := range a.free {
		if k > 0 && a.bidderOf(int32(i)) == int32(i) {
			a.wait(int32(i))
		}
	}
	for turns := 0; a.queue.count > 0 && a.left > 0; turns++ {
		if turns%512 == 511 && ctx.Err() != nil {
			return
		}
		i := a.queue.pop()
		a.queued[i] = false
		switch {
		case int(i) == a.m.rows:
			a.bidVacant(epsilon)
		case int(i) > a.m.rows:
			a.bidHouse(i, epsilon)
		default:
			a.bid(i, epsilon)
		}
	}
}

// bid lets a practice ask for its best open places, each at the price that
// leaves it a little less than the best place it does not ask for.
func (a *auction) bid(i int32, epsilon int64) {
	want := min(int(a.free[i]), mostAtOnce)
	best := a.withIdle(i, a.nearest(i, want+1), want+1)
	if len(best) == 0 {
		return
	}
	next := best[len(best)-1].net
	best = best[:min(len(best), want)]
	for _, g := range best {
		a.free[i]--
		a.place(g.col, bid{score: a.price[g.col] + g.net - next + epsilon, practice: i})
	}
	if a.free[i] > 0 {
		a.wait(i)
	}
}

// wait queues a practice, or vacant, that has open visits.
func (a *auction) wait(i int32) {
	if !a.queued[i] {
		a.queued[i] = true
		a.queue.push(i)
	}
}
