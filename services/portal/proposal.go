package portal

import (
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
)

// proposalPage is one proposal as it stands today.
type proposalPage struct {
	ID, StateWord, StateNote, State              string
	Region, RegionCode, Province, Status         string
	Problem, Statement, Office, Source, Declared string
	Priority                                     int
	NeedBasis                                    event.Basis
	Practice                                     practiceLabel
	Summary, PracticeSource                      string
	PracticeBasis                                event.Basis
	ClassifiedBasis                              event.Basis
	Origin, Plan, Why, Mode, Period              string
	Gone                                         bool // practice or need has left the register
	Lead                                         string
	Score                                        scoreView
	ThenBand                                     string // the band when it was proposed, if it differs
	For, Against                                 []said
	Gates                                        []gateView
	Waits                                        []wait
	Questions                                    []questionView
	Ask                                          *askForm
	Answers                                      []answerForm
	Form                                         *decisionForm
	Host                                         *hostView // nil: not for the caller to see
	Guest                                        *guestView
	Alternatives                                 []alternative
	MoreHref                                     string
	History                                      []line
	Related                                      []string
}

// hostView is what the owner can give in the period, and guestView what the region can take on.
type (
	hostView struct {
		Stated bool
		Gauge  gauge
		Text   string
		Offer  string
		Source string
		Basis  event.Basis
	}
	guestView struct {
		Gauge   gauge
		Text    string
		Assumed bool
		Source  string
		Basis   event.Basis
	}
)

func (s *Service) proposal(v *visit) error {
	id := v.Param("id")
	p, ok, err := proposalTable.Get(v.Context(), s.view.View(), id)
	if err != nil {
		return err
	}
	if !ok || !v.May(policy.MatchRead, p.object()) {
		return errNoPage()
	}
	d := p.Pair
	page := &proposalPage{
		ID: id, State: v.seen(p), StateWord: v.stateWord(p), StateNote: v.stateNote(p), Region: s.regionName(d.Region), RegionCode: d.Region,
		Province: s.provinceName(d.Region), Problem: v.problem(d.Problem), Priority: d.Priority, Practice: s.practiceLabel(v, d.Innovation),
		Origin: v.say("origin." + d.Origin), Plan: d.Plan, Why: d.Reason, Mode: v.say("mode." + d.Mode), Period: string(d.Period),
	}
	if !v.May(policy.PlanRead, policy.Object{}) {
		page.Plan = ""
	}
	s.addNeed(v, page, p)
	questions, err := s.questionsOf(v, p)
	if err != nil {
		return err
	}
	if err := s.judge(v, page, p, questions); err != nil {
		return err
	}
	for _, q := range questions {
		page.Questions = append(page.Questions, s.questionView(v, q))
		if s.mayAnswer(v, q) {
			f := s.answerForm(v, q)
			f.Next = v.here("pertanyaan")
			page.Answers = append(page.Answers, f)
		}
	}
	page.History = s.history(v, p, questions)
	return v.show("proposal", v.say("proposal.title", "region", page.Region, "problem", page.Problem), page)
}

// addNeed says what is known of the need and of the practice.
func (s *Service) addNeed(v *visit, page *proposalPage, p proposalRow) {
	if n, ok := s.cat.Need(p.Pair.Need); ok {
		page.Statement, page.Office, page.Source, page.NeedBasis = n.Statement, n.Office, n.Source, n.Basis
	}
	if q, ok := s.cat.Practice(p.Pair.Innovation); ok {
		page.Summary, page.ClassifiedBasis = q.Summary, event.Basis(q.Classified)
		page.PracticeSource, page.PracticeBasis = q.Source, q.Basis
	}
	if st, ok, err := statusTable.Get(v.Context(), s.view.View(), token(p.Pair.Region)); err == nil && ok {
		page.Status = v.statusWords(st.last(), s.today())
	}
}

// last is the status that was recorded last.
func (r statusRow) last() statusPeriod { return r.Periods[len(r.Periods)-1] }

