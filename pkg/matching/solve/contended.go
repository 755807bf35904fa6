package solve

import (
	"context"
	"errors"
)

const (
	manyPairs = 3 << 17 // up to what size a simplex is always seen through
	mostLooks = 4       // list entries for each pair that the repair after an auction may look at; mostly one is enough
)

// solveContended solves a dense problem by method C, the simplex, which comes soon
// to an end where scores are scattered or have few values. Where it does not, it
// is method B's turn, which is quick where most agree on much; and where that is
// slow too, the simplex goes on. A problem with needs knows no method B. Of the
// network it takes only the room.
func solveContended(ctx context.Context, n *network, opt Options, paths int) (*Result, error) {
	m := newMatrix(n.p, n.sign)
	if m == nil {
		return n.infeasible(ctx, paths)
	}
	auction := auctionable(n.p)
	if auction && opt.method == methodB {
		return n.repaired(ctx, m, auctioned(ctx, m, false), opt, 0, paths)
	}
	s := newSimplex(m)
	end := s.run(ctx, !auction || opt.method == methodC || len(m.scores) <= manyPairs)
	if end == lengthy {
		if r, err := n.meanwhile(ctx, s, true, opt, paths); !errors.Is(err, errBudget) {
			return r, err
		}
		end = s.run(ctx, true)
	}
	switch end {
	case solved:
		if r := s.result(); r != nil {
			r.Paths = paths + s.pivots
			return n.settled(ctx, r, opt)
		}
	case hopeless:
		return n.infeasible(ctx, paths+s.pivots)
	}
	if err := ctx.Err(); errors.Is(err, context.DeadlineExceeded) {
		if opt.proven {
			return nil, err
		}
		return n.stopped(ctx, s, paths+s.pivots)
	}
	if !auction {
		return solvePaths(ctx, n.p, opt, paths+s.pivots)
	}
	return n.meanwhile(ctx, s, false, opt, paths)
}

// stopped makes the best of what a simplex came to before the deadline.
func (n *network) stopped(ctx context.Context, s *simplex, paths int) (*Result, error) {
	n.cols = n.pool.columns()
	r, state := &Result{Status: Bounded, Policy: PolicyScore, Method: "interrupted", Paths: paths}, &Result{}
	kept := s.m.keep()
	s.plan(state)
	s.m.restore(kept)
	plan, ok := n.salvage(state.Pairs)
	if !ok {
		any, err := anyPlan(ctx, n.p)
		if err != nil || any.Status != Optimal {
			return any, err
		}
		plan = any.Pairs
	}
	r.Pairs, r.Counts = plan, n.p.counts(plan)
	n.chargeEach(s.m)
	return n.better(s, n.bounded(r), nil)
}

// chargeEach prices every practice, or every column where visits abound,
// like the best pair that it has no visit left for, and nothing else.
func (n *network) chargeEach(m *matrix) {
	n.blank()
	clear(n.shift)
	if supply, demand := n.p.visits(); 2*demand < supply {
		for c := range n.cols {
			list, k := n.cols[c].list, int(m.quota[c])
			if len(list) > 0 && (k < len(list) || n.cols[c].unlisted()) {
				n.y[n.col0+int32(c)] = -max(list[min(max(k, 0), len(list)-1)].score, 0)
			}
		}
		return
	}
	var best []gain
	for i := range int32(m.rows) {
		k := min(int(m.capacity[i]), m.cols)
		if best = n.answer(m, i, best[:0], k+1); len(best) > k {
			n.y[n.prac0+i] = max(best[k].net>>1, 0)
		}
	}
}

// meanwhile is method B where a simplex stopped that may go on afterwards. With
// hasty it ends with errBudget where there is no end of it in sight either.
func (n *network) meanwhile(ctx context.Context, s *simplex, hasty bool, opt Options, paths int) (*Result, error) {
	m, kept, budget := s.m, s.m.keep(), 0
	if hasty {
		budget = mostLooks * len(m.scores)
	}
	r, err := (*Result)(nil), errBudget
	if price := auctioned(ctx, m, hasty); price != nil {
		r, err = n.repaired(ctx, m, price, opt, budget, paths)
	}
	m.restore(kept)
	return n.better(s, r, err)
}

// solvePaths is method A without a bidding, and without a budget.
func solvePaths(ctx context.Context, p *Problem, opt Options, paths int) (*Result, error) {
	n := compile(p)
	n.start()
	s := newSearch(n)
	s.paths = paths
	return n.finish(ctx, s, opt)
}

// repaired is method B from the prices of an auction on: the exact repair. It
// ends with errBudget if it looked at more list entries than the budget; 0 is no
// limit.
func (n *network) repaired(ctx context.Context, m *matrix, price []int64, opt Options, budget, paths int) (*Result, error) {
	if len(m.scores) > manyPairs && !opt.proven && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r := &Result{Status: Bounded, Policy: PolicyScore, Method: "interrupted", Paths: paths}
		n.respond(m, price)
		n.cols = make([]column, m.cols) // what is not held is looked for in the matrix
		m.plan(r)
		return n.salvaged(ctx, r)
	}
	n.contend(m, price)
	s := newSearch(n)
	s.budget, s.paths = budget, paths
	n.sweep(ctx, s)
	return n.finish(ctx, s, opt)
}

// better puts the plan that a simplex came to, and what its prices prove, in the
// place of those of a result that the deadline cut short, where they are better.
func (n *network) better(s *simplex, r *Result, err error) (*Result, error) {
	if err != nil || r.Status != Bounded || s.lacks() {
		return r, err
	}
	n.blank()
	prices, _ := s.prices()
	copy(n.y[n.prac0:], prices.Practices)
	for c, price := range prices.Regions {
		n.y[n.col0+int32(c)] = -price
	}
	for o, price := range prices.Owners {
		v := n.owner0 + int32(o)
		n.y[v] = price
		for _, kid := range n.kids[v] {
			n.y[kid] += price
		}
	}
	clear(n.shift)
	mine := &Result{Status: Bounded}
	s.plan(mine)
	mine = n.bounded(mine)
	if n.sign*mine.Objective > n.sign*r.Objective {
		r.Pairs, r.Counts, r.Objective = mine.Pairs, mine.Counts, mine.Objective
	}
	if n.sign*mine.Bound < n.sign*r.Bound {
		r.Bound, r.Prices = mine.Bound, mine.Prices
	}
	if r.Bound == r.Objective {
		r.Status = Optimal
	}
	return r, nil
}

// settled makes the plan of a simplex the canonical one, if that is wanted.
func (n *network) settled(ctx context.Context, r *Result, opt Options) (*Result, error) {
	if opt.anyPlan {
		return r, nil
	}
	if _, _, err := n.p.settle(ctx, r, n.p.tiedIn(r), nil); err != nil {
		return nil, err
	}
	return r, nil
}
