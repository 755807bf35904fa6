package verify

import "math/big"

// budget is the claim about costs: what was spent, and the multiplier that
// weighs costs against scores in the bound. For any multiplier m >= 0 a plan
// within the limit is worth at most
//
//	(best of scale * score - m * cost, plus m * limit) / scale.
//
// A free pair that costs more than the required ones leave of the limit is in no plan
// within it; where the claim names that number, dearest, no bound counts such a pair.
type budget struct {
	costs                    [][]int64
	limit, scale, multiplier int64
}

// readBudget reads costs and budget of the instance; they belong together. The
// costs stay in memory, the scores stream past them.
func (g *given) readBudget() error {
	_, has := g.doc["budget"]
	if _, costs := g.doc["costs"]; has != costs {
		return reject("costs and budget belong together")
	}
	if !has {
		return nil
	}
	var err error
	if g.budget, err = large(g.doc["budget"], "budget"); err != nil {
		return err
	}
	raw, err := list(g.doc, "costs")
	if err != nil {
		return err
	}
	if len(raw) != len(g.practices) || g.budget < 0 {
		return reject("costs: %d rows for %d innovators, or a negative budget", len(raw), len(g.practices))
	}
	g.costs = make([][]int64, len(raw))
	for i, v := range raw {
		row, ok := v.([]any)
		if !ok || len(row) != g.width() {
			return reject("costs[%d]: wrong size", i)
		}
		g.costs[i] = make([]int64, len(row))
		for c, v := range row {
			if g.costs[i][c], err = whole(v, "costs"); err != nil || g.costs[i][c] < 0 || g.costs[i][c] > 1<<53 {
				return reject("costs[%d][%d]: want a whole number from 0 to 2^53", i, c)
			}
		}
	}
	return nil
}

// dearest is the largest cost of a pair, at least 1.
func (g *given) dearest() int64 {
	most := int64(1)
	for _, row := range g.costs {
		for _, cost := range row {
			most = max(most, cost)
		}
	}
	return most
}

// spending checks what the plan costs and makes the main bound weigh costs.
func (g *given) spending(c *claim, p *proof) error {
	v, given := c.doc["budget"]
	if given != (g.costs != nil) {
		return reject("budget: the result and the instance must both have one")
	}
	if !given {
		return nil
	}
	f, ok := v.(fields)
	if !ok || !among(c.policy, []string{"score", "worst-first", "leximin"}) {
		return reject("budget: want an object, and the policy score, worst-first or leximin")
	}
	if err := only(f, "budget", "spent", "multiplier", "scale", "dearest"); err != nil {
		return err
	}
	b := &budget{costs: g.costs, limit: g.budget}
	spent, err := whole(f["spent"], "spent")
	if err != nil {
		return err
	}
	if b.multiplier, err = whole(f["multiplier"], "multiplier"); err != nil {
		return err
	}
	if b.scale, err = whole(f["scale"], "scale"); err != nil {
		return err
	}
	total, left := newSum(), newSum()
	left.addWide(widen(b.limit))
	for i, row := range g.special {
		for _, s := range row {
			if s.mark&chosen != 0 {
				total.add(g.costs[i][s.col])
			}
			if s.mark&required != 0 {
				left.add(-g.costs[i][s.col])
			}
		}
	}
	if v, given := f["dearest"]; given {
		if p.dearest, err = large(v, "dearest"); err != nil {
			return err
		}
		if left.total().Cmp(big.NewInt(p.dearest)) != 0 {
			return reject("budget.dearest is %d, the required pairs leave %s", p.dearest, left.total())
		}
	}
	if total.total().Cmp(big.NewInt(spent)) != 0 || spent > b.limit {
		return reject("budget: %d claimed, %s spent, %d allowed", spent, total.total(), b.limit)
	}
	if b.scale < 1 || b.scale > 1<<20 || b.multiplier < 0 || b.multiplier > (1<<59)/g.dearest() {
		return reject("budget: scale or multiplier out of range")
	}
	p.main.budget = b
	return nil
}

// weighs reports whether a score is small enough to be scaled.
func (b *budget) weighs(score int64) bool {
	return score <= 1<<59/b.scale && score >= -1<<59/b.scale
}

// bound turns the dual value of the weighed scores into one of the scores.
func (b *budget) bound(dual *big.Int) *big.Int {
	dual.Add(dual, new(big.Int).Mul(big.NewInt(b.multiplier), big.NewInt(b.limit)))
	out, rest := new(big.Int).QuoRem(dual, big.NewInt(b.scale), new(big.Int))
	if rest.Sign() < 0 {
		out.Sub(out, big.NewInt(1))
	}
	return out
}

// weighted makes a bound that of the problem in which a pair scores as the
// weight says: visit less cost times its cost.
func (g *given) weighted(f fields, name string, d *dual) error {
	v, given := f[name]
	if given != (g.costs != nil) {
		return reject("fairness.worst.%s: wanted with a budget, and only then", name)
	}
	if !given {
		return nil
	}
	w, ok := v.(fields)
	if !ok {
		return reject("fairness.worst.%s: want an object", name)
	}
	if err := only(w, "fairness.worst."+name, "visit", "cost"); err != nil {
		return err
	}
	d.budget = &budget{costs: g.costs, limit: g.budget}
	var err error
	if d.budget.scale, err = large(w["visit"], name+".visit"); err != nil {
		return err
	}
	if d.budget.multiplier, err = whole(w["cost"], name+".cost"); err != nil {
		return err
	}
	if d.budget.multiplier < 0 || d.budget.multiplier > (1<<59)/g.dearest() {
		return reject("fairness.worst.%s: the weight of a cost is out of range", name)
	}
	return nil
}

// excludes reports whether no plan within the limit has so many visits: they
// would be worth more than any plan that costs no more than the limit.
func (b *budget) excludes(visits int64, dual *big.Int) bool {
	most := new(big.Int).Mul(big.NewInt(b.multiplier), big.NewInt(b.limit))
	most.Add(most, dual)
	return new(big.Int).Mul(big.NewInt(b.scale), big.NewInt(visits)).Cmp(most) > 0
}
