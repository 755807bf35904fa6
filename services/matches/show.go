package matches

import (
	"context"
	"slices"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/matches/load"
	"makcomblang.id/services/matches/match"
	"makcomblang.id/services/matches/question"
)

// Item is one match in a list, with the names that people know.
type Item struct {
	ID             string          `json:"id"`
	State          string          `json:"state"`
	Origin         string          `json:"origin"`
	Plan           string          `json:"plan,omitempty"`
	Innovation     string          `json:"innovation"`
	InnovationName string          `json:"innovation_name"`
	Owner          string          `json:"owner"`
	OwnerName      string          `json:"owner_name"`
	Region         string          `json:"region"`
	RegionName     string          `json:"region_name"`
	Province       string          `json:"province"`
	Need           string          `json:"need"`
	Problem        string          `json:"problem"`
	Priority       int             `json:"priority"`
	Period         calendar.Period `json:"period"`
	Mode           string          `json:"mode"`
	Session        string          `json:"session,omitempty"`
	Score          int             `json:"score,omitempty" doc:"In millionths, when it was proposed."`
	Unknown        []string        `json:"unknown,omitempty" doc:"Conditions that nobody had answered when it was proposed."`
	Until          calendar.Date   `json:"until,omitempty"`
	Basis          event.Basis     `json:"basis,omitempty"`
	Since          time.Time       `json:"since" doc:"In the queue since."`
	Changed        time.Time       `json:"changed"`
	Version        uint64          `json:"version" doc:"Send it as If-Match with a decision."`
}

func (s *Service) item(r row) Item {
	i := Item{
		ID: r.ID, State: r.State, Origin: r.Origin, Plan: r.Plan, Innovation: r.Innovation, Owner: r.Owner, Region: r.Region,
		Province: r.province(), Need: r.Need, Problem: r.Problem, Priority: r.Priority, Period: r.Period, Mode: r.Mode,
		Session: r.Session, Score: r.Score, Unknown: r.Unknown, Until: r.Until, Basis: r.Basis, Since: r.Since,
		Changed: r.Changed, Version: r.Version,
	}
	if p, ok := s.cat.Practice(r.Innovation); ok {
		i.InnovationName = p.Title
	}
	if o, ok := s.cat.Owner(r.Owner); ok {
		i.OwnerName = o.Name
	}
	if reg, ok := s.cat.Region(r.Region); ok {
		i.RegionName = reg.Name
	}
	return i
}

// sentence is one statement in both languages.
type sentence struct {
	ID string `json:"id" doc:"In Indonesian."`
	EN string `json:"en" doc:"In English."`
}

// gateView is one condition as it stands today.
type gateView struct {
	Gate     string      `json:"gate" doc:"Condition, such as running or precondition:internet."`
	Answer   string      `json:"answer" enum:"yes,no,unknown"`
	Blocking bool        `json:"blocking" doc:"It must be a yes before approval."`
	Says     sentence    `json:"says"`
	Basis    event.Basis `json:"basis,omitempty"`
	To       string      `json:"to,omitempty" doc:"Side that can answer it."`
	Question string      `json:"question,omitempty" doc:"Id of the question that waits for the answer."`
}

// partView is one part of the score as it stands today.
type partView struct {
	Part  string      `json:"part"`
	Known bool        `json:"known" doc:"A part without data takes no weight."`
	Value int         `json:"value,omitempty" doc:"In millionths."`
	Says  sentence    `json:"says"`
	Basis event.Basis `json:"basis,omitempty"`
}

// today is how the pair stands on a day.
type today struct {
	On       calendar.Date `json:"on"`
	Score    int           `json:"score" doc:"In millionths."`
	Band     sentence      `json:"band" doc:"Kuat, sedang or lemah."`
	Rubric   int           `json:"rubric"`
	Gates    []gateView    `json:"gates"`
	Parts    []partView    `json:"parts"`
	Waits    []string      `json:"waits,omitempty" doc:"Conditions that keep it from approval: unknown ones to ask, and known noes."`
	Basis    event.Basis   `json:"basis,omitempty"`
	Capacity []capacityOf  `json:"capacity"`
}

// capacityOf is how much of a side's capacity is taken.
type capacityOf struct {
	Side   string      `json:"side" enum:"owner,session,region"`
	Stated bool        `json:"stated" doc:"False: nobody stated a number; for a region the limit is then the system's assumption."`
	Limit  int         `json:"limit"`
	Taken  int         `json:"taken"`
	Basis  event.Basis `json:"basis,omitempty"`
}

// detail is one match in full.
type detail struct {
	Item
	Rubric       int            `json:"rubric,omitempty" doc:"Version of the criteria when it was proposed."`
	Parts        map[string]int `json:"parts,omitempty" doc:"Parts of the score in millionths, when it was proposed."`
	Reason       string         `json:"reason,omitempty" doc:"Reason of an override."`
	Today        *today         `json:"today,omitempty" doc:"Absent if the practice or the need has left the register."`
	Questions    []questionRow  `json:"questions" doc:"Questions that this match waits for or whose answer it rests on."`
	Alternatives []Item         `json:"alternatives" doc:"Other matches for the same need and period."`
	History      []match.Entry  `json:"history"`
}

