package matcher

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/matcher/plan"
)

// plannedAnswer is one pair of a plan with the names that a reader wants.
type plannedAnswer struct {
	contract.PlannedPair
	Title      string `json:"title" doc:"Title of the practice."`
	OwnerName  string `json:"owner_name" doc:"Name of its owner."`
	RegionName string `json:"region_name" doc:"Name of the region."`
	Band       text   `json:"band" doc:"Band of the score."`
}

type planAnswer struct {
	ID      string `json:"id" doc:"Id of the plan."`
	Version uint64 `json:"version" doc:"Version; send it as If-Match to withdraw it."`
	Status  string `json:"status" enum:"computed,published,withdrawn" doc:"Where it stands."`
	Reason  string `json:"reason,omitempty" doc:"Reason of the withdrawal."`
	contract.PlanComputed
	Pairs    []plannedAnswer `json:"pairs" nullable:"false" doc:"The pairs, by region and need."`
	NeedsMet map[string]int  `json:"needs_met" doc:"How many needs get a visit, by priority."`
	Basis    event.Basis     `json:"basis,omitempty" doc:"Weakest basis of the pairs."`
}

func basisOf(pairs []contract.PlannedPair) event.Basis {
	var b event.Basis
	for _, p := range pairs {
		b = event.Weakest(b, event.Basis(p.Basis))
	}
	return b
}

// toPlan answers a plan; see narrows it to the pairs that the caller may read,
// nil to none.
func (s *Service) toPlan(id string, st plan.State, version uint64, see func(contract.PlannedPair) bool) planAnswer {
	a := planAnswer{
		ID: id, Version: version, Status: st.Status, Reason: st.Reason, PlanComputed: *st.Plan,
		Pairs: []plannedAnswer{}, NeedsMet: map[string]int{}, Basis: basisOf(st.Plan.Pairs),
	}
	rubric, err := matching.NewRubric(s.cat.Rubric())
	for _, p := range st.Plan.Pairs {
		if see != nil && !see(p) {
			continue
		}
		practice, _ := s.cat.Practice(p.Innovation)
		owner, _ := s.cat.Owner(p.Owner)
		place, _ := s.cat.Region(p.Region)
		one := plannedAnswer{PlannedPair: p, Title: practice.Title, OwnerName: owner.Name, RegionName: place.Name}
		if err == nil {
			one.Band = both(func(l matching.Lang) string { return matching.BandWord(l, rubric.Band(p.Score)) })
		}
		a.Pairs = append(a.Pairs, one)
		a.NeedsMet[strconv.Itoa(p.Priority)]++
	}
	return a
}

func errPlan() error { return fault.NotFoundf("plan.unknown", "There is no plan of this id.") }

// known finds a plan that was computed. A log that cannot be read is a fault of kind unavailable.
func (s *Service) known(ctx context.Context, id string) (plan.State, uint64, error) {
	st, version, ok, err := s.plans.Find(ctx, id)
	if err == nil && (!ok || st.Plan == nil) {
		err = errPlan()
	}
	return st, version, err
}

// plan reads one plan; a delegate sees the pairs of the own province.
func (s *Service) plan(ctx context.Context, who web.Caller, in *planInput) (*planAnswer, error) {
	st, version, err := s.known(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	who.ETag(version)
	a := s.toPlan(in.ID, st, version, func(p contract.PlannedPair) bool { return who.May(policy.PlanRead, objectOf(p.Region)) })
	if !who.May(policy.PlanRead, policy.Object{}) {
		seen := func(need string) bool {
			n, ok := s.cat.Need(need)
			return ok && who.May(policy.PlanRead, objectOf(n.Region))
		}
		a.Unserved, a.Unanswered = keep(a.Unserved, seen), keep(a.Unanswered, seen)
	}
	return &a, nil
}

func keep(all []string, want func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !want(s) })
}

type plansInput struct {
	Period calendar.Period `query:"period" maxLength:"7" doc:"Only plans of this period."`
	Status string          `query:"status" enum:"computed,published,withdrawn" doc:"Only plans that stand so."`
	Cursor string          `query:"cursor" maxLength:"400" doc:"Where the page before ended."`
	Limit  int             `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Plans on a page."`
}

