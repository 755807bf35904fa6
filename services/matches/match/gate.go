package match

import (
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
	Item   string // what the gate is about, for a precondition or a setting
	Answer string // Yes, No or Unknown
	Says   string // one sentence for people
	Ask    string // what to do about an unknown: whom to ask, where to state it
}

// shut refuses a known no. It looks at every gate, so that a caller learns of all of them at once.
func shut(gates []Gate, passes func(code string) bool) error {
	var all fault.List
	for _, g := range gates {
		if g.Answer == No && !passes(g.Code) {
			all.Add(closed("gate.no", g, "This pair is shut out by a condition that is known not to hold.",
				"a pair whose conditions hold; if the condition has changed, the side that knows states it anew"))
		}
	}
	return all.Err()
}

// unanswered refuses blocking gates that nobody has answered, naming each question.
func unanswered(gates []Gate) error {
	var all fault.List
	for _, g := range gates {
		if g.Answer == Unknown && matching.BlocksApproval(g.Code) {
			all.Add(closed("gate.unknown", g, "Nobody has stated yet whether this condition holds, so the match cannot be approved.",
				"an answer of the side that knows; ask it with POST questions of this match and approve after it answered"))
		}
	}
	return all.Err()
}

func closed(code string, g Gate, message, allowed string) *fault.Error {
	if g.Says != "" {
		message = g.Says
	}
	if g.Ask != "" {
		allowed = g.Ask
	}
	e := fault.Conflictf(code, "%s", message)
	e.Field, e.Allowed = "gates."+matching.Gate{Code: g.Code, Item: g.Item}.Key(), allowed
	return e
}
