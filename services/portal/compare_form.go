package portal

import (
	"slices"
	"strconv"
	"strings"

	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/planning"
)

// runForm is what one run is asked for, as it was asked.
type runForm struct {
	Number            int
	Aim, Name         field
	Figures, Weights  []field
	Pinned, Forbidden pairForm
	Open              bool // more than the aim was asked for
	Ignored           bool // it is not used, though something was asked for
}

// pairForm is one list of pairs of a run: those that stand by name, and a field for typed ones.
type pairForm struct {
	Name  string
	Pairs []pairView
	Typed field
}

// form fills in the form as it was asked, with what is wrong, and lists that once more in its order.
func (s *Service) form(v *visit, a *whatIf, page *comparePage) error {
	lists, err := s.listOptions(v, a.list)
	if err != nil {
		return err
	}
	page.Scope = []field{
		page.field(a, field{Name: "periode", Text: v.say("planform.period"), Value: a.period}),
		page.field(a, field{Name: "daftar", Text: v.say("planform.list"), Options: lists}),
		page.field(a, field{Name: "wilayah", Text: v.say("compare.region"), Value: a.region, Suggest: s.provinceNames()}),
	}
	for i := range a.runs {
		page.Forms = append(page.Forms, s.runForm(v, a, page, &a.runs[i]))
	}
	for _, c := range v.costFields() {
		name := "biaya." + c.Name
		page.Costs = append(page.Costs, page.field(a, field{Name: name, Text: c.Text, Value: v.Query.Get(name), Rupiah: true}))
		page.Priced = page.Priced || v.Query.Get(name) != ""
	}
	page.Priced = page.Priced || slices.ContainsFunc(page.Wrong, func(w wrongLine) bool { return strings.HasSuffix(w.ID, "-anggaran") })
	return nil
}

// field gives the field what is wrong with it, and notes that in the summary.
func (p *comparePage) field(a *whatIf, f field) field {
	f.Wrong = a.wrong[f.Name]
	p.note(f.ID(), f.Text, f.Wrong)
	return f
}

func (p *comparePage) note(id, where string, sentences []string) {
	for _, text := range sentences {
		p.Wrong = append(p.Wrong, wrongLine{id, where, text})
	}
}

func (s *Service) runForm(v *visit, a *whatIf, page *comparePage, run *askedRun) runForm {
	f := runForm{Number: run.number, Ignored: run.aim == "" && run.changed}
	title := v.say("compare.run", "n", run.number)
	first := len(page.Wrong)
	get := func(name, text string, shape field) field {
		shape.Name, shape.Text, shape.Value = run.letter+"."+name, text, strings.TrimSpace(v.Query.Get(run.letter+"."+name))
		return page.field(a, shape)
	}
	f.Aim = get("tujuan", v.say("plan.policy"), field{Options: v.aims(run.aim, run.number > 1)})
	inside := len(page.Wrong)
	f.Name = get("nama", v.say("compare.name"), field{})
	for _, n := range runNumbers {
		f.Figures = append(f.Figures, get(n.name, v.say(n.word), field{Least: -planning.MostChange, Most: planning.MostChange}))
	}
	f.Figures = append(f.Figures, get("anggaran", v.say("compare.limit"), field{Rupiah: true}))
	weights := s.cat.Rubric().Weights
	for _, part := range matching.PartNames() {
		text := v.say("compare.weight", "part", matching.PartName(v.lang, part))
		f.Weights = append(f.Weights, get("bobot."+part, text, field{Most: mostWeight, Hint: strconv.Itoa(weights[part])}))
	}
	f.Pinned = s.pairForm(v, a, page, run.pinned, v.say("compare.pinned"))
	f.Forbidden = s.pairForm(v, a, page, run.forbidden, v.say("compare.forbidden"))
	for i := first; i < len(page.Wrong); i++ {
		page.Wrong[i].Where = title + ", " + page.Wrong[i].Where
	}
	f.Open = run.changed || f.Name.Value != "" || len(page.Wrong) > inside
	return f
}

func (s *Service) pairForm(v *visit, a *whatIf, page *comparePage, l pairList, name string) pairForm {
	f := pairForm{Name: name, Pairs: s.pairViews(v, a, l)}
	for _, p := range f.Pairs {
		page.note(p.ID, name, p.Wrong)
	}
	f.Typed = page.field(a, field{Name: l.field, Text: v.say("compare.typed", "list", name), Value: l.rest})
	return f
}

// aims are the policies under short names, which a narrow choice has room for.
func (v *visit) aims(chosen string, unused bool) []option {
	var all []option
	if unused {
		all = append(all, option{Text: v.say("compare.unused")})
	}
	for _, p := range policies() {
		all = append(all, option{p, v.say("compare." + p), p == chosen})
	}
	return all
}

// listOptions are the lists of lagging regencies, and none of them. A list that is not known stays as it was asked for.
func (s *Service) listOptions(v *visit, chosen string) ([]option, error) {
	rows, err := statusTable.GetMany(v.Context(), s.view.View(), s.regionTokens()...)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{lastList: true}
	if chosen != "" {
		known[chosen] = true
	}
	for _, r := range rows {
		for _, p := range r.Doc.Periods {
			if p.Status == "lagging" && s.shows(p.Basis) {
				known[p.List] = true
			}
		}
	}
	all := []option{{Text: v.say("compare.every"), Chosen: chosen == ""}}
	for id := range known {
		all = append(all, option{id, listName(id), id == chosen})
	}
	slices.SortFunc(all[1:], func(a, b option) int { return strings.Compare(b.Value, a.Value) })
	return all, nil
}

func (s *Service) provinceNames() []string {
	var all []string
	for _, r := range s.cat.Regions() {
		if r.Level == "province" && s.shows(r.Basis) {
			all = append(all, r.Name)
		}
	}
	return all
}

// regionsCalled finds regions by their code or name: those that have all words of it, unless one is called just so.
func (s *Service) regionsCalled(text string) []catalogue.Region {
	if code, err := region.ParseCode(text); err == nil {
		if r, ok := s.cat.Region(code.Dotted()); ok {
			return []catalogue.Region{r}
		}
	}
	var found []catalogue.Region
	for _, r := range s.cat.Regions() {
		if !s.shows(r.Basis) {
			continue
		}
		if strings.EqualFold(r.Name, strings.Join(strings.Fields(text), " ")) {
			return []catalogue.Region{r}
		}
		if matches(text, r.Name) {
			found = append(found, r)
		}
	}
	return found
}
