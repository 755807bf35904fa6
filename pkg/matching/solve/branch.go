package solve

import (
	queue "container/heap"
	"context"
	"math/big"
	"slices"
)

// branch is one part of the search: some pairs decided, the bound that its
// relaxation proves, and the multiplier that proves it.
type branch struct {
	in, out    []Pair
	bound      int64
	multiplier int64
	split      Pair
	leaf       bool // its best plan was offered, or it has none
	number     int
}

// relax bounds a branch. The bound of a multiplier m, (best of scale * value -
// m * cost, plus m * limit) / scale, is a convex function of m made of one line
// for each plan. A plan over the limit lies to the left of the least bound and
// one within it to the right, so the next m is where their lines cross. It stops
// when the branch cannot win any more, or nothing is left between the two. The
// pair to split on is one in which they differ.
func (b *budgeted) relax(ctx context.Context, at *branch) error {
	l := b.play
	l.decide(at.in, at.out)
	var over, under *spending
	low, high := int64(-1), b.highest+1 // multipliers of over and under
	for m := at.multiplier; ; m = b.next(over, under, low, high, m) {
		l.weigh(m)
		plan, ok, err := l.solve(ctx)
		if err != nil {
			return err
		}
		if !ok {
			at.leaf, at.bound = true, -limit
			return nil
		}
		b.offer(plan)
		if at.number == 0 {
			b.offer(b.polish.better(plan))
		}
		if v := b.lineAt(&plan, m); over == nil && under == nil || v < at.bound {
			at.bound, at.multiplier = v, m
			if at.number == 0 {
				b.root = *at
				b.prices, b.bonuses = l.prices()
			}
		}
		if plan.cost > b.limit {
			low, over = m, &plan
		} else {
			high, under = m, &plan
		}
		if at.number > 0 && at.bound <= b.value {
			at.leaf = true
			return nil
		}
		if m == 0 && plan.cost <= b.limit {
			at.leaf = true // the best plan is within the limit
			return nil
		}
		if high-low <= 1 || low == b.highest {
			break
		}
	}
	if under == nil { // even the largest multiplier leaves it over the limit
		at.leaf, at.bound = true, -limit
		return nil
	}
	if at.number > 0 {
		b.offer(b.polish.better(*over))
		b.offer(b.polish.better(*under))
	}
	at.split, at.leaf = b.pick(over, under)
	return nil
}

// lineAt is the bound that a best plan for a multiplier proves.
func (b *budgeted) lineAt(plan *spending, m int64) int64 {
	line := big.NewInt(m)
	line.Mul(line, big.NewInt(b.limit-plan.cost))
	scale := big.NewInt(multiplierScale)
	line.Add(line, new(big.Int).Mul(scale, big.NewInt(plan.value)))
	return line.Div(line, scale).Int64() // Euclidean, which is floor here
}

// next chooses a multiplier strictly between low and high.
func (b *budgeted) next(over, under *spending, low, high, m int64) int64 {
	switch {
	case over == nil:
		return m / 4
	case under == nil:
		return min(4*m+1, b.highest)
	}
	m = floorDiv(multiplierScale*(over.value-under.value), over.cost-under.cost)
	return min(max(m, low+1), high-1)
}

// pick chooses the dearest pair in which the two plans differ.
func (b *budgeted) pick(over, under *spending) (q Pair, none bool) {
	none = true
	for _, x := range differ(over.pairs, under.pairs) {
		if none || b.cost(x) > b.cost(q) {
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

// branches is a heap, the best bound first, then the latest: it is nearest to
// what was solved last.
type branches []*branch

func (q branches) Len() int { return len(q) }
func (q branches) Less(a, b int) bool {
	return q[a].bound > q[b].bound || (q[a].bound == q[b].bound && q[a].number > q[b].number)
}
func (q branches) Swap(a, b int) { q[a], q[b] = q[b], q[a] }
func (q *branches) Push(x any)   { *q = append(*q, x.(*branch)) }
func (q *branches) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// search opens the branch with the best bound again and again and returns the
// bound that is left when the gap is closed, the time is over or the steps are
// spent.
func (b *budgeted) search(ctx context.Context, root *branch) int64 {
	open := &branches{root}
	count := 0
	for done := 0; open.Len() > 0; done++ {
		at := queue.Pop(open).(*branch)
		if at.bound <= b.value {
			return b.value
		}
		if b.steps > 0 && done == b.steps {
			return at.bound
		}
		if at.leaf {
			continue
		}
		for _, yes := range []bool{false, true} {
			count++
			child := &branch{in: at.in, out: at.out, multiplier: at.multiplier, number: count}
			if yes {
				child.in = append(slices.Clone(at.in), at.split)
			} else {
				child.out = append(slices.Clone(at.out), at.split)
			}
			if b.relax(ctx, child) != nil {
				return max(at.bound, b.value)
			}
			if child.bound = min(child.bound, at.bound); child.bound > b.value {
				queue.Push(open, child)
			}
		}
	}
	return b.value
}

// unfinished takes what the prices prove when the deadline passed before the
// root was bounded.
func (b *budgeted) unfinished(root *branch) {
	scale := big.NewInt(multiplierScale)
	v := b.play.bound()
	if v.Div(v, scale); !handy(v) { // Euclidean, which is floor here
		b.play.n.plain(b.play.eachPair)
		v = b.play.bound()
		v.Div(v, scale)
	}
	root.bound, root.multiplier = v.Int64(), b.play.multiplier
	b.root = *root
	b.prices, b.bonuses = b.play.prices()
}
