package catalogue

import (
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
)

// Ranking is what there is for one need: practices that may be suggested,
// practices that a known no or the floor keeps out, and foreign ones as
// inspiration. All are best first.
type Ranking struct {
	Need        Need
	Candidates  []matching.Evaluation
	Shut        []matching.Evaluation
	Inspiration []matching.Evaluation
}

// Candidates ranks all practices whose main problem is that of a need, as
// things stand on a day, for a period. An unknown need is a fault of kind not
// found.
func (c *Catalogue) Candidates(need string, on calendar.Date, p calendar.Period) (Ranking, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n := c.needs[need]
	if n == nil {
		return Ranking{}, errNeed()
	}
	return c.rank(n, on, p), nil
}

func errNeed() error {
	return fault.NotFoundf("need.unknown", "No region has declared this need, or it was withdrawn.")
}

func (c *Catalogue) rank(n *Need, on calendar.Date, p calendar.Period) Ranking {
	r := Ranking{Need: *n}
	engine, others := c.need(n)
	for _, q := range c.byProblem[n.Problem] {
		e := c.evaluate(q, engine, others, on, p)
		foreign, _ := e.Gate(matching.GateForeign)
		switch {
		case q.known.Retired:
		case foreign.Answer == matching.No:
			r.Inspiration = append(r.Inspiration, e)
		case e.Candidate():
			r.Candidates = append(r.Candidates, e)
		default:
			r.Shut = append(r.Shut, e)
		}
	}
	for _, list := range [][]matching.Evaluation{r.Candidates, r.Shut, r.Inspiration} {
		slices.SortFunc(list, func(a, b matching.Evaluation) int { return matching.Compare(&a, &b) })
	}
	return r
}

// need gives the engine's form of a need and the region's other problems.
func (c *Catalogue) need(n *Need) (*matching.Need, []string) {
	code, _ := region.ParseCode(n.Region)
	var others []string
	for _, o := range c.byRegion[tokenOf(n.Region)].needs {
		if o != n {
			others = append(others, o.Problem)
		}
	}
	return &matching.Need{
		ID: n.Need, Region: code, Problem: n.Problem, Priority: n.Priority, Severity: c.severity(n), Basis: n.Basis,
	}, others
}

func (c *Catalogue) evaluate(q *practice, n *matching.Need, others []string, on calendar.Date, p calendar.Period) matching.Evaluation {
	token := n.Region.Token()
	owner := c.owners[q.known.Owner]
	pair := matching.Pair{
		Practice: q.engine, Owner: owner.engine, Place: c.byRegion[token].engine, Need: n, Others: others,
		Supply: c.supply(q, p), Visits: c.visits[token],
	}
	if from := c.byRegion[owner.engine.Region.Token()]; from != nil && !owner.engine.Region.IsZero() {
		pair.From = from.engine
	}
	if b := c.pairs[pairKey{q.known.ID, token}]; b != nil {
		pair.Between = *b
	}
	return matching.Evaluate(&pair, c.rubric, on, p)
}

// Evaluate judges one practice for one need, whether or not it could ever be
// suggested for it. What is not known is a fault of kind not found.
func (c *Catalogue) Evaluate(innovation, need string, on calendar.Date, p calendar.Period) (matching.Evaluation, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	q, n := c.practices[innovation], c.needs[need]
	if q == nil || q.known.Owner == "" {
		return matching.Evaluation{}, fault.NotFoundf("innovation.unknown", "No practice is registered under this id.")
	}
	if n == nil {
		return matching.Evaluation{}, errNeed()
	}
	engine, others := c.need(n)
	return c.evaluate(q, engine, others, on, p), nil
}

// Unanswered gives the needs for which no practice can be suggested, by region
// and priority. A practice whose visits are used up in the period still answers
// a need; it is only not free.
func (c *Catalogue) Unanswered(on calendar.Date, p calendar.Period) []Need {
	var open []Need
	for _, n := range c.Needs() {
		if c.Answered(n.Need, on, p) == "" {
			open = append(open, n)
		}
	}
	return open
}

// Answered gives the best practice that can be suggested for a need, or "" if
// there is none.
func (c *Catalogue) Answered(need string, on calendar.Date, p calendar.Period) string {
	r, err := c.Candidates(need, on, p)
	if err != nil {
		return ""
	}
	return r.Answer()
}

// Answer is the best practice that can be suggested, if need be one whose visits
// are used up in the period; "" if there is none.
func (r Ranking) Answer() string {
	if len(r.Candidates) > 0 {
		return r.Candidates[0].Innovation
	}
	for _, e := range r.Shut {
		if shut := e.Shut(); len(shut) == 1 && shut[0].Code == matching.GateCapacity {
			return e.Innovation
		}
	}
	return ""
}
