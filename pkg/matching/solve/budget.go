package solve

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
)

// Budget limits the total cost of a plan. Costs, never negative, follow Scores
// in the dense form and Candidates in the sparse one. Steps ends the search for a
// better bound after so many parts of it, whatever the clock says, so that the
// same input gives the same result; 0 searches until the gap is closed or the
// deadline passes.
type Budget struct {
	Limit int64
	Costs []int64
	Steps int
}

// multiplierScale is the denominator of the multipliers: the price of one unit
// of cost is tried in steps of 1/1024 of a unit of score.
const multiplierScale = 1 << 10

// solveBudget bounds the plan by a Lagrange multiplier on the budget (Held and
// Karp 1971) and closes the gap by branch and bound on pairs. It ends at the
// deadline of ctx with the best plan found and its bound.
func solveBudget(ctx context.Context, p *Problem, opt Options) (*Result, error) {
	if opt.Policy != "" && opt.Policy != PolicyScore {
		return nil, refuse("a budget goes with the policy score only", "options")
	}
	b, err := newBudgeted(p, opt.Budget)
	if err != nil {
		return nil, err
	}
	cheapest, err := b.solve(ctx, nil, 0, 1)
	if err != nil || cheapest.Status != Optimal {
		return cheapest, err
	}
	least := b.cost(cheapest)
	if least > b.limit {
		return &Result{Status: Infeasible, Policy: PolicyScore, Method: "budget", Infeasible: &Violation{
			Minimums: "budget", Needed: least, Available: b.limit,
		}}, nil
	}
	b.offer(cheapest)
	root := &branch{}
	if _, err := b.relax(ctx, root); err != nil {
		return b.finish(b.worthless(), least), nil
	}
	b.root = *root
	return b.finish(b.search(ctx, root), least), nil
}

// budgeted is one search. All scores are a maximisation.
type budgeted struct {
	p         *Problem
	sign      int64
	limit     int64
	steps     int         // parts that may be searched; 0: all
	free      []Candidate // every admissible pair with its score
	costs     map[Pair]int64
	scores    map[Pair]int64
	best      []Pair
	value     int64
	found     bool
	top, dear int64
	paths     int
	root      branch
}

// branch is one part of the search: some pairs decided, and its relaxation.
type branch struct {
	in, out    []Pair
	bound      int64
	split      Pair
	leaf       bool
	multiplier int64
	prices     Prices
}

func newBudgeted(p *Problem, budget *Budget) (*budgeted, error) {
	b := &budgeted{p: p, sign: 1, limit: budget.Limit, steps: budget.Steps, costs: map[Pair]int64{}, scores: map[Pair]int64{}}
	if p.Sense == Minimise {
		b.sign = -1
	}
	if len(budget.Costs) != max(len(p.Scores), len(p.Candidates)) || budget.Limit < 0 {
		return nil, refuse("want one cost for each score and a limit of at least 0", "budget")
	}
	add := func(k int, c Candidate) {
		q := Pair{c.Practice, c.Column}
		b.costs[q], b.scores[q] = budget.Costs[k], b.sign*c.Score
		b.dear, b.top = max(b.dear, budget.Costs[k]), max(b.top, magnitude(c.Score))
		b.free = append(b.free, c)
	}
	width := p.Columns()
	for k, s := range p.Scores {
		add(k, Candidate{k / width, k % width, int64(s)})
	}
	for k, c := range p.Candidates {
		add(k, c)
	}
	for k, c := range budget.Costs {
		if c < 0 {
			return nil, refuse("a cost must not be negative", "budget.costs[%d]", k)
		}
	}
	// The largest multiplier makes any cost outweigh any score.
	hi, lo := bits.Mul64(uint64(b.highest()), uint64(b.dear+1))
	steps := uint64(2*min(len(p.Practices), width) + 4)
	if hi != 0 || lo > uint64(limit)/steps || b.top*multiplierScale < 0 {
		return nil, refuse(fmt.Sprintf("costs up to %d and scores up to %d could overflow together", b.dear, b.top), "budget")
	}
	return b, nil
}

// highest is the largest multiplier worth trying, in parts of the scale.
func (b *budgeted) highest() int64 {
	return (b.top + 1) * multiplierScale * int64(2*min(len(b.p.Practices), b.p.Columns())+2)
}

// solve finds the best plan for scores scale * score - multiplier * cost.
func (b *budgeted) solve(ctx context.Context, at *branch, scale, multiplier int64) (*Result, error) {
	q := *b.p
	q.Sense, q.Scores = Maximise, nil
	q.Candidates = make([]Candidate, len(b.free))
	for k, c := range b.free {
		pair := Pair{c.Practice, c.Column}
		q.Candidates[k] = Candidate{c.Practice, c.Column, scale*b.scores[pair] - multiplier*b.costs[pair]}
	}
	if at != nil {
		q.Required = slices.Concat(b.p.Required, at.in)
		q.Forbidden = slices.Concat(b.p.Forbidden, at.out)
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	n := compile(&q)
	n.start()
	s := newSearch(n)
	stuck, err := n.repair(ctx, s)
	b.paths += s.paths
	if err != nil {
		return nil, err
	}
	r := &Result{Status: Optimal}
	if len(stuck) > 0 {
		if at == nil {
			return n.infeasible(ctx, s.paths)
		}
		r.Status = Infeasible
		return r, nil
	}
	n.plan(r)
	r.Prices = n.prices()
	return r, nil
}

func (b *budgeted) cost(r *Result) (total int64) {
	for _, q := range r.Pairs {
		total += b.costs[q]
	}
	return total
}

// offer keeps a plan within the budget if it is the best so far.
func (b *budgeted) offer(r *Result) {
	var value int64
	for _, q := range r.Pairs {
		value += b.scores[q]
	}
	if b.cost(r) <= b.limit && (!b.found || value > b.value) {
		b.best, b.value, b.found = r.Pairs, value, true
	}
}

// worthless bounds a search that ended before its first relaxation: no plan is
// worth more than the best score for each possible visit.
func (b *budgeted) worthless() int64 { return b.top * b.p.mostPairs() }
