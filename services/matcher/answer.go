package matcher

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/vocabulary"
)

// text is a sentence or a name in both languages.
type text struct {
	ID string `json:"id" doc:"In Indonesian."`
	EN string `json:"en" doc:"In English."`
}

func both(render func(matching.Lang) string) text {
	return text{render(matching.Indonesian), render(matching.English)}
}

func term(kind, id string) text {
	idn, en := vocabulary.Names(kind, id)
	return text{idn, en}
}

// partAnswer is a part of a score with its sentence.
type partAnswer struct {
	matching.Part
	Weight   int  `json:"weight" doc:"Weight under the criteria in use; a part without data takes none."`
	Label    text `json:"label" doc:"Name of the part."`
	Sentence text `json:"sentence" doc:"What it rests on, or why it was not counted."`
}

// gateAnswer is a condition with its sentence, and with the question to the side
// that knows while it is unknown.
type gateAnswer struct {
	matching.Gate
	Key      string `json:"key" doc:"Name of the condition within the pair."`
	Label    text   `json:"label" doc:"Name of the condition."`
	Sentence text   `json:"sentence" doc:"How it stands."`
	Blocks   bool   `json:"blocks_approval" doc:"Whether it must be a yes before approval."`
	AskedOf  string `json:"asked_of,omitempty" enum:"owner,region" doc:"Side that knows, while the answer is unknown."`
	Question *text  `json:"question,omitempty" doc:"The question to that side."`
}

// PairAnswer is one practice for one need.
type PairAnswer struct {
	Innovation string       `json:"innovation" doc:"Id of the practice."`
	Title      string       `json:"title" doc:"Its title."`
	Owner      string       `json:"owner" doc:"Id of the owner."`
	OwnerName  string       `json:"owner_name" doc:"Name of the owner."`
	Need       string       `json:"need" doc:"Id of the need."`
	Region     string       `json:"region" doc:"Code of the region."`
	Candidate  bool         `json:"candidate" doc:"Whether it may be suggested: no condition is a known no, and the score reaches the floor."`
	BelowFloor bool         `json:"below_floor" doc:"Whether only the floor of the criteria keeps it out."`
	Score      int          `json:"score" doc:"Score in millionths."`
	Band       string       `json:"band" enum:"kuat,sedang,lemah" doc:"What people see of the score."`
	BandWord   text         `json:"band_word" doc:"The band in words."`
	Parts      []partAnswer `json:"parts" nullable:"false" doc:"Parts of the score, all six."`
	Gates      []gateAnswer `json:"gates" nullable:"false" doc:"Conditions in the order in which they are asked."`
	Open       []string     `json:"open" nullable:"false" doc:"Keys of the conditions that nobody has answered yet."`
	Shut       []string     `json:"shut" nullable:"false" doc:"Keys of the conditions that are a known no."`
	Modes      []string     `json:"modes" nullable:"false" doc:"Ways of visiting that are left, in order of choice."`
	Session    string       `json:"session,omitempty" doc:"Group session with seats."`
	Related    []string     `json:"related" nullable:"false" doc:"Other needs of the region that the practice touches; they make no pair."`
	Basis      event.Basis  `json:"basis" doc:"Weakest basis of all that this rests on."`
}

func (s *Service) toPair(e *matching.Evaluation, weights map[string]int) PairAnswer {
	practice, _ := s.cat.Practice(e.Innovation)
	owner, _ := s.cat.Owner(e.Owner)
	a := PairAnswer{
		Innovation: e.Innovation, Title: practice.Title, Owner: e.Owner, OwnerName: owner.Name, Need: e.Need, Region: e.Region,
		Candidate: e.Candidate(), BelowFloor: e.BelowFloor(), Score: e.Score, Band: string(e.Band),
		BandWord: both(func(l matching.Lang) string { return matching.BandWord(l, e.Band) }),
		Open:     list(e.OpenKeys()), Shut: []string{}, Modes: list(e.Modes), Session: e.Session, Related: list(e.Related), Basis: e.Basis,
	}
	for _, p := range e.Parts {
		a.Parts = append(a.Parts, partAnswer{
			Part: p, Weight: weights[p.Name],
			Label:    both(func(l matching.Lang) string { return matching.PartName(l, p.Name) }),
			Sentence: both(func(l matching.Lang) string { return matching.ExplainPart(l, vocabulary.Names, p) }),
		})
	}
	for _, g := range e.Gates {
		a.Gates = append(a.Gates, toGate(g))
		if g.Answer == matching.No {
			a.Shut = append(a.Shut, g.Key())
		}
	}
	return a
}

func toGate(g matching.Gate) gateAnswer {
	a := gateAnswer{
		Gate: g, Key: g.Key(), Blocks: matching.BlocksApproval(g.Code),
		Label:    both(func(l matching.Lang) string { return matching.GateName(l, g.Code) }),
		Sentence: both(func(l matching.Lang) string { return matching.ExplainGate(l, vocabulary.Names, g) }),
	}
	if side := matching.AskedOf(g.Code); side != "" && g.Answer == matching.Unknown {
		q := both(func(l matching.Lang) string { return matching.Question(l, vocabulary.Names, g) })
		a.AskedOf, a.Question = side, &q
	}
	return a
}

