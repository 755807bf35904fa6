package solve

import "math"

// pivot sends as much as it can around the cycle that e closes, and lets e
// replace the arc that allows no more.
func (s *simplex) pivot(e entering) {
	by, out, in := s.blocking(e)
	s.stale++
	if by > 0 {
		s.around(e, by)
		s.stale = 0
	}
	if out < 0 {
		s.turn(e)
		return
	}
	s.enter(e)
	s.leave(out)
	other, lift, up, down := e.from, -e.gain, by, e.room-by
	if in == e.from {
		other, lift, up, down = e.to, e.gain, down, up
	}
	s.rehang(out, in, other, e.kind, up, down)
	s.lift(in, lift)
}

// turn makes an arc outside the tree full that was empty, or empty that was full.
func (s *simplex) turn(e entering) {
	if e.kind == ownArc {
		v := min(e.from, e.to)
		s.full[v] = !s.full[v]
		return
	}
	i, c := s.ends(e.from, e.to)
	s.m.setHeld(i, c, e.from == i)
}

// enter notes that an arc comes into the tree.
func (s *simplex) enter(e entering) {
	if e.kind == ownArc {
		s.inside[min(e.from, e.to)] = true
	} else if i, c := s.ends(e.from, e.to); e.from != i {
		s.m.setHeld(i, c, false)
	}
}

// leave notes how the arc of a node goes out of the tree. What a minimum lacked
// goes for good.
func (s *simplex) leave(v int32) {
	switch s.nodes[v].kind {
	case pairArc:
		if s.flow(v) > 0 {
			i, c := s.ends(v, s.nodes[v].parent)
			s.m.setHeld(i, c, true)
		}
	case ownArc:
		w := s.bounded(v)
		s.full[w], s.inside[w] = s.flow(v) > 0, false
	}
}

// ends is the practice and the column of a pair, in any order.
func (s *simplex) ends(v, u int32) (i, c int32) {
	return min(v, u), max(v, u) - s.practices
}

// blocking finds how much can go around the cycle of e, the node whose arc then
// leaves (-1: e itself), and the end of e on that side. Of several arcs it takes
// the last one from the top of the cycle in the direction of e, which makes it
// rare that pivots without effect follow each other (Cunningham 1976).
func (s *simplex) blocking(e entering) (by, out, in int32) {
	nodes := s.nodes
	down, up := e.room, int32(math.MaxInt32)
	downOut, upOut := int32(-1), int32(-1)
	for v, u := e.from, e.to; v != u; {
		n, o := &nodes[v], &nodes[u]
		level := n.depth - o.depth
		if level >= 0 {
			if n.down < down {
				down, downOut = n.down, v
			}
			v = n.parent
		}
		if level <= 0 {
			if o.up <= up {
				up, upOut = o.up, u
			}
			u = o.parent
		}
	}
	if upOut >= 0 && up <= down {
		return up, upOut, e.to
	}
	return down, downOut, e.from
}

// around sends so much along e and back through the tree.
func (s *simplex) around(e entering, by int32) {
	for v, u := e.from, e.to; v != u; {
		n, o := &s.nodes[v], &s.nodes[u]
		level := n.depth - o.depth
		if level >= 0 {
			n.down -= by
			n.up += by
			v = n.parent
		}
		if level <= 0 {
			o.up -= by
			o.down += by
			u = o.parent
		}
	}
}
