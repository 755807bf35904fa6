package solve

import "errors"

// bidding gives practices first prices near the best ones: regions bid for
// visits in the manner of an auction (Bertsekas 1979), for a while. The prices
// are only a start, so it may end anywhere; what is then not balanced is
// repaired exactly.
type bidding struct {
	n     *network
	raise int64 // least by which a bid tops the price
	slack int64 // by how much prices are lowered in the end
	price []int64
	hosts []host
	at    []int32 // per practice, one more than where it stands among the hosts
	slab  []offer
	open  []int32 // per region, visits it still looks for
	queue ring    // regions that lack visits
	nest  *nestBids
	near  []choice // scratch
	left  int      // list entries that may still be looked at
}

// host is a practice that was bid for, with its bids as a heap: the lowest is
// first, and there is room for as many as it has visits.
type host struct {
	practice int32
	bids     []offer
}

type offer struct {
	level    int64
	col, pos int32
}

// choice is a listed candidate and what it leaves at its price.
type choice struct {
	net int64
	pos int32
}

// biddable reports whether scores count, so that there is something to bid for.
// Owners are left out of a bidding and come in with the repair.
func (n *network) biddable() bool { return n.sign != 0 }

// needless reports whether the columns are the regions themselves.
func (n *network) needless() bool { return n.col0 == n.region0 }

// errContended ends a bidding that would take too long.
var errContended = errors.New("solve: too many bids")

// bid starts a problem from the prices of a bidding. It reports false, and leaves
// the network as it was, where required pairs alone break a maximum. The error
// says that nobody would come through; prices are then left in the network.
func (n *network) bid(patient bool) (started bool, err error) {
	required := n.required()
	for v, r := range required {
		if r > 0 && int64(r) > n.hi[v] {
			return false, nil
		}
	}
	b := newBidding(n, required)
	for b.queue.count > 0 && b.left > 0 {
		if j := b.queue.pop(); b.nest == nil {
			b.ask(j)
		} else {
			b.askNeeds(j)
		}
	}
	if b.left <= 0 && !patient {
		b.withdraw()
		return false, errContended
	}
	for _, h := range b.hosts {
		b.price[h.practice] = max(b.price[h.practice]-b.slack, 0)
	}
	b.settle(required)
	if supply, demand := n.p.visits(); demand < supply {
		n.unprice() // where all are needed, nothing stays unwanted
	}
	return true, nil
}

// required counts the required pairs of each node; nil is none.
func (n *network) required() []int32 {
	if len(n.p.Required) == 0 {
		return nil
	}
	required := make([]int32, n.end)
	for _, q := range n.p.Required {
		required[n.prac0+int32(q.Practice)]++
		required[n.col0+int32(q.Column)]++
		if !n.needless() {
			required[n.region0+int32(n.p.RegionOf(q.Column))]++
		}
	}
	return required
}

func countOf(required []int32, v int32) int64 {
	if required == nil {
		return 0
	}
	return int64(required[v])
}

func newBidding(n *network, required []int32) *bidding {
	b := &bidding{n: n, price: n.y[n.prac0:n.region0], at: make([]int32, len(n.p.Practices))}
	b.open, b.queue = make([]int32, len(n.p.Regions)), newRing(len(n.p.Regions))
	var low, high int64
	var visits int
	if n.needless() {
		low, high, visits = b.wish(required)
	} else {
		low, high, visits = b.wishNeeds(required)
	}
	steps, slack := int64(bidSteps), int64(bidSlack)
	if visits > manyVisits {
		steps, slack = 16*steps, 4*slack
	}
	b.raise = max((high-low)/steps, 1)
	b.slack = slack * b.raise
	b.left = min(fewBids+len(n.cols)/16, mostBids) * (visits + len(n.cols))
	return b
}

// wish notes how many visits the regions want, all together too, and between
// what their best scores lie.
func (b *bidding) wish(required []int32) (low, high int64, visits int) {
	n := b.n
	low, high = far, -far
	for c := range n.cols {
		v := n.col0 + int32(c)
		l := n.cols[c].list
		b.open[c] = int32(min(n.hi[v]-countOf(required, v), int64(len(n.p.Practices))))
		visits += int(b.open[c])
		if b.open[c] > 0 && len(l) > 0 {
			low, high = min(low, l[min(len(l), firstDepth)-1].score), max(high, l[0].score)
			b.queue.push(int32(c))
		}
	}
	return low, high, visits
}

