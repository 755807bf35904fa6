package portal

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vocabulary"
)

// practicePage is one practice as everybody may see it.
type practicePage struct {
	Label                      practiceLabel
	Summary, Sector, Problem   string
	ProblemID                  string
	Nature, Launched, Source   string
	OwnerRegion, OwnerName     string
	Basis, Classified          event.Basis
	Awards                     []awardView
	Related, Preconditions     []string
	Settings                   []string
	Offers                     []offerView
	Needs, NeedRegions, Hidden int // needs with this main problem, and in how many regions
	Retired                    bool
	WhyHref                    string // to ask why it is not suggested; empty: not for the caller
}

type awardView struct {
	Words, Others, Source string
	Basis                 event.Basis
}

type offerView struct {
	Period, Words, Source string
	Basis                 event.Basis
}

func (s *Service) practice(v *visit) error {
	p, ok := s.cat.Practice(v.Param("id"))
	if !ok || !s.shows(p.Basis) {
		return errNoPage()
	}
	page := &practicePage{
		Label: s.practiceLabel(v, p.ID), Summary: p.Summary, Source: p.Source, OwnerName: s.ownerName(p.Owner), Basis: p.Basis,
		Classified: event.Basis(p.Classified), Problem: v.problem(p.MainProblem), ProblemID: p.MainProblem, Retired: p.Retired,
	}
	if p.Sector != "" {
		page.Sector = v.name("sector", p.Sector)
	}
	if p.Nature != "" {
		page.Nature = v.say("nature." + p.Nature)
	}
	if p.LaunchedYear > 0 {
		page.Launched = strconv.Itoa(p.LaunchedYear)
	}
	if o, ok := s.cat.Owner(p.Owner); ok {
		page.OwnerRegion = o.Region
	}
	for _, a := range p.Awards {
		page.Awards = append(page.Awards, awardView{awardWords(a), a.Others, a.Source, a.Basis})
	}
	page.Related = v.names("problem", slices.DeleteFunc(slices.Clone(p.Addresses), func(id string) bool { return id == p.MainProblem }))
	page.Preconditions, page.Settings = v.names("precondition", p.Preconditions), v.names("setting", p.Settings)
	s.addOffers(v, page, p)
	regions := map[string]bool{}
	for _, n := range s.cat.Needs() {
		switch {
		case n.Problem != p.MainProblem || p.MainProblem == "":
		case s.shows(n.Basis):
			page.Needs++
			regions[n.Region] = true
		default:
			page.Hidden++
		}
	}
	page.NeedRegions = len(regions)
	learns := len(v.Subject.Scopes(policy.Region))+len(v.Subject.Scopes(policy.Hub)) > 0
	if !p.Retired && (learns || v.May(policy.WhyNotRead, policy.Object{Owner: p.Owner})) {
		page.WhyHref = "/mengapa?inovasi=" + p.ID
	}
	return v.show("innovation", p.Title, page)
}

func (s *Service) addOffers(v *visit, page *practicePage, p catalogue.Practice) {
	var periods []string
	for period := range p.Offers {
		periods = append(periods, string(period))
	}
	slices.Sort(periods)
	for _, period := range periods {
		o := p.Offers[calendar.Period(period)]
		if !s.shows(o.Basis) {
			page.Hidden++
			continue
		}
		words := v.say("capacity.offered", "outgoing", o.Outgoing, "incoming", o.Incoming, "virtual", o.Virtual, "seats", o.GroupSeats)
		page.Offers = append(page.Offers, offerView{period, words, o.Source, o.Basis})
	}
}

// names gives the names of terms of a vocabulary.
func (l *tongue) names(kind string, ids []string) []string {
	var all []string
	for _, id := range ids {
		all = append(all, l.name(kind, id))
	}
	return all
}

// practicesPage is the register of practices under a search.
type practicesPage struct {
	Q           string
	Problems    []option
	Rows        []practiceRow
	Total, All  int
	Next, First string
}

type practiceRow struct {
	practiceLabel
	Problem string
}

func (s *Service) practices(v *visit) error {
	q, problem := v.search("q"), v.Query.Get("masalah")
	page := &practicesPage{Q: q}
	var found []catalogue.Practice
	for _, p := range s.cat.Practices() {
		if p.Retired || !s.shows(p.Basis) {
			continue
		}
		if p.Basis != event.Sample {
			page.All++
		}
		if matches(q, p.Title, s.ownerName(p.Owner), p.Summary, v.problem(p.MainProblem)) && (problem == "" || p.MainProblem == problem) {
			found = append(found, p)
		}
	}
	key := func(p catalogue.Practice) string { return strings.ToLower(p.Title) + "\n" + p.ID }
	slices.SortFunc(found, func(a, b catalogue.Practice) int { return strings.Compare(key(a), key(b)) })
	for _, t := range vocabulary.Problems() {
		page.Problems = append(page.Problems, option{t.ID, v.problem(t.ID), t.ID == problem})
	}
	slices.SortFunc(page.Problems, func(a, b option) int { return strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) })
	filter := url.Values{"q": {q}, "masalah": {problem}}
	from, next, err := s.cut(v, "/inovasi", filter, len(found), func(i int) string { return key(found[i]) })
	if err != nil {
		return err
	}
	page.Total, page.Next, page.First = len(found), next, first(v, "/inovasi", filter)
	for _, p := range found[from:min(from+listSize, len(found))] {
		page.Rows = append(page.Rows, practiceRow{s.practiceLabel(v, p.ID), v.problem(p.MainProblem)})
	}
	v.shell.Moves = len(page.Rows) > 0
	return v.show("practices", v.say("practices.title"), page)
}
