package solve

import "slices"

// draft is a plan in the making.
type draft struct {
	room        room
	in          []bool  // of open
	held        []int32 // of open
	value, left int64
}

// load begins from a plan.
func (s *polisher) load(plan spending) {
	s.room = *newRoom(s.b.p)
	clear(s.in)
	s.held, s.value, s.left = s.held[:0], plan.value, s.b.limit-plan.cost
	for _, q := range plan.pairs {
		s.room.take(q)
		if k := s.place[s.b.ledger.at(q)]; k >= 0 {
			s.in[k] = true
			s.held = append(s.held, k)
		}
	}
}

func (s *polisher) add(k int32) {
	q := &s.open[k]
	s.room.take(q.Pair)
	s.in[k] = true
	s.held = append(s.held, k)
	s.value += q.score
	s.left -= q.cost
}

func (s *polisher) drop(k int32) {
	q := &s.open[k]
	s.room.give(q.Pair)
	s.in[k] = false
	s.held = slices.Delete(s.held, slices.Index(s.held, k), slices.Index(s.held, k)+1)
	s.value -= q.score
	s.left += q.cost
}

func (s *polisher) restore() {
	for _, k := range s.held {
		s.in[k] = false
	}
	s.held = append(s.held[:0], s.saved.held...)
	for _, k := range s.held {
		s.in[k] = true
	}
	s.room.set(&s.saved.room)
	s.value, s.left = s.saved.value, s.saved.left
}

// free reports whether no minimum holds a pair.
func (s *polisher) free(x Pair) bool {
	a, j := &s.b.p.Practices[x.Practice], s.b.p.RegionOf(x.Column)
	g := &s.b.p.Regions[j]
	return a.Capacity-s.room.practice[x.Practice] > a.Min && g.Max-s.room.region[j] > g.Min
}

// plan is the plan as it is now.
func (s *polisher) plan() spending {
	pairs := slices.Clone(s.b.p.Required)
	for _, k := range s.held {
		pairs = append(pairs, s.open[k].Pair)
	}
	sortPairs(pairs)
	return s.b.spend(pairs)
}
