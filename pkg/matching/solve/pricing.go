package solve

// entering is an arc that may come into the tree: one more from one node to the
// other gains so much.
type entering struct {
	from, to int32
	kind     arcKind
	room     int32
	worth    int64 // its profit in that direction
	gain     int64
}

// search takes the best of a few arcs that gain, the best one of each practice
// that was looked at, and looks at others when those are used up.
func (s *simplex) search() (e entering, found bool) {
	if at := s.pick(); at >= 0 && s.near[at].gain >= s.first/worthwhile {
		return s.use(at), true
	}
	s.near = s.near[:0]
	for k := 0; k <= s.m.rows && len(s.near) < fewCandidates; k++ {
		if s.row == s.m.rows {
			s.bounds()
			s.row = 0
			continue
		}
		s.pairs(int32(s.row))
		s.row++
	}
	at := s.pick()
	if at < 0 {
		return e, false
	}
	s.first = s.near[at].gain
	return s.use(at), true
}

// pick drops the candidates that gain no more and returns where the best one is.
func (s *simplex) pick() int {
	best, at := int64(0), -1
	for k := 0; k < len(s.near); {
		e := &s.near[k]
		e.gain = e.worth - s.y[e.from] + s.y[e.to]
		if e.gain <= 0 {
			s.use(k)
			continue
		}
		if e.gain > best {
			best, at = e.gain, k
		}
		k++
	}
	return at
}

// use takes a candidate out.
func (s *simplex) use(at int) entering {
	e, last := s.near[at], len(s.near)-1
	if at < last {
		s.near[at] = s.near[last]
	}
	s.near = s.near[:last]
	return e
}

// pairs looks for the pair of a practice that gains most by coming in or going
// out. What is in the tree gains nothing.
func (s *simplex) pairs(i int32) {
	s.rows++
	row := s.m.row(i)
	sign, u, y := s.m.sign, s.y[i], s.y[s.practices:][:len(row)]
	gain, at, out := int64(0), int32(-1), false
	s.mine = s.m.holds(s.mine[:0], i)
	for _, c := range s.mine {
		if g := u - sign*int64(row[c]) - y[c]; g > gain {
			gain, at, out = g, c, true
		}
	}
	if s.m.forbidden != nil {
		s.mine = append(s.mine, s.m.forbidden[i]...)
	}
	away := 16 * s.big // farther than potentials are apart
	for _, c := range s.mine {
		y[c] -= away
	}
	if c := dearest(row, y, sign, u+gain); c >= 0 {
		at, out = c, false
	}
	for _, c := range s.mine {
		y[c] += away
	}
	switch {
	case out:
		s.near = append(s.near, entering{from: s.practices + at, to: i, room: 1, worth: -sign * int64(row[at])})
	case at >= 0:
		s.near = append(s.near, entering{from: i, to: s.practices + at, room: 1, worth: sign * int64(row[at])})
	}
}

// dearest is the first column of the largest sum of score and potential, -1 if
// none is more than a bound. Four at a time take one branch.
func dearest(row []int32, y []int64, sign, bound int64) int32 {
	at := -1
	c := 0
	for ; c+4 <= len(row); c += 4 {
		r, p := row[c:c+4:c+4], y[c:c+4:c+4]
		a, b := sign*int64(r[0])+p[0], sign*int64(r[1])+p[1]
		d, e := sign*int64(r[2])+p[2], sign*int64(r[3])+p[3]
		most := max(max(a, b), max(d, e))
		if most <= bound {
			continue
		}
		bound = most
		switch most {
		case a:
			at = c
		case b:
			at = c + 1
		case d:
			at = c + 2
		default:
			at = c + 3
		}
	}
	for ; c < len(row); c++ {
		if r := sign*int64(row[c]) + y[c]; r > bound {
			bound, at = r, c
		}
	}
	return int32(at)
}

// bounds looks at the arcs of the bounds.
func (s *simplex) bounds() {
	for v := range s.root {
		if s.room[v] == 0 || s.inside[v] {
			continue
		}
		gain := s.y[v] - s.y[s.above[v]]
		if s.demand[v] != s.full[v] {
			gain = -gain
		}
		if gain <= 0 {
			continue
		}
		e := entering{from: s.above[v], to: v, kind: ownArc, room: s.room[v]}
		if s.demand[v] != s.full[v] {
			e.from, e.to = e.to, e.from
		}
		s.near = append(s.near, e)
	}
}
