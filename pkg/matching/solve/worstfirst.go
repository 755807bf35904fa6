package solve

import (
	"context"
	"errors"
)

// solveWorstFirst finds the largest number of visits, then by bisection the best
// threshold at which it is still reached, then the best total score. It begins
// from the plan of the policy score, which is needed for the price of fairness
// anyway and stands where the deadline leaves nothing better.
func solveWorstFirst(ctx context.Context, p *Problem) (*Result, error) {
	best, err := solveScore(ctx, p, Options{anyPlan: true})
	if err != nil {
		return nil, err
	}
	if best.Status == Infeasible {
		return &Result{Status: Infeasible, Policy: PolicyWorstFirst, Method: "A", Infeasible: best.Infeasible}, nil
	}
	w := newThresholds(p)
	all, err := w.tried(ctx, -limit)
	if errors.Is(err, context.DeadlineExceeded) {
		return w.filled(ctx, best)
	}
	if err != nil {
		return nil, err
	}
	proof := &Worst{Visits: all.Objective, Coverage: all.Prices}
	plan, err := w.bisect(ctx, proof, w.better(best, all))
	if err != nil {
		return nil, err
	}
	if proof.Open {
		proof.Above = Prices{}
		return w.cutShort(plan, best, proof), nil
	}
	r, err := w.final(ctx, proof, plan, best)
	if err != nil {
		return nil, err
	}
	r.compare(best)
	r.Fairness.Worst = proof
	return r, nil
}

// filled is the result when the deadline passed before the number of visits was
// known: the best plan, or where more visits may be had, what comes of looking for
// nothing else.
func (w *worst) filled(ctx context.Context, best *Result) (*Result, error) {
	plan := best
	if supply, demand := w.p.visits(); int64(len(best.Pairs)) < min(supply, demand) {
		most, err := w.unit(ctx, -limit, false)
		if err != nil {
			return nil, err
		}
		plan = w.better(best, most)
	}
	return w.cutShort(plan, best, nil), nil
}

// tried is unit, unless the deadline has passed: that there is no plan would be
// found out whatever the deadline.
func (w *worst) tried(ctx context.Context, threshold int64) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.unit(ctx, threshold, true)
}

// better is which of two plans has more visits, or else the better worst score.
func (w *worst) better(a, b *Result) *Result {
	if len(a.Pairs) > len(b.Pairs) || len(a.Pairs) == len(b.Pairs) && w.lowest(a.Pairs) >= w.lowest(b.Pairs) {
		return a
	}
	return b
}

// cutShort is the result when the deadline ended the search for the number of
// visits, or with a proof of that the one for the threshold. A plan that was made
// without regard to scores has its visits exchanged for better ones.
func (w *worst) cutShort(plan, best *Result, proof *Worst) *Result {
	pairs := plan.Pairs
	if plan != best {
		pairs = w.uplift(pairs)
	}
	if proof != nil && proof.Free {
		proof.Threshold = w.sign * w.lowest(pairs)
	}
	r := cutShort(w.p, PolicyWorstFirst, &Result{Pairs: pairs, Paths: plan.Paths}, best)
	r.Fairness.Worst = proof
	return r
}

// bisect finds the best threshold that still allows all visits, with a plan at
// it, or the best so far when the deadline passes. It begins from a plan with all
// visits.
func (w *worst) bisect(ctx context.Context, proof *Worst, plan *Result) (*Result, error) {
	low, high := 0, w.step(w.lowest(plan.Pairs)) // high allows all visits
	for low < high {
		mid := (low + high) / 2
		r, err := w.tried(ctx, w.at(mid))
		if errors.Is(err, context.DeadlineExceeded) {
			proof.Open = true
			break
		}
		if err != nil {
			return nil, err
		}
		if r.Status == Optimal && r.Objective == proof.Visits {
			high, plan = w.step(w.lowest(r.Pairs)), r
			continue
		}
		low = mid + 1
		if proof.Above = r.Prices; r.Status != Optimal {
			proof.Above = w.contradicting(r.Infeasible)
		}
	}
	w.settle(proof, high)
	return plan, nil
}

