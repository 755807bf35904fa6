package cli

import (
	"fmt"
	"io"
)

// computed is a plan as far as its summary tells of it.
type computed struct {
	ID, Policy           string
	Objective, Bound     int64
	Fairness             int64 `json:"fairness_price"`
	Spent                int64
	Budget               struct{ Limit int64 }
	Pairs                []struct{ Region string }
	Unserved, Unanswered []string
}

// tell says what came out, and what can be done with it.
func (p *computed) tell(out io.Writer) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	regions := make(map[string]bool)
	for _, pair := range p.Pairs {
		regions[pair.Region] = true
	}
	needs := len(p.Pairs) + len(p.Unserved) + len(p.Unanswered)
	say("plan %s was computed under the policy %s: %d visits for %d needs, in %d regions", p.ID, p.Policy, len(p.Pairs), needs, len(regions))
	if len(p.Unserved)+len(p.Unanswered) > 0 {
		say("  without a visit: %d needs that lost to others, %d that no practice answers", len(p.Unserved), len(p.Unanswered))
	}
	value := "  value: " + millionths(p.Objective)
	switch {
	case p.Budget.Limit > 0:
		value += fmt.Sprintf("; %d of %d rupiah are spent", p.Spent, p.Budget.Limit)
		if p.Bound > p.Objective {
			value += fmt.Sprintf("; no plan within the budget is worth more than %s", millionths(p.Bound))
		}
	case p.Fairness > 0:
		value += fmt.Sprintf("; the price of fairness is %s: the best plan without this policy is worth %s", millionths(p.Fairness), millionths(p.Objective+p.Fairness))
	case p.Bound == p.Objective:
		value += "; no plan scores higher under the same rubric and facts"
		if p.Policy != "score" {
			value += ", so that this policy costs nothing here"
		}
	}
	say("%s", value)
	say("  look at it: `makcomblang plan show %s`, or the page /rencana/%s; what else could be: `makcomblang plan compare`", p.ID, p.ID)
	say("  nothing is proposed yet: `makcomblang plan publish %s` does that", p.ID)
}
