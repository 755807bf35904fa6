package portal

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/policy"
)

// whyPage says why a practice is suggested for a need or not.
type whyPage struct {
	Title        string
	Need         *whyNeed
	Same, Others []option // practices to ask about: those of the same main problem, and the rest
	Verdict      *verdict
	Shut         []shutRow
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

func (s *Service) whyNot(v *visit) error {
	page := &whyPage{Title: v.say("why.title")}
	id := v.Query.Get("kebutuhan")
	if id == "" {
		return v.show("whynot", page.Title, page)
	}
	n, ok := s.cat.Need(id)
	if !ok {
		return fault.NotFoundf("need.unknown", "No region has declared this need, or it was withdrawn.")
	}
	innovation := v.Query.Get("inovasi")
	p, known := s.cat.Practice(innovation)
	if innovation != "" && !known {
		return fault.NotFoundf("innovation.unknown", "No practice is registered under this id.")
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
	s.addChoices(page, n.Problem, innovation)
	for _, ev := range ranking.Shut {
		if v.May(policy.WhyNotRead, policy.Object{Region: n.Region, Owner: ev.Owner}) {
			row := shutRow{Practice: s.practiceLabel(v, ev.Innovation), Href: whyHref(ev.Innovation, id)}
			for _, r := range againstOf(v.tongue, ev) {
				row.Reasons = append(row.Reasons, r.Text)
			}
			page.Shut = append(page.Shut, row)
		}
	}
	if known {
		ev, err := s.cat.Evaluate(innovation, id, s.today(), period)
		if err != nil {
			return err
		}
		page.Verdict = s.verdict(v, ev, ranking)
		page.Title = v.say(map[bool]string{true: "why.for", false: "why.of"}[page.Verdict.Word == "yes"], "practice", p.Title)
	}
	return v.show("whynot", page.Title, page)
}

func (s *Service) addChoices(page *whyPage, problem, chosen string) {
	for _, p := range s.cat.Practices() {
		o := option{p.ID, p.Title, p.ID == chosen}
		switch {
		case p.Retired || !s.shows(p.Basis):
		case p.MainProblem == problem:
			page.Same = append(page.Same, o)
		default:
			page.Others = append(page.Others, o)
		}
	}
	byText := func(a, b option) int { return strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) }
	slices.SortFunc(page.Same, byText)
	slices.SortFunc(page.Others, byText)
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
