package solve

import "slices"

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

// barredBy is how much farther a barred pair is away than it costs to lack a visit.
const barredBy = 16

// pairs looks for the pair of a practice that gains most by coming in or going
// out. What is in the tree gains nothing.
func (s *simplex) pairs(i int32) {
	s.rows++
	s.unasked++
	m := s.m
	row, held, y := m.row(i), m.bits(i), s.y[s.practices:][:m.cols]
	var barred []int32
	if m.forbidden != nil {
		barred = m.forbidden[i]
	}
	away := barredBy * s.big // farther than potentials are apart
	for _, c := range barred {
		y[c] -= away
	}
	at := mostGain(row, y, held, s.y[i], m.sign, s.wide)
	for _, c := range barred {
		y[c] += away
	}
	if at < 0 {
		return
	}
	e := entering{from: i, to: s.practices + at, room: 1, worth: m.sign * int64(row[at])}
	if held[at>>6]>>(at&63)&1 != 0 {
		e.from, e.to, e.worth = e.to, e.from, -e.worth
	}
	s.near = append(s.near, e)
}

// mostGain is the first column whose pair gains most, -1 if none gains: score
// and potential less that of the practice by coming in, or as much by going out
// where the pair is held. Where there is no AVX2, four at a time take one branch.
func mostGain(row []int32, y []int64, held []uint64, u, sign int64, wide bool) int32 {
	gain, at, c := int64(0), int32(-1), 0
	if wide && len(row) >= 8 {
		c = len(row) &^ 7
		flip := (sign - 1) / 2
		gain, at = gains(&row[0], &y[0], &held[0], c/8, -u-flip, flip)
	}
	for ; c+4 <= len(row); c += 4 {
		r, p, h := row[c:c+4:c+4], y[c:c+4:c+4], int64(held[c>>6]>>(c&63))
		k0, k1, k2, k3 := -(h & 1), -(h >> 1 & 1), -(h >> 2 & 1), -(h >> 3 & 1)
		g0, g1 := (sign*int64(r[0])+p[0]-u)^k0-k0, (sign*int64(r[1])+p[1]-u)^k1-k1
		g2, g3 := (sign*int64(r[2])+p[2]-u)^k2-k2, (sign*int64(r[3])+p[3]-u)^k3-k3
		most := max(max(g0, g1), max(g2, g3))
		if most <= gain {
			continue
		}
		gain = most
		switch most {
		case g0:
			at = int32(c)
		case g1:
			at = int32(c + 1)
		case g2:
			at = int32(c + 2)
		default:
			at = int32(c + 3)
		}
	}
	for ; c < len(row); c++ {
		g := sign*int64(row[c]) + y[c] - u
		if held[c>>6]>>(c&63)&1 != 0 {
			g = -g
		}
		if g > gain {
			gain, at = g, int32(c)
		}
	}
	return at
}

// bounds looks at the arcs of the bounds.
func (s *simplex) bounds() {
	count := 0
	for v := range s.root {
		if s.boundGains(v) {
			count++
		}
	}
	s.near = slices.Grow(s.near, count)
	for v := range s.root {
		if !s.boundGains(v) {
			continue
		}
		e := entering{from: s.above[v], to: v, kind: ownArc, room: s.room[v]}
		if s.demand[v] != s.full[v] {
			e.from, e.to = e.to, e.from
		}
		s.near = append(s.near, e)
	}
}

// boundGains reports whether the arc of the bounds of a node gains by coming in.
func (s *simplex) boundGains(v int32) bool {
	if s.room[v] == 0 || s.inside[v] {
		return false
	}
	gain := s.y[v] - s.y[s.above[v]]
	if s.demand[v] != s.full[v] {
		gain = -gain
	}
	return gain > 0
}
