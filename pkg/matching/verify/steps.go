package verify

import "math/big"

// With a budget leximin is proven number by number: how many regions have at
// least one visit, then two, and so on. A region adds the price of a visit and
// the bonus of its rank, for each rank that is worth something or that its
// minimum asks for: no number of visits is worth more to it. A plan within the
// budget that has so many regions of each rank is worth their bonuses, which is
// at most the dual value and the budget's worth together.

// rankedVisits adds what the regions contribute to a bound. Visits beyond the bonuses
// go at the price alone, or not at all.
func (g *given) rankedVisits(d *dual, prices, bonuses []int64, beyond bool) {
	most := int64(len(bonuses))
	for j, r := range g.regions {
		v := prices[j]
		for s := range min(r.hi, most) {
			if gain := widen(v).plus(widen(bonuses[s])); s < r.lo || gain.positive() {
				d.far.addWide(gain)
			}
		}
		switch {
		case !beyond:
		case v > 0:
			d.far.addProduct(max(r.hi-most, 0), v)
		default:
			d.far.addProduct(max(r.lo-most, 0), v)
		}
	}
}

// ranks counts the regions that have at least so many visits, from 1.
func (g *given) ranks(most int) []int64 {
	out := make([]int64, most)
	for _, r := range g.regions {
		for s := range min(r.visits, int64(most)) {
			out[s]++
		}
	}
	return out
}

// worth is what bonuses count for so many regions of each rank.
func worth(bonuses, ranks []int64) *big.Int {
	sum := newSum()
	for s, b := range bonuses {
		sum.addProduct(b, ranks[s])
	}
	return sum.total()
}

// readBonuses completes the main bound of leximin within a budget, which is for
// plans that have as many regions of each rank as this one.
func (g *given) readBonuses(c *claim, p *proof, book *prices, all bool) error {
	_, given := c.fairness["bonuses"]
	if c.policy != "leximin" || g.costs == nil || !all {
		if given {
			return reject("fairness.bonuses: wanted with a budget and all levels, and only then")
		}
		return nil
	}
	bonuses, err := wholes(c.fairness, "bonuses")
	if err != nil {
		return err
	}
	var top int64
	for _, r := range g.regions {
		top = max(top, r.visits)
	}
	if int64(len(bonuses)) != top {
		return reject("fairness.bonuses: %d for regions with up to %d visits", len(bonuses), top)
	}
	g.rankedVisits(p.main, book.regions, bonuses, false)
	p.set = worth(bonuses, g.ranks(len(bonuses)))
	return nil
}

// readSteps reads the proof of each level within a budget.
func (g *given) readSteps(c *claim, p *proof) error {
	if _, given := c.fairness["tight"]; given {
		return reject("fairness.tight: with a budget no order among equals is claimed")
	}
	raw, err := list(c.fairness, "levels")
	if err != nil {
		return err
	}
	for k, v := range raw {
		f, ok := v.(fields)
		if !ok {
			return reject("fairness.levels[%d]: want an object", k)
		}
		if err := only(f, "fairness.levels", "most", "visits", "prices", "cost", "bonuses"); err != nil {
			return err
		}
		l := level{}
		if l.most, err = whole(f["most"], "most"); err != nil {
			return err
		}
		if l.visits, err = whole(f["visits"], "visits"); err != nil {
			return err
		}
		if l.bonuses, err = wholes(f, "bonuses"); err != nil {
			return err
		}
		if l.most != int64(k+1) || len(l.bonuses) != k+1 {
			return reject("fairness.levels[%d]: want most %d and as many bonuses", k, k+1)
		}
		if err := g.readStep(f, &l); err != nil {
			return err
		}
		p.add(l.dual)
		p.levels = append(p.levels, l)
	}
	return nil
}

func (g *given) readStep(f fields, l *level) error {
	book, err := g.readPrices(f["prices"], "fairness.levels.prices", false)
	if err != nil {
		return err
	}
	l.dual = g.newDual(book, func(n node, kind string) (int64, int64) {
		if kind == "region" {
			return 0, 0
		}
		return n.lo, n.hi
	})
	g.rankedVisits(l.dual, book.regions, l.bonuses, true)
	l.dual.unit = true
	l.dual.budget = &budget{costs: g.costs, limit: g.budget}
	if l.dual.budget.multiplier, err = whole(f["cost"], "cost"); err != nil {
		return err
	}
	if m := l.dual.budget.multiplier; m < 0 || m > (1<<59)/g.dearest() {
		return reject("fairness.levels: the weight of a cost is out of range")
	}
	return nil
}

// step checks a level: the visits that count up to it, and that one region more
// of its rank, with the earlier ranks as they are, is beyond the budget.
func (l *level) step(g *given) error {
	ranks := g.ranks(len(l.bonuses))
	var visits int64
	for _, n := range ranks {
		visits += n
	}
	last := len(ranks) - 1
	ranks[last]++
	most := new(big.Int).Mul(big.NewInt(l.dual.budget.multiplier), big.NewInt(l.dual.budget.limit))
	most.Add(most, l.dual.value())
	if visits != l.visits || l.bonuses[last] <= 0 || worth(l.bonuses, ranks).Cmp(most) <= 0 {
		return reject("fairness.levels: with %d visits a region: %d counted, %d claimed, and nothing shows that no plan within the budget has more",
			l.most, visits, l.visits)
	}
	return nil
}

// wholes reads a list of whole numbers; one that is missing is empty.
func wholes(f fields, name string) ([]int64, error) {
	raw, err := list(f, name)
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(raw))
	for k, v := range raw {
		if out[k], err = large(v, name); err != nil {
			return nil, err
		}
	}
	return out, nil
}
