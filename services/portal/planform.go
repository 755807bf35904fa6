package portal

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/policy"
)

// planForm has a plan computed. Its key makes the id of the plan, so the form can lead to the page of what it makes.
type planForm struct {
	Key, Next, Period, Label   string
	Policies, Proposers, Lists []option
	Provinces                  []option // codes that are offered under their names
	Open                       bool     // there is no plan yet: the form is what to begin with
	Costs                      []costField
}

// costField is what one visit of a kind costs, or what a part of the score weighs.
type costField struct{ Name, Text, Value, Hint string }

// policies of a plan in the order in which they are offered.
func policies() []string { return []string{"score", "leximin", "worst-first", "stable"} }

// lastList is the list of lagging regencies that is known last; the law after it is not out.
const lastList = "perpres-63-2020"

// planForm is nil for a caller who has no plans computed.
func (s *Service) planForm(v *visit) (*planForm, error) {
	if !v.May(policy.PlanCompute, policy.Object{}) {
		return nil, nil
	}
	f := &planForm{Key: newKey(), Period: string(s.cat.PeriodFor(s.today())), Label: v.say("planform.label_text"), Policies: v.policyOptions("")}
	var err error
	if f.Lists, err = s.listOptions(v, lastList); err != nil {
		return nil, err
	}
	for _, r := range s.cat.Regions() {
		if r.Level == "province" && s.shows(r.Basis) {
			f.Provinces = append(f.Provinces, option{Value: r.Code, Text: r.Name})
		}
	}
	f.Next = "/rencana/" + event.MintID("p", v.Subject.Actor, "POST /plans", f.Key)
	for _, side := range []string{"region", "innovator"} {
		f.Proposers = append(f.Proposers, option{Value: side, Text: v.say("planform.proposer." + side)})
	}
	f.Costs = v.costFields()
	return f, nil
}

func (v *visit) policyOptions(chosen string) []option {
	var all []option
	for _, p := range policies() {
		all = append(all, option{p, v.say("policy." + p), p == chosen})
	}
	return all
}

func (v *visit) costFields() []costField {
	var all []costField
	for _, kind := range []string{"province", "islands", "elsewhere", "virtual", "session"} {
		all = append(all, costField{Name: kind, Text: v.say("cost." + kind)})
	}
	return all
}

// emptyText says why a plan has no visit at all; empty for one that has.
func (v *visit) emptyText(d *contract.PlanComputed) string {
	c := d.Budget.PerPair
	cheapest := min(c.Province, c.Islands, c.Elsewhere, c.Virtual, c.Session)
	switch {
	case len(d.Pairs) > 0:
		return ""
	case d.Budget.Limit == 0:
		return v.say("plan.empty")
	case cheapest > d.Budget.Limit:
		return v.say("plan.empty.cheapest", "cost", v.rupiah(cheapest), "limit", v.rupiah(d.Budget.Limit))
	}
	return v.say("plan.empty.budget", "limit", v.rupiah(d.Budget.Limit))
}

// gapOf is by how much a plan is at most below the best one; empty where it is proven best.
func (v *visit) gapOf(d *contract.PlanComputed) string {
	if d.Bound <= d.Objective {
		return ""
	}
	gap := v.difference(d.Bound, d.Objective)
	if matching.Rounded(d.Bound, 2) == matching.Rounded(d.Objective, 2) {
		gap = v.decimal(matching.Decimal(d.Bound-d.Objective, 6)) // not nothing, though two decimals do not show it
	}
	switch {
	case d.Policy == "score":
		return v.say("plan.gap_most", "gap", gap)
	case d.Budget.Limit > 0:
		return v.say("plan.gap_aim", "gap", gap)
	}
	return ""
}

// proofText says what the proof of a plan shows: for the total score that none is higher, for the others that their aim is
// reached.
func (v *visit) proofText(d *contract.PlanComputed) string {
	switch {
	case d.Policy != "score" && d.Budget.Limit > 0:
		return v.say("plan.proven." + d.Policy + ".budget")
	case d.Policy != "score":
		return v.say("plan.proven." + d.Policy)
	case d.Objective < d.Bound:
		return v.say("plan.unproven")
	case d.Budget.Limit > 0:
		return v.say("plan.proven.budget")
	}
	return v.say("plan.proven")
}
