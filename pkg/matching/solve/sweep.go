package solve

import (
	"context"
	"slices"
)

// Sweeps go on while there are shortages, most times at most, and while
// something is found or may be: dense scores are not farther apart than widest.
const (
	mostSweeps  = 40
	firstRadius = 64
	widest      = 1 << 33
)

// sweep removes most shortages together: one search from all of them, as far as
// radius, moves the prices so that the way to each surplus it came to costs
// nothing, and then each way that is still open is taken. The radius grows where
// that was little. No list is read farther than the radius, as it would be by a
// search that knows no end yet. What is left is for a repair.
func (n *network) sweep(ctx context.Context, s *search) {
	radius := int64(firstRadius)
	s.touched = slices.Grow(s.touched, int(n.end))
	for range mostSweeps {
		lack, missing := n.shortages(s.found[:0])
		if len(lack) == 0 || ctx.Err() != nil || (s.budget > 0 && s.scanned > s.budget) {
			return
		}
		s.around(lack, radius)
		s.raise()
		if len(s.found) == 0 && radius > widest {
			return
		}
		got, near := int64(0), int64(0)
		for _, v := range s.found {
			near += n.excess[v]
		}
		for _, v := range s.found {
			if by := n.along(s, v); by > 0 {
				s.paths++
				got += by
			}
		}
		if 4*near < missing {
			radius = min(4*radius, limit)
		} else if 2*near > missing {
			radius = max(radius/2, 1)
		}
	}
}

// shortages lists the nodes that lack inflow.
func (n *network) shortages(list []int32) (nodes []int32, missing int64) {
	for v, x := range n.excess {
		if x < 0 {
			list = append(list, int32(v))
			missing -= x
		}
	}
	return list, missing
}

// around searches from some nodes as far as radius and leaves the nodes with
// something to give that it came to in found, nearest first.
func (s *search) around(nodes []int32, radius int64) {
	s.clear()
	s.best, s.wide = radius, true
	for _, v := range nodes {
		s.reach(v, 0, step{from: -1})
	}
	s.found = s.found[:0]
	for len(s.heap) > 0 {
		top := s.heap.pop()
		if top.dist != s.dist[top.node] {
			continue
		}
		if s.n.excess[top.node] > 0 {
			s.found = append(s.found, top.node)
		}
		s.visit(top.node)
	}
	s.wide = false
}

// along takes the way found to a node with something to give, as far as it is
// still open, and returns how much it moved.
func (n *network) along(s *search, end int32) int64 {
	by := n.excess[end]
	t := end
	for s.prev[t].from >= 0 && by > 0 {
		st := s.prev[t]
		by = min(by, n.open(st))
		t = st.from
	}
	if by = min(by, -n.excess[t]); by > 0 {
		s.end = end
		n.augment(s, t)
	}
	return max(by, 0)
}

// open is room for steps that may have been taken meanwhile.
func (n *network) open(st step) int64 {
	if st.pos < 0 {
		return n.room(st)
	}
	if held := n.cols[st.col].list[st.pos].state == held; held == st.add {
		return 0
	}
	return 1
}
