package portal

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/planning"
)

// whatIf is what the address of the page asks for, and what is wrong with it. The form shows it again as it stands.
type whatIf struct {
	period, list, region string
	scope                contract.PlanScope
	costs                contract.VisitCost
	runs                 []askedRun
	wrong                wrongs
}

// askedRun is one run as it was asked for. A run without an aim is not used: it is shown again and otherwise left alone.
type askedRun struct {
	letter, aim       string
	number            int
	scenario          planning.Scenario
	pinned, forbidden pairList
	changed           bool // more than name and aim was asked for
}

// whatIfOf reads the address; without any run in it, the four policies are compared.
func (s *Service) whatIfOf(v *visit) *whatIf {
	a := &whatIf{
		period: strings.TrimSpace(v.Query.Get("periode")), list: strings.TrimSpace(v.Query.Get("daftar")),
		region: v.search("wilayah"), wrong: wrongs{},
	}
	if a.period == "" {
		a.period = string(s.cat.PeriodFor(s.today()))
	}
	if _, err := calendar.ParsePeriod(a.period); err != nil {
		a.wrong.add("periode", v.say("compare.wrong.period"))
	}
	if a.list == "" && a.region == "" && !v.Query.Has("daftar") {
		a.list = lastList
	}
	a.scope = contract.PlanScope{List: a.list, Region: s.codeOf(v, a)}
	a.readCosts(v)
	asked, used := false, false
	for k := range compareRuns {
		asked = asked || v.Query.Has(letterOf(k)+".tujuan")
	}
	for k := range compareRuns {
		run := askedRun{letter: letterOf(k), number: k + 1, aim: v.Query.Get(letterOf(k) + ".tujuan")}
		if !asked {
			run.aim = policies()[k]
		}
		s.readRun(v, a, &run)
		a.runs = append(a.runs, run)
		used = used || run.aim != ""
	}
	if !used {
		a.wrong.add("a.tujuan", v.say("compare.wrong.none"))
	}
	return a
}

func letterOf(k int) string { return string(rune('a' + k)) }

// codeOf finds the region by its code or its name.
func (s *Service) codeOf(v *visit, a *whatIf) string {
	if a.region == "" {
		return ""
	}
	found := s.regionsCalled(a.region)
	switch len(found) {
	case 0:
		a.wrong.add("wilayah", v.say("compare.wrong.region.unknown"))
	case 1:
		return found[0].Code
	default:
		var names []string
		for _, r := range found[:min(len(found), 4)] {
			names = append(names, r.Name)
		}
		a.wrong.add("wilayah", v.say("compare.wrong.region.many", "names", strings.Join(names, ", ")))
	}
	return ""
}

func (a *whatIf) readCosts(v *visit) {
	c := &a.costs
	for name, into := range map[string]*int64{"province": &c.Province, "islands": &c.Islands, "elsewhere": &c.Elsewhere, "virtual": &c.Virtual, "session": &c.Session} {
		if !rupiah(v.Query.Get("biaya."+name), into) {
			a.wrong.add("biaya."+name, v.say("compare.wrong.rupiah", "most", planning.MostRupiah))
		}
	}
}

// numbers of a run by the name of their field, without the weights and the budget.
var runNumbers = []struct{ name, word string }{{"perjalanan", "compare.trips"}, {"kunjungan", "compare.visits"}, {"serap", "compare.absorbs"}}

// readRun reads one run. Of one that is not used, only the pairs are read, to show them by name.
func (s *Service) readRun(v *visit, a *whatIf, run *askedRun) {
	get := func(name string) string { return strings.TrimSpace(v.Query.Get(run.letter + "." + name)) }
	run.pinned, run.forbidden = pairsOf(v.Query, run.letter+".sematkan"), pairsOf(v.Query, run.letter+".kecualikan")
	run.changed = get("anggaran") != "" || run.pinned.any() || run.forbidden.any()
	for _, n := range runNumbers {
		run.changed = run.changed || get(n.name) != ""
	}
	weights := s.cat.Rubric().Weights
	for _, part := range matching.PartNames() {
		text := get("bobot." + part)
		n := weights[part]
		run.changed = run.changed || (text != "" && (!wholeNumber(text, 0, mostWeight, &n) || n != weights[part]))
	}
	if run.aim == "" {
		return
	}
	one := &run.scenario
	one.Name, one.Terms.Policy = get("nama"), solve.Policy(run.aim)
	for i, into := range []*int{&one.Trips, &one.Visits, &one.Absorbs} {
		if name := runNumbers[i].name; !wholeNumber(get(name), -planning.MostChange, planning.MostChange, into) {
			a.wrong.add(run.letter+"."+name, v.say("compare.wrong.change", "most", planning.MostChange))
		}
	}
	a.readBudget(v, run, get("anggaran"))
	a.readWeights(v, run, weights)
	for _, list := range []pairList{run.pinned, run.forbidden} {
		if list.rest != "" {
			a.wrong.add(list.field, v.say("compare.wrong.pair"))
		}
	}
	one.Pinned, one.Forbidden = run.pinned.pairs, run.forbidden.pairs
	settled, err := one.Terms.Settled()
	one.Terms = settled
	if one.Name == "" {
		one.Name = run.called(v)
	}
	_ = a.beside(v, run.letter, err) // Settled refuses as invalid only
}

func (a *whatIf) readBudget(v *visit, run *askedRun, text string) {
	name, limit := run.letter+".anggaran", int64(0)
	switch {
	case !rupiah(text, &limit):
		a.wrong.add(name, v.say("compare.wrong.rupiah", "most", planning.MostRupiah))
	case limit > 0 && a.costs == (contract.VisitCost{}):
		a.wrong.add(name, v.say("compare.wrong.costs"))
	case limit > 0:
		run.scenario.Terms.Budget = contract.PlanBudget{Limit: limit, PerPair: a.costs}
	}
}

// mostWeight is the largest weight of a part of a score, as matching.NewRubric has it.
const mostWeight = 1000

func (a *whatIf) readWeights(v *visit, run *askedRun, inUse map[string]int) {
	asked, changed := map[string]int{}, false
	for _, part := range matching.PartNames() {
		name, n := run.letter+".bobot."+part, inUse[part]
		if !wholeNumber(strings.TrimSpace(v.Query.Get(name)), 0, mostWeight, &n) {
			a.wrong.add(name, v.say("compare.wrong.weight", "most", mostWeight))
		}
		asked[part] = n
		changed = changed || n != inUse[part]
	}
	if changed {
		run.scenario.Weights = asked
	}
}

// called names a run that was given no name by what it is after.
func (r *askedRun) called(v *visit) string {
	name := "compare.named"
	if r.changed {
		name = "compare.altered"
	}
	aim := r.aim
	if !slices.Contains(policies(), aim) {
		aim = policies()[0] // it is refused, and its name not shown
	}
	return v.say(name, "n", r.number, "policy", v.say("compare."+aim))
}
