// Package plan decides on plans: how one goes from computed to published to
// withdrawn. What is put before the solver stands in internal/planning.
package plan

import (
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// The states of a plan.
const (
	Computed  = "computed"
	Published = "published"
	Withdrawn = "withdrawn"
)

// State is a plan as its facts made it. The zero State is no plan.
type State struct {
	Status string
	Plan   *contract.PlanComputed
	Reason string    // of the withdrawal
	At     time.Time // when it was computed
	By     string    // opaque id of who had it computed
}

// ComputedBy adds when and by whom a plan was computed; what its first fact says stands.
func (s State) ComputedBy(at time.Time, by string) State {
	if s.By == "" {
		s.At, s.By = at, by
	}
	return s
}

// Apply folds one fact.
func (s State) Apply(data any) State {
	switch d := data.(type) {
	case *contract.PlanComputed:
		return State{Status: Computed, Plan: d}
	case *contract.PlanPublished:
		s.Status = Published
	case *contract.PlanWithdrawn:
		s.Status, s.Reason = Withdrawn, d.Reason
	}
	return s
}

func errUnknown() error { return fault.NotFoundf("plan.unknown", "There is no plan of this id.") }

// Publish hands a computed plan over for decision. It is refused for a plan
// without pairs, for one that was published or withdrawn already, and while
// needs of it wait for a decision from another plan: the first plan would then
// have to be decided or withdrawn before.
func (s State) Publish(waiting map[string]bool) (*contract.PlanPublished, error) {
	switch {
	case s.Status == "":
		return nil, errUnknown()
	case s.Status == Published:
		return nil, fault.Conflictf("plan.published", "The plan is published already.")
	case s.Status == Withdrawn:
		return nil, fault.Conflictf("plan.withdrawn", "The plan was withdrawn. Compute a new one.")
	case len(s.Plan.Pairs) == 0:
		return nil, fault.Conflictf("plan.empty", "The plan proposes nothing.")
	}
	overlap := 0
	for _, p := range s.Plan.Pairs {
		if waiting[p.Need] {
			overlap++
		}
	}
	if overlap > 0 {
		return nil, fault.Conflictf("plan.overlaps",
			"Needs of this plan have a proposal that waits or was approved since it was computed: %d. Decide on them or withdraw the earlier plan, then compute a new one.", overlap)
	}
	return &contract.PlanPublished{Period: s.Plan.Period, Pairs: s.Plan.Pairs, Rubric: s.Plan.Rubric}, nil
}

// Withdraw takes a published plan back, with a reason.
func (s State) Withdraw(reason string) (*contract.PlanWithdrawn, error) {
	switch {
	case s.Status == "":
		return nil, errUnknown()
	case s.Status != Published:
		return nil, fault.Conflictf("plan.not_published", "Only a published plan can be withdrawn.")
	}
	if err := intake.Line("reason", reason, intake.MaxLine); err != nil {
		return nil, err
	}
	return &contract.PlanWithdrawn{Reason: reason}, nil
}