// contradicting turns a set that makes a problem infeasible into prices: the
// more they are scaled up, the less they prove.
func (w *worst) contradicting(v *Violation) Prices {
	by := int64(len(w.free) + len(w.required) + 1)
	if v.Supply {
		by = -by
	}
	p := w.p
	mark := func(size int, members []int) []int64 {
		out := make([]int64, size)
		for _, k := range members {
			out[k] = by
		}
		return out
	}
	out := Prices{
		Owners:    mark(len(p.Owners), v.Owners),
		Practices: mark(len(p.Practices), v.Practices),
		Regions:   mark(len(p.Regions), v.Regions),
	}
	for i := range out.Practices {
		if o := p.ownerOf(i); o != NoOwner {
			out.Practices[i] -= out.Owners[o]
		}
	}
	if len(p.Needs) > 0 {
		out.Needs = mark(len(p.Needs), v.Needs)
		for c, n := range p.Needs {
			out.Needs[c] = out.Regions[n.Region] - out.Needs[c]
		}
	}
	for j := range out.Regions {
		out.Regions[j] = -out.Regions[j]
	}
	return out
}

// final finds the best total score at the threshold; the bonus makes every
// visit worth more than any loss of score. When the deadline passes, plan is
// what stands, unless what was reached is better.
func (w *worst) final(ctx context.Context, proof *Worst, plan, best *Result) (*Result, error) {
	threshold := w.sign * proof.Threshold
	if !proof.Free {
		threshold = limit
	}
	q := w.tight(threshold, proof)
	if q == nil {
		proof.Bonus = int64(2*min(len(w.p.Practices), w.p.Columns())+2) * max(w.largest, 1)
		q = w.restricted(threshold, func(s int64) int64 { return s + proof.Bonus })
	}
	if err := q.Check(); err != nil {
		return w.unweighed(proof, threshold, plan, best, err)
	}
	r, err := solveScore(ctx, q, Options{})
	if err != nil {
		return nil, err
	}
	bonus := proof.Bonus * proof.Visits
	if int64(len(r.Pairs)) < proof.Visits || w.lowest(r.Pairs) < threshold { // cut short
		r.Pairs = w.uplift(plan.Pairs)
		r.Counts, r.Objective = w.p.counts(r.Pairs), bonus
		for _, s := range scoresOf(w.p, r.Pairs) {
			r.Objective += w.sign * s
		}
	}
	if r.Status == Bounded {
		r.Bound = w.value(r.Prices, threshold, proof.Bonus).Int64() // at most what it was
	}
	r.Objective, r.Bound = w.sign*(r.Objective-bonus), w.sign*(r.Bound-bonus)
	r.Policy = PolicyWorstFirst
	return r, nil
}

// unweighed is the result where the scores are so large that with a bonus their sums
// could overflow: visits and threshold are proven, and of the total what the prices
// of the best plan prove of the pairs that are left.
func (w *worst) unweighed(proof *Worst, threshold int64, plan, best *Result, overflow error) (*Result, error) {
	proof.Bonus = 0
	bound := w.value(best.Prices, threshold, 0)
	if !bound.IsInt64() || magnitude(bound.Int64()) > 2*limit {
		return nil, overflow
	}
	r := &Result{
		Status: Bounded, Policy: PolicyWorstFirst, Method: "threshold only", Pairs: w.uplift(plan.Pairs),
		Bound: w.sign * bound.Int64(), Prices: best.Prices,
	}
	r.Counts = w.p.counts(r.Pairs)
	for _, s := range scoresOf(w.p, r.Pairs) {
		r.Objective += s
	}
	if r.Objective == r.Bound {
		r.Status = Optimal
	}
	return r, nil
}
