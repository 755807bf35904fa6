package solve

import (
	"cmp"
	"slices"
)

// salvage makes a plan of the pairs held in a state that keeps not all bounds:
// the best of them that have room, then what the minimums lack, then what else
// gains of the best candidates that are listed. It fails where the room for a
// minimum is taken already.
func (n *network) salvage(held []Pair) (plan []Pair, ok bool) {
	s := &salvager{n: n, room: newRoom(n.p), score: n.scoreTable(), used: make(map[Pair]bool, len(held))}
	for _, q := range n.p.Required {
		s.used[q] = true
		s.room.take(q)
	}
	s.add(held)
	var lacked, gains []Pair
	if s.lacks() {
		n.eachFree(func(q Pair) {
			if s.wants(q) {
				lacked = append(lacked, q)
			}
		})
		s.order(lacked)
		for _, q := range lacked {
			if s.wants(q) {
				s.one(q)
			}
		}
	}
	for c := range n.cols {
		list := n.cols[c].list
		most := int(n.hi[n.col0+int32(c)])
		for _, e := range list[:min(len(list), 2*most+firstDepth)] {
			if q := (Pair{Practice: int(e.practice), Column: c}); e.state != gone && s.gains(q) {
				gains = append(gains, q)
			}
		}
	}
	s.add(gains)
	if n.p.Scores != nil {
		s.fill()
	}
	for q := range s.used {
		plan = append(plan, q)
	}
	sortPairs(plan)
	return plan, n.p.isPlan(plan)
}

// fill gives each column in turn what it still has room for.
func (s *salvager) fill() {
	var mine []Pair
	flush := func() {
		s.add(mine)
		mine = mine[:0]
	}
	s.n.eachFree(func(q Pair) {
		if len(mine) > 0 && mine[0].Column != q.Column {
			flush()
		}
		if s.room.fits(q) && s.gains(q) {
			mine = append(mine, q)
		}
	})
	flush()
}

func (s *salvager) gains(q Pair) bool { return s.n.sign*s.score(q) > 0 }

type salvager struct {
	n     *network
	room  *room
	score func(Pair) int64
	used  map[Pair]bool
}

// add takes what has room, the best first.
func (s *salvager) add(pairs []Pair) {
	s.order(pairs)
	for _, q := range pairs {
		s.one(q)
	}
}

func (s *salvager) one(q Pair) {
	if !s.used[q] && s.room.fits(q) {
		s.used[q] = true
		s.room.take(q)
	}
}

// order puts the best first; equal ones stay in the order of practices and columns.
func (s *salvager) order(pairs []Pair) {
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(s.n.sign*s.score(b), s.n.sign*s.score(a)), cmp.Compare(a.Practice, b.Practice), cmp.Compare(a.Column, b.Column))
	})
}

// lacks reports whether any minimum is not met.
func (s *salvager) lacks() bool {
	for i := range s.n.p.Practices {
		if s.practiceLacks(i) {
			return true
		}
	}
	for j := range s.n.p.Regions {
		if s.regionLacks(j) {
			return true
		}
	}
	return false
}

// wants reports whether a pair serves a minimum that is not met.
func (s *salvager) wants(q Pair) bool {
	return s.practiceLacks(q.Practice) || s.regionLacks(s.n.p.RegionOf(q.Column))
}

func (s *salvager) practiceLacks(i int) bool {
	a := &s.n.p.Practices[i]
	return a.Capacity-s.room.practice[i] < a.Min
}

func (s *salvager) regionLacks(j int) bool {
	g := &s.n.p.Regions[j]
	return g.Max-s.room.region[j] < g.Min
}
