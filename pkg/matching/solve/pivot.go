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
	flow := s.enter(e, by)
	s.leave(out)
	other, lift := e.from, -e.gain
	if in == e.from {
		other, lift = e.to, e.gain
	}
	s.rehang(out, in, other, e.kind, flow)
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

// enter returns the flow on an arc that comes into the tree when it changes by so
// much.
func (s *simplex) enter(e entering, by int32) int32 {
	if e.kind == ownArc {
		v := min(e.from, e.to)
		s.inside[v] = true
		if s.full[v] {
			return e.room - by
		}
		return by
	}
	i, c := s.ends(e.from, e.to)
	if e.from == i {
		return by
	}
	s.m.setHeld(i, c, false)
	return 1 - by
}

// leave notes how the arc of a node goes out of the tree. What a minimum lacked
// goes for good.
func (s *simplex) leave(v int32) {
	switch s.kind[v] {
	case pairArc:
		i, c := s.ends(v, s.parent[v])
		s.m.setHeld(i, c, s.flow[v] > 0)
	case ownArc:
		w := s.bounded(v)
		s.full[w], s.inside[w] = s.flow[v] > 0, false
	}
}

// ends is the practice and the column of a pair, in any order.
func (s *simplex) ends(v, u int32) (i, c int32) {
	return min(v, u), max(v, u) - s.practices
}

// more is how much more the arc of a node takes, upwards or downwards.
func (s *simplex) more(v int32, up bool) int32 {
	if up != s.upwards(v) {
		return s.flow[v]
	}
	switch s.kind[v] {
	case pairArc:
		return 1 - s.flow[v]
	case ownArc:
		return s.room[s.bounded(v)] - s.flow[v]
	default:
		return math.MaxInt32
	}
}

// blocking finds how much can go around the cycle of e, the node whose arc then
// leaves (-1: e itself), and the end of e on that side. Of several arcs it takes
// the last one from the top of the cycle in the direction of e, which makes it
// rare that pivots without effect follow each other (Cunningham 1976).
func (s *simplex) blocking(e entering) (by, out, in int32) {
	down, up := e.room, int32(math.MaxInt32)
	downOut, upOut := int32(-1), int32(-1)
	for v, u := e.from, e.to; v != u; {
		if s.depth[v] >= s.depth[u] {
			if d := s.more(v, false); d < down {
				down, downOut = d, v
			}
			v = s.parent[v]
		} else {
			if d := s.more(u, true); d <= up {
				up, upOut = d, u
			}
			u = s.parent[u]
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
		if s.depth[v] >= s.depth[u] {
			s.push(v, by, false)
			v = s.parent[v]
		} else {
			s.push(u, by, true)
			u = s.parent[u]
		}
	}
}

func (s *simplex) push(v, by int32, up bool) {
	if up == s.upwards(v) {
		s.flow[v] += by
	} else {
		s.flow[v] -= by
	}
}
