package portal

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"sync"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
)

// frontPage is what everybody sees first: what this is, and counts with what they are counted from.
type frontPage struct {
	tally
	Proposals, Approved int
	Unmet               []problemCount
	Queue, Plans        bool // the caller has a queue, and reads plans
}

type problemCount struct {
	Name, Href           string
	Declared, Unanswered int
}

// tally is what the public counts rest on. Sample rows are counted only where the whole site is marked as a
// demonstration, and regions and practices never are.
type tally struct {
	Regions, Provinces, Regencies, Cities int
	Practices, Foreign, Owners            int
	Needs, NeedRegions, Unanswered        int
	Samples                               bool // needs are sample data
	byProblem                             map[string]problemCount
}

// tallyCache keeps the counts as long as nothing was folded and the day is the same.
type tallyCache struct {
	mu       sync.Mutex
	position uint64
	on       calendar.Date
	counts   tally
}

func (s *Service) counts() tally {
	c := &s.tally
	c.mu.Lock()
	defer c.mu.Unlock()
	at, on := s.cat.Position(), s.today()
	if c.position != at || c.on != on || c.counts.byProblem == nil {
		c.position, c.on, c.counts = at, on, s.count(on)
	}
	return c.counts
}

func (s *Service) count(on calendar.Date) tally {
	t := tally{byProblem: map[string]problemCount{}}
	for _, r := range s.cat.Regions() {
		if r.Basis == event.Sample {
			continue
		}
		t.Regions++
		switch r.Level {
		case "province":
			t.Provinces++
		case "regency":
			t.Regencies++
		case "city":
			t.Cities++
		}
	}
	owners := map[string]bool{}
	for _, p := range s.cat.Practices() {
		if p.Basis == event.Sample || p.Retired {
			continue
		}
		t.Practices++
		owners[p.Owner] = true
		if p.Country != home {
			t.Foreign++
		}
	}
	t.Owners = len(owners)
	s.countNeeds(&t, on)
	return t
}

func (s *Service) countNeeds(t *tally, on calendar.Date) {
	period := s.cat.PeriodFor(on)
	regions := map[string]bool{}
	for _, n := range s.cat.Needs() {
		if !s.shows(n.Basis) {
			continue
		}
		c := t.byProblem[n.Problem]
		c.Declared++
		if s.cat.Answered(n.Need, on, period) == "" {
			c.Unanswered++
			t.Unanswered++
		}
		t.byProblem[n.Problem] = c
		t.Needs++
		t.Samples = t.Samples || n.Basis == event.Sample
		regions[n.Region] = true
	}
	t.NeedRegions = len(regions)
}

func (t tally) Answered() int { return t.Needs - t.Unanswered }

func (s *Service) front(v *visit) error {
	page := &frontPage{
		tally: s.counts(), Queue: policy.CanSomewhere(v.Subject, policy.MatchRead).Allow, Plans: policy.CanSomewhere(v.Subject, policy.PlanRead).Allow,
	}
	for id, c := range page.byProblem {
		if c.Unanswered > 0 {
			page.Unmet = append(page.Unmet, problemCount{v.problem(id), "/inovasi?masalah=" + id, c.Declared, c.Unanswered})
		}
	}
	slices.SortFunc(page.Unmet, func(a, b problemCount) int {
		return cmp.Or(cmp.Compare(b.Unanswered, a.Unanswered), cmp.Compare(a.Name, b.Name))
	})
	var err error
	if page.Proposals, err = s.countProposals(v, ""); err != nil {
		return err
	}
	if page.Approved, err = s.countProposals(v, approved); err != nil {
		return err
	}
	return v.show("front", s.opt.Name, page)
}

// countProposals counts those of a state that a public page may count: without samples unless this is a demonstration.
func (s *Service) countProposals(v *visit, state string) (int, error) {
	n, err := proposalTable.Count(v.Context(), s.view.View(), queueIndex, views.Query{Prefix: queueKey(state, "", "", "")})
	if err != nil || s.opt.Demo {
		return n, err
	}
	samples, err := proposalTable.Count(v.Context(), s.view.View(), sampleIndex, views.Query{Prefix: sampleKey(state)})
	return n - samples, err
}

// signInPage takes a key, or ends the session.
type signInPage struct{ Next, Actor string }

func (s *Service) signIn(v *visit) error {
	page := &signInPage{Next: v.Query.Get("_next"), Actor: v.Subject.Actor}
	if u, err := url.Parse(page.Next); err != nil || !strings.HasPrefix(page.Next, "/") || u.Host != "" || strings.ContainsAny(page.Next, "\\\n\r\t") {
		page.Next = "/"
		if policy.CanSomewhere(v.Subject, policy.MatchRead).Allow {
			page.Next = "/usulan"
		}
	}
	return v.show("signin", v.say("signin.title"), page)
}
