package innovations

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/innovations/owner"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/sift"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
)

func (s *Service) ownerQueries(site *web.Site) {
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/owners", ID: "list-owners", Tag: "owners",
		Summary: "Owners of practices, by id.", Action: policy.PracticeRead, Public: true,
	}, func(ctx context.Context, _ web.Caller, in *ownerFilter) (*web.PageOf[OwnerItem], error) {
		return s.listOwners(ctx, site, in)
	})
	web.Query(site, web.Op{
		Method: http.MethodGet, Path: "/owners/{id}", ID: "get-owner", Tag: "owners",
		Summary: "One owner with its practices and sessions; the owner and the ministry also see capacity and calendar.",
		Action:  policy.PracticeRead, Public: true,
	}, s.getOwner)
}

type ownerFilter struct {
	Type    string `query:"type" doc:"What it is, such as regency or ministry."`
	Region  string `query:"region" doc:"Code of the region whose government it is or where its office is; of a province: all in it."`
	Country string `query:"country" doc:"English name of the country."`
	Q       string `query:"q" doc:"Words that stand in the name."`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Owners on a page; a page may hold fewer and still have a next."`
	Cursor  string `query:"cursor" doc:"next of the page before."`
}

// OwnerItem is an owner in a list.
type OwnerItem struct {
	ID      string `json:"id" doc:"Id of the owner."`
	Version uint64 `json:"version" doc:"Version; send it as If-Match with a change."`
	contract.OwnerRegistered
	Stated
}

// ownerAnswer is one owner.
type ownerAnswer struct {
	OwnerItem
	Practices []practiceTitle `json:"practices" nullable:"false" doc:"Its practices, retired ones left out."`
	Sessions  []sessionAnswer `json:"sessions" nullable:"false" doc:"Group sessions that it opened, by period and id."`
	Periods   []periodAnswer  `json:"periods,omitempty" doc:"Capacity and what is taken of it; only for the owner and the ministry."`
	Calendar  []entryAnswer   `json:"calendar,omitempty" doc:"Entries of the calendar by first day; only for the owner and the ministry."`
}

type practiceTitle struct {
	ID    string `json:"id" doc:"Id of the practice."`
	Title string `json:"title" doc:"Title."`
}

type sessionAnswer struct {
	contract.OwnerSessionOpened
	Stated
}

type entryAnswer struct {
	contract.OwnerCalendarBlocked
	Stated
}

type periodAnswer struct {
	Period   calendar.Period `json:"period" doc:"Visiting period."`
	Stated   bool            `json:"stated" doc:"Whether the owner stated a capacity for this period."`
	Trips    int             `json:"trips" doc:"Guest groups and trips it takes."`
	Blocked  int             `json:"blocked" doc:"Trips that entries of the calendar take."`
	Sessions int             `json:"sessions" doc:"Trips that group sessions take, one each."`
	Approved int             `json:"approved" doc:"Trips that approved matches take."`
	Left     int             `json:"left" doc:"Trips that are left, never below 0."`
	Source   string          `json:"source,omitempty" doc:"Who stated the capacity."`
	Basis    event.Basis     `json:"basis,omitempty" doc:"The weakest that the figures rest on."`
}

func (s *Service) listOwners(ctx context.Context, site *web.Site, f *ownerFilter) (*web.PageOf[OwnerItem], error) {
	if f.Region != "" {
		c, err := region.ParseCode(f.Region)
		if e, bad := fault.As(err); bad {
			return nil, e.At("region")
		}
		f.Region = c.Dotted()
	}
	if len(f.Q) > maxQuery {
		return nil, fault.Invalid("q", "text.long", "There is too much to search for.", "").Allowing(fault.Textf("at most %d bytes", maxQuery))
	}
	list := fmt.Sprintf("owners?%q", []string{f.Type, f.Region, f.Country, f.Q})
	at, err := site.ParseCursor(list, f.Cursor)
	if err != nil {
		return nil, err
	}
	query := views.Query{After: sift.Mark(at.After)}
	rows, next, err := sift.Page(ctx, s.view.View(), ownerTable, allOwners, query, f.Limit, f.keep())
	if err != nil {
		return nil, err
	}
	page := &web.PageOf[OwnerItem]{Items: make([]OwnerItem, 0, len(rows))}
	for _, row := range rows {
		page.Items = append(page.Items, toOwner(row.Doc))
	}
	if next.ID != "" {
		page.Next = site.Cursor(list, web.Cursor{After: sift.Text(next)})
	}
	return page, nil
}