// show answers one match with what is known of it today.
func (s *Service) show(ctx context.Context, who web.Caller, in *showInput) (*detail, error) {
	r, ok, err := matchTable.Get(ctx, s.view.View(), in.ID)
	if err != nil {
		return nil, err
	}
	if !ok || !who.May(policy.MatchRead, policy.Object{Region: r.Region, Owner: r.Owner}) {
		return nil, fault.NotFoundf("match.unknown", "There is no such match, or it is not for you to see.")
	}
	who.ETag(r.Version)
	m, _, _ := s.matches.Get(in.ID)
	ministry := who.May(policy.MatchDecide, object(m.Proposal)) || who.Subject.Has(policy.Auditor)
	d := &detail{Item: s.item(r), Rubric: r.Rubric, Parts: r.Parts, Reason: r.Reason, History: historyFor(ministry, r.History)}
	var ids []string
	if d.Today, ids, err = s.judge(in.ID, m); err != nil {
		return nil, err
	}
	if d.Today != nil && !ministry {
		d.Today.Capacity = ownSide(s.tie(who.Subject, m.Proposal), d.Today.Capacity)
	}
	if d.Questions, err = s.questionRows(ctx, ids); err != nil {
		return nil, err
	}
	others, err := matchTable.List(ctx, s.view.View(), byNeed, views.Query{Prefix: r.Need + "/"})
	if err != nil {
		return nil, err
	}
	d.Alternatives = []Item{}
	for _, o := range others {
		other := o.Doc
		if other.ID != r.ID && other.Period == r.Period && who.May(policy.MatchRead, policy.Object{Region: other.Region, Owner: other.Owner}) {
			d.Alternatives = append(d.Alternatives, s.item(other))
		}
	}
	return d, nil
}

// historyFor leaves the sides the history without who put a decision off or said no, and why: by their audience these
// facts are the ministry's.
func historyFor(ministry bool, all []match.Entry) []match.Entry {
	if ministry {
		return all
	}
	shown := slices.Clone(all)
	for i, e := range shown {
		if spec, ok := contract.Lookup(e.Type); ok && spec.Audience == contract.Ministry {
			shown[i].By, shown[i].Reason = "", ""
		}
	}
	return shown
}

// ownSide leaves a side its own capacity.
func ownSide(side string, all []capacityOf) []capacityOf {
	return slices.DeleteFunc(all, func(c capacityOf) bool { return (c.Side == load.Region) != (side == load.Region) })
}

// judge is how the pair stands today, and the ids of the questions that its conditions may have become.
func (s *Service) judge(id string, m match.State) (*today, []string, error) {
	ev, err := s.evaluate(m.Proposal, s.today())
	if fault.KindOf(err) == fault.KindConflict {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	t := &today{
		On: ev.On, Score: ev.Score, Rubric: ev.Rubric, Basis: ev.Basis, Gates: []gateView{}, Parts: []partView{},
		Band:     sentence{matching.BandWord(matching.Indonesian, ev.Band), matching.BandWord(matching.English, ev.Band)},
		Capacity: s.capacityViews(id, m),
	}
	var ids []string
	for _, g := range ev.Gates {
		if m.Status == match.Approved && g.Code == matching.GateCapacity {
			continue // it has its visit
		}
		v := gateView{
			Gate: g.Key(), Answer: g.Answer.String(), Blocking: matching.BlocksApproval(g.Code), Basis: g.Basis,
			Says: sentence{matching.ExplainGate(matching.Indonesian, vocabulary.Names, g), matching.ExplainGate(matching.English, vocabulary.Names, g)},
		}
		if v.To = matching.AskedOf(g.Code); v.To != "" {
			q := questionAbout(id, m, g)
			qid := question.ID(q)
			if st, _, ok := s.questions.Get(qid); ok {
				ids = append(ids, qid)
				if st.Open {
					v.Question = qid
				}
			}
		}
		if g.Answer == matching.No || g.Answer == matching.Unknown && v.Blocking {
			t.Waits = append(t.Waits, g.Key())
		}
		t.Gates = append(t.Gates, v)
	}
	for _, p := range ev.Parts {
		t.Parts = append(t.Parts, partView{
			Part: p.Name, Known: p.Known, Value: p.Value, Basis: p.Basis,
			Says: sentence{matching.ExplainPart(matching.Indonesian, vocabulary.Names, p), matching.ExplainPart(matching.English, vocabulary.Names, p)},
		})
	}
	return t, ids, nil
}

func (s *Service) capacityViews(id string, m match.State) []capacityOf {
	var all []capacityOf
	for _, c := range s.capacities(id, m.Proposal) {
		l, _, _ := s.loads.Get(c.load)
		v := capacityOf{Side: c.take.Side, Stated: !c.open && !c.assumed, Limit: c.take.Limit, Taken: l.Taken(), Basis: c.basis}
		all = append(all, v)
	}
	return all
}

func (s *Service) questionRows(ctx context.Context, ids []string) ([]questionRow, error) {
	all := []questionRow{}
	rows, err := questionTable.GetMany(ctx, s.view.View(), ids...)
	for _, r := range rows {
		all = append(all, r.Doc)
	}
	return all, err
}
