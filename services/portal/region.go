package portal

import (
	"cmp"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
)

// bestOf is how many practices a need shows.
const bestOf = 5

// regionPage is one region: its legal statuses, its needs, and what could be learnt from whom.
type regionPage struct {
	Code, Name, Province, Level string
	Source                      string
	Basis                       event.Basis
	Statuses                    []statusView
	LastKnown                   bool // the list that gave the status is over, and none that follows is known
	Settings                    []string
	AirOnly, Described          bool
	SettingsBasis               event.Basis
	Period                      string
	Needs, Unanswered           []needView
	Inspiration                 []practiceLabel
	Reads                       bool // the caller may read suggestions with their reasons
	Proposals                   []queueRow
	Listed                      string // when the list of suggestions last changed
	Hidden                      int    // sample needs that a public page does not show
}

// statusView is one legal status with its period and source.
type statusView struct {
	Words, Source string
	Basis         event.Basis
	Now           bool
}

// needView is one need with what there is for it.
type needView struct {
	ID, Statement, Problem, Source string
	Priority                       int
	Basis                          event.Basis
	Since                          string // unanswered or answered since
	Best                           []suggestion
	More                           int
	Public                         []practiceLabel // without reasons: those of the register
	WhyHref, AllHref               string
}

// suggestion is one practice for a need with its reasons.
type suggestion struct {
	alternative
	Parts []partView
	Asks  []string
	Basis event.Basis
}

func (s *Service) region(v *visit) error {
	code, err := region.ParseCode(v.Param("code"))
	if err != nil {
		return errNoPage()
	}
	r, ok := s.cat.Region(code.Dotted())
	if !ok || !s.shows(r.Basis) {
		return errNoPage()
	}
	of := policy.Object{Region: r.Code}
	page := &regionPage{
		Code: r.Code, Name: r.Name, Province: s.provinceName(r.Code), Level: v.say("level." + r.Level), Source: r.Source, Basis: r.Basis,
		Period: string(s.cat.PeriodFor(s.today())), Reads: v.May(policy.RecommendationRead, of),
	}
	if r.Level == "province" {
		page.Province = ""
	}
	if r.Profile != nil {
		page.Described, page.AirOnly, page.SettingsBasis = true, r.Profile.AirOnly, r.Profile.Basis
		for _, id := range r.Profile.Settings {
			page.Settings = append(page.Settings, v.name("setting", id))
		}
	}
	if err := s.addStatuses(v, page); err != nil {
		return err
	}
	if err := s.addNeeds(v, page); err != nil {
		return err
	}
	if v.May(policy.MatchRead, of) {
		if err := s.addProposals(v, page); err != nil {
			return err
		}
	}
	v.shell.Moves = len(page.Proposals) > 0
	v.shell.Feed = "/feeds/regions/" + token(r.Code) + ".atom"
	return v.show("region", r.Name, page)
}

func (s *Service) addStatuses(v *visit, page *regionPage) error {
	row, ok, err := statusTable.Get(v.Context(), s.view.View(), token(page.Code))
	if err != nil || !ok {
		return err
	}
	today := s.today()
	periods := slices.Clone(row.Periods)
	slices.SortStableFunc(periods, func(a, b statusPeriod) int { return cmp.Compare(b.From, a.From) })
	now := s.cat.StatusOn(page.Code, today)
	page.LastKnown = now.LastKnown
	for _, p := range periods {
		if s.shows(p.Basis) {
			isNow := p.Status == now.State && p.From == now.From && (p.Until == "" || p.Until >= today)
			page.Statuses = append(page.Statuses, statusView{v.statusWords(p, today), p.Source, p.Basis, isNow})
		}
	}
	return nil
}

