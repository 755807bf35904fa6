package innovations

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/sift"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/internal/web"
)

const maxQuery = 100

func (s *Service) practiceQueries(site *web.Site) {
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/innovations", ID: "list-innovations", Tag: "innovations",
		Summary: "Practices, by id; all filters hold together.", Action: policy.PracticeRead, Public: true,
	}, func(ctx context.Context, _ web.Caller, in *practiceFilter) (*web.PageOf[practiceAnswer], error) {
		return s.listPractices(ctx, site, in)
	})
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/innovations/{id}", ID: "get-innovation", Tag: "innovations",
		Summary: "One practice with awards, liveness on a day and offers.", Action: policy.PracticeRead, Public: true,
	}, s.getPractice)
}

type practiceFilter struct {
	Sector   string        `query:"sector" doc:"Id of the sector."`
	Problem  string        `query:"problem" doc:"Id of a problem that it addresses, the main one or another."`
	Tier     string        `query:"tier" doc:"Tier of one of its awards."`
	Region   string        `query:"region" doc:"Code of the government that owns it or where its office is; of a province: all in it."`
	Owner    string        `query:"owner" doc:"Id of the owner."`
	Setting  string        `query:"setting" doc:"Where it can work: practices that name this setting, and those that work anywhere."`
	Liveness string        `query:"liveness" doc:"What is known on the day of on: running, developed, stopped, expired or unconfirmed."`
	On       calendar.Date `query:"on" doc:"Day that liveness is about; default today."`
	Q        string        `query:"q" doc:"Words that stand in title, summary, owner, or names of sector and problems."`
	Retired  bool          `query:"retired" doc:"Only those that were taken out of the register, instead of only the others."`
	Limit    int           `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Practices on a page; a page may hold fewer and still have a next."`
	Cursor   string        `query:"cursor" doc:"next of the page before."`
}

func (f *practiceFilter) list() string {
	return fmt.Sprintf("innovations?%q", []string{
		f.Sector, f.Problem, f.Tier, f.Region, f.Owner, f.Setting, f.Liveness, string(f.On), f.Q, fmt.Sprint(f.Retired),
	})
}

func (s *Service) listPractices(ctx context.Context, site *web.Site, f *practiceFilter) (*web.PageOf[practiceAnswer], error) {
	if err := s.checkFilter(f); err != nil {
		return nil, err
	}
	at, err := site.ParseCursor(f.list(), f.Cursor)
	if err != nil {
		return nil, err
	}
	on := s.asOf(f.On)
	ix, key := f.index()
	query := views.Query{Prefix: key, After: sift.Mark(at.After)}
	rows, next, err := sift.Page(ctx, s.view.View(), practiceTable, ix, query, f.Limit, f.keep(on))
	if err != nil {
		return nil, err
	}
	page := &web.PageOf[practiceAnswer]{Items: make([]practiceAnswer, 0, len(rows))}
	for _, row := range rows {
		page.Items = append(page.Items, toPractice(row.Doc, on))
	}
	if next.ID != "" {
		page.Next = site.Cursor(f.list(), web.Cursor{After: sift.Text(next)})
	}
	return page, nil
}

func (s *Service) checkFilter(f *practiceFilter) error {
	var wrong fault.List
	if f.Sector != "" && !is(vocabulary.Sector)(f.Sector) {
		wrong.Add(fault.Invalid("sector", "sector.unknown", "There is no sector with this id.", "an id of the sector vocabulary"))
	}
	if f.Problem != "" && !is(vocabulary.Problem)(f.Problem) {
		wrong.Add(fault.Invalid("problem", "problem.unknown", "There is no problem with this id.", "an id of the problem vocabulary"))
	}
	if f.Tier != "" {
		_, err := award.ParseTier(f.Tier)
		wrong.Add(err)
	}
	if f.Region != "" {
		c, err := region.ParseCode(f.Region)
		wrong.At("region", err)
		if f.Region = c.Dotted(); err == nil {
			wrong.Add(intake.Region("region", f.Region, s.heard.region))
		}
	}
	if f.Owner != "" {
		wrong.Add(intake.ID("owner", f.Owner))
	}
	if f.Setting != "" {
		_, err := region.ParseSetting(f.Setting)
		wrong.At("setting", err)
	}
	if f.Liveness != "" {
		wrong.Add(intake.OneOf("liveness", f.Liveness, matching.Running, matching.Developed, matching.Stopped, matching.Expired, matching.Unconfirmed))
	}
	if f.On != "" {
		wrong.Add(intake.Date("on", f.On))
	}
	if len(f.Q) > maxQuery {
		wrong.Add(fault.Invalid("q", "text.long", "There is too much to search for.", "").Allowing(fault.Textf("at most %d bytes", maxQuery)))
	}
	return wrong.Err()
}

// index is the way in that leaves the least to sift: owner, problem, region and
// sector, in this order.
func (f *practiceFilter) index() (views.Index[practiceRow], string) {
	for _, way := range []struct {
		ix    views.Index[practiceRow]
		value string
	}{{byOwner, f.Owner}, {byProblem, f.Problem}, {byPlace, f.Region}, {bySector, f.Sector}} {
		if way.value != "" {
			return way.ix, way.value + "/"
		}
	}
	return allPractices, ""
}

func (f *practiceFilter) keep(on calendar.Date) func(practiceRow) bool {
	words := strings.Fields(strings.ToLower(f.Q))
	return func(r practiceRow) bool {
		p := r.State.Profile
		return r.State.Retired == f.Retired &&
			(f.Sector == "" || p.Sector == f.Sector) &&
			(f.Problem == "" || p.MainProblem == f.Problem || slices.Contains(p.Addresses, f.Problem)) &&
			(f.Owner == "" || p.Owner == f.Owner) &&
			(f.Region == "" || slices.Contains(places(r), f.Region)) &&
			(f.Setting == "" || len(p.Settings) == 0 || slices.Contains(p.Settings, f.Setting)) &&
			(f.Tier == "" || hasTier(r, f.Tier)) &&
			(f.Liveness == "" || livenessOn(r.State, on).State == f.Liveness) &&
			(len(words) == 0 || says(r, words))
	}
}

func hasTier(r practiceRow, tier string) bool {
	for _, a := range r.State.Awards {
		if a.Tier == tier {
			return true
		}
	}
	return tier == string(award.None) && len(r.State.Awards) == 0
}

// says whether all words stand in what a person would search: also in the names
// of sector and problems in both languages.
func says(r practiceRow, words []string) bool {
	p := r.State.Profile
	text := []string{p.Title, p.Summary, r.OwnerName, p.LocatedIn, r.OwnerRegion}
	for _, id := range append([]string{p.MainProblem}, p.Addresses...) {
		idn, en := vocabulary.Names("problem", id)
		text = append(text, idn, en)
	}
	idn, en := vocabulary.Names("sector", p.Sector)
	all := strings.ToLower(strings.Join(append(text, idn, en), "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
}

func (s *Service) getPractice(ctx context.Context, who web.Caller, in *struct {
	ID string        `path:"id" doc:"Id of the practice."`
	On calendar.Date `query:"on" doc:"Day that liveness is about; default today."`
},
) (*practiceAnswer, error) {
	if in.On != "" {
		if err := intake.Date("on", in.On); err != nil {
			return nil, err
		}
	}
	row, ok, err := practiceTable.Get(ctx, s.view.View(), in.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.NotFoundf("practice.unknown", "There is no practice with this id.")
	}
	who.ETag(row.Version)
	answer := toPractice(row, s.asOf(in.On))
	return &answer, nil
}
