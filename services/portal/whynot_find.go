package portal

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/policy"
)

// needSearch finds the need that is asked about.
type needSearch struct {
	Q     string
	Asked bool // there are words to look for
	Rows  []needChoice
	All   int
}

// needChoice is a need that can be asked about.
type needChoice struct {
	Region, Province, Problem, Href string
	Priority                        int
	Basis                           event.Basis
}

// practiceSearch finds the practice that is asked about.
type practiceSearch struct {
	Q    string
	Rows []shutRow
	All  int
}

// choicesShown is how many needs or practices a search of the page shows.
const choicesShown = 20

// href is the address of the question about a pair, or about one side of it; the plan that it came from goes along.
func (p *whyPage) href(innovation, need string) string {
	q := url.Values{}
	for name, value := range map[string]string{"inovasi": innovation, "kebutuhan": need} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if p.Plan != nil {
		q.Set("rencana", p.Plan.ID)
	}
	if len(q) == 0 {
		return "/mengapa"
	}
	return "/mengapa?" + q.Encode()
}

// addPlan keeps the plan that the question came from. One that is not there, or not for the caller, is left out.
func (s *Service) addPlan(v *visit, page *whyPage, need string) error {
	id := v.Query.Get("rencana")
	if id == "" || !policy.CanSomewhere(v.Subject, policy.PlanRead).Allow {
		return nil
	}
	row, ok, err := planTable.Get(v.Context(), s.view.View(), id)
	if err != nil || !ok {
		return err
	}
	page.Plan = &whyPlan{ID: id, Period: string(row.Plan.Period)}
	if page.Asked != "" && need != "" && v.May(policy.PlanRead, policy.Object{}) {
		page.Plan.Href = explainHref(id, page.Asked, need)
	}
	return nil
}

// findNeed lists the needs whose region or problem has the words that were typed: of those that the caller may ask about.
// Without words these are the needs with the main problem of the practice that is asked about, or all where they are few.
func (s *Service) findNeed(v *visit, page *whyPage, p catalogue.Practice) {
	if page.Asked != "" {
		label := s.practiceLabel(v, p.ID)
		page.About = &label
	} else {
		s.addOwn(v, page)
	}
	f := &page.Needs
	f.Q = v.search("q")
	f.Asked = f.Q != ""
	for _, n := range s.cat.Needs() {
		region, province := s.regionName(n.Region), s.provinceName(n.Region)
		fits := matches(f.Q, region, n.Region, province, v.problem(n.Problem)) && (f.Asked || page.Asked == "" || n.Problem == p.MainProblem)
		if !fits || !v.May(policy.WhyNotRead, policy.Object{Region: n.Region, Owner: p.Owner}) {
			continue
		}
		f.All++
		f.Rows = append(f.Rows, needChoice{
			Region: region, Province: province, Problem: v.problem(n.Problem), Priority: n.Priority, Basis: n.Basis, Href: page.href(page.Asked, n.Need),
		})
	}
	if !f.Asked && page.Asked == "" && f.All > choicesShown {
		f.Rows = nil // too many to choose from
	}
	slices.SortStableFunc(f.Rows, func(a, b needChoice) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(b.Priority, a.Priority))
	})
	f.Rows = f.Rows[:min(len(f.Rows), choicesShown)]
}

// addOwn lists the practices of a caller who may ask about these only.
func (s *Service) addOwn(v *visit, page *whyPage) {
	owners := v.Subject.Scopes(policy.Innovator)
	for _, p := range s.cat.Practices() {
		if slices.Contains(owners, p.Owner) && !p.Retired && len(page.Own) < choicesShown {
			page.Own = append(page.Own, s.practiceLabel(v, p.ID))
		}
	}
}

// findPractice lists the practices whose title or owner has the words that were typed, those with the main problem of the need
// first.
func (s *Service) findPractice(v *visit, page *whyPage, n catalogue.Need) {
	f := &page.Find
	if f.Q = v.search("cari"); f.Q == "" {
		return
	}
	var found []catalogue.Practice
	for _, p := range s.cat.Practices() {
		if !p.Retired && s.shows(p.Basis) && matches(f.Q, p.Title, p.ID, s.ownerName(p.Owner)) && v.May(policy.WhyNotRead, policy.Object{Region: n.Region, Owner: p.Owner}) {
			found = append(found, p)
		}
	}
	rank := func(p catalogue.Practice) int {
		if p.MainProblem == n.Problem {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b catalogue.Practice) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)))
	})
	f.All = len(found)
	for _, p := range found[:min(len(found), choicesShown)] {
		f.Rows = append(f.Rows, shutRow{Practice: s.practiceLabel(v, p.ID), Href: page.href(p.ID, n.Need)})
	}
}
