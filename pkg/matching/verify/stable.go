package verify

// stability looks for blocking pairs under the ranking by score: the larger
// score first, then the earlier row, then the earlier column. Whether a pair
// blocks depends on the least liked pairs its two sides hold, so the first pass
// over the pairs collects those and a second one looks for blocking pairs.
type stability struct {
	g                               *given
	again                           func(pair) error // streams over the pairs once more
	owner, practice, column, region []ranked         // least liked of each, row -1: none
}

type ranked struct {
	urgent   int64 // under explicit preferences, of the need
	score    int64
	row, col int
	byCol    bool // the earlier column comes first, not the earlier row
}

// before reports whether a is liked better than b.
func (a ranked) before(b ranked) bool {
	if a.urgent != b.urgent {
		return a.urgent > b.urgent
	}
	if a.score != b.score {
		return a.score > b.score
	}
	if a.row != b.row && (!a.byCol || a.col == b.col) {
		return a.row < b.row
	}
	return a.col < b.col
}

func (g *given) stableProof(c *claim, p *proof) (*proof, error) {
	if err := g.noMinimums(); err != nil {
		return nil, err
	}
	book, err := g.readPrices(c.fairness["score_prices"], "fairness.score_prices", false)
	if err != nil {
		return nil, err
	}
	p.score = p.add(g.newDual(book, nil))
	p.stable = &stability{
		g: g, owner: nobody(len(g.owners)), practice: nobody(len(g.practices)),
		column: nobody(g.width()), region: nobody(len(g.regions)),
	}
	return p, nil
}

// noMinimums refuses what a stable plan is not defined for.
func (g *given) noMinimums() error {
	if g.costs != nil {
		return reject("stable: the instance has a budget")
	}
	for _, side := range [][]node{g.practices, g.regions} {
		for _, n := range side {
			if n.lo > 0 {
				return reject("stable: %q has a minimum", n.id)
			}
		}
	}
	return nil
}

func nobody(n int) []ranked {
	out := make([]ranked, n)
	for k := range out {
		out[k].row = -1
	}
	return out
}

// hold notes a chosen pair.
func (s *stability) hold(i, c int, score int64, m mark) error {
	if m&required != 0 || m&chosen == 0 {
		return nil
	}
	if score <= 0 {
		return reject("stable: %q holds a pair that does not help", s.g.practices[i].id)
	}
	r := ranked{score: score, row: i, col: c}
	s.note(r, r)
	return nil
}

// note keeps the least liked of each node, in the orders of the two sides.
func (s *stability) note(supply, demand ranked) {
	note(&s.practice[supply.row], supply)
	if o := s.g.practices[supply.row].up; o >= 0 {
		note(&s.owner[o], supply)
	}
	note(&s.column[supply.col], demand)
	note(&s.region[s.g.regionOf(supply.col)], demand)
}

func (s *stability) holds(c *claim) error {
	if raw, err := list(c.doc, "blocking_pairs"); err != nil || len(raw) > 0 {
		return reject("a stable plan has no blocking pairs")
	}
	return s.again(func(i, c int, score int64, m mark) error {
		if s.g.minimise {
			score = -score
		}
		r := ranked{score: score, row: i, col: c}
		if m == 0 && score > 0 && s.supplyWants(r) && s.demandWants(r) {
			return reject("stable: %q and column %d block the plan", s.g.practices[i].id, c)
		}
		return nil
	})
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
