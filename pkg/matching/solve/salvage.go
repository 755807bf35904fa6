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
	s := &salvager{n: n, room: newRoom(n.p), score: n.scoreTable(), used: newPairSet(n.p)}
	for _, q := range n.p.Required {
		s.used.add(q)
		s.room.take(q)
	}
	s.add(held)
	s.serve()
	var lacked, gains []Pair
	if s.lacks() {
		n.eachFree(func(q Pair) {
			if s.wants(q) && s.room.fits(q) {
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
			if q := (Pair{Practice: int(e.practice), Column: c}); e.state != gone && s.gains(q) && s.room.fits(q) {
				gains = append(gains, q)
			}
		}
	}
	s.add(gains)
	if n.p.Scores != nil {
		s.fill()
	}
	plan = append(plan, s.used.list...)
	sortPairs(plan)
	return plan, n.p.isPlan(plan)
}

// serve gives regions what their minimums lack, first of the candidates that are
// listed. To sort all pairs for it would take longer than most plans.
func (s *salvager) serve() {
	for c := range s.n.cols {
		j := s.n.p.RegionOf(c)
		for _, e := range s.n.cols[c].list {
			if !s.regionLacks(j) {
				break
			}
			if e.state != gone {
				s.one(Pair{Practice: int(e.practice), Column: c})
			}
		}
		if g := &s.n.p.Regions[j]; s.n.p.Scores != nil && s.regionLacks(j) {
			s.best(c, s.room.region[j]-(g.Max-g.Min), -far)
		}
	}
}

// fill gives each column in turn what it still has room for.
func (s *salvager) fill() {
	for c := range s.n.cols {
		s.best(c, s.room.region[s.n.p.RegionOf(c)], 1)
	}
}

// best gives a column of the dense form the k best practices of those that have
// room, with at least so much to gain.
func (s *salvager) best(c, k int, least int64) {
	p, sign, width := s.n.p, s.n.sign, s.n.p.Columns()
	if len(p.Needs) > 0 {
		k = min(k, s.room.column[c])
	}
	if k <= 0 {
		return
	}
	s.keys = s.keys[:0]
	if s.open == nil {
		s.open = make([]int32, len(p.Practices))
		for i := range s.open {
			s.open[i] = int32(i)
		}
	}
	open := s.open[:0]
	for _, i := range s.open {
		if s.room.practice[i] <= 0 {
			continue
		}
		open = append(open, i)
		q := Pair{Practice: int(i), Column: c}
		if v := sign * int64(p.Scores[q.Practice*width+c]); v >= least && s.room.fits(q) && !s.used.has(q) && !s.n.pool.excluded(c, i) {
			s.keys = append(s.keys, pack(v, i))
		}
	}
	s.open = open
	best := partition(s.keys, min(k, len(s.keys)))
	slices.Sort(best)
	for _, key := range slices.Backward(best) {
		_, i := unpack(key)
		s.one(Pair{Practice: int(i), Column: c})
	}
}

func (s *salvager) gains(q Pair) bool { return s.n.sign*s.score(q) > 0 }

type salvager struct {
	n     *network
	room  *room
	score func(Pair) int64
	used  *pairSet
	open  []int32  // practices that may have room; nil: all
	keys  []uint64 // scratch
}

// add takes what has room, the best first.
func (s *salvager) add(pairs []Pair) {
	s.order(pairs)
	for _, q := range pairs {
		s.one(q)
	}
}

func (s *salvager) one(q Pair) {
	if !s.used.has(q) && s.room.fits(q) {
		s.used.add(q)
		s.room.take(q)
	}
}

// order puts the best first; equal ones stay in the order of practices and columns.
func (s *salvager) order(pairs []Pair) {
	type scored struct {
		Pair
		score int64
	}
	list := make([]scored, len(pairs))
	for k, q := range pairs {
		list[k] = scored{q, s.n.sign * s.score(q)}
	}
	slices.SortFunc(list, func(a, b scored) int {
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		return cmp.Or(cmp.Compare(a.Practice, b.Practice), cmp.Compare(a.Column, b.Column))
	})
	for k := range list {
		pairs[k] = list[k].Pair
	}
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
