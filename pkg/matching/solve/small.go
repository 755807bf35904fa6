package solve

import "context"

// small is method C, for flat problems of few pairs: the shorter side are the
// nodes, the members of the longer one are guests and folded away as in method
// B, and everything stands in plain arrays that are made once. Going from node
// b to node a means that b takes a guest from a; from b to the root, that b has
// one more visit of a guest or counts one less at its border; from the root to
// a, that a visit is given up or that a counts one more.
type small struct {
	p       *Problem
	sign    int64
	turned  bool // the nodes are the regions
	n       int  // nodes + 1
	root    int32
	guests  int
	score   []int64 // by guest, then node
	open    []int64 // the same, closed where the node cannot take the guest
	held    []bool
	visits  []int32 // per guest
	bounds  []span  // per guest
	have    []int32 // the guests of each node, room for all
	size    []int32 // per node, how many these are
	count   []int32 // per node, visits counted at its border
	borders []span  // per node
	excess  []int32
	price   []int64
	cost    []int64 // n x n, by taker
	via     []int32
	dist    []int64
	key     []int64
	prev    []int32
	order   []int32
	paths   int
}

type span struct{ lo, hi int32 }

const (
	smallPairs = 100 * 150
	closed     = -never
)

// isSmall reports whether method C is the right one: flat problems of few pairs
// whose regions want more visits than there are. Others have room, and a bidding
// finds it sooner.
func isSmall(p *Problem) bool {
	rows, cols := len(p.Practices), len(p.Regions)
	if p.Scores == nil || len(p.Needs) > 0 || len(p.Owners) > 0 || rows*cols > smallPairs || max(rows, cols) > 512 {
		return false
	}
	supply, demand := p.visits()
	return demand > supply
}

// solveSmall returns nil where there is no plan and where ctx ends.
func solveSmall(ctx context.Context, p *Problem) *Result {
	s := newSmall(p)
	if s == nil || !s.respond() {
		return nil
	}
	s.compile()
	for k := range s.n {
		for s.excess[k] < 0 {
			end := s.search(int32(k))
			if end == nobody || (s.paths&63 == 0 && ctx.Err() != nil) {
				return nil
			}
			s.paths++
			s.excess[k]++
			s.excess[end]--
			for a := end; a != int32(k); a = s.prev[a] {
				s.move(s.prev[a], a)
			}
		}
	}
	return s.result()
}

// newSmall takes required pairs out: they use up bounds and are closed. It
// returns nil if they alone break one.
func newSmall(p *Problem) *small {
	rows, cols := len(p.Practices), len(p.Regions)
	s := &small{p: p, sign: 1, turned: rows > cols, n: min(rows, cols) + 1, guests: max(rows, cols)}
	if p.Sense == Minimise {
		s.sign = -1
	}
	s.root = int32(s.n - 1)
	s.arrays()
	practices, regions := s.borders, s.bounds
	if s.turned {
		practices, regions = regions, practices
	}
	for i, a := range p.Practices {
		practices[i] = span{int32(a.Min), int32(a.Capacity)}
	}
	for j, r := range p.Regions {
		regions[j] = span{int32(r.Min), int32(r.Max)}
	}
	for k, raw := range p.Scores {
		s.score[s.at(k/cols, k%cols)] = s.sign * int64(raw)
	}
	copy(s.open, s.score)
	for _, q := range p.Forbidden {
		s.open[s.at(q.Practice, q.Column)] = closed
	}
	for _, q := range p.Required {
		s.open[s.at(q.Practice, q.Column)] = closed
		a, b := &practices[q.Practice], &regions[q.Column]
		a.lo, a.hi, b.lo, b.hi = a.lo-1, a.hi-1, b.lo-1, b.hi-1 // lo below 0 never binds
		if a.hi < 0 || b.hi < 0 {
			return nil
		}
	}
	return s
}

