package regions

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/regions/region"
)

// RegionItem is a region in a list, as it stands on a day.
type RegionItem struct {
	contract.RegionRegistered
	Stated
	ID       string         `json:"id" doc:"The code without its dot."`
	Version  uint64         `json:"version" doc:"Version; send it as If-Match with a change."`
	Standing standingAnswer `json:"standing" doc:"How it stands to the lists of lagging regions on the day."`
	Needs    int            `json:"needs" doc:"Number of needs that it has declared and not withdrawn."`
}

type standingAnswer struct {
	On     calendar.Date `json:"on" doc:"The day that this is about."`
	Status string        `json:"status" enum:"none,in-force,last-known,guided,graduated" doc:"In force: on a list whose period holds. Last known: its period has ended and no decree says more. Guided: left a list, within the guided years. Graduated: after them. None: never listed before that day."`
	List   string        `json:"list,omitempty" doc:"Id of the list that decides."`
	From   calendar.Date `json:"from,omitempty" doc:"First day of that status."`
	Until  calendar.Date `json:"until,omitempty" doc:"Last day of that status."`
	Source string        `json:"source,omitempty" doc:"Decree, page or derivation."`
	Basis  event.Basis   `json:"basis,omitempty" doc:"What the statement rests on."`
}

// regionAnswer is one region.
type regionAnswer struct {
	RegionItem
	Indicators []indicatorBody  `json:"indicators" nullable:"false" doc:"Figures by indicator, latest year first."`
	Access     *accessBody      `json:"access,omitempty" doc:"What kind of place it is; absent if nobody described it."`
	Absorption []absorptionBody `json:"absorption,omitempty" doc:"Visits that it can absorb, by period; only for the region and the ministry."`
}

// needAnswer is one need.
type needAnswer struct {
	contract.NeedDeclared
	Stated
	Withdrawn       bool   `json:"withdrawn" doc:"Whether the region took it back."`
	WithdrawnReason string `json:"withdrawn_reason,omitempty" doc:"Why."`
}

// historyAnswer is what a region was called and which statuses it had.
type historyAnswer struct {
	Code     string       `json:"code" doc:"Code; it stays when the name changes."`
	Names    []heldName   `json:"names" nullable:"false" doc:"Names in the order of their first days; the first has none."`
	Statuses []statusBody `json:"statuses" nullable:"false" doc:"Legal statuses in the order of their first days."`
}

type heldName struct {
	Name   string        `json:"name" doc:"Official name."`
	From   calendar.Date `json:"from,omitempty" doc:"First day of the name; absent for the name it was registered with."`
	Source string        `json:"source" doc:"Register or decree."`
	Basis  event.Basis   `json:"basis" doc:"What the statement rests on."`
}

func toItem(r row, on calendar.Date) RegionItem {
	a := RegionItem{
		RegionRegistered: r.State.Profile, Stated: Stated{r.State.Basis}, ID: r.ID, Version: r.Version,
		Standing: toStanding(r.State, on),
	}
	a.Name = r.State.Name(on)
	for _, n := range r.State.Needs {
		if n.Withdrawn == "" {
			a.Needs++
		}
	}
	return a
}

func toStanding(s region.State, on calendar.Date) standingAnswer {
	standing, by := region.StandingOn(s.Statuses, on)
	return standingAnswer{
		On: on, Status: string(standing), List: by.List, From: by.From, Until: by.Until, Source: by.Source, Basis: by.Basis,
	}
}

func toRegion(r row, on calendar.Date) *regionAnswer {
	a := &regionAnswer{RegionItem: toItem(r, on), Indicators: make([]indicatorBody, 0, len(r.State.Indicators))}
	for _, f := range r.State.Indicators {
		a.Indicators = append(a.Indicators, indicatorBody{f.RegionIndicatorRecorded, Stated{f.Basis}})
	}
	slices.SortFunc(a.Indicators, func(x, y indicatorBody) int {
		return cmp.Or(strings.Compare(x.Indicator, y.Indicator), y.Year-x.Year)
	})
	if p := r.State.Access; p.Basis != "" {
		a.Access = &accessBody{p.RegionAccessProfiled, Stated{p.Basis}}
	}
	return a
}

func toAbsorption(s region.State) []absorptionBody {
	all := make([]absorptionBody, 0, len(s.Absorption))
	for _, p := range slices.Sorted(maps.Keys(s.Absorption)) {
		all = append(all, absorptionBody{s.Absorption[p].RegionAbsorptionSet, Stated{s.Absorption[p].Basis}})
	}
	return all
}

// toNeeds gives the needs, most pressing first.
func toNeeds(s region.State, withdrawn bool) []needAnswer {
	all := make([]needAnswer, 0, len(s.Needs))
	for _, n := range s.Needs {
		if withdrawn || n.Withdrawn == "" {
			all = append(all, needAnswer{n.NeedDeclared, Stated{n.Basis}, n.Withdrawn != "", n.Withdrawn})
		}
	}
	slices.SortFunc(all, func(x, y needAnswer) int {
		return cmp.Or(y.Priority-x.Priority, strings.Compare(x.Need, y.Need))
	})
	return all
}

func toHistory(s region.State) *historyAnswer {
	a := &historyAnswer{
		Code:     s.Profile.Code,
		Names:    []heldName{{Name: s.Profile.Name, Source: s.Profile.Source, Basis: s.Basis}},
		Statuses: make([]statusBody, 0, len(s.Statuses)),
	}
	for _, n := range s.Renames {
		a.Names = append(a.Names, heldName{n.Name, n.From, n.Source, n.Basis})
	}
	for _, st := range s.Statuses {
		a.Statuses = append(a.Statuses, statusBody{st.RegionStatusSet, Stated{st.Basis}})
	}
	return a
}
