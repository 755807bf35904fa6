package solve

import (
	"context"
	"slices"
)

// ByFairness means that the pair would be worth more than the plan loses by it,
// but the visits that PolicyLeximin gives to the regions leave no place for it.
const ByFairness Reason = "fairness"

// WhyNot answers "why not this pair?" for a plan of PolicyScore or
// PolicyLeximin without a budget. For the latter Loss and Possible say what insisting costs, and
// whether it can be, while every region keeps the visits it has; the prices are
// those of that problem.
func WhyNot(ctx context.Context, p *Problem, plan *Result, q Pair) (*Answer, error) {
	if plan.Status != Optimal || (plan.Policy != PolicyScore && plan.Policy != PolicyLeximin) {
		return nil, refuse("only a best plan of the policies score and leximin says by its prices why a pair is not in it", "policy")
	}
	if plan.Budget != nil {
		return nil, refuse("the prices of a plan under a budget bound the best one, they do not say why a pair is not in this one; solve again with the pair required", "budget")
	}
	all, err := NewPlanner(ctx, p)
	if err != nil || plan.Policy == PolicyScore {
		return all.whyNot(ctx, q, err)
	}
	fixed := *p
	fixed.Regions = slices.Clone(p.Regions)
	for j := range fixed.Regions {
		fixed.Regions[j].Min, fixed.Regions[j].Max = plan.Counts[j], plan.Counts[j]
	}
	same, err := NewPlanner(ctx, &fixed)
	a, err := same.whyNot(ctx, q, err)
	if err != nil || (a.Reason != NoCapacity && a.Reason != Price && a.Reason != Unhelpful) {
		return a, err
	}
	best, err := all.Plan(ctx)
	if err != nil {
		return nil, err
	}
	free, err := all.WhyNot(ctx, q)
	if err != nil {
		return nil, err
	}
	sign := all.n.sign
	if with := sign*best.Objective - free.Loss; free.Possible && with > sign*plan.Objective {
		a.Reason = ByFairness
	} else {
		a.Reason = free.Reason
	}
	return a, nil
}

// whyNot is WhyNot of a planner that may not have come to be.
func (pl *Planner) whyNot(ctx context.Context, q Pair, err error) (*Answer, error) {
	if err != nil {
		return nil, err
	}
	return pl.WhyNot(ctx, q)
}
