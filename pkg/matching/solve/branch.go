package solve

import (
	"context"
	"slices"
)

// relax bounds a branch by bisection on the multiplier. It offers every plan
// within the budget that it meets and picks the pair to split on: one that the
// plan just over the budget holds and the one just under it does not.
func (b *budgeted) relax(ctx context.Context, at *branch) (int64, error) {
	over, err := b.solve(ctx, at, multiplierScale, 0)
	if err != nil {
		return 0, err
	}
	if over.Status != Optimal {
		at.leaf, at.bound = true, -limit
		return at.bound, nil
	}
	b.offer(over)
	at.bound, at.prices = over.Objective/multiplierScale, over.Prices
	if b.cost(over) <= b.limit {
		at.leaf = true
		return at.bound, nil
	}
	low, high := int64(0), b.highest()
	under, err := b.solve(ctx, at, multiplierScale, high)
	if err != nil {
		return 0, err
	}
	if b.cost(under) > b.limit {
		at.leaf, at.bound = true, -limit // even the cheapest plan costs too much
		return at.bound, nil
	}
	b.offer(under)
	for high-low > 1 {
		mid := low + (high-low)/2
		r, err := b.solve(ctx, at, multiplierScale, mid)
		if err != nil {
			return 0, err
		}
		b.offer(r)
		if v := floorDiv(r.Objective+mid*b.limit, multiplierScale); v < at.bound {
			at.bound, at.multiplier, at.prices = v, mid, r.Prices
		}
		if b.cost(r) > b.limit {
			low, over = mid, r
		} else {
			high, under = mid, r
		}
		if b.found && at.bound <= b.value {
			break
		}
	}
	at.split, at.leaf = b.pick(over, under)
	return at.bound, nil
}

// pick chooses the dearest pair in which the two plans differ.
func (b *budgeted) pick(over, under *Result) (q Pair, none bool) {
	none = true
	for _, x := range differ(over.Pairs, under.Pairs) {
		if none || b.costs[x] > b.costs[q] {
			q, none = x, false
		}
	}
	return q, none
}

func floorDiv(a, d int64) int64 {
	q := a / d
	if a%d != 0 && a < 0 {
		q--
	}
	return q
}

// search opens the branch with the best bound again and again and returns the
// bound that is left when the gap is closed, the time is over or the steps are
// used up.
func (b *budgeted) search(ctx context.Context, root *branch) int64 {
	open := []*branch{root}
	for done := 0; len(open) > 0; done++ {
		k := 0
		for i, x := range open {
			if x.bound > open[k].bound {
				k = i
			}
		}
		at := open[k]
		if at.bound <= b.value {
			return b.value
		}
		if b.steps > 0 && done == b.steps {
			return at.bound
		}
		open = slices.Delete(open, k, k+1)
		if at.leaf {
			continue // its plan was offered, or it has none
		}
		yes := &branch{in: append(slices.Clone(at.in), at.split), out: at.out}
		no := &branch{in: at.in, out: append(slices.Clone(at.out), at.split)}
		for _, child := range []*branch{yes, no} {
			if _, err := b.relax(ctx, child); err != nil {
				return max(at.bound, b.value)
			}
			child.bound = min(child.bound, at.bound)
			open = append(open, child)
		}
	}
	return b.value
}

func (b *budgeted) finish(bound, cheapest int64) *Result {
	r := &Result{
		Status: Bounded, Policy: PolicyScore, Method: "budget", Pairs: b.best, Paths: b.paths,
		Objective: b.sign * b.value, Bound: b.sign * bound, Counts: make([]int, len(b.p.Regions)),
	}
	if bound == b.value {
		r.Status = Optimal
	}
	r.Budget = &Spending{
		Cheapest: cheapest, Multiplier: b.root.multiplier, Scale: multiplierScale,
		RootBound: b.sign * b.root.bound, Prices: b.root.prices,
	}
	for _, q := range r.Pairs {
		r.Counts[b.p.RegionOf(q.Column)]++
		r.Budget.Spent += b.costs[q]
	}
	r.Prices = b.root.prices
	return r
}