// bidSteps divides the spread of the best scores into raises, finer where many
// visits compete; bidScans is how many list entries each visit may cost. In the
// end prices are lowered by bidSlack raises: a practice that is wanted too often
// is repaired nearby, one that is priced and not wanted only by a search through
// everything.
const (
	bidSteps   = 256
	fewBids    = 32
	mostBids   = 128
	bidSlack   = 4
	manyVisits = 2048
)

// ask lets a region bid for as many visits as it lacks, for each so much that
// the best candidate it does not ask for would be as good.
func (b *bidding) ask(c int32) {
	k := int(b.open[c])
	if k == 0 {
		return
	}
	near := b.nearest(c, k+1)
	next := int64(0)
	if len(near) > k {
		next = near[k].net
		near = near[:k]
	} else if len(near) > 0 {
		next = near[len(near)-1].net
	}
	optional := b.n.lo[b.n.col0+c] < b.n.hi[b.n.col0+c]
	if optional {
		next = max(next, 0)
	}
	for _, x := range near {
		if optional && x.net <= 0 {
			break
		}
		e := &b.n.cols[c].list[x.pos]
		b.place(e, offer{e.score - next + b.raise, c, x.pos})
	}
}

// nearest returns the k best listed candidates that c does not hold, best
// first, as far as lists go without another look at the matrix.
func (b *bidding) nearest(c int32, k int) []choice {
	col := &b.n.cols[c]
	near := b.near[:0]
	pos := 0
	for {
		for ; pos < len(col.list); pos++ {
			e := &col.list[pos]
			if len(near) == k && e.score <= near[k-1].net {
				b.left -= pos
				b.near = near
				return near
			}
			if e.state != free {
				continue
			}
			x := choice{e.score - b.price[e.practice], int32(pos)}
			if len(near) == k && x.net <= near[k-1].net {
				continue
			}
			if len(near) < k {
				near = append(near, x)
			}
			at := len(near) - 1
			for ; at > 0 && near[at-1].net < x.net; at-- {
				near[at] = near[at-1]
			}
			near[at] = x
		}
		if len(col.rest) == 0 {
			break
		}
		col.open(2 * firstDepth)
	}
	b.left -= pos
	b.near = near
	return near
}

// place puts a bid in and, if the practice is full, the lowest one out.
func (b *bidding) place(e *entry, o offer) {
	i := e.practice
	if o.level > limit/4 {
		b.left = 0 // there is no plan, or nearly none
	}
	if b.at[i] == 0 {
		room := int(min(b.n.hi[b.n.prac0+i], int64(len(b.n.cols))))
		if room == 0 {
			return
		}
		if len(b.slab) < room {
			b.slab = make([]offer, max(room, 1<<10))
		}
		b.hosts = append(b.hosts, host{i, b.slab[:0:room]})
		b.at[i], b.slab = int32(len(b.hosts)), b.slab[room:]
	}
	p := &b.hosts[b.at[i]-1]
	e.state = held
	b.won(o.col)
	if h := p.bids; len(h) == cap(h) {
		out := h[0]
		b.n.cols[out.col].list[out.pos].state = free
		b.lost(out.col)
		h[0] = o
		sink(h)
	} else {
		p.bids = append(h, o)
		swim(p.bids)
	}
	if h := p.bids; len(h) == cap(h) {
		b.price[i] = max(h[0].level, 0)
	}
}

func swim(h []offer) {
	for k := len(h) - 1; k > 0; {
		up := (k - 1) / 2
		if h[up].level <= h[k].level {
			return
		}
		h[k], h[up] = h[up], h[k]
		k = up
	}
}

func sink(h []offer) {
	for k := 0; ; {
		kid := 2*k + 1
		if kid >= len(h) {
			return
		}
		if kid+1 < len(h) && h[kid+1].level < h[kid].level {
			kid++
		}
		if h[k].level <= h[kid].level {
			return
		}
		h[k], h[kid] = h[kid], h[k]
		k = kid
	}
}
