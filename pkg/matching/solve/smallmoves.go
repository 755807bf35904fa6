package solve

// compile finds every move once.
func (s *small) compile() {
	for k := range s.cost {
		s.cost[k], s.via[k] = never, nobody
	}
	for a := range s.root {
		for _, g := range s.guestsOf(a) {
			s.offerAll(a, g)
		}
		s.giveUp(a)
		s.takeMore(a)
	}
}

func (s *small) guestsOf(a int32) []int32 {
	from := int(a) * s.guests
	return s.have[from : from+int(s.size[a])]
}

func (s *small) place(a, g int32) int { return int(g)*(s.n-1) + int(a) }

// put and pull book a guest of a node.
func (s *small) put(a, g int32) {
	s.have[int(a)*s.guests+int(s.size[a])] = g
	s.size[a]++
	k := s.place(a, g)
	s.open[k], s.held[k] = closed, true
}

func (s *small) pull(a, g int32) {
	without(s.guestsOf(a), g)
	s.size[a]--
	k := s.place(a, g)
	s.open[k], s.held[k] = s.score[k], false
}

// offerAll lets every other node consider guest g of node a.
func (s *small) offerAll(a, g int32) {
	row := s.open[int(g)*(s.n-1) : int(g+1)*(s.n-1)]
	mine, n := s.score[s.place(a, g)], s.n
	for x, k := 0, int(a); x < len(row); x, k = x+1, k+n {
		if c := mine - row[x]; c < s.cost[k] {
			s.cost[k], s.via[k] = c, g
		}
	}
}

func (s *small) offer(b, a, g int32, cost int64) {
	if k := int(b)*s.n + int(a); cost < s.cost[k] {
		s.cost[k], s.via[k] = cost, g
	}
}

// refind computes the move from x to a anew.
func (s *small) refind(x, a int32) {
	near, who := never, nobody
	for _, g := range s.guestsOf(a) {
		if c := s.score[s.place(a, g)] - s.open[s.place(x, g)]; c < near {
			near, who = c, g
		}
	}
	k := int(x)*s.n + int(a)
	s.cost[k], s.via[k] = near, who
}

// giveUp finds the move from the root to a: one visit more at its border, or a
// visit given up.
func (s *small) giveUp(a int32) {
	near, who := never, nobody
	if s.count[a] < s.borders[a].hi {
		near, who = 0, stays
	}
	for _, g := range s.guestsOf(a) {
		if c := s.score[s.place(a, g)]; c < near && s.visits[g] > s.bounds[g].lo {
			near, who = c, g
		}
	}
	k := int(s.root)*s.n + int(a)
	s.cost[k], s.via[k] = near, who
}

// takeMore finds the move from b to the root: one visit less at its border, or
// one more of a guest with room.
func (s *small) takeMore(b int32) {
	near, who := never, nobody
	if s.count[b] > s.borders[b].lo {
		near, who = 0, stays
	}
	for g, k := 0, int(b); g < s.guests; g, k = g+1, k+s.n-1 {
		if c := -s.open[k]; c < near && s.visits[g] < s.bounds[g].hi {
			near, who = c, int32(g)
		}
	}
	k := int(b)*s.n + int(s.root)
	s.cost[k], s.via[k] = near, who
}

// move carries out the move from b to a that a search chose.
func (s *small) move(b, a int32) {
	g := s.via[int(b)*s.n+int(a)]
	switch {
	case g == stays && a == s.root:
		s.border(b, -1)
	case g == stays:
		s.border(a, 1)
	case a == s.root:
		s.take(b, g)
		s.more(g)
	case b == s.root:
		s.release(a, g)
		s.fewer(g)
	default:
		s.release(a, g)
		s.take(b, g)
	}
}

// border changes how many visits node a counts.
func (s *small) border(a, by int32) {
	s.count[a] += by
	s.takeMore(a)
	s.giveUp(a)
}

