package solve

import (
	"cmp"
	"slices"
)

// SetProfile changes many scores of one practice at once, as when its profile
// changed. Nothing is changed if one of them is refused. It is much faster than
// SetScore for each, because the practice gets a fitting price first.
func (pl *Planner) SetProfile(practice int, scores []Candidate) error {
	n := pl.n
	if practice < 0 || practice >= len(n.p.Practices) {
		return refuse("unknown practice", "practice %d", practice)
	}
	largest := pl.largest()
	seen := make(map[int]bool, len(scores))
	for _, c := range scores {
		if c.Practice != practice || seen[c.Column] {
			return refuse("want scores of this practice only, each column once", "practice %d", practice)
		}
		seen[c.Column] = true
		if err := pl.storable(Pair{practice, c.Column}, c.Score, largest); err != nil {
			return err
		}
	}
	for _, c := range scores {
		pl.store(Pair{practice, c.Column}, c.Score)
		if !n.pool.excluded(c.Column, int32(practice)) {
			n.drop(Pair{practice, c.Column})
		}
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
// often than it has visits, and the visits that belong to that price.
func (pl *Planner) reprice(practice int) {
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
	wanted := pl.pairs(practice)
	slices.SortFunc(wanted, func(a, b Candidate) int {
		x, y := a.Score+n.y[n.col0+int32(a.Column)], b.Score+n.y[n.col0+int32(b.Column)]
		return cmp.Or(cmp.Compare(y, x), cmp.Compare(a.Column, b.Column))
	})
	n.y[v] = n.y[n.parent[v]]
	if room >= 0 && int64(len(wanted)) > room {
		next := wanted[room]
		n.y[v] = max(n.y[v], next.Score+n.y[n.col0+int32(next.Column)])
	}
	use := n.hi[v] - room
	for _, c := range wanted {
		if c.Score+n.y[n.col0+int32(c.Column)] <= n.y[v] {
			break
		}
		n.take(Pair{practice, c.Column})
		use++
	}
	if n.reduced(v) > 0 {
		use = n.hi[v]
	}
	n.setFlow(v, min(max(use, n.lo[v]), n.hi[v]))
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
