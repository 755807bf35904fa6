package solve

const far = 4 * limit // beyond every distance, with room to add

// step says how a search came to a node: over the tree arc of the node tree
// (with flow added or taken back), or over a pair of column col at position pos
// of its list, or over a slot.
type step struct {
	from     int32
	col, pos int32 // pos -1: the tree arc of node col, below: one of its slots
	add      bool
}

// search is one Dijkstra run against the arcs: from a node that lacks inflow to
// the nearest node that has some to give. Distances are reduced costs, never
// negative.
type search struct {
	n       *network
	dist    []int64
	prev    []step
	touched []int32
	heap    heap
	best    int64
	end     int32
	paths   int
	scanned int     // list entries looked at
	deeper  int     // for how many of them a pass over a column counts
	budget  int     // 0: no limit
	wide    bool    // go on behind nodes that have something to give
	found   []int32 // scratch
}

func newSearch(n *network) *search {
	s := &search{n: n, dist: n.longs.list(int(n.end)), prev: make([]step, n.end)}
	for v := range s.dist {
		s.dist[v] = far
	}
	return s
}

// from searches from node t and reports whether inflow can reach it. The nodes
// touched stay readable until the next call.
func (s *search) from(t int32) bool {
	s.clear()
	s.best, s.end = far, -1
	s.reach(t, 0, step{from: -1})
	for len(s.heap) > 0 {
		top := s.heap.pop()
		if top.dist >= s.best {
			break
		}
		if top.dist == s.dist[top.node] {
			s.visit(top.node)
		}
	}
	return s.end >= 0
}

func (s *search) clear() {
	for _, v := range s.touched {
		s.dist[v] = far
	}
	s.touched, s.heap = s.touched[:0], s.heap[:0]
}

// reach records a shorter way to v. A practice or owner with room passes it on
// at once, so that the nearest spare visit bounds the search early.
func (s *search) reach(v int32, d int64, by step) {
	for d < s.dist[v] && d < s.best {
		n := s.n
		if s.dist[v] == far {
			s.touched = append(s.touched, v)
		}
		s.dist[v], s.prev[v] = d, by
		if n.excess[v] > 0 && !s.wide {
			s.best, s.end = d, v
			return
		}
		s.heap.push(spot{d, v})
		if !n.isSupply(v) || n.flow[v] >= n.hi[v] {
			return
		}
		d -= n.reduced(v)
		v, by = n.parent[v], step{from: v, col: v, pos: -1, add: true}
	}
}

func (s *search) visit(b int32) {
	n, d := s.n, s.dist[b]
	switch {
	case b < n.prac0:
		if b != 0 && n.flow[b] < n.hi[b] {
			s.reach(n.parent[b], d-n.reduced(b), step{from: b, col: b, pos: -1, add: true})
		}
		s.children(b, d)
	case b < n.region0:
		if n.flow[b] < n.hi[b] {
			s.reach(n.parent[b], d-n.reduced(b), step{from: b, col: b, pos: -1, add: true})
		}
		for _, h := range n.held.of(b - n.prac0) {
			c := n.col0 + h.col
			s.reach(c, d+n.scoreOf(h)-n.y[b]+n.y[c], step{from: b, col: h.col, pos: h.pos})
		}
	default:
		if n.flow[b] > n.lo[b] {
			s.reach(n.parent[b], d+n.reduced(b), step{from: b, col: b, pos: -1})
		}
		if n.slots != nil {
			s.viaSlots(b, d)
		}
		if b < n.col0 {
			s.children(b, d)
			return
		}
		s.scan(b, d)
	}
}

// children goes from a parent to its children: practices and owners give flow
// back, columns and regions may send more.
func (s *search) children(b int32, d int64) {
	n := s.n
	for _, v := range n.kids[n.kin(b)] {
		if n.isSupply(v) {
			if n.flow[v] > n.lo[v] {
				s.reach(v, d+n.reduced(v), step{from: b, col: v, pos: -1})
			}
		} else if n.flow[v] < n.hi[v] {
			s.reach(v, d-n.reduced(v), step{from: b, col: v, pos: -1, add: true})
		}
	}
}

// scan goes from a column to the practices it does not hold, best score first.
// No practice costs less than the floor, so the scan ends where even the
// cheapest would come too late; what is not listed comes later still.
func (s *search) scan(b int32, d int64) {
	n := s.n
	c := int(b - n.col0)
	base := d - n.y[b]
	y, dist := n.y[n.prac0:n.region0], s.dist[n.prac0:n.region0]
	for pos := 0; ; {
		list := n.cols[c].list
		cut := base + n.floor - s.best // entries of at most this score come too late
		for ; pos < len(list); pos++ {
			e := &list[pos]
			if e.score <= cut {
				s.scanned += pos
				return
			}
			if nd := base - e.score + y[e.practice]; nd < dist[e.practice] && nd < s.best && e.state == free {
				s.reach(n.prac0+e.practice, nd, step{from: b, col: int32(c), pos: int32(pos), add: true})
				cut = base + n.floor - s.best
			}
		}
		if !n.cols[c].unlisted() || (pos > 0 && list[pos-1].score <= cut) {
			s.scanned += pos
			return
		}
		if len(n.cols[c].rest) == 0 {
			s.scanned += s.deeper
		}
		n.pool.deepen(n.cols, c)
		if len(n.cols[c].list) == pos {
			return
		}
	}
}

// raise moves the potentials so that the found path costs nothing and every
// other arc keeps its sign.
func (s *search) raise() {
	for _, v := range s.touched {
		if d := s.dist[v]; d < s.best {
			s.n.y[v] += s.best - d
		}
	}
}