func (f *ownerFilter) keep() func(ownerRow) bool {
	words := strings.Fields(strings.ToLower(f.Q))
	return func(r ownerRow) bool {
		o := r.State.Profile
		lies := func(code string) bool { return code == f.Region || region.Code(code).Province().Dotted() == f.Region }
		return (f.Type == "" || o.Type == f.Type) &&
			(f.Country == "" || o.Country == f.Country) &&
			(f.Region == "" || lies(o.Region) || lies(o.LocatedIn)) &&
			!slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(strings.ToLower(o.Name), w) })
	}
}

func toOwner(r ownerRow) OwnerItem {
	return OwnerItem{ID: r.ID, Version: r.Version, OwnerRegistered: r.State.Profile, Stated: Stated{r.State.Basis}}
}

func (s *Service) getOwner(ctx context.Context, who web.Caller, in *struct {
	ID string `path:"id" doc:"Id of the owner."`
},
) (*ownerAnswer, error) {
	view := s.view.View()
	row, ok, err := ownerTable.Get(ctx, view, in.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.NotFoundf("owner.unknown", "There is no owner with this id.")
	}
	own, err := practiceTable.List(ctx, view, byOwner, views.Query{Prefix: in.ID + "/"})
	if err != nil {
		return nil, err
	}
	a := &ownerAnswer{OwnerItem: toOwner(row), Practices: []practiceTitle{}, Sessions: sessionsOf(row.State)}
	for _, p := range own {
		if !p.Doc.State.Retired {
			a.Practices = append(a.Practices, practiceTitle{p.ID, p.Doc.State.Profile.Title})
		}
	}
	province := region.Code(row.State.Profile.Region).Province().Dotted()
	if who.May(policy.MatchRead, policy.Object{Owner: in.ID, Province: province}) {
		a.Calendar = calendarOf(row.State)
		if a.Periods, err = s.periodsOf(ctx, view, row); err != nil {
			return nil, err
		}
	}
	who.ETag(row.Version)
	return a, nil
}

func sessionsOf(st owner.State) []sessionAnswer {
	all := make([]sessionAnswer, 0, len(st.Sessions))
	for _, x := range st.Sessions {
		all = append(all, sessionAnswer{x.OwnerSessionOpened, Stated{x.Basis}})
	}
	slices.SortFunc(all, func(a, b sessionAnswer) int {
		return strings.Compare(string(a.Period)+"/"+a.Session, string(b.Period)+"/"+b.Session)
	})
	return all
}

func calendarOf(st owner.State) []entryAnswer {
	all := make([]entryAnswer, 0, len(st.Blocks))
	for _, b := range st.Blocks {
		all = append(all, entryAnswer{b.OwnerCalendarBlocked, Stated{b.Basis}})
	}
	slices.SortFunc(all, func(a, b entryAnswer) int {
		return strings.Compare(string(a.From)+"/"+a.Block, string(b.From)+"/"+b.Block)
	})
	return all
}

// periodsOf adds up every period that a capacity or a session names.
func (s *Service) periodsOf(ctx context.Context, view views.View, row ownerRow) ([]periodAnswer, error) {
	named := make(map[calendar.Period]event.Basis)
	for p, c := range row.State.Capacities {
		named[p] = c.Basis
	}
	for _, x := range row.State.Sessions {
		named[x.Period] = event.Weakest(named[x.Period], x.Basis)
	}
	all := make([]periodAnswer, 0, len(named))
	for _, p := range slices.Sorted(maps.Keys(named)) {
		load, _, err := loadTable.Get(ctx, view, ownerLoad(row.ID, p))
		if err != nil {
			return nil, err
		}
		from, to := p.Bounds()
		basis := named[p]
		for _, b := range row.State.Blocks {
			if b.From <= to && b.To >= from {
				basis = event.Weakest(basis, b.Basis)
			}
		}
		u := row.State.Use(p, load.Taken)
		all = append(all, periodAnswer{
			Period: p, Stated: u.Stated, Trips: u.Trips, Blocked: u.Blocked, Sessions: u.Sessions, Approved: u.Approved,
			Left: u.Left, Source: row.State.Capacities[p].Source, Basis: basis,
		})
	}
	return all, nil
}
