package verify

import (
	"math"
	"math/big"
)

// proof is everything that one pass over the pairs adds up: the score of the
// plan, the main dual bound first, and what the policy needs besides.
type proof struct {
	primal *sum
	least  int64 // threshold for chosen pairs
	duals  []*dual
	main   *dual
	score  *dual // bound of the policy score, for the price of fairness
	levels []level
	tight  *tight
	worst  *worst
	stable *stability
	set    *big.Int // what the bonuses of numbers that are set count for the plan

	dearest int64 // free pair of any plan within the budget
}

// level claims that with at most most visits counted per region no plan has
// more than visits.
type level struct {
	most, visits int64
	dual         *dual
	bonuses      []int64 // with a budget
}

func (p *proof) add(d *dual) *dual {
	p.duals = append(p.duals, d)
	return d
}

// proof reads the dual bounds that the policy of the claim calls for.
func (g *given) proof(c *claim) (*proof, error) {
	p := &proof{primal: newSum(), least: none, set: new(big.Int), dearest: math.MaxInt64}
	if c.policy == "stable" {
		return g.stableProof(c, p)
	}
	book, err := g.readPrices(c.doc["prices"], "prices", true)
	if err != nil {
		return nil, err
	}
	all, err := g.allLevels(c)
	if err != nil {
		return nil, err
	}
	p.main = p.add(g.newDual(book, func(n node, kind string) (int64, int64) {
		switch {
		case c.policy != "leximin" || !all || kind != "region":
			return n.lo, n.hi
		case g.costs != nil:
			return 0, 0 // see readBonuses
		}
		return n.visits, n.visits
	}))
	if err := g.readBonuses(c, p, book, all); err != nil {
		return nil, err
	}
	if err := g.spending(c, p); err != nil {
		return nil, err
	}
	if err := c.belong(); err != nil {
		return nil, err
	}
	if c.policy == "score" {
		return p, nil
	}
	if err := g.readScorePrices(c, p); err != nil {
		return nil, err
	}
	if c.policy == "leximin" {
		if g.costs != nil {
			return p, g.readSteps(c, p)
		}
		if all {
			if p.tight, err = g.readTight(c); err != nil {
				return nil, err
			}
		}
		return p, g.readLevels(c, p)
	}
	return p, g.readWorst(c, p)
}

// belong refuses proofs of another policy; bonuses are refused by readBonuses.
func (c *claim) belong() error {
	for _, part := range []struct {
		name     string
		policies []string
	}{
		{"score_prices", []string{"leximin", "worst-first"}},
		{"levels", []string{"leximin"}},
		{"tight", []string{"leximin"}},
		{"worst", []string{"worst-first"}},
	} {
		if _, given := c.fairness[part.name]; given && !among(c.policy, part.policies) {
			return reject("fairness.%s does not belong to the policy %s", part.name, c.policy)
		}
	}
	return nil
}

// readScorePrices reads what proves the price of fairness. With a budget none is
// claimed.
func (g *given) readScorePrices(c *claim, p *proof) error {
	v, given := c.fairness["score_prices"]
	if g.costs != nil {
		if given {
			return reject("fairness.score_prices: with a budget there is no price of fairness")
		}
		return nil
	}
	book, err := g.readPrices(v, "fairness.score_prices", false)
	if err != nil {
		return err
	}
	p.score = p.add(g.newDual(book, nil))
	return nil
}

// allLevels reports whether there is one level for each number of visits up to
// where nobody has more, or all may. Where the time ended before, the plan is
// proven as fair as can be up to the last level, and its bound is one for all
// plans.
func (g *given) allLevels(c *claim) (bool, error) {
	raw, err := list(c.fairness, "levels")
	if err != nil || c.policy != "leximin" {
		return false, err
	}
	var top, most int64
	for _, r := range g.regions {
		top, most = max(top, r.visits), max(most, r.hi)
	}
	want := min(top+1, most)
	if int64(len(raw)) < want && c.status != "bounded" {
		return false, reject("fairness.levels: %d levels, want %d", len(raw), want)
	}
	return int64(len(raw)) >= want, nil
}