func (s *Service) toPairs(all []matching.Evaluation, weights map[string]int) []PairAnswer {
	out := make([]PairAnswer, 0, len(all))
	for i := range all {
		out = append(out, s.toPair(&all[i], weights))
	}
	return out
}

// list makes an empty list of none, so that a client always finds one.
func list(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

// needAnswer is one need with what there is for it.
type needAnswer struct {
	Need        string              `json:"need" doc:"Id of the need."`
	Problem     string              `json:"problem" doc:"Id of the problem."`
	ProblemName text                `json:"problem_name" doc:"Name of the problem."`
	Priority    int                 `json:"priority" doc:"1 to 5; 5 is most pressing."`
	Statement   string              `json:"statement" doc:"The need as the region put it."`
	Basis       event.Basis         `json:"basis" doc:"What the need rests on."`
	Unanswered  bool                `json:"unanswered" doc:"Whether no practice can be suggested."`
	Candidates  []PairAnswer        `json:"candidates" nullable:"false" doc:"Practices that may be suggested, best first."`
	Shut        []PairAnswer        `json:"shut,omitempty" doc:"Practices for the same problem that are kept out, with the reasons; only when asked for."`
	Inspiration []inspirationAnswer `json:"inspiration" nullable:"false" doc:"Foreign practices for the same problem; they enter no plan."`
}

// inspirationAnswer is a foreign practice.
type inspirationAnswer struct {
	Innovation  string      `json:"innovation" doc:"Id of the practice."`
	Title       string      `json:"title" doc:"Its title."`
	OwnerName   string      `json:"owner_name" doc:"Name of the owner; empty if the source does not tell it."`
	Country     string      `json:"country" doc:"English name of the country."`
	Problem     string      `json:"problem" doc:"Id of its main problem."`
	ProblemName text        `json:"problem_name" doc:"Name of that problem."`
	Summary     string      `json:"summary,omitempty" doc:"One sentence."`
	Source      string      `json:"source" doc:"Where it was read."`
	Basis       event.Basis `json:"basis" doc:"What it rests on."`
}

func (s *Service) toInspiration(p catalogue.Practice) inspirationAnswer {
	owner, _ := s.cat.Owner(p.Owner)
	return inspirationAnswer{
		Innovation: p.ID, Title: p.Title, OwnerName: owner.Name, Country: p.Country, Problem: p.MainProblem,
		ProblemName: term("problem", p.MainProblem), Summary: p.Summary, Source: p.Source,
		Basis: event.Weakest(p.Basis, event.Basis(p.Classified)),
	}
}

func (s *Service) toNeed(r catalogue.Ranking, weights map[string]int, all bool, limit int) needAnswer {
	n := r.Need
	a := needAnswer{
		Need: n.Need, Problem: n.Problem, ProblemName: term("problem", n.Problem), Priority: n.Priority, Statement: n.Statement,
		Basis: n.Basis, Unanswered: r.Answer() == "", Inspiration: []inspirationAnswer{},
	}
	shown := r.Candidates
	if limit > 0 && len(shown) > limit {
		shown = shown[:limit]
	}
	a.Candidates = s.toPairs(shown, weights)
	if all {
		a.Shut = s.toPairs(r.Shut, weights)
	}
	for _, e := range r.Inspiration {
		if p, ok := s.cat.Practice(e.Innovation); ok {
			a.Inspiration = append(a.Inspiration, s.toInspiration(p))
		}
	}
	return a
}

// rubricAnswer is the criteria in use.
type rubricAnswer struct {
	contract.RubricAdopted
	Official bool `json:"official" doc:"Whether the ministry adopted these weights; false: a default of this service."`
}

// statusAnswer is a legal status on a day.
type statusAnswer struct {
	State     string        `json:"state" enum:"none,lagging,graduated" doc:"What is known; none: not on a list that is known here."`
	List      string        `json:"list,omitempty" doc:"Id of the list."`
	From      calendar.Date `json:"from,omitempty" doc:"First day."`
	Until     calendar.Date `json:"until,omitempty" doc:"Last day."`
	LastKnown bool          `json:"last_known" doc:"The list has ended and none that follows is known."`
	Guided    bool          `json:"guided" doc:"It left the list and is in its three guided years."`
	Basis     event.Basis   `json:"basis,omitempty" doc:"What it rests on."`
}

func toStatus(st catalogue.Status) statusAnswer {
	a := statusAnswer{State: st.State, List: st.List, From: st.From, Until: st.Until, LastKnown: st.LastKnown, Guided: st.Guided, Basis: st.Basis}
	if a.State == "" {
		a.State = "none"
	}
	return a
}
