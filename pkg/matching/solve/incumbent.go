package solve

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// fewFree is up to how many pairs the other policies are asked for a plan before
// a search for the best total: that takes as long as a few parts of it.
const fewFree = 1 << 14

// others offers the plans of the other policies within the budget, where they are
// had in little time.
func (b *budgeted) others(ctx context.Context) error {
	if len(b.free) > fewFree {
		return nil
	}
	for _, other := range []struct {
		policy Policy
		solve  func(*budgeted, context.Context) (*Result, error)
	}{{PolicyWorstFirst, (*budgeted).worstFirst}, {PolicyLeximin, (*budgeted).leximin}} {
		o := &budgeted{
			p: b.p, policy: other.policy, sign: b.sign, limit: b.limit, steps: 1, free: b.free, ledger: b.ledger,
			best: b.best, value: b.value, found: true, top: b.top, dear: b.dear, highest: b.highest, least: b.least, dearest: b.dearest, without: b.without,
		}
		r, err := other.solve(o, ctx)
		if b.paths += o.paths; errors.Is(err, context.Canceled) {
			return err
		}
		if err == nil { // else its numbers grow too large
			b.offer(b.polish.better(b.spend(r.Pairs)))
		}
	}
	return nil
}

// cover fills up a plan whose policy counts visits before scores: under leximin
// the regions with fewest first, everywhere the cheapest pairs.
func (s *polisher) cover(plan spending) spending {
	s.load(plan)
	order := make([]int32, len(s.open))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(s.open[a].cost, s.open[b].cost) })
	if s.b.policy == PolicyLeximin {
		for most, more := 1, true; more; most++ {
			more = s.level(order, most)
		}
	} else {
		s.fill(order)
	}
	return s.better(s.plan())
}

// level fills up regions to so many visits and reports whether any has as many.
func (s *polisher) level(order []int32, most int) (any bool) {
	p := s.b.p
	for _, k := range order {
		if j := p.RegionOf(s.open[k].Column); p.Regions[j].Max-s.room.region[j] < most {
			s.one(k)
		}
	}
	for j := range p.Regions {
		any = any || p.Regions[j].Max-s.room.region[j] >= most
	}
	return any
}
