package innovations

import (
	"maps"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/innovations/practice"
)

// practiceAnswer is a practice as the API tells it: each figure with its basis
// and source.
type practiceAnswer struct {
	ID      string `json:"id" doc:"Id of the practice."`
	Version uint64 `json:"version" doc:"Version; send it as If-Match with a change."`
	contract.InnovationProfile
	Basis         event.Basis    `json:"basis" doc:"What the profile rests on."`
	OwnerName     string         `json:"owner_name" doc:"Name of the owner; empty if the source does not tell it."`
	OwnerRegion   string         `json:"owner_region,omitempty" doc:"Code of the region whose government the owner is."`
	Awards        []awardAnswer  `json:"awards" nullable:"false" doc:"Awards, latest year first."`
	Liveness      livenessAnswer `json:"liveness" doc:"Whether it still runs, as far as is known on the day."`
	Checks        []livenessBody `json:"checks" nullable:"false" doc:"All statements about that, in the order of their days."`
	Offers        []offerAnswer  `json:"offers" nullable:"false" doc:"Visits that are offered, by period."`
	Retired       bool           `json:"retired" doc:"Whether it was taken out of the register."`
	RetiredReason string         `json:"retired_reason,omitempty" doc:"Why."`
}

type awardAnswer = awardBody

type offerAnswer = visitsBody

type livenessAnswer struct {
	On         calendar.Date `json:"on" doc:"The day that this is about."`
	State      string        `json:"state" enum:"running,developed,stopped,expired,unconfirmed" doc:"A statement that it runs holds for 12 months; after that it is expired. Unconfirmed: nobody stated it."`
	CheckedOn  calendar.Date `json:"checked_on,omitempty" doc:"Day of the last statement up to that day."`
	HoldsUntil calendar.Date `json:"holds_until,omitempty" doc:"Last day on which the statement holds; a stop has none."`
	Source     string        `json:"source,omitempty" doc:"Who or which document stated it."`
	Basis      event.Basis   `json:"basis,omitempty" doc:"What the statement rests on."`
}

// livenessMonths is how long a statement holds; package matching gates by it.
const livenessMonths = 12

// livenessOn is what was known on a day: later statements do not count.
func livenessOn(s practice.State, on calendar.Date) livenessAnswer {
	a := livenessAnswer{On: on, State: matching.Unconfirmed}
	for _, c := range s.Checks {
		if c.CheckedOn > on {
			break
		}
		a.State = matching.Liveness{State: c.State, CheckedOn: c.CheckedOn}.On(on)
		a.CheckedOn, a.Source, a.Basis = c.CheckedOn, c.Source, c.Basis
		a.HoldsUntil = ""
		if c.State != practice.Stopped {
			a.HoldsUntil = c.CheckedOn.AddMonths(livenessMonths)
		}
	}
	return a
}

func toPractice(r practiceRow, on calendar.Date) practiceAnswer {
	st := r.State
	a := practiceAnswer{
		ID: r.ID, Version: r.Version, InnovationProfile: st.Profile, Basis: st.Basis,
		OwnerName: r.OwnerName, OwnerRegion: r.OwnerRegion,
		Awards: make([]awardAnswer, 0, len(st.Awards)), Liveness: livenessOn(st, on),
		Checks: make([]livenessBody, 0, len(st.Checks)), Offers: make([]offerAnswer, 0, len(st.Offers)),
		Retired: st.Retired, RetiredReason: st.Reason,
	}
	for _, w := range st.Awards {
		a.Awards = append(a.Awards, awardAnswer{w.InnovationAwarded, Stated{w.Basis}})
	}
	slices.SortStableFunc(a.Awards, func(x, y awardAnswer) int { return y.Year - x.Year })
	for _, c := range st.Checks {
		a.Checks = append(a.Checks, livenessBody{c.InnovationLivenessChecked, Stated{c.Basis}})
	}
	for _, p := range slices.Sorted(maps.Keys(st.Offers)) {
		o := st.Offers[p]
		a.Offers = append(a.Offers, offerAnswer{o.InnovationVisitsOffered, Stated{o.Basis}})
	}
	return a
}
