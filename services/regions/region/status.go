package region

import (
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// The legal statuses.
const (
	Lagging   = "lagging"
	Graduated = "graduated"
)

// SetStatus states a legal status with its period. A status is known by its list:
// the same statement again appends nothing, another one corrects it.
type SetStatus struct {
	Around
	Status contract.RegionStatusSet
}

// Decide gives the fact to append, or nil data if it is known.
func (c SetStatus) Decide(s State) (any, event.Basis, error) {
	d := c.Status
	wrong, err := c.stated(s, d.Source)
	if err != nil {
		return nil, "", err
	}
	if c.Ground.Sample() && !s.Code().Fictitious() {
		wrong.Add(fault.Invalid("basis", "basis.invented", "A legal status must not be made up for a government that exists.",
			"official, press or reading"))
	}
	wrong.Add(intake.OneOf("status", d.Status, Lagging, Graduated))
	wrong.At("status", s.Code().CheckCanLag())
	wrong.Add(intake.ID("list", d.List))
	wrong.Add(intake.Span("from", d.From, "until", d.Until))
	wrong.Add(intake.OptionalLine("name_in_list", d.NameInList, intake.MaxName))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if slices.Contains(s.Statuses, Status{d, c.Ground.Basis}) {
		return nil, "", nil
	}
	if d.Status == Graduated && !s.laggedBefore(d.From) {
		return nil, "", fault.Invalid("from", "status.never_lagging", "A region can only leave a list that it was on before.",
			"a day after the first day of a lagging status of this region")
	}
	return &d, c.Ground.Basis, nil
}

func (s State) laggedBefore(day calendar.Date) bool {
	return slices.ContainsFunc(s.Statuses, func(st Status) bool { return st.Status == Lagging && st.From < day })
}

// Standing is how a region stands to the lists of lagging regions on a day.
type Standing string

// The standings. A list of the past says nothing about today: once its period is
// over the status is the last known one, until a decree says more.
const (
	NeverListed Standing = "none"
	InForce     Standing = "in-force"   // on a list whose period holds
	LastKnown   Standing = "last-known" // on a list whose period has ended
	Guided      Standing = "guided"     // left a list, within the three guided years
	Left        Standing = "graduated"  // left a list, after them
)

// Standings gives all of them.
func Standings() []Standing { return []Standing{NeverListed, InForce, LastKnown, Guided, Left} }

// StandingOn tells how the statuses stand on a day, with the one that decides:
// the latest that has begun. On the day on which a region is listed anew the
// list counts.
func StandingOn(statuses []Status, day calendar.Date) (Standing, Status) {
	var last Status
	for _, st := range statuses {
		begun := st.From <= day
		later := st.From > last.From || st.From == last.From && st.Status == Lagging
		if begun && (last.Status == "" || later) {
			last = st
		}
	}
	holds := day <= last.Until
	switch {
	case last.Status == Lagging && holds:
		return InForce, last
	case last.Status == Lagging:
		return LastKnown, last
	case last.Status == Graduated && holds:
		return Guided, last
	case last.Status == Graduated:
		return Left, last
	}
	return NeverListed, Status{}
}

// RecordIndicator records one figure of one year; another value for it corrects
// the earlier.
type RecordIndicator struct {
	Around
	Figure contract.RegionIndicatorRecorded
}

const (
	firstYear = 1945
	maxUnit   = 60
	maxMilli  = 1_000_000_000_000_000 // a thousand billion units
)

// Decide gives the fact to append, or nil data if it is known.
func (c RecordIndicator) Decide(s State) (any, event.Basis, error) {
	d := c.Figure
	wrong, err := c.stated(s, d.Source)
	if err != nil {
		return nil, "", err
	}
	wrong.Add(intake.ID("indicator", d.Indicator))
	wrong.Add(intake.Range("year", d.Year, firstYear, c.Today.Year()))
	if d.ValueMilli < -maxMilli || d.ValueMilli > maxMilli {
		wrong.Add(fault.Invalid("value_milli", "number.range", "This number is outside its range.",
			"a whole number of thousandths, at most 1,000,000,000,000,000 to either side of 0"))
	}
	wrong.Add(intake.Line("unit", d.Unit, maxUnit))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if s.Indicators[figure(d.Indicator, d.Year)] == (Indicator{d, c.Ground.Basis}) {
		return nil, "", nil
	}
	return &d, c.Ground.Basis, nil
}
