package solve

import (
	"context"
	"errors"
	"math/big"
	"slices"
)

// patient is a context without its deadline; it can still be cancelled. Finding
// any plan at all, or why there is none, is a small part of the work, and the
// answer to a time limit is never nothing.
type patient struct{ context.Context }

// Err is that of the context, unless it is the deadline.
func (c patient) Err() error {
	if err := c.Context.Err(); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// interrupted makes the best of a state that the deadline cut short: what can be
// salvaged of the pairs held so far, else any plan at all, with what has room
// beside, bounded by the prices reached so far.
func (n *network) interrupted(ctx context.Context, paths int) (*Result, error) {
	r := &Result{Status: Bounded, Policy: PolicyScore, Method: "interrupted", Paths: paths}
	n.plan(r)
	return n.salvaged(ctx, r)
}

// salvaged is interrupted for a result that has the pairs held.
func (n *network) salvaged(ctx context.Context, r *Result) (*Result, error) {
	plan, ok := n.salvage(slices.Clone(r.Pairs))
	if !ok && !n.p.isPlan(r.Pairs) {
		any, err := anyPlan(ctx, n.p)
		if err != nil || any.Status != Optimal {
			return any, err
		}
		r.Pairs = any.Pairs
		plan, ok = n.salvage(slices.Clone(r.Pairs))
	}
	if ok {
		r.Pairs = plan
	}
	r.Counts = n.p.counts(r.Pairs)
	return n.bounded(r), nil
}

// bounded completes a result with the objective of its pairs and the bound of
// the present prices, for any plan of the problem.
func (n *network) bounded(r *Result) *Result {
	r.Objective = n.total(r.Pairs)
	bound := n.dual()
	if !handy(bound) {
		n.plain(n.eachPair)
		bound = n.dual()
	}
	r.Prices = n.prices()
	r.Bound = n.sign * bound.Int64()
	if r.Bound == r.Objective {
		r.Status = Optimal
	}
	return r
}

// handy reports whether a bound leaves room to add: far larger ones come from
// bounds of millions of visits that nobody can have.
func handy(bound *big.Int) bool {
	return bound.IsInt64() && magnitude(bound.Int64()) <= limit/2
}

// anyPlan finds a plan whatever it is worth, deadline or not.
func anyPlan(ctx context.Context, p *Problem) (*Result, error) {
	n := compileWith(p, 0)
	n.start()
	s := newSearch(n)
	stuck, err := n.repair(patient{ctx}, s)
	if err != nil {
		return nil, err
	}
	if len(stuck) > 0 {
		return n.infeasible(ctx, s.paths)
	}
	r := &Result{Status: Optimal, Policy: PolicyScore, Paths: s.paths}
	n.plan(r)
	return r, nil
}

// cutShort is the result of a policy whose own work the deadline ended: a plan of
// p, bounded by what was found about the best total of any plan.
func cutShort(p *Problem, policy Policy, plan, best *Result) *Result {
	r := &Result{
		Status: Bounded, // a best total need not be what the policy promises
		Policy: policy, Method: "interrupted", Paths: best.Paths + plan.Paths, Pairs: plan.Pairs, Counts: p.counts(plan.Pairs),
		Prices: best.Prices, Bound: best.Bound,
	}
	for _, s := range scoresOf(p, plan.Pairs) {
		r.Objective += s
	}
	r.Fairness = &Fairness{Price: magnitude(r.Bound - r.Objective), ScorePrices: r.Prices}
	return r
}

// isPlan reports whether pairs keep every bound.
func (p *Problem) isPlan(pairs []Pair) bool {
	r := newRoom(p)
	for _, q := range pairs {
		r.take(q)
	}
	below := func(left []int) bool { return slices.ContainsFunc(left, func(v int) bool { return v < 0 }) }
	if below(r.owner) || below(r.practice) || below(r.column) || below(r.region) {
		return false
	}
	for i, a := range p.Practices {
		if a.Capacity-r.practice[i] < a.Min {
			return false
		}
	}
	for j, g := range p.Regions {
		if g.Max-r.region[j] < g.Min {
			return false
		}
	}
	return true
}

// total is the score of a plan, in input sign.
func (n *network) total(pairs []Pair) (sum int64) {
	score := n.scoreTable()
	for _, q := range pairs {
		sum += score(q)
	}
	return sum
}

// dual is the bound that the present prices prove, as a maximisation.
func (n *network) dual() *big.Int {
	sum := new(big.Int)
	add := func(times, price int64) { sum.Add(sum, new(big.Int).Mul(big.NewInt(times), big.NewInt(price))) }
	for k := int32(1); k < n.end; k++ {
		if r := n.reduced(k); r > 0 {
			add(n.hi[k], r)
		} else {
			add(n.lo[k], r)
		}
	}
	n.gains(add)
	return sum
}

// gains adds what pairs are worth at the present prices beyond them.
func (n *network) gains(add func(times, price int64)) {
	required := make(map[Pair]bool, len(n.p.Required))
	for _, q := range n.p.Required {
		required[q] = true
	}
	scores := n.scoreTable()
	var near int64
	price := func(q Pair) int64 {
		return n.sign*scores(q) - n.y[n.prac0+int32(q.Practice)] - n.shifted(q.Practice) + n.y[n.col0+int32(q.Column)]
	}
	gain := func(r int64) {
		if near += r; near > limit {
			add(near, 1)
			near = 0
		}
	}
	if width := n.p.Columns(); n.p.Scores == nil {
		n.eachFree(func(q Pair) {
			if r := price(q); r > 0 && !required[q] {
				gain(r)
			}
		})
	} else {
		y := n.y[n.col0:n.end]
		for i := range n.p.Practices { // row by row, then less what is not free
			u := n.y[n.prac0+int32(i)] + n.shifted(i)
			for c, s := range n.p.Scores[i*width : (i+1)*width] {
				if r := n.sign*int64(s) - u + y[c]; r > 0 {
					gain(r)
				}
			}
		}
		for c, list := range n.pool.exclude {
			for _, i := range list {
				if r := price(Pair{int(i), c}); r > 0 {
					add(-r, 1)
				}
			}
		}
	}
	for _, q := range n.p.Required {
		add(price(q), 1)
	}
	add(near, 1)
}

// scoreTable returns a look-up of scores by pair, in input sign.
func (n *network) scoreTable() func(Pair) int64 {
	p := n.p
	if p.Scores != nil {
		width := p.Columns()
		return func(q Pair) int64 { return int64(p.Scores[q.Practice*width+q.Column]) }
	}
	table := make(map[Pair]int64, len(p.Candidates))
	for _, c := range p.Candidates {
		table[Pair{c.Practice, c.Column}] = c.Score
	}
	return func(q Pair) int64 { return table[q] }
}
