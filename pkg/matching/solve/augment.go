package solve

import (
	"context"
	"errors"
)

// errBudget ends a repair that scanned more list entries than it was given.
var errBudget = errors.New("solve: scan budget spent")

// repair removes every shortage it can, in node order with regions first, and
// returns the shortages that remain (none when the problem is feasible).
func (n *network) repair(ctx context.Context, s *search) (stuck []int32, err error) {
	for k := range n.end {
		v := k + n.region0
		if v >= n.end {
			v -= n.end
		}
		for n.excess[v] < 0 {
			if s.paths&63 == 0 && ctx.Err() != nil {
				return stuck, ctx.Err()
			}
			s.paths++
			if !s.from(v) {
				stuck = append(stuck, v)
				break
			}
			s.raise()
			n.augment(s, v)
			if s.budget > 0 && s.scanned > s.budget {
				return stuck, errBudget
			}
		}
	}
	return stuck, nil
}

// augment sends as much as fits along the path found from the shortage t.
func (n *network) augment(s *search, t int32) {
	by := min(-n.excess[t], n.excess[s.end])
	for v := s.end; v != t; v = s.prev[v].from {
		by = min(by, n.room(s.prev[v]))
	}
	for v := s.end; v != t; v = s.prev[v].from {
		st := s.prev[v]
		switch {
		case st.pos < -1:
			n.move(st.col, slotLevel(st.pos), st.add)
		case st.pos < 0 && st.add:
			n.addTree(st.col, by)
		case st.pos < 0:
			n.addTree(st.col, -by)
		case st.add:
			n.hold(st.col, st.pos)
		default:
			n.release(st.col, st.pos)
		}
	}
}

// room is how much more the arc of a step can take.
func (n *network) room(st step) int64 {
	switch {
	case st.pos >= 0 || st.pos < -1:
		return 1
	case st.add:
		return n.hi[st.col] - n.flow[st.col]
	default:
		return n.flow[st.col] - n.lo[st.col]
	}
}

// hold puts a listed pair into the plan.
func (n *network) hold(col, pos int32) {
	e := &n.cols[col].list[pos]
	e.state = held
	room := int(min(n.hi[n.prac0+e.practice]+1, 8)) // for one too many, before another goes
	n.held.add(e.practice, holding{col: col, pos: pos}, room)
	n.excess[n.prac0+e.practice]--
	n.excess[n.col0+col]++
}

// release takes a listed pair out of the plan.
func (n *network) release(col, pos int32) {
	e := &n.cols[col].list[pos]
	e.state = free
	n.held.remove(e.practice, col)
	n.excess[n.prac0+e.practice]++
	n.excess[n.col0+col]--
}
