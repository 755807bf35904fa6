package portal

import (
	"fmt"
	"net/http"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/policy"
)

const (
	comparePath   = "/rencana/coba"
	compareRuns   = 4
	comparePoints = planning.LeastPoints
)

// comparePage shows what-if runs beside each other, and the form that asks for others.
type comparePage struct {
	Scope  []field
	Forms  []runForm
	Aims   []figure // the aims in full
	Costs  []field
	Priced bool        // the costs are open
	Wrong  []wrongLine // what is to be mended; then there is no answer
	Search pairSearch
	Rows   []runRow
	None   string   // why there is nothing to compare; empty: there is
	Groups []string // names of the groups of islands, west to east
	Front  []frontRow
	Curve  curve
	Took   string
	Basis  event.Basis
}

type runRow struct {
	Name, Policy, Why             string
	Value, InUse, Fairness        string
	Unproven, TooDear             bool // TooDear: no visit is that cheap
	Visits, Needs, Moved, Busiest int
	BusiestName, Spent            string
	Served, Lagging, Fresh        planning.Share
	Islands                       []islandCell
}

type islandCell struct {
	Group string
	Share planning.Share
	Gauge gauge
}

type frontRow struct {
	Guaranteed, Visits, Served int
	Value, Price               string
}

// curve is the frontier as a line: to the right the regions that get a visit, upwards the value.
type curve struct {
	Line            string
	Dots            []dot
	Highest, Lowest string
	Fewest, Most    int
}

type dot struct{ X, Y float64 }

func (s *Service) compare(v *visit) error {
	if err := v.Allow(policy.PlanCompute, policy.Object{}); err != nil {
		return err
	}
	page, ask := &comparePage{}, s.whatIfOf(v)
	if err := ask.beside(v, "", s.tryRuns(v, ask, page)); err != nil {
		return err
	}
	if err := s.form(v, ask, page); err != nil {
		return err
	}
	for _, p := range policies() {
		page.Aims = append(page.Aims, figure{v.say("compare." + p), v.say("policy." + p)})
	}
	title := v.say("compare.title")
	if len(ask.wrong) > 0 {
		v.status, title = http.StatusUnprocessableEntity, v.say("compare.wrong.title", "title", title)
	}
	return v.show("compare", title, page)
}

// nothing says why there is no visit to compare in any run, where nobody offers one; empty otherwise.
func (v *visit) nothing(base *planning.Base, ask *whatIf, outcomes []planning.Outcome) string {
	for i := range outcomes {
		if outcomes[i].Visits > 0 || outcomes[i].Why != "" {
			return ""
		}
	}
	switch {
	case outcomes[0].Needs == 0:
		return v.say("compare.no_needs")
	case len(base.Pairs()) == 0:
		return v.say("compare.no_visits", "period", ask.period)
	}
	return ""
}

// tryRuns answers what was asked, as far as nothing is wrong with it.
func (s *Service) tryRuns(v *visit, ask *whatIf, page *comparePage) error {
	if len(ask.wrong["periode"])+len(ask.wrong["wilayah"]) > 0 {
		return nil
	}
	started := time.Now()
	base, err := s.desk.Base(v.Context(), ask.scope, s.today(), calendar.Period(ask.period))
	if err != nil {
		return err
	}
	for _, r := range base.Reading.Rankings {
		page.Basis = event.Weakest(page.Basis, r.Need.Basis)
	}
	page.Search = s.search(v, ask, base)
	var scenarios []planning.Scenario
	for _, run := range ask.runs {
		if run.aim != "" {
			scenarios = append(scenarios, run.scenario)
		}
	}
	if len(ask.wrong) > 0 {
		return base.Check(scenarios)
	}
	outcomes, front, err := s.desk.Compare(v.Context(), base, scenarios, comparePoints)
	if err != nil {
		return err
	}
	if page.None = v.nothing(base, ask, outcomes); page.None != "" {
		return nil
	}
	page.Took = fmt.Sprint(max(1, time.Since(started).Milliseconds()))
	for i := range outcomes {
		page.Rows = append(page.Rows, s.runRow(v, &outcomes[i], page, scenarios[i].Terms.Limited()))
	}
	page.addFront(v, front)
	return nil
}
