package portal

import (
	"context"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/policy"
)

const (
	worthsShown = 12
	nextsShown  = 25
)

// explainPage explains a plan from its own problem and proof.
type explainPage struct {
	ID, Period, Policy string
	Search             pairSearch
	Answer             *explained
	Worths             []worthRow
	Nexts              []nextRow
	More               int    // needs without a visit that are not shown
	Budget             string // what the visits may cost and do; empty: no limit
	Proof, Gap         string // what is proven; Gap: by how much the plan may be below the best, empty: nothing
	Note               string // why figures by prices are left out; empty: they are not
	Priced, Limited    bool
	Basis              event.Basis
}

// explained is why the plan does not have a pair, and what insisting on it moves.
type explained struct {
	Sentence, Word  string // Word is "yes" or "no", for the mark beside it
	Practice        practiceLabel
	Region, Problem string
	Gates           []string // conditions that are a known no today
	Figures         []figure
	Uneven          bool // the figures, rounded one by one, do not add up
	Changes         []changeRow
	Visits          []planning.Visits
	Choose          *alternative // to decide so; nil where it cannot be
}

type figure struct{ Name, Value string }

type changeRow struct {
	Region, RegionCode, Problem, From, To string
	Loses                                 bool
}

type worthRow struct {
	Name, Kind, Fewer, More string
	Used, Capacity          int
}

type nextRow struct {
	Region, RegionCode, Problem, Href, Loss, Score string
	Practice                                       practiceLabel
}

func (s *Service) explain(v *visit) error {
	p, ok, err := planTable.Get(v.Context(), s.view.View(), v.Param("id"))
	if err != nil {
		return err
	}
	if !ok || !v.May(policy.PlanRead, policy.Object{}) {
		return errNoPage()
	}
	page := &explainPage{ID: p.ID, Period: string(p.Plan.Period), Policy: v.say("policy." + p.Plan.Policy), Basis: p.Basis, Proof: v.proofText(&p.Plan), Gap: v.gapOf(&p.Plan)}
	if p.Plan.Budget.Limit > 0 {
		page.Budget = v.say("explain.budget", "limit", v.rupiah(p.Plan.Budget.Limit), "spent", v.rupiah(p.Plan.Spent))
	}
	asked := planning.Pair{Innovation: v.Query.Get("inovasi"), Need: v.Query.Get("kebutuhan")}
	err = s.cases.With(v.Context(), &p.Plan, func(ctx context.Context, c *planning.Case) error {
		page.Note, page.Priced, page.Limited = v.tell(c.SayUnpriced()), c.Priced(), c.Limited()
		all, err := c.Worths(ctx, worthsShown)
		if err != nil {
			return err
		}
		for _, w := range all {
			page.Worths = append(page.Worths, s.worthRow(v, w))
		}
		nexts := c.Nexts()
		s.addNexts(v, page, nexts)
		page.Search = s.searchPlan(v, page.ID, nexts)
		if asked.Innovation == "" || asked.Need == "" {
			return nil
		}
		page.Answer, err = s.explained(ctx, v, &p.Plan, c, asked)
		return err
	})
	if err != nil {
		return err
	}
	return v.show("explain", v.say("explain.title", "period", page.Period), page)
}

func (s *Service) worthRow(v *visit, w planning.Worth) worthRow {
	r := worthRow{Kind: v.say("worth." + w.Kind), Used: w.Used, Capacity: w.Capacity, Fewer: v.thousandths(w.Fewer), More: v.thousandths(w.More)}
	switch w.Kind {
	case "owner":
		r.Name = s.ownerName(w.ID)
	case "session":
		seats, _ := s.cat.SessionSeats(w.ID)
		r.Name = s.practiceLabel(v, seats.Innovation).Title
	default:
		r.Name = s.practiceLabel(v, w.ID).Title
	}
	return r
}

// addNexts lists what comes next for needs that get no visit.
func (s *Service) addNexts(v *visit, page *explainPage, all []planning.Next) {
	for _, n := range all {
		need, known := s.cat.Need(n.Need)
		if !known {
			continue // withdrawn since
		}
		place, problem := s.regionName(n.Region), v.problem(need.Problem)
		if n.Has != "" || n.Innovation == "" {
			continue
		}
		if len(page.Nexts) == nextsShown && v.Query.Get("semua") == "" {
			page.More++
			continue
		}
		row := nextRow{
			Region: place, RegionCode: n.Region, Problem: problem, Href: explainHref(page.ID, n.Innovation, n.Need), Score: v.thousandths(n.Score),
			Practice: s.practiceLabel(v, n.Innovation),
		}
		if n.Loss != nil {
			row.Loss = v.thousandths(*n.Loss)
		}
		page.Nexts = append(page.Nexts, row)
	}
}

