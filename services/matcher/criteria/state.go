// Package criteria decides on versions of the rubric.
package criteria

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
)

// ID is the id of the one rubric.
const ID = "national"

// State is the number of the version in use, 0 before the first.
type State struct{ Number int }

// Apply folds one fact.
func (s State) Apply(data any) State {
	if d, ok := data.(*contract.RubricAdopted); ok {
		return State{Number: d.Number}
	}
	return s
}

// Adopt takes the next version. It is refused with the faults of
// matching.NewRubric, and with rubric.source without its source and decision.
func (s State) Adopt(a contract.RubricAdopted) (*contract.RubricAdopted, error) {
	a.Number = s.Number + 1
	if _, err := matching.NewRubric(a); err != nil {
		return nil, err
	}
	if a.Source == "" || a.Decision == "" || a.TieBreak == "" {
		return nil, fault.Invalid("source", "rubric.source", "Criteria need their source, the decision and the rule for equal scores.", "a text for each")
	}
	return &a, nil
}