func (s *Service) addNeeds(v *visit, page *regionPage) error {
	today, period := s.today(), calendar.Period(page.Period)
	problems := map[string]bool{}
	for _, n := range s.cat.NeedsOf(page.Code) {
		if !s.shows(n.Basis) {
			page.Hidden++
			continue
		}
		problems[n.Problem] = true
		view := needView{
			ID: n.Need, Statement: n.Statement, Problem: v.problem(n.Problem), Source: n.Source, Priority: n.Priority, Basis: n.Basis,
			AllHref: "/inovasi?masalah=" + n.Problem,
		}
		if since, ok, err := needTable.Get(v.Context(), s.view.View(), n.Need); err != nil {
			return err
		} else if ok {
			view.Since = v.date(dayOf(since.Since))
		}
		if v.May(policy.WhyNotRead, policy.Object{Region: page.Code}) {
			view.WhyHref = whyHref("", n.Need)
		}
		if s.cat.Answered(n.Need, today, period) == "" {
			page.Unanswered = append(page.Unanswered, view)
			continue
		}
		ranking, err := s.cat.Candidates(n.Need, today, period)
		if err != nil {
			return err
		}
		s.addBest(v, page.Reads, &view, ranking)
		page.Needs = append(page.Needs, view)
	}
	for _, p := range s.cat.Inspiration("") {
		if problems[p.MainProblem] && s.shows(p.Basis) {
			page.Inspiration = append(page.Inspiration, s.practiceLabel(v, p.ID))
		}
	}
	row, ok, err := listTable.Get(v.Context(), s.view.View(), token(page.Code))
	if ok && page.Reads {
		page.Listed = v.moment(row.Changed)
	}
	return err
}

// addBest adds the best practices with their reasons for those who may read them, and for everybody else the practices
// of the register without any order of merit.
func (s *Service) addBest(v *visit, reads bool, view *needView, r catalogue.Ranking) {
	if !reads {
		view.Public = s.publicPractices(v, r.Need.Problem)
		if n := len(view.Public); n > bestOf {
			view.Public, view.More = view.Public[:bestOf], n-bestOf
		}
		return
	}
	for i, ev := range r.Candidates {
		if i == bestOf {
			view.More = len(r.Candidates) - bestOf
			break
		}
		one := suggestion{alternative: s.alternative(v, ev), Parts: scoreOf(v.tongue, ev, s.cat.Rubric()).Parts, Basis: ev.Basis}
		if one.Choose != nil && one.Choose.Origin == "override" {
			one.Choose = nil // a choice that differs from a proposal is made on the page of that proposal
		}
		for _, g := range ev.Open() {
			one.Asks = append(one.Asks, gateSays(v.tongue, g))
		}
		view.Best = append(view.Best, one)
	}
}

// publicPractices are those of the register with this main problem, whether or not they would fit: how well a pair fits
// is for the sides and the ministry.
func (s *Service) publicPractices(v *visit, problem string) []practiceLabel {
	var all []practiceLabel
	for _, id := range s.cat.PracticesOf(problem) {
		if p, ok := s.cat.Practice(id); ok && s.shows(p.Basis) && !p.Retired && p.Country == home {
			all = append(all, s.practiceLabel(v, id))
		}
	}
	slices.SortFunc(all, func(a, b practiceLabel) int { return cmp.Compare(a.Title, b.Title) })
	return all
}

// addProposals adds the proposals for the region that the caller may see.
func (s *Service) addProposals(v *visit, page *regionPage) error {
	rows, err := proposalTable.List(v.Context(), s.view.View(), sideIndex, views.Query{Prefix: sideKey("r", page.Code, ""), Limit: queueSize})
	for _, r := range rows {
		page.Proposals = append(page.Proposals, s.queueRow(v, r.Doc, nil, ""))
	}
	return err
}

// whyHref is the address of the page that says why a practice is suggested for a need or not.
func whyHref(innovation, need string) string {
	if innovation == "" {
		return "/mengapa?kebutuhan=" + need
	}
	return "/mengapa?inovasi=" + innovation + "&kebutuhan=" + need
}
