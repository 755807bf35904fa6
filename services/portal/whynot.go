package portal

import (
	"slices"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/policy"
)

// whyPage says why a practice is suggested for a need or not. Until both are chosen it finds the one that is missing and keeps
// the other, and the plan that the question came from.
type whyPage struct {
	Title string
	Plan  *whyPlan       // nil: the question did not come from one
	About *practiceLabel // asked about before a need is chosen; nil: none
	Asked string         // its id
	Needs needSearch
	Own   []practiceLabel // of a caller who may ask about these only

	Need      *whyNeed
	Find      practiceSearch
	Verdict   *verdict
	Open      []shutRow // that may be suggested
	Shut      []shutRow // with the same main problem
	ShutAll   int
	OtherHref string // to ask about another need
}

// whyPlan is the plan that a question came from.
type whyPlan struct {
	ID, Period string
	Href       string // to its explanation of the pair; empty: not for the caller, or no pair is chosen
}

type whyNeed struct {
	ID, Region, RegionCode, Problem, Statement string
	Basis                                      event.Basis
	Candidates                                 int
}

// verdict is how one pair stands.
type verdict struct {
	Practice practiceLabel
	Word     string // "yes", "no", "low"
	Text     string
	Reasons  []said
	Open     []said
	Score    scoreView
	Gates    []gateView
	Period   string
}

// shutRow is a practice with the same main problem that is not suggested.
type shutRow struct {
	Practice practiceLabel
	Reasons  []string
	Href     string
}

// whyShown is how many practices of each kind the page lists; the others are found by name.
const whyShown = 10

func (s *Service) whyNot(v *visit) error {
	page := &whyPage{Title: v.say("why.title"), Asked: v.Query.Get("inovasi")}
	p, known := s.cat.Practice(page.Asked)
	if page.Asked != "" && !known {
		return fault.NotFoundf("innovation.unknown", "No practice is registered under this id.")
	}
	id := v.Query.Get("kebutuhan")
	if err := s.addPlan(v, page, id); err != nil {
		return err
	}
	if id == "" {
		s.findNeed(v, page, p)
		return v.show("whynot", page.Title, page)
	}
	n, ok := s.cat.Need(id)
	if !ok {
		return fault.NotFoundf("need.unknown", "No region has declared this need, or it was withdrawn.")
	}
	if err := v.Allow(policy.WhyNotRead, policy.Object{Region: n.Region, Owner: p.Owner}); err != nil {
		return err
	}
	period := s.cat.PeriodFor(s.today())
	ranking, err := s.cat.Candidates(id, s.today(), period)
	if err != nil {
		return err
	}
	page.Need = &whyNeed{
		ID: id, Region: s.regionName(n.Region), RegionCode: n.Region, Problem: v.problem(n.Problem), Statement: n.Statement, Basis: n.Basis,
		Candidates: len(ranking.Candidates),
	}
	page.OtherHref = page.href(page.Asked, "")
	s.findPractice(v, page, n)
	if known {
		ev, err := s.cat.Evaluate(p.ID, id, s.today(), period)
		if err != nil {
			return err
		}
		page.Verdict = s.verdict(v, ev, ranking)
		page.Title = v.say(map[bool]string{true: "why.for", false: "why.of"}[page.Verdict.Word == "yes"], "practice", p.Title)
		return v.show("whynot", page.Title, page)
	}
	s.addListed(v, page, ranking)
	return v.show("whynot", page.Title, page)
}

// addListed lists what may be suggested for the need, and what has the same main problem and may not.
func (s *Service) addListed(v *visit, page *whyPage, ranking catalogue.Ranking) {
	for i := range ranking.Candidates[:min(whyShown, len(ranking.Candidates))] {
		ev := &ranking.Candidates[i]
		page.Open = append(page.Open, shutRow{Practice: s.practiceLabel(v, ev.Innovation), Href: page.href(ev.Innovation, ev.Need)})
	}
	for _, ev := range ranking.Shut {
		if !v.May(policy.WhyNotRead, policy.Object{Region: ev.Region, Owner: ev.Owner}) {
			continue
		}
		if page.ShutAll++; len(page.Shut) == whyShown {
			continue
		}
		row := shutRow{Practice: s.practiceLabel(v, ev.Innovation), Href: page.href(ev.Innovation, ev.Need)}
		for _, r := range againstOf(v.tongue, ev) {
			row.Reasons = append(row.Reasons, r.Text)
		}
		page.Shut = append(page.Shut, row)
	}
}

// againstOf is what keeps a pair from being suggested: known noes, or the floor of the criteria.
func againstOf(l *tongue, ev matching.Evaluation) []said {
	var all []said
	for _, g := range ev.Shut() {
		all = append(all, said{gateSays(l, g), g.Basis})
	}
	if ev.BelowFloor() {
		all = append(all, said{Text: l.say("why.floor", "score", ev.Score/10_000, "floor", ev.Floor/10_000)})
	}
	return all
}

func (s *Service) verdict(v *visit, ev matching.Evaluation, ranking catalogue.Ranking) *verdict {
	d := &verdict{
		Practice: s.practiceLabel(v, ev.Innovation), Score: scoreOf(v.tongue, ev, s.cat.Rubric()), Reasons: againstOf(v.tongue, ev),
		Gates: gatesOf(v.tongue, proposalRow{}, ev, nil), Period: string(ev.Period),
	}
	for _, g := range ev.Open() {
		d.Open = append(d.Open, said{Text: gateSays(v.tongue, g)})
	}
	at := slices.IndexFunc(ranking.Candidates, func(e matching.Evaluation) bool { return e.Innovation == ev.Innovation })
	switch {
	case at >= 0:
		d.Word, d.Text = "yes", v.say("why.yes", "place", at+1, "all", len(ranking.Candidates))
	case ev.BelowFloor():
		d.Word, d.Text = "low", v.say("why.low")
	default:
		d.Word, d.Text = "no", v.say("why.no")
	}
	return d
}
