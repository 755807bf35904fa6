package verify

import "math/big"

// worst is the claim of the policy worst-first.
type worst struct {
	free, open      bool // open: a better threshold is not claimed to be excluded
	visits, bonus   int64
	coverage, above *dual
}

// readWorst may find nothing in a bounded result: then nothing is claimed.
func (g *given) readWorst(c *claim, p *proof) error {
	v, given := c.fairness["worst"]
	if !given && c.status == "bounded" {
		return nil
	}
	f, ok := v.(fields)
	if !ok {
		return reject("fairness.worst: missing")
	}
	if err := only(f, "fairness.worst", "threshold", "open", "visits", "bonus",
		"coverage", "coverage_weight", "above", "above_weight"); err != nil {
		return err
	}
	w := &worst{open: f["open"] == true}
	p.worst = w
	if w.open && c.status != "bounded" {
		return reject("fairness.worst: an open threshold belongs to a bounded result")
	}
	var err error
	if w.visits, err = whole(f["visits"], "visits"); err != nil {
		return err
	}
	if w.bonus, err = large(f["bonus"], "bonus"); err != nil {
		return err
	}
	book, err := g.readPrices(f["coverage"], "fairness.worst.coverage", false)
	if err != nil {
		return err
	}
	w.coverage = p.add(g.newDual(book, nil))
	w.coverage.unit = true
	if err := g.weighted(f, "coverage_weight", w.coverage); err != nil {
		return err
	}
	p.least = 1 << 62 // without a threshold no free pair may be chosen
	if v, given := f["threshold"]; given {
		w.free = true
		if p.least, err = whole(v, "threshold"); err != nil {
			return err
		}
		if g.minimise {
			p.least = -p.least
		}
	}
	if w.open {
		if w.bonus != 0 {
			return reject("fairness.worst: an open threshold has no bonus")
		}
		return nil // the prices are for all plans
	}
	p.main.bonus, p.main.least = w.bonus, p.least
	if !w.free {
		return nil
	}
	return g.readAbove(f, p)
}

// readAbove reads the proof that no better threshold allows as many visits.
func (g *given) readAbove(f fields, p *proof) error {
	w := p.worst
	book, err := g.readPrices(f["above"], "fairness.worst.above", false)
	if err != nil {
		return err
	}
	w.above = p.add(g.newDual(book, nil))
	w.above.unit, w.above.least = true, p.least+1
	return g.weighted(f, "above_weight", w.above)
}

// holds checks the number of visits and the threshold. With a budget the bounds
// weigh visits against costs: one visit more, and as many above the threshold,
// must be beyond what any plan within the limit is worth.
func (w *worst) holds(g *given) error {
	var visits int64
	for _, r := range g.regions {
		visits += r.visits
	}
	want := big.NewInt(visits)
	proven := w.visits == visits
	if b := w.coverage.budget; b != nil {
		proven = proven && b.scale > 0 && b.excludes(visits+1, w.coverage.value())
	} else {
		proven = proven && w.coverage.value().Cmp(want) == 0
	}
	if !proven {
		return reject("fairness.worst: %d visits, %d claimed, and nothing shows that no plan has more", visits, w.visits)
	}
	if !w.free || w.open {
		return nil
	}
	excluded := w.above.value().Cmp(want) < 0
	if b := w.above.budget; b != nil {
		excluded = b.excludes(visits, w.above.value())
	}
	if !excluded {
		return reject("fairness.worst: a better threshold is not excluded")
	}
	return nil
}
