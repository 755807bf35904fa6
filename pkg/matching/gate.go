package matching

import (
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// Answer is what is known of a condition. The zero value is unknown.
type Answer uint8

// The three answers.
const (
	Unknown Answer = iota
	Yes
	No
)

// String gives the word of the answer as it stands in facts and answers.
func (a Answer) String() string {
	switch a {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "unknown"
}

// ParseAnswer reads yes, no or unknown; it refuses anything else with code gate.answer.
func ParseAnswer(s string) (Answer, error) {
	for _, a := range []Answer{Unknown, Yes, No} {
		if s == a.String() {
			return a, nil
		}
	}
	return Unknown, fault.Invalid("", "gate.answer", "This is not an answer to a condition.", "yes, no or unknown")
}

// MarshalText gives the word.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the word.
func (a *Answer) UnmarshalText(text []byte) error {
	p, err := ParseAnswer(string(text))
	if err == nil {
		*a = p
	}
	return err
}

// The codes of the gates, in the order in which they are asked.
const (
	GateSameGovernment  = "same-government"  // nobody visits itself
	GateFictitious      = "fictitious"       // made-up governments meet only made-up ones; asked only where it is a no
	GateForeign         = "foreign"          // foreign practices are inspiration and never enter a plan
	GateProblem         = "problem"          // the main problem of the practice is the problem of the need
	GateNationalRule    = "national-rule"    // binding everywhere already: rolled out, not visited
	GateNationalService = "national-service" // to be used, not to be copied
	GateRunning         = "running"          // still running, confirmed within 12 months
	GateMature          = "mature"           // an award tier, an offer to share, or three years of running
	GateSetting         = "setting"          // can work in a place of this kind at all
	GatePrecondition    = "precondition"     // what a place must have; one gate for each item
	GateReplicating     = "replicating"      // not replicating it already
	GateCoolingOff      = "cooling-off"      // not proposed and turned down a short while ago
	GateConflict        = "conflict"         // no conflict of interest declared
	GateCapacity        = "capacity"         // a visit is left in some mode
	GateTravel          = "travel"           // no travel restriction, or a mode without travel
)

// Gate is one condition of one pair with its answer: yes is always the answer
// that lets the pair pass. Reason, Item, Number and Date are what a sentence is
// rendered from; the sentence itself is never stored.
type Gate struct {
	Code   string        `json:"code"`
	Item   string        `json:"item,omitempty"`
	Answer Answer        `json:"answer"`
	Reason string        `json:"reason"`
	Number int           `json:"number,omitempty"`
	Date   calendar.Date `json:"date,omitempty"`
	Basis  event.Basis   `json:"basis,omitempty"`
}

// Key names the gate within a pair: its code, and behind a colon the item of a
// precondition.
func (g Gate) Key() string {
	if g.Item == "" {
		return g.Code
	}
	return g.Code + ":" + g.Item
}

// ParseKey takes a key apart again.
func ParseKey(key string) (code, item string) {
	code, item, _ = strings.Cut(key, ":")
	return code, item
}

// BlocksApproval says whether the gate must be a yes before a pair is approved.
// Other unknowns travel on to the readiness gate of the visit.
func BlocksApproval(code string) bool {
	return code == GateRunning || code == GateCapacity || code == GateConflict
}

// AskedOf names the side that knows the answer: owner, region, or neither.
func AskedOf(code string) string {
	switch code {
	case GateRunning, GateCapacity, GateMature, GateConflict, GateTravel:
		return "owner"
	case GateSetting, GatePrecondition, GateReplicating:
		return "region"
	}
	return ""
}
