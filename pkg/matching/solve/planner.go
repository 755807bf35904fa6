package solve

import (
	"context"
	"math"
	"slices"
)

// Planner keeps a plan of the policy score and its prices, so that a change of
// the problem is re-planned by repairing what it disturbs instead of starting
// over. The objective always equals that of a cold Solve of the changed
// problem. Changes are collected until the next call of Plan.
type Planner struct {
	n   *network
	s   *search
	top int64 // no score was ever larger in size, nor is any of 32 bits
}

// NewPlanner solves p and keeps the result. It works on a copy of p. Errors are
// those of Solve; a problem without a plan is fine, a change may repair it.
func NewPlanner(ctx context.Context, p *Problem) (*Planner, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	own := p.clone()
	r, err := solveExact(ctx, own, Options{anyPlan: true})
	if err != nil {
		return nil, err
	}
	n := compile(own)
	n.pool.settle(n.cols)
	if r.Status == Optimal && flat(own) {
		n.adopt(newMatrix(own, n.sign), r.Prices.Regions)
	} else {
		n.start()
	}
	pl := &Planner{n: n, s: newSearch(n), top: math.MaxInt32 + 1}
	pl.top = max(pl.top, own.largest(math.MaxInt64))
	_, err = pl.Plan(ctx)
	return pl, err
}

func (p *Problem) clone() *Problem {
	q := *p
	q.Owners, q.Practices = slices.Clone(p.Owners), slices.Clone(p.Practices)
	q.Regions, q.Needs = slices.Clone(p.Regions), slices.Clone(p.Needs)
	q.Scores, q.Candidates = slices.Clone(p.Scores), slices.Clone(p.Candidates)
	q.Forbidden, q.Required = slices.Clone(p.Forbidden), slices.Clone(p.Required)
	return &q
}

// Problem is the problem as changed so far. It must not be written to.
func (pl *Planner) Problem() *Problem { return pl.n.p }

// Plan repairs the plan and returns it.
func (pl *Planner) Plan(ctx context.Context) (*Result, error) {
	n := pl.n
	n.rebase(pl.s)
	stuck, err := n.repair(ctx, pl.s)
	if err != nil {
		return nil, err
	}
	if len(stuck) > 0 {
		return n.infeasible(ctx, pl.s.paths)
	}
	r := &Result{Status: Optimal, Policy: PolicyScore, Method: "A, kept", Paths: pl.s.paths}
	n.plan(r)
	r.Prices = n.prices()
	r.Bound = r.Objective
	return n.settle(ctx, r, true)
}

// Clone is an independent planner in the same state, for what-if questions.
func (pl *Planner) Clone() *Planner {
	n := *pl.n
	n.p = pl.n.p.clone()
	n.lo, n.hi, n.flow = slices.Clone(n.lo), slices.Clone(n.hi), slices.Clone(n.flow)
	n.y, n.excess = slices.Clone(n.y), slices.Clone(n.excess)
	n.cols = slices.Clone(n.cols)
	for c := range n.cols {
		n.cols[c].list = slices.Clone(n.cols[c].list)
	}
	n.held = n.held.clone()
	pool := &pool{p: n.p, sign: n.pool.sign, exclude: slices.Clone(n.pool.exclude)}
	for c := range pool.exclude {
		pool.exclude[c] = slices.Clone(pool.exclude[c])
	}
	n.pool = pool
	return &Planner{n: &n, s: newSearch(&n), top: pl.top}
}

// bound gives node v new bounds and the flow that belongs to its price.
func (n *network) bound(v int32, lo, hi int) {
	n.lo[v], n.hi[v] = int64(lo), int64(hi)
	f := min(max(n.flow[v], n.lo[v]), n.hi[v])
	switch r := n.reduced(v); {
	case r > 0:
		f = n.hi[v]
	case r < 0:
		f = n.lo[v]
	}
	n.setFlow(v, f)
}