// arrays cuts all arrays from three.
func (s *small) arrays() {
	nodes := s.n - 1
	pairs := nodes * s.guests
	long := make([]int64, 2*pairs+s.n*s.n+3*s.n)
	cut := func(n int) []int64 {
		a := long[:n:n]
		long = long[n:]
		return a
	}
	s.score, s.open, s.cost = cut(pairs), cut(pairs), cut(s.n*s.n)
	s.price, s.dist, s.key = cut(s.n), cut(s.n), cut(s.n)
	short := make([]int32, pairs+s.n*s.n+s.guests+5*s.n)
	cut32 := func(n int) []int32 {
		a := short[:n:n]
		short = short[n:]
		return a
	}
	s.have, s.via, s.visits = cut32(pairs), cut32(s.n*s.n), cut32(s.guests)
	s.size, s.count, s.excess, s.prev, s.order = cut32(s.n), cut32(s.n), cut32(s.n), cut32(s.n), cut32(s.n)
	s.held = make([]bool, pairs)
	spans := make([]span, nodes+s.guests)
	s.borders, s.bounds = spans[:nodes], spans[nodes:]
}

// at is the place of a pair.
func (s *small) at(practice, region int) int {
	if s.turned {
		return practice*(s.n-1) + region
	}
	return region*(s.n-1) + practice
}

// pair is the pair of a node and a guest.
func (s *small) pair(node int, guest int32) Pair {
	if s.turned {
		return Pair{int(guest), node}
	}
	return Pair{node, int(guest)}
}

// respond gives each guest what it gains most from, at least its minimum, and
// reports false if even that cannot be. Nodes then have too much or too little.
func (s *small) respond() bool {
	nodes := s.n - 1
	var best []gain
	for g := range s.guests {
		row := s.open[g*nodes : (g+1)*nodes]
		best = best[:0]
		most, least := int(s.bounds[g].hi), int(s.bounds[g].lo)
		for a, v := range row {
			if v != closed && most > 0 {
				best = insertWithin(best, gain{v - s.price[a], int32(a)}, most)
			}
		}
		if len(best) < least {
			return false
		}
		for k, b := range best {
			if k >= least && b.net <= 0 {
				break
			}
			s.put(b.col, int32(g))
			s.visits[g]++
		}
	}
	for a := range nodes {
		s.count[a] = max(min(s.size[a], s.borders[a].hi), s.borders[a].lo)
		if s.price[a] > 0 {
			s.count[a] = s.borders[a].hi
		}
		s.excess[a] = s.size[a] - s.count[a]
		s.excess[s.root] -= s.excess[a]
	}
	return true
}

// insertWithin is insert for lists that may be shorter than k.
func insertWithin(best []gain, g gain, k int) []gain {
	if len(best) == k && g.net <= best[k-1].net {
		return best
	}
	return insert(best, g, k)
}

// search is that of the region graph.
func (s *small) search(t int32) int32 {
	for k := range s.dist {
		s.dist[k] = far
	}
	copy(s.key, s.price)
	s.dist[t] = s.price[t]
	b, near, settled := t, int64(0), 0
	for s.excess[b] <= 0 {
		base := s.dist[b]
		s.key[b] = -far
		s.order[settled] = b
		settled++
		near = far / 2
		next := nobody
		row := s.cost[int(b)*s.n : int(b+1)*s.n]
		dist, key, prev := s.dist[:len(row)], s.key[:len(row)], s.prev[:len(row)]
		for a, w := range row {
			d := dist[a]
			if t := base + w; t < d {
				d = t
				dist[a], prev[a] = t, b
			}
			if k := d - key[a]; k < near {
				near, next = k, int32(a)
			}
		}
		if next == nobody || s.dist[next] > limit/2 {
			return nobody
		}
		b = next
	}
	for _, a := range s.order[:settled] {
		s.price[a] -= near - (s.dist[a] - s.price[a])
	}
	if by := s.price[s.root]; by != 0 {
		for k := range s.price {
			s.price[k] -= by
		}
	}
	return b
}
