package verify

// stability looks for blocking pairs under the ranking by score: the larger
// score first, then the earlier row, then the earlier column. Whether a pair
// blocks depends on the least liked pairs its two sides hold, so the free
// pairs are kept until the pass is over; only those that could still block are
// kept.
type stability struct {
	g                               *given
	held                            []ranked
	waiting                         []ranked
	owner, practice, column, region []ranked // least liked of each, row -1: none
}

type ranked struct {
	score    int64
	row, col int
}

// before reports whether a is liked better than b.
func (a ranked) before(b ranked) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	if a.row != b.row {
		return a.row < b.row
	}
	return a.col < b.col
}

func (g *given) stableProof(c *claim, p *proof) (*proof, error) {
	if _, ranked := g.doc["preferences"]; ranked {
		return nil, reject("stable under explicit preferences is not checked by this verifier")
	}
	for _, side := range [][]node{g.practices, g.regions} {
		for _, n := range side {
			if n.lo > 0 {
				return nil, reject("stable: %q has a minimum", n.id)
			}
		}
	}
	book, err := g.readPrices(c.fairness["score_prices"], "fairness.score_prices", false)
	if err != nil {
		return nil, err
	}
	p.score = p.add(g.newDual(book, nil))
	p.stable = &stability{g: g}
	return p, nil
}

func (s *stability) pair(i, c int, score int64, m mark) {
	r := ranked{score, i, c}
	switch {
	case m&required != 0:
	case m&chosen != 0:
		s.held = append(s.held, r)
	case score > 0:
		s.waiting = append(s.waiting, r)
	}
}

func (s *stability) holds(g *given, c *claim) error {
	if raw, err := list(c.doc, "blocking_pairs"); err != nil || len(raw) > 0 {
		return reject("a stable plan has no blocking pairs")
	}
	empty := func(n int) []ranked {
		out := make([]ranked, n)
		for k := range out {
			out[k].row = -1
		}
		return out
	}
	s.owner, s.practice = empty(len(g.owners)), empty(len(g.practices))
	s.column, s.region = empty(g.width()), empty(len(g.regions))
	for _, r := range s.held {
		if r.score <= 0 {
			return reject("stable: %q holds a pair that does not help", g.practices[r.row].id)
		}
		note(&s.practice[r.row], r)
		if o := g.practices[r.row].up; o >= 0 {
			note(&s.owner[o], r)
		}
		note(&s.column[r.col], r)
		note(&s.region[g.regionOf(r.col)], r)
	}
	for _, r := range s.waiting {
		if s.supplyWants(r) && s.demandWants(r) {
			return reject("stable: %q and column %d block the plan", g.practices[r.row].id, r.col)
		}
	}
	return nil
}

func note(worst *ranked, r ranked) {
	if worst.row < 0 || worst.before(r) {
		*worst = r
	}
}

func gives(worst, r ranked) bool { return worst.row >= 0 && r.before(worst) }

func (s *stability) supplyWants(r ranked) bool {
	a := s.g.practices[r.row]
	if a.visits >= a.hi {
		return gives(s.practice[r.row], r)
	}
	return a.up < 0 || s.g.owners[a.up].visits < s.g.owners[a.up].hi || gives(s.owner[a.up], r)
}

func (s *stability) demandWants(r ranked) bool {
	if s.g.columns != nil && s.g.columns[r.col].visits >= 1 {
		return gives(s.column[r.col], r)
	}
	j := s.g.regionOf(r.col)
	return s.g.regions[j].visits < s.g.regions[j].hi || gives(s.region[j], r)
}
