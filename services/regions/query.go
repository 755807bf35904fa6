package regions

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	code "makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/sift"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/regions/region"
)

const maxQuery = 100

func (s *Service) queries(site *web.Site) {
	read := func(path, id, summary string) web.Op {
		return web.Op{
			Method: http.MethodGet, Path: "/regions" + path, ID: id, Tag: "regions", Summary: summary,
			Action: policy.RegionRead, Public: true,
		}
	}
	web.Query(site, read("", "list-regions", "Regions by code, as they stand on a day; all filters hold together."),
		func(ctx context.Context, _ web.Caller, in *filter) (*web.PageOf[RegionItem], error) {
			return s.list(ctx, site, in)
		})
	web.Query(site, read("/{code}", "get-region", "One region as it stands on a day, with figures and description."), s.get)
	web.Query(site, read("/{code}/needs", "list-needs", "Needs of a region, most pressing first."), s.needs)
	web.Query(site, read("/{code}/history", "get-region-history", "Names and legal statuses of a region."),
		func(ctx context.Context, _ web.Caller, in *struct {
			Code string `path:"code" doc:"Code of the region, 92.06 or 9206."`
		},
		) (*historyAnswer, error) {
			r, err := s.row(ctx, in.Code)
			if err != nil {
				return nil, err
			}
			return toHistory(r.State), nil
		})
}

type filter struct {
	Level    string        `query:"level" doc:"province, regency or city."`
	Province string        `query:"province" doc:"Code of the province; it is listed as well."`
	Status   string        `query:"status" doc:"How it stands on the day of on: in-force, last-known, guided, graduated or none."`
	On       calendar.Date `query:"on" doc:"Day that status and name are about; default today."`
	List     string        `query:"list" doc:"Id of a list that it was ever on, such as perpres-63-2020."`
	Q        string        `query:"q" doc:"Words that stand in one of its names or its code."`
	Limit    int           `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"Regions on a page; a page may hold fewer and still have a next."`
	Cursor   string        `query:"cursor" doc:"next of the page before."`
}

func (f *filter) check() error {
	var wrong fault.List
	if f.Level != "" {
		_, err := code.ParseLevel(f.Level)
		wrong.At("level", err)
	}
	if f.Province != "" {
		c, err := code.ParseCode(f.Province)
		if err == nil && c.Level() != code.Province {
			err = fault.Invalid("", "region.code", "This is not the code of a province.", "two digits, such as 92")
		}
		wrong.At("province", err)
	}
	if f.Status != "" {
		var words []string
		for _, st := range region.Standings() {
			words = append(words, string(st))
		}
		wrong.Add(intake.OneOf("status", f.Status, words...))
	}
	if f.On != "" {
		wrong.Add(intake.Date("on", f.On))
	}
	if f.List != "" {
		wrong.Add(intake.ID("list", f.List))
	}
	if len(f.Q) > maxQuery {
		wrong.Add(fault.Invalid("q", "text.long", "There is too much to search for.", "").Allowing(fault.Textf("at most %d bytes", maxQuery)))
	}
	return wrong.Err()
}

func (s *Service) list(ctx context.Context, site *web.Site, f *filter) (*web.PageOf[RegionItem], error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("regions?%q", []string{f.Level, f.Province, f.Status, string(f.On), f.List, f.Q})
	from, err := site.ParseCursor(name, f.Cursor)
	if err != nil {
		return nil, err
	}
	on := s.asOf(f.On)
	ix, key := f.index()
	query := views.Query{Prefix: key, After: sift.Mark(from.After)}
	rows, next, err := sift.Page(ctx, s.view.View(), table, ix, query, f.Limit, f.keep(on))
	if err != nil {
		return nil, err
	}
	page := &web.PageOf[RegionItem]{Items: make([]RegionItem, 0, len(rows))}
	for _, r := range rows {
		page.Items = append(page.Items, toItem(r.Doc, on))
	}
	if next.ID != "" {
		page.Next = site.Cursor(name, web.Cursor{After: sift.Text(next)})
	}
	return page, nil
}

// index is the way in that leaves the least to sift.
func (f *filter) index() (views.Index[row], string) {
	switch {
	case f.Province != "":
		return byProvince, f.Province + "/"
	case f.List != "":
		return byList, f.List + "/"
	case f.Status != "" && f.Status != string(region.NeverListed):
		return listed, ""
	}
	return all, ""
}

func (f *filter) keep(on calendar.Date) func(row) bool {
	words := strings.Fields(strings.ToLower(f.Q))
	return func(r row) bool {
		s := r.State
		standing, _ := region.StandingOn(s.Statuses, on)
		return (f.Level == "" || s.Profile.Level == f.Level) &&
			(f.Province == "" || s.Code().Province().Dotted() == f.Province) &&
			(f.Status == "" || string(standing) == f.Status) &&
			(f.List == "" || slices.ContainsFunc(s.Statuses, func(st region.Status) bool { return st.List == f.List })) &&
			(len(words) == 0 || called(s, words))
	}
}

// called says whether all words stand in what the region is or was called.
func called(s region.State, words []string) bool {
	text := []string{s.Profile.Code, s.Profile.Name}
	for _, n := range s.Renames {
		text = append(text, n.Name)
	}
	for _, st := range s.Statuses {
		text = append(text, st.NameInList)
	}
	names := strings.ToLower(strings.Join(text, "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(names, w) })
}

func (s *Service) row(ctx context.Context, path string) (row, error) {
	id, err := pathCode(path)
	if err != nil {
		return row{}, err
	}
	r, ok, err := table.Get(ctx, s.view.View(), id.Token())
	if err == nil && !ok {
		err = errUnknown()
	}
	return r, err
}

func (s *Service) get(ctx context.Context, who web.Caller, in *struct {
	Code string        `path:"code" doc:"Code of the region, 92.06 or 9206."`
	On   calendar.Date `query:"on" doc:"Day that status and name are about; default today."`
},
) (*regionAnswer, error) {
	if in.On != "" {
		if err := intake.Date("on", in.On); err != nil {
			return nil, err
		}
	}
	r, err := s.row(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	a := toRegion(r, s.asOf(in.On))
	if who.May(policy.MatchRead, policy.Object{Region: r.State.Profile.Code}) {
		a.Absorption = toAbsorption(r.State)
	}
	who.ETag(r.Version)
	return a, nil
}

func (s *Service) needs(ctx context.Context, _ web.Caller, in *struct {
	Code      string `path:"code" doc:"Code of the region, 92.06 or 9206."`
	Withdrawn bool   `query:"withdrawn" doc:"Also those that the region took back."`
},
) (*web.PageOf[needAnswer], error) {
	r, err := s.row(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return &web.PageOf[needAnswer]{Items: toNeeds(r.State, in.Withdrawn)}, nil
}
