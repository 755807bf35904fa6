package solve

import (
	"context"
	"math/big"
	"slices"
)

// interrupted makes the best of a state that the deadline cut short: the pairs
// held so far if they are a plan, else any plan at all, bounded by the prices
// reached so far. Finding any plan ignores the deadline; without scores it is a
// small part of the work.
func (n *network) interrupted(ctx context.Context, paths int) (*Result, error) {
	r := &Result{Status: Bounded, Policy: PolicyScore, Method: "interrupted", Paths: paths}
	n.plan(r)
	if !n.p.isPlan(r.Pairs) {
		ctx = context.WithoutCancel(ctx)
		any := compileWith(n.p, 0)
		any.start()
		stuck, err := any.repair(ctx, newSearch(any))
		if err != nil {
			return nil, err
		}
		if len(stuck) > 0 {
			return n.infeasible(ctx, paths)
		}
		r.Pairs = nil
		any.plan(r)
	}
	r.Objective = n.total(r.Pairs)
	r.Prices = n.prices()
	bound := n.dual()
	if !bound.IsInt64() {
		return nil, refuse("the deadline passed before a bound of 64 bits was found", "deadline")
	}
	r.Bound = n.sign * bound.Int64()
	if r.Bound == r.Objective {
		r.Status = Optimal
	}
	return r, nil
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
	required := make(map[Pair]bool, len(n.p.Required))
	for _, q := range n.p.Required {
		required[q] = true
	}
	scores := n.scoreTable()
	var near int64
	price := func(q Pair) int64 {
		return n.sign*scores(q) - n.y[n.prac0+int32(q.Practice)] + n.y[n.col0+int32(q.Column)]
	}
	n.eachFree(func(q Pair) {
		if r := price(q); r > 0 && !required[q] {
			if near += r; near > limit {
				add(near, 1)
				near = 0
			}
		}
	})
	for _, q := range n.p.Required {
		add(price(q), 1)
	}
	add(near, 1)
	return sum
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
