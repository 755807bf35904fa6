package match

import "makcomblang.id/pkg/fault"

// The three answers of a gate.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown"
)

// Codes of the gates that must be a yes before approval. Other unknowns travel on to the readiness of the visit.
const (
	GateRunning  = "running"
	GateCapacity = "capacity"
	GateConflict = "conflict"
)

// Gate is the answer of one gate today.
type Gate struct {
	Code   string
	Item   string // what the gate is about, for a precondition or a setting
	Answer string // Yes, No or Unknown
	Says   string // one sentence for people
	Ask    string // what to do about an unknown: whom to ask, where to state it
}

// Blocking tells whether an unknown answer of the gate keeps a match from approval.
func Blocking(code string) bool {
	return code == GateRunning || code == GateCapacity || code == GateConflict
}

// Open lists the gates that nobody has answered, blocking ones first.
func Open(gates []Gate) []Gate {
	var first, then []Gate
	for _, g := range gates {
		switch {
		case g.Answer != Unknown:
		case Blocking(g.Code):
			first = append(first, g)
		default:
			then = append(then, g)
		}
	}
	return append(first, then...)
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
		if g.Answer == Unknown && Blocking(g.Code) {
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
	e.Field, e.Allowed = "gates."+g.Code, allowed
	return e
}
