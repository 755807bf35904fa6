package planning

import (
	"math/bits"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
)

// The sides that can propose under the policy stable.
const (
	RegionProposes = "region"
	OwnerProposes  = "innovator"
)

// Terms are what a plan promises and what its visits may cost together. The zero
// Terms ask for the largest total score.
type Terms struct {
	Policy   solve.Policy
	Proposer string
	Budget   contract.PlanBudget // zero: no limit
}

// TermsOf are the terms that a plan was computed under.
func TermsOf(p *contract.PlanComputed) Terms {
	return Terms{Policy: solve.Policy(p.Policy), Proposer: p.Proposer, Budget: p.Budget}
}

// Limited says whether the visits may cost only so much.
func (t Terms) Limited() bool { return t.Budget != contract.PlanBudget{} }

// Settled fills in what was not said and refuses, as faults of kind invalid, an
// unknown policy, a proposer without the policy stable, and a budget with the
// policy stable or with figures that are no costs.
func (t Terms) Settled() (Terms, error) {
	if t.Policy == "" {
		t.Policy = solve.PolicyScore
	}
	var wrong fault.List
	switch t.Policy {
	case solve.PolicyScore, solve.PolicyLeximin, solve.PolicyWorstFirst:
		if t.Proposer != "" {
			wrong.Add(fault.Invalid("proposer", "plan.proposer", "Nobody proposes under this policy.", "only with the policy stable"))
		}
	case solve.PolicyStable:
		if t.Proposer == "" {
			t.Proposer = RegionProposes
		}
		if t.Proposer != RegionProposes && t.Proposer != OwnerProposes {
			wrong.Add(fault.Invalid("proposer", "plan.proposer", "This side is not known.", "region or innovator"))
		}
	default:
		wrong.Add(fault.Invalid("policy", "plan.policy", "There is no such policy.", "score, leximin, worst-first or stable"))
	}
	if t.Limited() {
		wrong.Add(t.budget())
	}
	return t, wrong.Err()
}

// MostRupiah is the largest figure of a budget: beyond every national budget.
const MostRupiah = 1_000_000_000_000_000

func (t Terms) budget() error {
	if t.Policy == solve.PolicyStable {
		return fault.Invalid("budget", "plan.budget_policy", "The policy stable takes no budget: two who would rather have each other may be too dear together.", "another policy, or no budget")
	}
	for _, c := range append(t.figures(), t.Budget.Limit) {
		if c < 0 || c > MostRupiah {
			return fault.Invalid("budget", "plan.budget_figure", "This is not a cost.", "whole rupiah, 0 to 1000000000000000")
		}
	}
	return nil
}

func (t Terms) figures() []int64 {
	c := t.Budget.PerPair
	return []int64{c.Province, c.Islands, c.Elsewhere, c.Virtual, c.Session}
}

// unit is the largest amount of which every cost is a multiple, so that the
// solver counts in small numbers and nothing is rounded.
func (t Terms) unit() int64 {
	var unit int64
	for _, c := range t.figures() {
		for c != 0 {
			unit, c = c, unit%c
		}
	}
	return max(unit, 1)
}

// lift leaves room for what the solver of a policy multiplies scores with: a
// bonus on each visit, or multiplier and costs. pairs bounds the visits of a
// plan, paths the length of a way through the problem.
func (t Terms) lift(pairs, paths int) matching.Lift {
	const room, score = 59, 20 // bits of a sum, and of a full score
	l := matching.NewLift(pairs)
	path := bits.Len(uint(2*paths + 4))
	switch {
	case t.Limited():
		var dearest int64
		for _, c := range t.figures() {
			dearest = max(dearest, c/t.unit())
		}
		return l.Within(room - score - 1 - 10 - 2*path - bits.Len64(uint64(dearest)))
	case t.Policy == solve.PolicyWorstFirst:
		return l.Within(room - score - 1 - 2*path)
	}
	return l
}

// tie orders regions that fairness places alike: fewer visits so far, then a draw
// from period and code that is announced before the run. Other policies need
// none, and their instances stay as they always were.
func (t Terms) tie(period calendar.Period, r Region) int64 {
	if t.Policy != solve.PolicyLeximin {
		return 0
	}
	return int64(r.Visits)<<10 | int64(matching.Draw(period, "", r.Code))
}
