package portal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
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
	Period, List, Region string
	Forms                []runForm
	Costs                []costField
	Rows                 []runRow
	Groups               []string // names of the groups of islands, west to east
	Front                []frontRow
	Curve                curve
	Took                 string
	Basis                event.Basis
}

// runForm is what one run is asked for, as it was asked.
type runForm struct {
	Letter, Name, Trips, Visits, Absorbs, Limit, Pinned, Forbidden string
	Number                                                         int
	Policies                                                       []option
	Weights                                                        []costField
	Changed                                                        bool // more than name and policy was asked for
}

type runRow struct {
	Name, Policy, Why             string
	Value, InUse, Fairness        string
	Unproven, TooDear             bool // TooDear: no visit was found within its budget
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
	page := &comparePage{
		Period: v.Query.Get("periode"), List: v.Query.Get("daftar"), Region: v.Query.Get("wilayah"),
	}
	if page.Period == "" {
		page.Period = string(s.cat.PeriodFor(s.today()))
	}
	if _, err := calendar.ParsePeriod(page.Period); err != nil {
		return errFilter("periode")
	}
	if page.List == "" && page.Region == "" {
		page.List = lastList
	}
	for _, f := range v.costFields() {
		f.Value = v.Query.Get("biaya." + f.Name)
		page.Costs = append(page.Costs, f)
	}
	scenarios, err := s.scenarios(v, page)
	if err != nil {
		return err
	}
	started := time.Now()
	base, err := s.desk.Base(v.Context(), contract.PlanScope{List: page.List, Region: page.Region}, s.today(), calendar.Period(page.Period))
	if err != nil {
		return err
	}
	outcomes, front, err := s.desk.Compare(v.Context(), base, scenarios, comparePoints)
	if err != nil {
		return err
	}
	page.Took = fmt.Sprint(max(1, time.Since(started).Milliseconds()))
	for i := range outcomes {
		page.Rows = append(page.Rows, s.runRow(v, &outcomes[i], page, scenarios[i].Terms.Limited()))
	}
	for _, r := range base.Reading.Rankings {
		page.Basis = event.Weakest(page.Basis, r.Need.Basis)
	}
	page.addFront(v, front)
	return v.show("compare", v.say("compare.title"), page)
}

// scenarios reads the runs from the address; without any, the four policies are compared.
func (s *Service) scenarios(v *visit, page *comparePage) ([]planning.Scenario, error) {
	var all []planning.Scenario
	asked := v.Query.Has("a.tujuan")
	costs, err := costsOf(page.Costs)
	if err != nil {
		return nil, err
	}
	for k := range compareRuns {
		f, one, err := s.runOf(v, k, asked, costs)
		if err != nil {
			return nil, err
		}
		page.Forms = append(page.Forms, f)
		if one != nil {
			all = append(all, *one)
		}
	}
	return all, nil
}

// runOf reads one run; a run without a policy is none.
func (s *Service) runOf(v *visit, k int, asked bool, costs contract.VisitCost) (runForm, *planning.Scenario, error) {
	letter := string(rune('a' + k))
	get := func(name string) string { return strings.TrimSpace(v.Query.Get(letter + "." + name)) }
	chosen := get("tujuan")
	if !asked {
		chosen = policies()[k]
	}
	f := runForm{
		Letter: letter, Number: k + 1, Name: get("nama"), Trips: get("perjalanan"), Visits: get("kunjungan"), Absorbs: get("serap"), Limit: get("anggaran"),
		Pinned: v.Query.Get(letter + ".sematkan"), Forbidden: v.Query.Get(letter + ".kecualikan"), Policies: v.policyOptions(chosen),
	}
	in := s.cat.Rubric()
	for _, part := range matching.PartNames() {
		f.Weights = append(f.Weights, costField{
			Name: part, Text: matching.PartName(v.lang, part), Value: get("bobot." + part), Hint: strconv.Itoa(in.Weights[part]),
		})
	}
	one, err := f.scenario(chosen, costs, in.Weights)
	if err != nil || chosen == "" {
		return f, nil, err
	}
	f.Changed = one.Weights != nil || f.Trips+f.Visits+f.Absorbs+f.Limit+f.Pinned+f.Forbidden != ""
	if one.Name == "" {
		one.Name = f.called(v, chosen)
	}
	return f, one, nil
}

// called names a run that was given no name by what it is after.
func (f *runForm) called(v *visit, chosen string) string {
	name := "compare.named"
	if f.Changed {
		name = "compare.altered"
	}
	return v.say(name, "n", f.Number, "policy", v.say("compare."+chosen))
}

func (f *runForm) scenario(chosen string, costs contract.VisitCost, weights map[string]int) (*planning.Scenario, error) {
	one := &planning.Scenario{Name: f.Name, Terms: planning.Terms{Policy: solve.Policy(chosen)}}
	var limit int
	for _, n := range []struct {
		field, text string
		into        *int
	}{
		{"perjalanan", f.Trips, &one.Trips}, {"kunjungan", f.Visits, &one.Visits}, {"serap", f.Absorbs, &one.Absorbs}, {"anggaran", f.Limit, &limit},
	} {
		if err := wholeNumber(f.Letter+"."+n.field, n.text, n.into); err != nil {
			return nil, err
		}
	}
	switch {
	case limit < 0:
		return nil, fault.Invalid(f.Letter+".anggaran", "plan.budget_figure", "This is not a cost.", "whole rupiah, at least 1; 0 or nothing is no budget")
	case limit > 0 && costs == (contract.VisitCost{}):
		return nil, fault.Invalid("biaya", "plan.budget_costs", "A budget needs the cost of a visit: without it every visit costs nothing.", "whole rupiah, at least 1, for one kind of visit or more")
	case limit > 0:
		one.Terms.Budget = contract.PlanBudget{Limit: int64(limit), PerPair: costs}
	}
	for _, w := range f.Weights {
		n := weights[w.Name]
		if err := wholeNumber(f.Letter+".bobot."+w.Name, w.Value, &n); err != nil {
			return nil, err
		}
		if n != weights[w.Name] && one.Weights == nil {
			one.Weights = map[string]int{}
			for part, weight := range weights {
				one.Weights[part] = weight
			}
		}
		if one.Weights != nil {
			one.Weights[w.Name] = n
		}
	}
	var err error
	if one.Pinned, err = pairsOf(f.Letter+".sematkan", f.Pinned); err != nil {
		return nil, err
	}
	if one.Forbidden, err = pairsOf(f.Letter+".kecualikan", f.Forbidden); err != nil {
		return nil, err
	}
	settled, err := one.Terms.Settled()
	one.Terms = settled
	return one, err
}