// judge adds how the pair stands today: score, reasons, conditions, capacities, decision, other practices.
func (s *Service) judge(v *visit, page *proposalPage, p proposalRow, questions []questionRow) error {
	d := p.Pair
	if v.of(policy.Innovator, d.Owner) {
		host := s.host(v.tongue, p)
		page.Host = &host
	}
	if v.of(policy.Region, d.Region) {
		guest := s.guest(v.tongue, p)
		page.Guest = &guest
	}
	ev, err := s.evaluate(p)
	if err != nil {
		page.Gone = true
		page.Form = s.decisionForm(v, p, false, v.here(""))
		return nil
	}
	rubric := s.cat.Rubric()
	page.Score = scoreOf(v.tongue, ev, rubric)
	if then, ok := v.bandOf(d.Score, rubric); ok && then.Word != page.Score.Band.Word {
		page.ThenBand = then.Word
	}
	page.Lead = leadOf(v.tongue, ev, rubric.Medium)
	page.For, page.Against = reasonsOf(v.tongue, p, ev, rubric.Medium)
	page.Gates = gatesOf(v.tongue, p, ev, questions)
	page.Waits = waitsOf(v.tongue, p, ev, questions)
	page.Form = s.decisionForm(v, p, len(page.Waits) == 0, v.here(""))
	page.Ask = s.askForm(v, p, ev, questions)
	for _, problem := range ev.Related {
		page.Related = append(page.Related, v.problem(problem))
	}
	ranking, err := s.cat.Candidates(d.Need, s.today(), d.Period)
	if err != nil {
		return err
	}
	page.Alternatives = s.alternatives(v, p, ranking)
	page.MoreHref = "/mengapa?kebutuhan=" + d.Need
	return nil
}

func (s *Service) host(l *tongue, p proposalRow) hostView {
	d := p.Pair
	h := hostView{Offer: l.say("capacity.no_offer", "period", string(d.Period))}
	h.Gauge, h.Text = s.hostLoad(l, d)
	c := s.cat.OwnerCapacity(d.Owner, d.Period)
	h.Stated, h.Source, h.Basis = c.Stated, c.Source, c.Basis
	if seats, ok := s.cat.SessionSeats(d.Session); ok && d.Mode == "group" {
		h.Stated, h.Basis = true, seats.Basis
	}
	if o := s.cat.OfferLeft(d.Innovation, d.Period); o.Stated {
		h.Offer = l.say("capacity.offer", "outgoing", o.Outgoing, "incoming", o.Incoming, "virtual", o.Virtual)
	}
	return h
}

func (s *Service) guest(l *tongue, p proposalRow) guestView {
	a := s.cat.Absorption(p.Pair.Region, p.Pair.Period)
	g := guestView{Gauge: newGauge(a.Taken, a.Visits), Assumed: !a.Stated, Source: a.Source, Basis: a.Basis}
	g.Text = l.say("load.visits", "taken", a.Taken, "limit", a.Visits)
	if g.Assumed {
		g.Source = l.say("capacity.assumed", "visits", catalogue.DefaultAbsorption)
	}
	return g
}

// alternative is another practice for the same need.
type alternative struct {
	Practice practiceLabel
	Band     band
	Open     int
	WhyHref  string
	Effect   string // address of what choosing it would move in the plan; empty: no plan, or not for the caller
	Choose   *chooseForm
}

// chooseForm proposes another practice: a coordinator's choice that differs from the proposal, or a visit that a region
// arranges itself.
type chooseForm struct{ Origin, Innovation, Need, Period, Key, Next string }

// alternatives are the next best practices for the need, at most three.
func (s *Service) alternatives(v *visit, p proposalRow, r catalogue.Ranking) []alternative {
	var all []alternative
	for _, ev := range r.Candidates {
		if ev.Innovation == p.Pair.Innovation {
			continue
		}
		one := s.alternative(v, ev)
		if plan := p.Pair.Plan; plan != "" && v.May(policy.PlanRead, policy.Object{}) {
			one.Effect = explainHref(plan, ev.Innovation, ev.Need)
		}
		all = append(all, one)
		if len(all) == 3 {
			break
		}
	}
	return all
}

func (s *Service) alternative(v *visit, ev matching.Evaluation) alternative {
	a := alternative{
		Practice: s.practiceLabel(v, ev.Innovation), Band: v.band(ev.Band), Open: len(ev.Open()), WhyHref: whyHref(ev.Innovation, ev.Need),
	}
	of := policy.Object{Region: ev.Region, Owner: ev.Owner}
	f := &chooseForm{Innovation: ev.Innovation, Need: ev.Need, Period: string(ev.Period), Key: newKey()}
	// The id of a match derives from its pair, so the form can lead to the page of what it proposes.
	f.Next = "/usulan/" + event.MintID("m", f.Period, f.Need, f.Innovation)
	switch {
	case v.May(policy.MatchOverride, of):
		f.Origin, a.Choose = "override", f
	case v.May(policy.MatchSelf, of):
		f.Origin, a.Choose = "self", f
	}
	return a
}

// questionsOf are the questions about a pair, the oldest first.
func (s *Service) questionsOf(v *visit, p proposalRow) ([]questionRow, error) {
	rows, err := questionTable.List(v.Context(), s.view.View(), questionPair, views.Query{Prefix: p.Pair.Innovation + "/"})
	var all []questionRow
	for _, r := range rows {
		if r.Doc.about(p.Pair) {
			all = append(all, r.Doc)
		}
	}
	return all, err
}
