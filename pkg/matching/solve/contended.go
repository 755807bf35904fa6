package solve

import "context"

// manyPairs is up to what size a simplex is always seen through.
const manyPairs = 1 << 17

// solveContended solves a flat problem by method C, the simplex, which comes soon
// to an end where scores are scattered or have few values. Where it does not, it
// is method B's turn, which is quick where most agree on much; and where that is
// slow too, the simplex goes on. Of the network it takes only the room.
func solveContended(ctx context.Context, n *network, opt Options, paths int) (*Result, error) {
	m := newMatrix(n.p, n.sign)
	if m == nil {
		return n.infeasible(ctx, paths)
	}
	if opt.method == methodB {
		return n.auctioned(ctx, m, auctioned(ctx, m, false), opt, paths)
	}
	s := newSimplex(m)
	end := s.run(ctx, opt.method == methodC || len(m.scores) <= manyPairs)
	if end == lengthy {
		held := m.held
		m.held = make([]uint64, len(held))
		if price := auctioned(ctx, m, true); price != nil {
			return n.auctioned(ctx, m, price, opt, paths)
		}
		m.held = held
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
	return n.auctioned(ctx, m, auctioned(ctx, m, false), opt, paths)
}

// auctioned is method B from the prices of an auction on: the exact repair.
func (n *network) auctioned(ctx context.Context, m *matrix, price []int64, opt Options, paths int) (*Result, error) {
	n.contend(m, price)
	s := newSearch(n)
	s.paths = paths
	n.sweep(ctx, s)
	return n.finish(ctx, s, opt)
}

// settled makes the plan of a simplex the canonical one, if that is wanted.
func (n *network) settled(ctx context.Context, r *Result, opt Options) (*Result, error) {
	if opt.anyPlan {
		return r, nil
	}
	if _, _, err := n.p.settle(ctx, r, n.p.tiedIn(r)); err != nil {
		return nil, err
	}
	return r, nil
}