// readLevels reads the proof of each level.
func (g *given) readLevels(c *claim, p *proof) error {
	raw, err := list(c.fairness, "levels")
	if err != nil {
		return err
	}
	for k, v := range raw {
		f, ok := v.(fields)
		if !ok {
			return reject("fairness.levels[%d]: want an object", k)
		}
		if err := only(f, "fairness.levels", "most", "visits", "prices"); err != nil {
			return err
		}
		l := level{}
		if l.most, err = whole(f["most"], "most"); err != nil {
			return err
		}
		if l.visits, err = whole(f["visits"], "visits"); err != nil {
			return err
		}
		if l.most != int64(k+1) {
			return reject("fairness.levels[%d]: want most %d", k, k+1)
		}
		book, err := g.readPrices(f["prices"], "fairness.levels.prices", false)
		if err != nil {
			return err
		}
		counted := g.counted(book)
		l.dual = p.add(g.newDual(book, func(n node, kind string) (int64, int64) {
			switch {
			case kind == "region":
				return n.lo, max(n.lo, n.forced, min(n.hi, l.most))
			case kind == "practice" && !counted:
				return 0, n.hi
			default:
				return n.lo, n.hi
			}
		}))
		l.dual.unit = true
		p.levels = append(p.levels, l)
	}
	return nil
}

// counted reports whether the minimums of practices may be counted in a level. A
// minimum may be kept by visits that are more than the level counts; the prices
// then hold only if none of these could add to the bound, that is, if no practice
// and its owner together cost less than nothing.
func (g *given) counted(p *prices) bool {
	for i, a := range g.practices {
		price := widen(p.practices[i])
		if a.up >= 0 {
			price = price.plus(widen(p.owners[a.up]))
		}
		if price.negative() {
			return false
		}
	}
	return true
}

// holds compares what the result claims with what was counted.
func (p *proof) holds(g *given, c *claim) error {
	primal := p.primal.total()
	bound := new(big.Int).Set(primal)
	if p.stable == nil {
		bound = p.main.value()
		if p.worst != nil {
			p.set.Mul(big.NewInt(p.worst.bonus), big.NewInt(p.worst.visits))
		}
		bound.Sub(bound, p.set)
		if b := p.main.budget; b != nil {
			bound = b.bound(bound)
		}
	} else if err := p.stable.holds(c); err != nil {
		return err
	}
	status := bound.Cmp(primal)
	price := new(big.Int)
	if p.score != nil {
		price.Sub(p.score.value(), primal)
	}
	if g.minimise {
		primal.Neg(primal)
		bound.Neg(bound)
	}
	if c.objective != primal.String() {
		return reject("the objective is %s, the pairs add up to %s", c.objective, primal)
	}
	if c.bound != bound.String() {
		return reject("the bound is %s, the prices prove %s", c.bound, bound)
	}
	if status < 0 || (c.status == "optimal" && status != 0) {
		return reject("not optimal: the plan has %s, the prices only prove %s", primal, bound)
	}
	if price.Cmp(big.NewInt(c.fairnessPrice)) != 0 {
		return reject("fairness.price is %d, the prices prove %s", c.fairnessPrice, price)
	}
	if err := p.fair(g); err != nil {
		return err
	}
	return c.agree(g)
}

// fair checks what the policies leximin and worst-first promise.
func (p *proof) fair(g *given) error {
	for _, l := range p.levels {
		if l.dual.budget != nil {
			if err := l.step(g); err != nil {
				return err
			}
			continue
		}
		var visits int64
		for _, r := range g.regions {
			visits += max(r.lo, r.forced, min(r.visits, l.most))
		}
		if visits != l.visits || l.dual.value().Cmp(big.NewInt(visits)) != 0 {
			return reject("fairness.levels: with %d visits a region: %d counted, %d claimed, %s proven",
				l.most, visits, l.visits, l.dual.value())
		}
	}
	if p.tight != nil {
		if err := p.tight.holds(g); err != nil {
			return err
		}
	}
	if p.worst != nil {
		return p.worst.holds(g)
	}
	return nil
}

// agree checks the counts per region, if the result lists them.
func (c *claim) agree(g *given) error {
	where := make(map[string]int, len(g.regions))
	for j, r := range g.regions {
		where[r.id] = j
	}
	for id, n := range c.counts {
		if j, ok := where[id]; !ok || g.regions[j].visits != n {
			return reject("fairness.counts: %q does not have %d visits", id, n)
		}
	}
	return nil
}
