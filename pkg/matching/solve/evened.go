package solve

import (
	"context"
	"slices"
)

// cutShort keeps the visits handed out so far as minimums of a plan that is
// filled up with what scores most. They can be realised together with the
// minimums of the practices, if those can be met. Where the best plan is as fair,
// it stands: what the levels say of the one they say of the other.
func (l *leveller) cutShort(ctx context.Context, p *Problem, best *Result) (*Result, error) {
	q := *p
	q.Regions = slices.Clone(p.Regions)
	if l.begun {
		for j := range q.Regions {
			q.Regions[j].Min = max(q.Regions[j].Min, l.count(j))
		}
	}
	plan, err := q.evenedOut(ctx, best)
	if err != nil {
		return nil, err
	}
	if plan.Status == Infeasible {
		return infeasible(ctx, p, PolicyLeximin)
	}
	if !fairer(p.counts(plan.Pairs), best.Counts) {
		plan.Pairs = best.Pairs
	}
	plan.Paths += l.s.paths
	r := cutShort(p, PolicyLeximin, plan, best)
	r.Fairness.Levels = l.levels
	return r, nil
}

// evenedOut is a plan in which each region has an equal share of the visits there
// are, as far as that can be, and then what else has room. Of many pairs it is made
// of the best plan, in little time.
func (p *Problem) evenedOut(ctx context.Context, best *Result) (*Result, error) {
	even := p.evened()
	if len(p.Scores) > manyPairs {
		if pairs, ok := even.unlisted().salvage(slices.Clone(best.Pairs)); ok {
			if more, ok := p.unlisted().salvage(slices.Clone(pairs)); ok {
				pairs = more
			}
			return &Result{Status: Bounded, Pairs: pairs}, nil
		}
	}
	plan, err := solveScore(ctx, even, Options{anyPlan: true})
	if err == nil && plan.Status == Infeasible {
		plan, err = solveScore(ctx, p, Options{anyPlan: true})
	}
	if err != nil || plan.Status == Infeasible {
		return plan, err
	}
	if more, ok := compile(p).salvage(plan.Pairs); ok {
		plan.Pairs = more
	}
	return plan, nil
}

// unlisted is the network of a dense problem with nothing in its lists: what is
// salvaged is then looked for in the matrix.
func (p *Problem) unlisted() *network {
	n := bareOf(p)
	n.cols = make([]column, p.Columns())
	return n
}

// evened is the problem in which no region takes more than an equal share of the
// visits there are, minimums aside.
func (p *Problem) evened() *Problem {
	q := *p
	q.Regions = slices.Clone(p.Regions)
	share := 0
	for i := range p.Practices {
		share += min(p.Practices[i].Capacity, p.Columns())
	}
	if len(p.Owners) > 0 {
		trips := 0
		for _, o := range p.Owners {
			trips += o.Capacity
		}
		share = min(share, trips)
	}
	share /= max(1, len(p.Regions))
	for j := range q.Regions {
		g := &q.Regions[j]
		g.Max = max(g.Min, min(g.Max, share))
	}
	return &q
}

// fairer reports whether the region with the fewest visits has more than that of
// another plan, or, if they have as many, the next one, and so on.
func fairer(a, b []int) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Compare(a, b) > 0
}
