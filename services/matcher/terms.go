package matcher

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/planning"
)

// Terms is how policy and budget are asked for. It is exported because the fields
// of an embedded struct are otherwise not seen.
type Terms struct {
	Policy   string  `json:"policy,omitempty" enum:"score,leximin,worst-first,stable" doc:"What the plan promises: the largest total score (default), the fairest number of visits for each region, the best worst pair, or that no two sides would rather have each other."`
	Proposer string  `json:"proposer,omitempty" enum:"region,innovator" doc:"Side that proposes, only with the policy stable; default region. Both sides rank by the same scores, so the plan is the same."`
	Budget   *budget `json:"budget,omitempty" doc:"What the visits may cost together; not with the policy stable."`
}

// budget has no required field, so that a form can leave it empty.
type budget struct {
	Limit   int64 `json:"limit,omitempty" minimum:"0" doc:"Most that the visits may cost together, in rupiah; at least 1."`
	PerPair struct {
		Province  int64 `json:"province,omitempty" minimum:"0" doc:"Journey within a province, in rupiah; default 0."`
		Islands   int64 `json:"islands,omitempty" minimum:"0" doc:"Journey to another province of the same group of islands, in rupiah; default 0."`
		Elsewhere int64 `json:"elsewhere,omitempty" minimum:"0" doc:"Any other journey, in rupiah; default 0."`
		Virtual   int64 `json:"virtual,omitempty" minimum:"0" doc:"Practice that offers no journeys, in rupiah; default 0."`
		Session   int64 `json:"session,omitempty" minimum:"0" doc:"Seat in a group session, in rupiah; default 0."`
	} `json:"per_pair,omitempty" doc:"What one visit costs, at least one of them above 0. A practice that offers journeys is counted as one, whatever the mode in the end."`
}

func (b *Terms) terms() (planning.Terms, error) {
	t := planning.Terms{Policy: solve.Policy(b.Policy), Proposer: b.Proposer}
	if b.Budget != nil {
		if b.Budget.Limit < 1 {
			return t, fault.Invalid("budget.limit", "plan.budget_figure", "A budget needs a limit.", "whole rupiah, at least 1")
		}
		t.Budget = contract.PlanBudget{Limit: b.Budget.Limit, PerPair: contract.VisitCost(b.Budget.PerPair)}
	}
	settled, err := t.Settled()
	if err == nil && settled.Limited() && settled.Budget.PerPair == (contract.VisitCost{}) {
		err = fault.Invalid("budget.per_pair", "plan.budget_costs", "A budget needs the cost of a visit: without it every visit costs nothing.", "whole rupiah, at least 1, for one kind of visit or more")
	}
	return settled, err
}