// take gives guest g to node b.
func (s *small) take(b, g int32) {
	s.put(b, g)
	s.offerAll(b, g)
	if s.visits[g] > s.bounds[g].lo {
		s.offer(s.root, b, g, s.score[s.place(b, g)])
	}
	row := s.via[int(b)*s.n : int(b+1)*s.n]
	for y, v := range row {
		if v == g && int32(y) != s.root {
			s.refind(b, int32(y))
		} else if v == g {
			s.takeMore(b)
		}
	}
}

// release takes guest g from node a.
func (s *small) release(a, g int32) {
	s.pull(a, g)
	for x := range s.root {
		if s.via[int(x)*s.n+int(a)] == g {
			s.refind(x, a)
		}
	}
	if s.via[int(s.root)*s.n+int(a)] == g {
		s.giveUp(a)
	}
	mine := s.score[s.place(a, g)]
	for y := range s.root {
		if k := s.place(y, g); s.held[k] {
			s.offer(a, y, g, s.score[k]-mine)
		}
	}
	if s.visits[g] < s.bounds[g].hi {
		s.offer(a, s.root, g, -mine)
	}
}

// more counts one visit more of guest g: it may be full now, and may give one
// up again.
func (s *small) more(g int32) {
	s.visits[g]++
	for x := range s.root {
		if s.visits[g] == s.bounds[g].hi && s.via[int(x)*s.n+int(s.root)] == g {
			s.takeMore(x)
		}
		if k := s.place(x, g); s.held[k] && s.visits[g] == s.bounds[g].lo+1 {
			s.offer(s.root, x, g, s.score[k])
		}
	}
}

// fewer counts one visit less of guest g: it has room now, and may have no more
// visit to give up.
func (s *small) fewer(g int32) {
	s.visits[g]--
	for x := range s.root {
		if s.visits[g] == s.bounds[g].lo && s.via[int(s.root)*s.n+int(x)] == g {
			s.giveUp(x)
		}
		if s.visits[g] == s.bounds[g].hi-1 {
			s.offer(x, s.root, g, -s.open[s.place(x, g)])
		}
	}
}

// result reads plan and prices off the graph. A guest is worth what its least
// gainful visit leaves, where its bounds allow a price at all.
func (s *small) result() *Result {
	r := &Result{Status: Optimal, Policy: PolicyScore, Method: "C", Paths: s.paths}
	nodes, guests := s.price[:s.root:s.root], make([]int64, s.guests)
	for g := range guests {
		guests[g] = s.worth(int32(g))
	}
	r.Prices = Prices{Owners: []int64{}, Practices: nodes, Regions: guests}
	if s.turned {
		r.Prices.Practices, r.Prices.Regions = guests, nodes
	}
	r.Pairs = make([]Pair, 0, len(s.p.Required)+s.guests)
	for a := range s.root {
		for _, g := range s.guestsOf(a) {
			r.Pairs = append(r.Pairs, s.pair(int(a), g))
		}
	}
	r.Pairs = append(r.Pairs, s.p.Required...)
	r.Counts = make([]int, len(s.p.Regions))
	for _, q := range r.Pairs {
		r.Objective += s.sign * s.score[s.at(q.Practice, q.Column)]
		r.Counts[q.Column]++
	}
	r.Bound = r.Objective
	sortPairs(r.Pairs)
	return r
}

// worth is the price of a guest: with room below its maximum it has none above
// 0, and above its minimum none below.
func (s *small) worth(g int32) int64 {
	least, most := far, -far // of the visits held, and of the others
	for a := range s.root {
		k := s.place(a, g)
		if s.held[k] {
			least = min(least, s.score[k]-s.price[a])
		} else if s.open[k] != closed {
			most = max(most, s.open[k]-s.price[a])
		}
	}
	switch v, b := s.visits[g], s.bounds[g]; {
	case v == 0 && b.hi == 0:
		return max(most, 0)
	case v == b.hi:
		return least
	case v == b.lo:
		return min(least, 0)
	}
	return 0
}
