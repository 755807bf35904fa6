package solve

import "slices"

// SetProfile changes many scores of one practice at once, as when its profile
// changed. Nothing is changed if one of them is refused. It is much faster than
// SetScore for each, because the practice gets a fitting price first.
func (pl *Planner) SetProfile(practice int, scores []Candidate) error {
	n := pl.n
	if practice < 0 || practice >= len(n.p.Practices) {
		return refuse("unknown practice", "practice %d", practice)
	}
	largest := pl.largest()
	seen := make([]bool, len(n.cols))
	for _, c := range scores {
		if err := pl.storable(Pair{practice, c.Column}, c.Score, largest); err != nil {
			return err
		}
		if c.Practice != practice || seen[c.Column] {
			return refuse("want scores of this practice only, each column once", "practice %d", practice)
		}
		seen[c.Column] = true
	}
	for _, c := range scores {
		if !n.pool.excluded(c.Column, int32(practice)) {
			n.drop(Pair{practice, c.Column})
		}
		pl.store(Pair{practice, c.Column}, c.Score)
	}
	v := n.prac0 + int32(practice)
	n.y[v] = far // so dear that nothing is taken while it is listed
	for _, c := range scores {
		if !n.pool.excluded(c.Column, int32(practice)) {
			n.enter(Pair{practice, c.Column}, n.sign*c.Score)
		}
	}
	pl.reprice(practice)
	return nil
}

// reprice gives a practice the smallest price at which it is wanted no more
// often than it has visits. In a flat problem a region that has too many then
// lets its worst go, and the practice it comes from is repriced in turn. That is
// much nearer than a search for whoever may have too many; what is left of it
// after some rounds is.
func (pl *Planner) reprice(practice int) {
	const rounds = 64
	pl.fit(practice)
	if !pl.n.biddable() {
		return
	}
	queue := pl.trim(nil, practice)
	for k := 0; k < len(queue) && k < rounds; k++ {
		i := int(queue[k])
		if v := pl.n.prac0 + queue[k]; pl.n.excess[v] <= 0 {
			continue
		}
		pl.fit(i)
		queue = pl.trim(queue, i)
	}
}

// trim lets the regions of a practice that have too many visits drop their
// worst, whose net gain then is their price, and lists who lost one.
func (pl *Planner) trim(lost []int32, practice int) []int32 {
	n := pl.n
	for _, h := range slices.Clone(n.held[practice]) {
		v := n.col0 + h.col
		if over := min(n.excess[v], n.hi[v]-n.flow[v]); over > 0 && n.reduced(v) == 0 {
			n.addTree(v, over)
		}
		if n.excess[v] <= 0 || n.flow[v] < n.hi[v] {
			continue
		}
		worst, net := int32(-1), far
		for pos, e := range n.cols[h.col].list {
			if e.state != held {
				continue
			}
			if x := e.score - n.y[n.prac0+e.practice]; x < net {
				worst, net = int32(pos), x
			}
		}
		if worst < 0 || -net > n.y[v] {
			continue
		}
		from := n.cols[h.col].list[worst].practice
		n.release(h.col, worst)
		n.y[v] = -net
		if u := n.prac0 + from; n.reduced(u) == 0 && n.flow[u] > n.lo[u] {
			n.addTree(u, -1)
		} else {
			lost = append(lost, from)
		}
	}
	return lost
}

// fit sets the price of one practice, and the visits that belong to it.
func (pl *Planner) fit(practice int) {
	n := pl.n
	v := n.prac0 + int32(practice)
	room := n.hi[v]
	for _, q := range n.p.Required {
		if q.Practice == practice {
			room--
		}
	}
	for _, h := range slices.Clone(n.held[practice]) {
		n.release(h.col, h.pos)
	}
	wanted := pl.wanted(practice, room)
	n.y[v] = n.y[n.parent[v]]
	if room >= 0 && int64(len(wanted)) > room {
		n.y[v] = max(n.y[v], wanted[room].net)
	}
	use := n.hi[v] - room
	for _, w := range wanted {
		if w.net <= n.y[v] {
			break
		}
		n.take(Pair{practice, int(w.col)})
		use++
	}
	if n.reduced(v) > 0 {
		use = n.hi[v]
	}
	n.setFlow(v, min(max(use, n.lo[v]), n.hi[v]))
}

// wanted lists the columns that gain most from a practice, best first: one more
// than it has room for, and all that gain if the room is broken already.
func (pl *Planner) wanted(practice int, room int64) []gain {
	n := pl.n
	most := len(n.cols)
	if room >= 0 && room < int64(most) {
		most = int(room) + 1
	}
	var best []gain
	for _, c := range pl.pairs(practice) {
		if g := (gain{c.Score + n.y[n.col0+int32(c.Column)], int32(c.Column)}); most > 0 {
			best = insertWithin(best, g, most)
		}
	}
	return best
}

// take puts a pair into the plan wherever it is listed.
func (n *network) take(q Pair) {
	for pos, e := range n.cols[q.Column].list {
		if e.practice == int32(q.Practice) && e.state == free {
			n.hold(int32(q.Column), int32(pos))
			return
		}
	}
	n.deepenTo(int32(q.Column), int32(q.Practice))
}

// pairs lists the free pairs of a practice with their scores as a maximisation.
func (pl *Planner) pairs(practice int) []Candidate {
	n, p := pl.n, pl.n.p
	var out []Candidate
	add := func(column int, score int64) {
		if !n.pool.excluded(column, int32(practice)) {
			out = append(out, Candidate{practice, column, n.sign * score})
		}
	}
	if width := p.Columns(); p.Scores != nil {
		for c, s := range p.Scores[practice*width : (practice+1)*width] {
			add(c, int64(s))
		}
	}
	for _, c := range p.Candidates {
		if c.Practice == practice {
			add(c.Column, c.Score)
		}
	}
	return out
}
