package solve

import (
	"context"
	"errors"
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

// stableBudget says why the policy stable takes no budget (docs/adr/0015).
const stableBudget = "the policy stable takes no budget: two who would rather have each other may be too dear together, so that a plan without such a pair need not exist within the limit; leave the budget out"

// multiplierScale is the denominator of the multipliers: the price of one unit
// of cost is tried in steps of 1/1024 of a unit of score.
const multiplierScale = 1 << 10

// solveBudget solves within a budget. That there is a plan within it, or none, is
// found out whatever the deadline of ctx.
func solveBudget(ctx context.Context, p *Problem, opt Options) (*Result, error) {
	switch opt.Policy {
	case "", PolicyScore, PolicyWorstFirst, PolicyLeximin:
	case PolicyStable:
		return nil, refuse(stableBudget, "budget")
	default:
		return nil, unknownPolicy(opt.Policy)
	}
	b, err := newBudgeted(p, opt.Budget)
	if err != nil {
		return nil, err
	}
	if opt.Policy != "" {
		b.policy = opt.Policy
	}
	if none, err := b.cheapest(ctx); err != nil || none != nil {
		return none, err
	}
	b.leaveOut()
	switch b.policy {
	case PolicyWorstFirst:
		return b.worstFirst(ctx)
	case PolicyLeximin:
		return b.leximin(ctx)
	}
	if b.play, err = newLagrange(b, multiplierScale, 0); err != nil {
		return nil, err
	}
	return b.close(ctx)
}

// close bounds the plan by a Lagrange multiplier on the budget (Held and Karp
// 1971) and closes the gap by branch and bound on pairs. It ends at the deadline
// of ctx with the best plan found and its bound.
func (b *budgeted) close(ctx context.Context) (*Result, error) {
	root := &branch{}
	b.polish = newPolisher(b)
	if b.policy == PolicyScore {
		b.offer(b.polish.first(spending{b.best, b.value, b.least}))
	} else {
		b.offer(b.polish.better(b.spend(b.best)))
	}
	if err := b.relax(ctx, root); errors.Is(err, context.DeadlineExceeded) {
		if b.prices.Practices == nil {
			b.unfinished(root)
		}
		return b.finish(b.root.bound), nil
	} else if err != nil {
		return nil, err
	}
	if b.policy == PolicyScore && !root.leaf {
		if err := b.others(ctx); err != nil {
			return nil, err
		}
	}
	bound := b.search(ctx, root)
	if err := ctx.Err(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil, err
	}
	return b.finish(bound), nil
}

// cheapest finds the cheapest plan and offers it. If that costs too much, or
// there is none, it returns the result that says so.
func (b *budgeted) cheapest(ctx context.Context) (*Result, error) {
	l, err := newLagrange(b, 0, 1)
	if err != nil {
		return nil, err
	}
	plan, ok, err := l.solve(patient{ctx})
	if err != nil {
		return nil, err
	}
	if !ok {
		none, err := l.n.infeasible(ctx, b.paths)
		if err == nil {
			none.Policy = b.policy
		}
		return none, err
	}
	if b.least = plan.cost; b.least > b.limit {
		return &Result{Status: Infeasible, Policy: b.policy, Method: "budget", Paths: b.paths, Infeasible: &Violation{
			Minimums: "budget", Needed: b.least, Available: b.limit, Prices: l.n.prices(),
		}}, nil
	}
	b.offer(plan)
	return nil, nil
}

// leaveOut forbids what is dearer than what the required pairs leave of the budget:
// no plan within it has such a pair, but the prices of any multiplier would have to
// count it.
func (b *budgeted) leaveOut() {
	b.dearest = b.limit
	required := make(map[Pair]bool, len(b.p.Required))
	for _, q := range b.p.Required {
		required[q] = true
		b.dearest -= b.cost(q)
	}
	p := *b.p
	p.Forbidden = slices.Clone(p.Forbidden)
	for _, c := range b.free {
		if q := (Pair{c.Practice, c.Column}); b.cost(q) > b.dearest && !required[q] {
			p.Forbidden, b.without = append(p.Forbidden, q), true
		}
	}
	if b.without {
		b.p = &p
	}
}

// budgeted is one search. All scores are a maximisation.
type budgeted struct {
	p         *Problem
	policy    Policy
	sign      int64
	limit     int64
	steps     int         // parts that may be searched; 0: all
	free      []Candidate // every admissible pair with its score
	ledger    *ledger
	best      []Pair
	value     int64
	found     bool
	top, dear int64
	highest   int64 // multiplier worth trying, in parts of the scale
	least     int64 // what the cheapest plan costs
	dearest   int64 // no plan within the budget has a dearer pair, unless it is required
	without   bool  // there are such pairs, and they are left out
	paths     int
	play      *lagrange
	polish    *polisher
	root      branch
	prices    Prices  // that prove the bound of the root
	counted   bool    // the number of visits is set
	groups    int     // so many groups of visits are there to be set
	bonuses   []int64 // what that makes a visit worth, beside the prices
}

func newBudgeted(p *Problem, budget *Budget) (*budgeted, error) {
	b := &budgeted{p: p, policy: PolicyScore, sign: 1, limit: budget.Limit, steps: budget.Steps}
	if p.Sense == Minimise {
		b.sign = -1
	}
	if len(budget.Costs) != max(len(p.Scores), len(p.Candidates)) || budget.Limit < 0 {
		return nil, refuse("want one cost for each score and a limit of at least 0", "budget")
	}
	add := func(k int, c Candidate) {
		b.dear, b.top = max(b.dear, budget.Costs[k]), max(b.top, magnitude(c.Score))
		c.Score *= b.sign
		b.free = append(b.free, c)
	}
	b.free = make([]Candidate, 0, len(budget.Costs))
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
	b.ledger = newLedger(p, b.sign, budget.Costs)
	return b, b.checkWeights()
}

// offer keeps a plan within the budget if it is the best so far.
func (b *budgeted) offer(plan spending) {
	if plan.cost <= b.limit && (!b.found || plan.value > b.value) {
		b.best, b.value, b.found = plan.pairs, plan.value, true
	}
}

func (b *budgeted) finish(bound int64) *Result {
	r := &Result{
		Status: Bounded, Policy: b.policy, Method: "budget", Pairs: b.best, Paths: b.paths,
		Objective: b.sign * b.value, Bound: b.sign * bound, Counts: make([]int, len(b.p.Regions)), Prices: b.prices,
	}
	if bound == b.value {
		r.Status = Optimal
	}
	r.Budget = &Spending{
		Cheapest: b.least, Multiplier: b.root.multiplier, Scale: multiplierScale,
		RootBound: b.sign * b.root.bound, Prices: b.prices, Without: b.without, Dearest: b.dearest,
	}
	for _, q := range r.Pairs {
		r.Counts[b.p.RegionOf(q.Column)]++
		r.Budget.Spent += b.cost(q)
	}
	return r
}

// replace keeps a plan within the budget that is better whatever its total.
func (b *budgeted) replace(plan spending) {
	b.found = false
	b.offer(plan)
}

// unproven is the result when the deadline passed before all that the policy
// promises was found: the best plan so far with the proofs so far, and a bound on
// the total of any plan within the budget, from first prices.
func (b *budgeted) unproven(proofs *Fairness) (*Result, error) {
	b.counted, b.groups = false, 0
	b.replace(newPolisher(b).cover(b.spend(b.best)))
	var err error
	if b.play, err = newLagrange(b, multiplierScale, 0); err != nil {
		return nil, err
	}
	b.unfinished(&branch{})
	r := b.finish(b.root.bound)
	r.Status, r.Method = Bounded, "interrupted" // a best total need not be what the policy promises
	r.Fairness = proofs
	return r, nil
}
