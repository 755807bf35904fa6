package portal

import (
	"net/url"
	"strconv"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
)

// plansPage is the list of plans, the latest first.
type plansPage struct {
	Form        *planForm // nil: the caller has no plans computed
	CompareHref string    // to what-if runs; empty: not for the caller
	Rows        []planSummary
	Total       int
	Next, First string
}

// planSummary is what every page says of a plan.
type planSummary struct {
	ID, State, StateWord, Period, Scope, AsOf string
	Short                                     string // beginning of the id
	Pairs                                     int
	Value, Bound                              string
	Policy, Fairness                          string
	Gap                                       string // by how much it is at most below the best one; empty: proven best
	Budget, Spent                             string // in rupiah; empty: no limit
	ProofText                                 string // what the proof shows, by policy
	Basis                                     event.Basis
	Computed                                  string
}

// planPage is one plan with its pairs.
type planPage struct {
	planSummary
	Reason, Rubric, Inputs, Certificate string
	Part                                string // the province of a delegate, who sees that part only
	Rows                                []pairRow
	Shown                               int
	Unserved, Unanswered                int
	Empty                               string // why there is no visit at all; empty: there are some
	ByPriority                          []priorityCount
	Next, First                         string
	PublishKey, WithdrawKey             string
	Version                             uint64
	NextHref                            string
	ExplainHref                         string // empty: not for the caller
	CompareHref                         string // to what-if runs for its scope; empty: not for the caller
	QueueHref                           string
	History                             []line
}

type priorityCount struct{ Priority, Needs int }

type pairRow struct {
	Region, RegionCode, Problem, Mode string
	Priority, Open                    int
	Practice                          practiceLabel
	Band                              band
	Basis                             event.Basis
	WhyHref                           string
}

func (s *Service) plans(v *visit) error {
	at, err := s.site.ParseCursor("rencana", v.Query.Get("lanjut"))
	if err != nil {
		return err
	}
	rows, err := planTable.List(v.Context(), s.view.View(), planIndex, views.Query{Desc: true, After: markOf(at), Limit: queueSize + 1})
	if err != nil {
		return err
	}
	page := &plansPage{}
	if page.Total, err = planTable.Count(v.Context(), s.view.View(), planIndex, views.Query{}); err != nil {
		return err
	}
	if len(rows) > queueSize {
		rows = rows[:queueSize]
		page.Next = address("/rencana", nil, s.site.Cursor("rencana", cursorOf(rows[queueSize-1].Mark())))
	}
	page.First = first(v, "/rencana", nil)
	for _, r := range rows {
		page.Rows = append(page.Rows, planOf(v, r.Doc))
	}
	if page.Form, err = s.planForm(v); err != nil {
		return err
	}
	if page.Form != nil {
		page.CompareHref = comparePath
		page.Form.Open = page.Total == 0
	}
	v.shell.Moves = len(page.Rows) > 0
	return v.show("plans", v.say("plans.title"), page)
}

func planOf(v *visit, p planRow) planSummary {
	d := p.Plan
	a := planSummary{
		ID: p.ID, Short: short(p.ID), State: p.State, StateWord: v.say("plan.state." + p.State), Period: string(d.Period), Scope: d.Scope.Label, AsOf: v.date(d.AsOf),
		Pairs: len(d.Pairs), Value: v.millionths(d.Objective), Bound: v.millionths(d.Bound), ProofText: v.proofText(&d), Basis: p.Basis,
		Computed: v.moment(p.Computed), Policy: v.say("policy." + d.Policy), Fairness: v.difference(d.Objective+d.Fairness, d.Objective), Gap: v.gapOf(&d),
	}
	if d.Policy == "score" {
		a.Fairness = "" // it promises none
	}
	if d.Budget.Limit > 0 {
		a.Budget, a.Spent = v.rupiah(d.Budget.Limit), v.rupiah(d.Spent)
		a.Fairness = "" // what the budget takes is not what fairness costs
	}
	return a
}

func (s *Service) plan(v *visit) error {
	p, ok, err := planTable.Get(v.Context(), s.view.View(), v.Param("id"))
	if err != nil {
		return err
	}
	whole := v.May(policy.PlanRead, policy.Object{})
	provinces := v.Subject.Scopes(policy.Hub)
	if !ok || (!whole && len(provinces) == 0) {
		return errNoPage()
	}
	page := &planPage{
		planSummary: planOf(v, p), Reason: p.Reason, Rubric: strconv.Itoa(p.Plan.Rubric), Unserved: len(p.Plan.Unserved), Unanswered: len(p.Plan.Unanswered),
		Version: p.Version, NextHref: v.here(""), History: v.planHistory(p), QueueHref: "/usulan?keadaan=semua&periode=" + string(p.Plan.Period),
		Inputs: short(p.Plan.Inputs), Certificate: short(p.Plan.Certificate),
	}
	if whole {
		page.ExplainHref = "/rencana/" + p.ID + "/penjelasan"
	} else {
		page.Part = s.regionName(provinces[0])
	}
	if err := s.addPairs(v, page, p, func(code string) bool { return whole || within(code, provinces[0]) }); err != nil {
		return err
	}
	page.Empty = v.emptyText(&p.Plan)
	if v.May(policy.PlanCompute, policy.Object{}) {
		scope := p.Plan.Scope
		page.CompareHref = comparePath + "?" + url.Values{"periode": {page.Period}, "daftar": {scope.List}, "wilayah": {scope.Region}}.Encode()
	}
	if v.May(policy.PlanPublish, policy.Object{}) {
		switch {
		case p.State == published:
			page.WithdrawKey = newKey()
		case (p.State == computed || p.State == withdrawn) && page.Empty == "":
			page.PublishKey = newKey()
		}
	}
	v.shell.Moves = len(page.Rows) > 0
	return v.show("plan", v.say("plan.title", "period", page.Period), page)
}

// short is the beginning of a hash, enough to compare by eye.
func short(hash string) string { return hash[:min(16, len(hash))] }

// addPairs adds one page of the pairs that the caller may see, in the order of the plan.
func (s *Service) addPairs(v *visit, page *planPage, p planRow, sees func(region string) bool) error {
	list := "rencana/" + p.ID
	at, err := s.site.ParseCursor(list, v.Query.Get("lanjut"))
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(at.After) // signed, so a number of ours
	met := map[int]int{}
	seen := 0
	for _, pair := range p.Plan.Pairs {
		if !sees(pair.Region) {
			continue
		}
		met[pair.Priority]++
		if seen++; seen <= from || len(page.Rows) == listSize {
			continue
		}
		row := pairRow{
			Region: s.regionName(pair.Region), RegionCode: pair.Region, Problem: v.problem(pair.Problem), Mode: v.say("mode." + pair.Mode),
			Priority: pair.Priority, Open: len(pair.Unknown), Practice: s.practiceLabel(v, pair.Innovation),
			Basis: event.Basis(pair.Basis), WhyHref: whyHref(pair.Innovation, pair.Need) + "&rencana=" + p.ID,
		}
		row.Band, _ = v.bandOf(pair.Score, s.cat.Rubric())
		page.Rows = append(page.Rows, row)
	}
	for priority := 5; priority >= 1; priority-- {
		page.ByPriority = append(page.ByPriority, priorityCount{priority, met[priority]})
	}
	page.Shown = seen
	if shown := from + len(page.Rows); shown < seen {
		page.Next = address("/rencana/"+p.ID, nil, s.site.Cursor(list, web.Cursor{After: strconv.Itoa(shown)}))
	}
	page.First = first(v, "/rencana/"+p.ID, nil)
	return nil
}