// planRow is a plan in the list, without its pairs.
type planRow struct {
	ID        string             `json:"id" doc:"Id of the plan."`
	Version   uint64             `json:"version" doc:"Version."`
	Status    string             `json:"status" enum:"computed,published,withdrawn" doc:"Where it stands."`
	Period    calendar.Period    `json:"period" doc:"Visiting period."`
	Scope     contract.PlanScope `json:"scope" doc:"Regions that it is for."`
	AsOf      calendar.Date      `json:"as_of" doc:"Day on which the facts were read."`
	Policy    string             `json:"policy" enum:"score,leximin,worst-first,stable" doc:"What the plan promises."`
	At        time.Time          `json:"computed_at" doc:"When it was computed."`
	By        string             `json:"computed_by" doc:"Opaque id of who had it computed."`
	Pairs     int                `json:"pairs" doc:"How many pairs."`
	Objective int64              `json:"objective" doc:"Sum of the scores in millionths."`
	Bound     int64              `json:"bound" doc:"Proven upper bound of that."`
	Basis     event.Basis        `json:"basis,omitempty" doc:"Weakest basis of the pairs."`
	position  uint64
}

func (s *Service) listPlans(site *web.Site) func(context.Context, web.Caller, *plansInput) (*web.PageOf[planRow], error) {
	return func(_ context.Context, _ web.Caller, in *plansInput) (*web.PageOf[planRow], error) {
		if in.Period != "" {
			if err := intake.Period("period", in.Period); err != nil {
				return nil, err
			}
		}
		name := fmt.Sprintf("plans/%s/%s", in.Period, in.Status)
		after, err := site.ParseCursor(name, in.Cursor)
		if err != nil {
			return nil, err
		}
		var rows []planRow
		s.plans.All(func(id string, st plan.State, version uint64) bool {
			if st.Plan != nil && (in.Period == "" || st.Plan.Period == in.Period) && (in.Status == "" || st.Status == in.Status) {
				rows = append(rows, planRow{
					ID: id, Version: version, Status: st.Status, Period: st.Plan.Period, Scope: st.Plan.Scope, AsOf: st.Plan.AsOf,
					Policy: st.Plan.Policy, At: st.At, By: st.By, Pairs: len(st.Plan.Pairs), Objective: st.Plan.Objective, Bound: st.Plan.Bound, Basis: basisOf(st.Plan.Pairs), position: st.Plan.Position,
				})
			}
			return true
		})
		slices.SortFunc(rows, newestFirst)
		if in.Cursor != "" {
			last := planRow{ID: after.After, position: after.Seq}
			rows = slices.DeleteFunc(rows, func(r planRow) bool { return newestFirst(r, last) <= 0 })
		}
		page := &web.PageOf[planRow]{Items: rows}
		if page.Items == nil {
			page.Items = []planRow{}
		}
		if len(rows) > in.Limit {
			page.Items = rows[:in.Limit]
			last := page.Items[in.Limit-1]
			page.Next = site.Cursor(name, web.Cursor{After: last.ID, Seq: last.position})
		}
		return page, nil
	}
}

func newestFirst(a, b planRow) int {
	switch {
	case a.position > b.position || (a.position == b.position && a.ID < b.ID):
		return -1
	case a.position == b.position && a.ID == b.ID:
		return 0
	}
	return 1
}

// planFile describes the files of a plan; docs/matching.md has their form.
var planFile = web.RawDoc{Types: []string{"application/json"}}

// file answers the stored bytes of a plan's instance or proof, exactly as the
// verifier read them.
func (s *Service) file(hash func(*contract.PlanComputed) string) func(context.Context, web.Caller, http.ResponseWriter, *http.Request) error {
	return func(ctx context.Context, who web.Caller, w http.ResponseWriter, r *http.Request) error {
		if err := who.Allow(policy.PlanRead, policy.Object{}); err != nil {
			return err
		}
		st, _, err := s.known(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		data, err := s.proofs.Get(ctx, hash(st.Plan))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, err = w.Write(data)
		return err
	}
}