func explainHref(plan, innovation, need string) string {
	return "/rencana/" + plan + "/penjelasan?inovasi=" + innovation + "&kebutuhan=" + need
}

func (s *Service) explained(ctx context.Context, v *visit, plan *contract.PlanComputed, c *planning.Case, asked planning.Pair) (*explained, error) {
	w, f, err := c.Why(ctx, asked)
	if err != nil {
		return nil, err
	}
	a := &explained{Word: "no", Visits: f.Visits}
	a.Sentence = v.tell(w.Say(planning.NamesIn(s.cat)))
	if w.Reason == planning.WhyPlanned {
		a.Word = "yes"
	}
	need, ok := s.cat.Need(asked.Need)
	if !ok {
		return nil, fault.NotFoundf("need.unknown", "No region has declared this need, or it was withdrawn.")
	}
	a.Practice = s.practiceLabel(v, asked.Innovation)
	a.Region, a.Problem = s.regionName(need.Region), v.problem(need.Problem)
	for i := range a.Visits {
		a.Visits[i].Region = s.regionName(a.Visits[i].Region)
	}
	for _, x := range f.Changes {
		row := changeRow{Region: s.regionName(x.Region), RegionCode: x.Region, Loses: x.Loses()}
		if n, ok := s.cat.Need(x.Need); ok {
			row.Problem = v.problem(n.Problem)
		}
		row.From, row.To = s.titleOf(v, x.From), s.titleOf(v, x.To)
		a.Changes = append(a.Changes, row)
	}
	if w.Reason != planning.WhyNoPair {
		a.Figures, a.Uneven = figures(v, w), uneven(w)
	}
	ev, err := s.cat.Evaluate(asked.Innovation, asked.Need, s.today(), plan.Period)
	if err != nil {
		return nil, err
	}
	for _, said := range againstOf(v.tongue, ev) {
		a.Gates = append(a.Gates, said.Text)
	}
	if w.Reason != planning.WhyPlanned && ev.Candidate() {
		choice := s.alternative(v, ev)
		a.Choose = &choice
	}
	return a, nil
}

// tell picks the own one of two sentences.
func (v *visit) tell(id, en string) string {
	if v.lang == matching.English {
		return en
	}
	return id
}

func (s *Service) titleOf(v *visit, id string) string {
	if id == "" {
		return ""
	}
	return s.practiceLabel(v, id).Title
}

// uneven says that score, gap and worths, each rounded by itself, are one unit of the last place off each other. None of them
// is made the difference of the others: a gap is often the very loss beside it, and shown as the same.
func uneven(w *planning.Why) bool {
	shown := func(n int64) int64 { return matching.Rounded(n, 3) }
	worth := shown(w.Owner+w.Practice) + shown(w.Region+w.Need)
	return w.Priced && (worth-shown(w.Score) != shown(w.Gap) || worth != shown(w.Score+w.Gap))
}

// figures are the numbers behind the sentence.
func figures(v *visit, w *planning.Why) []figure {
	all := []figure{
		{v.say("why.figure.score"), v.thousandths(w.Score)},
		{v.say("why.figure.practice"), v.say("compare.of", "n", w.Used, "all", w.Offered)},
		{v.say("why.figure.region"), v.say("compare.of", "n", w.Visits, "all", w.Absorbs)},
	}
	if w.TripsMax > 0 {
		all = append(all, figure{v.say("why.figure.owner"), v.say("compare.of", "n", w.Trips, "all", w.TripsMax)})
	}
	if w.Priced {
		all = append(all,
			figure{v.say("why.figure.worth_owner"), v.thousandths(w.Owner + w.Practice)},
			figure{v.say("why.figure.worth_region"), v.thousandths(w.Region + w.Need)},
			figure{v.say("why.figure.gap"), v.thousandths(w.Gap)})
	}
	if w.Cost > 0 {
		all = append(all, figure{v.say("why.figure.cost"), v.rupiah(w.Cost)}, figure{v.say("why.figure.left"), v.rupiah(w.Left)})
	}
	switch {
	case w.Possible && w.Loss < 0:
		all = append(all, figure{v.say("why.figure.gain"), v.thousandths(-w.Loss)})
	case w.Possible:
		all = append(all, figure{v.say("why.figure.loss"), v.thousandths(w.Loss)})
	}
	return all
}
