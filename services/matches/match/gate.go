package match

import (
	"strings"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
)

// The three answers of a gate.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown"
)

// Gate is the answer of one gate today.
type Gate struct {
	Code   string
	Item   string     // what the gate is about, for a precondition or a setting
	Answer string     // Yes, No or Unknown
	Says   fault.Text // one sentence for people
	Ask    fault.Text // what to do about an unknown: whom to ask, where to state it
}

// shut refuses what is known not to hold, except the gates that pass.
func shut(gates []Gate, passes func(code string) bool) error {
	return refuse(gates, func(g Gate) bool { return g.Answer == No && !passes(g.Code) },
		fault.Conflictf("gate.no", "This pair is shut out by a condition that is known not to hold.").
			Allowing(fault.Textf("a pair whose conditions hold; if the condition has changed, the side that knows states it anew")))
}

// unanswered refuses blocking gates that nobody has answered, so that the question is named.
func unanswered(gates []Gate) error {
	return refuse(gates, func(g Gate) bool { return g.Answer == Unknown && matching.BlocksApproval(g.Code) },
		fault.Conflictf("gate.unknown", "Nobody has stated yet whether this condition holds, so the match cannot be approved.").
			Allowing(fault.Textf("an answer of the side that knows; ask it with POST questions of this match and approve after it answered")))
}

// refuse is about the first gate that stands in the way, in the gate's own words if it has some, and names all of them in
// the detail gates, so that a caller does not learn of them one by one.
func refuse(gates []Gate, stands func(Gate) bool, refusal *fault.Error) error {
	var first *fault.Error
	var keys []string
	for _, g := range gates {
		if !stands(g) {
			continue
		}
		keys = append(keys, g.key())
		if first == nil {
			first = refusal.At("gates." + g.key())
			if g.Says.String() != "" {
				first = first.Saying(g.Says)
			}
			if g.Ask.String() != "" {
				first = first.Allowing(g.Ask)
			}
		}
	}
	if first == nil {
		return nil
	}
	return first.With("gates", strings.Join(keys, ","))
}

func (g Gate) key() string { return matching.Gate{Code: g.Code, Item: g.Item}.Key() }
