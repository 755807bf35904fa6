package solve

import (
	"context"
	"errors"
)

// worstFirst is PolicyWorstFirst within the budget. What k visits cost at least
// is a convex function of k (a minimum-cost flow), so the number of visits and
// the threshold need no branching: prices prove both. Only the best total does.
func (b *budgeted) worstFirst(ctx context.Context) (*Result, error) {
	w := newThresholds(b.p)
	proof := &Worst{}
	l, err := b.mostVisits(ctx, w, proof)
	if errors.Is(err, context.DeadlineExceeded) {
		return b.unproven(&Fairness{})
	}
	if err != nil {
		return nil, err
	}
	if err := b.threshold(ctx, w, l, proof); err != nil {
		return nil, err
	}
	if proof.Open {
		proof.Above, proof.AboveWeight = Prices{}, Weight{}
		return b.unproven(&Fairness{Worst: proof})
	}
	b.keep(proof)
	if b.play, err = newLagrange(b, multiplierScale, 0); err != nil {
		return nil, err
	}
	b.play.tilt(b.top * multiplierScale)
	b.play.fix(proof.Visits)
	r, err := b.close(ctx)
	if err != nil {
		return nil, err
	}
	proof.Bonus = b.bonuses[0]
	r.Fairness = &Fairness{Worst: proof}
	return r, nil
}

// mostVisits finds the largest number of visits within the budget and offers a
// plan with it. It comes from above by Newton's method: the prices of the
// cheapest plan with k visits say how many the budget can be enough for at most,
// and the first number that is not too dear is proven by the prices before it.
func (b *budgeted) mostVisits(ctx context.Context, w *worst, proof *Worst) (*lagrange, error) {
	all, err := w.unit(ctx, -limit, true)
	if err != nil {
		return nil, err
	}
	proof.Visits, proof.Coverage, proof.CoverageWeight = all.Objective, all.Prices, Weight{Visit: 1}
	b.counted = true
	l, err := newLagrange(b, 0, 1)
	if err != nil {
		return nil, err
	}
	l.tilt(b.dear + 1)
	for {
		l.fix(proof.Visits)
		plan, ok, err := l.asked(ctx)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, errors.New("solve: fewer visits than the most have no plan")
		}
		if plan.cost <= b.limit {
			b.replace(plan)
			return l, nil
		}
		prices, bonuses := l.prices()
		proof.Coverage, proof.CoverageWeight = prices, Weight{Visit: bonuses[0], Cost: 1}
		proof.Visits += floorDiv(b.limit-plan.cost, bonuses[0])
	}
}

// threshold finds, by bisection, the best threshold at which that many visits
// are within the budget, and offers a plan with it. The deadline leaves the best
// so far, Open.
func (b *budgeted) threshold(ctx context.Context, w *worst, l *lagrange, proof *Worst) error {
	low, high := 0, w.last() // high allows all visits
	for low < high {
		mid := (low + high) / 2
		l.allow(w.at(mid))
		plan, ok, err := l.asked(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			proof.Open = true
			break
		}
		if err != nil {
			return err
		}
		if ok && plan.cost <= b.limit {
			high = w.step(w.lowest(plan.pairs))
			b.replace(plan)
			continue
		}
		low = mid + 1
		if !ok {
			prices, bonuses := l.contradiction()
			proof.Above, proof.AboveWeight = prices, Weight{Visit: bonuses[0]}
		} else {
			prices, bonuses := l.prices()
			proof.Above, proof.AboveWeight = prices, Weight{Visit: bonuses[0], Cost: 1}
		}
	}
	w.settle(proof, high)
	return nil
}

// asked is solve, unless the deadline has passed: a repair that finds little to
// do does not look.
func (l *lagrange) asked(ctx context.Context) (plan spending, ok bool, err error) {
	if err := ctx.Err(); err != nil {
		return plan, false, err
	}
	return l.solve(ctx)
}

// keep leaves only the pairs at the threshold and better, and the required ones.
func (b *budgeted) keep(proof *Worst) {
	required := make(map[Pair]bool, len(b.p.Required))
	for _, q := range b.p.Required {
		required[q] = true
	}
	all := b.free
	b.free = nil
	for _, c := range all {
		if proof.Free && c.Score >= b.sign*proof.Threshold || required[Pair{c.Practice, c.Column}] {
			b.free = append(b.free, c)
		}
	}
}
