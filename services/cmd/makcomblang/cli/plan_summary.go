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
	Budget               computedBudget
	Pairs                []struct{ Region string }
	Unserved, Unanswered []string
}

// computedBudget is what the visits of a plan may cost together, and what one of each kind costs.
type computedBudget struct {
	Limit   int64
	PerPair map[string]int64 `json:"per_pair"`
}

// tell says what came out, and what can be done with it.
func (p *computed) tell(out io.Writer) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	regions := make(map[string]bool)
	for _, pair := range p.Pairs {
		regions[pair.Region] = true
	}
	needs := len(p.Pairs) + len(p.Unserved) + len(p.Unanswered)
	say("plan %s was computed under the policy %s: %s for %s, in %s", p.ID, p.Policy, counted(len(p.Pairs), "visit"), counted(needs, "need"), counted(len(regions), "region"))
	if len(p.Unserved)+len(p.Unanswered) > 0 {
		say("  without a visit: %s %s, %d that no practice answers", counted(len(p.Unserved), "need"), p.whyUnserved(), len(p.Unanswered))
	}
	if len(p.Pairs) == 0 { // its value is 0, and a bound that the search left says nothing more
		say("  %s; nothing can be published", p.whyEmpty())
		return
	}
	say("  value: %s%s", millionths(p.Objective), p.worth())
	say("  look at it: `makcomblang plan show %s`, or the page /rencana/%s; what else could be: `makcomblang plan compare`", p.ID, p.ID)
	say("  nothing is proposed yet: `makcomblang plan publish %s` does that", p.ID)
}

// whyUnserved says why needs that some practice answers got no visit.
func (p *computed) whyUnserved() string {
	switch {
	case len(p.Pairs) == 0:
		return "that some practice answers"
	case p.Budget.Limit > 0:
		return "that lost to others or that the budget does not pay for"
	}
	return "that lost to others"
}

// whyEmpty says why there is no visit at all.
func (p *computed) whyEmpty() string {
	if p.Budget.Limit == 0 {
		return "no visit is possible with the conditions, capacities and needs of today"
	}
	cheapest, kind := p.Budget.cheapest()
	if cheapest > p.Budget.Limit {
		return fmt.Sprintf("no visit is that cheap: the cheapest, of the kind %s, costs %d rupiah and the budget is %d", kind, cheapest, p.Budget.Limit)
	}
	return fmt.Sprintf("no visit was found within the budget of %d rupiah", p.Budget.Limit)
}

// cheapest is the least that a visit of any kind costs; a kind that is not named costs nothing.
func (b *computedBudget) cheapest() (cost int64, kind string) {
	for i, k := range visitKinds {
		if c := b.PerPair[k]; i == 0 || c < cost {
			cost, kind = c, k
		}
	}
	return cost, kind
}

// worth says what is known about the value beside it.
func (p *computed) worth() string {
	switch {
	case p.Budget.Limit > 0:
		text := fmt.Sprintf("; %d of %d rupiah are spent", p.Spent, p.Budget.Limit)
		if p.Bound > p.Objective {
			text += fmt.Sprintf("; no plan within the budget is worth more than %s", millionths(p.Bound))
		}
		return text
	case p.Fairness > 0:
		return fmt.Sprintf("; the price of fairness is %s: the best plan without this policy is worth %s", difference(p.Objective+p.Fairness, p.Objective), millionths(p.Objective+p.Fairness))
	case p.Bound == p.Objective && p.Policy != "score":
		return "; no plan scores higher under the same rubric and facts, so that this policy costs nothing here"
	case p.Bound == p.Objective:
		return "; no plan scores higher under the same rubric and facts"
	}
	return ""
}

// counted is a number of things: 1 visit, 2 visits.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
