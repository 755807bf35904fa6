package solve

import (
	"context"
	"errors"
)

// Replan throws plan and prices away and plans the problem as changed so far from
// nothing but the kept candidate lists. It is the quicker way where so much has
// changed (all capacities, all maximums) that there is little left to repair;
// the objective is the same as that of Plan. Errors are those of Plan.
func (pl *Planner) Replan(ctx context.Context) (*Result, error) {
	n := pl.n
	if flat(n.p) && contended(n.p) {
		return pl.replanContended(ctx)
	}
	n.reset()
	started := false
	if n.needless() && n.biddable() {
		var err error
		if started, err = n.bid(n.p.ample()); err != nil {
			return pl.replanContended(ctx)
		}
	}
	if !started {
		n.start()
	}
	pl.s.scanned = 0
	if flat(n.p) {
		pl.s.budget = n.scanBudget(0)
	}
	r, err := pl.Plan(ctx)
	pl.s.budget = 0
	if errors.Is(err, errBudget) {
		return pl.replanContended(ctx)
	}
	return r, err
}

// replanContended takes the prices of a solve from nothing: the lists of a
// contended problem are of little use.
func (pl *Planner) replanContended(ctx context.Context) (*Result, error) {
	r, err := solveContended(ctx, bareOf(pl.n.p), Options{anyPlan: true}, pl.s.paths)
	if err != nil || r.Status != Optimal {
		return r, err
	}
	pl.n.reset()
	pl.n.adopt(newMatrix(pl.n.p, pl.n.sign), r.Prices.Regions)
	return pl.Plan(ctx)
}

// reset empties the plan and forgets all prices; the lists stay.
func (n *network) reset() {
	clear(n.y)
	clear(n.flow)
	clear(n.excess)
	n.floor = 0
	for _, list := range n.held.lists {
		for _, h := range list {
			n.cols[h.col].list[h.pos].state = free
		}
	}
	n.held.clear()
}
