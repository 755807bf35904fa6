package solve

// rebase sets the root back to 0, so that potentials do not drift away, and finds
// the cheapest practice. Nodes to which no flow can come from the root, nor go from
// them to it, as where all bounds are fixed, may drift all the same, by what a path
// gains each time. Where potentials are farther apart than limit, all are drawn
// together.
func (n *network) rebase(s *search) {
	n.ground()
	low, high := n.floor, int64(0)
	for _, part := range [][]int64{n.y[:n.prac0], n.y[n.region0:]} {
		for _, y := range part {
			low, high = min(low, y), max(high, y)
		}
	}
	if high-low > limit {
		s.draw()
		n.ground()
	}
}

// ground sets the root to 0.
func (n *network) ground() {
	by := n.y[0]
	for v := range n.y {
		n.y[v] -= by
	}
	n.floor = 0
	for _, y := range n.y[n.prac0:n.region0] {
		n.floor = min(n.floor, y)
	}
}

// draw makes potentials that lie as near to each other as the paths between the nodes
// allow: each is then 0, or what some path from its node gains at most. A search
// from all nodes at once, from each as far on as it lies above the lowest, comes to
// a node at the distance by which it can go down.
func (s *search) draw() {
	n := s.n
	s.clear()
	s.best, s.wide = far, true
	low := n.y[0]
	for _, y := range n.y {
		low = min(low, y)
	}
	for v, y := range n.y {
		s.reach(int32(v), y-low, step{from: -1})
	}
	for len(s.heap) > 0 {
		if top := s.heap.pop(); top.dist == s.dist[top.node] {
			s.visit(top.node)
		}
	}
	for v := range n.y {
		n.y[v] -= s.dist[v]
	}
	s.wide = false
}
