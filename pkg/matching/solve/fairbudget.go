package solve

import (
	"context"
	"errors"
)

// leximin is PolicyLeximin within the budget: the numbers of regions with at
// least one visit, with two, and so on, each as large as the earlier ones and the
// budget allow; then the best total. With the earlier numbers set, what the next
// one costs at least is a convex function of it, because the s-th visits of the
// regions are a flow through a node of their own (see slots). So each number is
// proven by prices, without branching. A flow may use a second slot of a region
// before its first; but then the regions with a visit would be more than was
// proven to be the most.
func (b *budgeted) leximin(ctx context.Context) (*Result, error) {
	proofs := &Fairness{}
	sizes, err := b.levels(ctx, proofs)
	if errors.Is(err, context.DeadlineExceeded) {
		return b.unproven(proofs)
	}
	if err != nil {
		return nil, err
	}
	if b.play, err = newLagrange(b, multiplierScale, 0); err != nil {
		return nil, err
	}
	for level, size := range sizes {
		b.play.n.openGroup()
		b.play.n.send(level, size)
	}
	b.play.n.closeRest()
	r, err := b.close(ctx)
	if err != nil {
		return nil, err
	}
	proofs.Bonuses = b.bonuses
	r.Fairness = proofs
	return r, nil
}

// levels finds, for each number of visits, how many regions have as many, and
// offers a plan with those numbers. The last of them, 0, is left out.
func (b *budgeted) levels(ctx context.Context, proofs *Fairness) (sizes []int64, err error) {
	b.groups = b.mostLevels()
	l, err := newLagrange(b, 0, 1)
	if err != nil {
		return nil, err
	}
	visits := int64(0)
	for level := range b.groups {
		l.n.openGroup()
		proof, size, err := b.raise(ctx, l, level)
		if err != nil {
			return nil, err
		}
		visits += size
		proof.Most, proof.Visits = level+1, visits
		proofs.Levels = append(proofs.Levels, proof)
		if size == 0 {
			break
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

// raise finds how many regions can have level+1 visits, from above by Newton's
// method as mostVisits does.
func (b *budgeted) raise(ctx context.Context, l *lagrange, level int) (proof Level, size int64, err error) {
	for _, state := range l.n.slots.state[level] {
		if state != noSlot {
			size++
		}
	}
	proof.Prices = Prices{
		Owners: make([]int64, len(b.p.Owners)), Practices: make([]int64, len(b.p.Practices)), Regions: make([]int64, len(b.p.Regions)),
	}
	if len(b.p.Needs) > 0 {
		proof.Prices.Needs = make([]int64, len(b.p.Needs))
	}
	proof.Bonuses = make([]int64, level+1)
	proof.Bonuses[level] = 1 // there are no more regions that take so many
	for {
		l.n.send(level, size)
		plan, ok, err := l.asked(ctx)
		if err != nil {
			return proof, 0, err
		}
		if ok && plan.cost <= b.limit {
			b.replace(plan)
			return proof, size, nil
		}
		over := b.limit - plan.cost
		if ok {
			proof.Prices, proof.Bonuses = l.prices()
			proof.Cost = 1
		} else {
			over = 0
			for _, v := range l.stuck {
				over += l.n.excess[v]
			}
			proof.Prices, proof.Bonuses = l.contradiction()
			proof.Cost = 0
		}
		if proof.Bonuses[level] <= 0 {
			return proof, 0, errors.New("solve: fewer regions than the most have no plan")
		}
		size += floorDiv(over, proof.Bonuses[level])
	}
}

// mostLevels bounds how many visits a region can have, and one more.
func (b *budgeted) mostLevels() int {
	listed, needs := make([]int, len(b.p.Regions)), make([]int, len(b.p.Regions))
	for _, c := range b.free {
		listed[b.p.RegionOf(c.Column)]++
	}
	for _, n := range b.p.Needs {
		needs[n.Region]++
	}
	most, top := 0, 0
	for j, r := range b.p.Regions {
		if len(b.p.Needs) > 0 {
			listed[j] = min(listed[j], needs[j])
		}
		most, top = max(most, r.Max), max(top, min(r.Max, listed[j]))
	}
	return min(most, top+1)
}
