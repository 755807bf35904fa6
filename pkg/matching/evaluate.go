package matching

import (
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Evaluation is the judgement on one pair under one rubric on one day.
type Evaluation struct {
	Innovation string          `json:"innovation"`
	Owner      string          `json:"owner"`
	Region     string          `json:"region"`
	Need       string          `json:"need"`
	Problem    string          `json:"problem"`
	Priority   int             `json:"priority"`
	Period     calendar.Period `json:"period"`
	On         calendar.Date   `json:"on"`
	Rubric     int             `json:"rubric"`
	Score      int             `json:"score"`
	Floor      int             `json:"floor"`
	Band       Band            `json:"band"`
	Parts      []Part          `json:"parts"`
	Gates      []Gate          `json:"gates"`
	Modes      []string        `json:"modes,omitempty"`
	Session    string          `json:"session,omitempty"`
	Related    []string        `json:"related,omitempty"`
	Visits     int             `json:"visits"`
	Basis      event.Basis     `json:"basis"`
}

// Evaluate judges a pair for a period, as it stands on a day.
func Evaluate(p *Pair, r Rubric, on calendar.Date, period calendar.Period) Evaluation {
	e := Evaluation{
		Innovation: p.Practice.ID, Owner: p.Practice.Owner, Region: p.Need.Region.Dotted(), Need: p.Need.ID, Problem: p.Need.Problem,
		Priority: p.Need.Priority, Period: period, On: on, Rubric: r.Number, Floor: r.Floor, Visits: p.Visits,
		Parts: score(p, on), Gates: gates(p, on), Modes: modes(p.Supply),
	}
	if p.Supply.Seats > 0 {
		e.Session = p.Supply.Session
	}
	e.Score = r.Total(e.Parts)
	e.Band = r.Band(e.Score)
	for _, problem := range p.Practice.Addresses {
		if problem != p.Need.Problem && slices.Contains(p.Others, problem) {
			e.Related = append(e.Related, problem)
		}
	}
	e.Basis = event.Weakest(p.Practice.Classified, p.Need.Basis)
	for i := range e.Parts {
		if e.Parts[i].Known {
			e.Basis = event.Weakest(e.Basis, e.Parts[i].Basis)
		}
	}
	for i := range e.Gates {
		e.Basis = event.Weakest(e.Basis, e.Gates[i].Basis)
	}
	return e
}

// Candidate says whether the pair may be suggested: no gate is a known no and
// the score reaches the floor.
func (e *Evaluation) Candidate() bool {
	return e.Score >= e.Floor && !e.has(No)
}

// BelowFloor says whether only the floor of the rubric keeps the pair out.
func (e *Evaluation) BelowFloor() bool { return e.Score < e.Floor && !e.has(No) }

func (e *Evaluation) has(a Answer) bool {
	return slices.ContainsFunc(e.Gates, func(g Gate) bool { return g.Answer == a })
}

func (e *Evaluation) pick(keep func(Gate) bool) []Gate {
	var out []Gate
	for _, g := range e.Gates {
		if keep(g) {
			out = append(out, g)
		}
	}
	return out
}

// Shut gives the gates that are a known no.
func (e *Evaluation) Shut() []Gate { return e.pick(func(g Gate) bool { return g.Answer == No }) }

// Open gives the gates that nobody has answered yet.
func (e *Evaluation) Open() []Gate { return e.pick(func(g Gate) bool { return g.Answer == Unknown }) }

// Blocking gives the gates that must be a yes before approval and are not.
func (e *Evaluation) Blocking() []Gate {
	return e.pick(func(g Gate) bool { return g.Answer != Yes && BlocksApproval(g.Code) })
}

// OpenKeys gives the keys of Open, as facts carry them.
func (e *Evaluation) OpenKeys() []string {
	var keys []string
	for _, g := range e.Open() {
		keys = append(keys, g.Key())
	}
	return keys
}

// PartValues gives the parts that have data, as facts carry them.
func (e *Evaluation) PartValues() contract.Parts {
	values := contract.Parts{}
	for _, p := range e.Parts {
		if p.Known {
			values[p.Name] = p.Value
		}
	}
	return values
}

// Gate gives the gate with this key.
func (e *Evaluation) Gate(key string) (Gate, bool) {
	for _, g := range e.Gates {
		if g.Key() == key {
			return g, true
		}
	}
	return Gate{}, false
}
