package owner_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/innovations/owner"
)

type decision interface {
	Decide(owner.State) (any, event.Basis, error)
}

type tableCase struct {
	state owner.State
	cmd   decision
	data  any
	fault string
}

func run(t *testing.T, tests map[string]tableCase) {
	t.Helper()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, _, err := tc.cmd.Decide(tc.state)
			if got := first(err); got != tc.fault {
				t.Fatalf("refused with %q (%v), want %q", got, err, tc.fault)
			}
			if e, ok := fault.As(err); ok && e.Kind == fault.KindInvalid && e.Allowed == "" {
				t.Errorf("the refusal does not say what is allowed: %v", err)
			}
			if diff := cmp.Diff(data, tc.data); diff != "" {
				t.Errorf("got -, want +\n%s", diff)
			}
		})
	}
}

func first(err error) string {
	e, ok := fault.As(err)
	switch {
	case err == nil:
		return ""
	case !ok:
		return err.Error()
	case e.Field == "":
		return e.Code
	}
	return e.Field + " " + e.Code
}

func given(facts ...any) owner.State {
	var s owner.State
	for _, f := range facts {
		s = s.Apply(f, event.Press)
	}
	return s
}

func around() owner.Around {
	known := map[string]bool{"92.06": true, "92.71": true, "99.01": true}
	return owner.Around{
		Ground: intake.Ground{Basis: event.Press}, Today: "2026-11-21",
		RegionKnown: func(code string) bool { return known[code] },
	}
}

func bintuni(change ...func(*contract.OwnerRegistered)) *contract.OwnerRegistered {
	o := &contract.OwnerRegistered{
		Name: "Kabupaten Teluk Bintuni", Type: "regency", Region: "92.06", LocatedIn: "92.06", Country: owner.Home, Source: "menpan.go.id",
	}
	for _, c := range change {
		c(o)
	}
	return o
}

func trips(p calendar.Period, n int) *contract.OwnerCapacitySet {
	return &contract.OwnerCapacitySet{Period: p, Trips: n, Source: "Dinas Kesehatan"}
}

func guests(id string, from, to calendar.Date, n int) *contract.OwnerCalendarBlocked {
	return &contract.OwnerCalendarBlocked{Block: id, From: from, To: to, Trips: n, Why: owner.OutsideGuests, Source: "Dinas Kesehatan"}
}

func session(id string, seats int) *contract.OwnerSessionOpened {
	return &contract.OwnerSessionOpened{Session: id, Innovation: "edat", Period: "2027", Seats: seats, Source: "Dinas Kesehatan"}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	reg := func(change ...func(*contract.OwnerRegistered)) decision {
		return owner.Register{around(), *bintuni(change...)}
	}
	type o = *contract.OwnerRegistered
	foreign := func(d o) { *d = contract.OwnerRegistered{Country: "Kenya", Source: "un.org"} }
	allowed := around()
	allowed.Ground = intake.Ground{Basis: event.Sample, AllowSample: true}
	contoh := bintuni(func(d o) { d.Region, d.LocatedIn = "99.01", "99.01" })
	run(t, map[string]tableCase{
		"register":                     {given(), reg(), bintuni(), ""},
		"again":                        {given(bintuni()), reg(), nil, ""},
		"other content":                {given(bintuni()), reg(func(d o) { d.Name = "Bintuni" }), nil, "owner.exists"},
		"foreign owner without a name": {given(), reg(foreign), bintuni(foreign), ""},
		"no name":                      {given(), reg(func(d o) { d.Name = "" }), nil, "name text.required"},
		"unknown region":               {given(), reg(func(d o) { d.Region = "92.07" }), nil, "region region.unknown"},
		"no region code":               {given(), reg(func(d o) { d.Region = "9207" }), nil, "region region.code"},
		"unknown location":             {given(), reg(func(d o) { d.LocatedIn = "11" }), nil, "located_in region.unknown"},
		"a city is no regency":         {given(), reg(func(d o) { d.Region = "92.71" }), nil, "type owner.type"},
		"police are no government":     {given(), reg(func(d o) { d.Type = "police" }), nil, "type owner.type"},
		"foreign government":           {given(), reg(func(d o) { d.Country = "Kenya" }), nil, "region owner.region"},
		"no such type":                 {given(), reg(func(d o) { d.Type, d.Region = "club", "" }), nil, "type word.unknown"},
		"no source":                    {given(), reg(func(d o) { d.Source = "" }), nil, "source text.required"},
		"fictitious as press":          {given(), reg(func(d o) { d.Region = "99.01" }), nil, "basis basis.fictitious"},
		"fictitious as sample":         {given(), owner.Register{allowed, *contoh}, contoh, ""},
	})
}

func TestCapacityAndCalendar(t *testing.T) {
	t.Parallel()
	set := func(p calendar.Period, n int) decision { return owner.SetCapacity{around(), *trips(p, n)} }
	block := func(d *contract.OwnerCalendarBlocked) decision { return owner.BlockCalendar{around(), *d} }
	visit := guests("b-1", "2027-03-01", "2027-03-02", 1)
	blackout := &contract.OwnerCalendarBlocked{Block: "b-2", From: "2027-12-20", To: "2027-12-31", Why: owner.Blackout, Source: "x"}
	noSource := trips("2027", 3)
	noSource.Source = ""
	foreign := given(bintuni(func(d *contract.OwnerRegistered) { d.Country, d.Region = "Kenya", "" }))
	run(t, map[string]tableCase{
		"set":                  {given(bintuni()), set("2027", 3), trips("2027", 3), ""},
		"again":                {given(bintuni(), trips("2027", 3)), set("2027", 3), nil, ""},
		"set anew":             {given(bintuni(), trips("2027", 3)), set("2027", 4), trips("2027", 4), ""},
		"half of a year set":   {given(bintuni(), trips("2027", 3)), set("2027-h1", 2), nil, "capacity.overlap"},
		"nothing for the half": {given(bintuni(), trips("2027", 3)), set("2027-h1", 0), trips("2027-h1", 0), ""},
		"half after zero":      {given(bintuni(), trips("2027", 0)), set("2027-h1", 2), trips("2027-h1", 2), ""},
		"next year":            {given(bintuni(), trips("2027", 3)), set("2028", 3), trips("2028", 3), ""},
		"too many":             {given(bintuni()), set("2027", 10_001), nil, "trips number.range"},
		"fewer than none":      {given(bintuni()), set("2027", -1), nil, "trips number.range"},
		"no period":            {given(bintuni()), set("27", 1), nil, "period period.form"},
		"no source":            {given(bintuni()), owner.SetCapacity{around(), *noSource}, nil, "source text.required"},
		"nobody":               {given(), set("2027", 1), nil, "owner.unknown"},
		"foreign":              {foreign, set("2027", 1), nil, "owner.foreign"},
		"foreign, none":        {foreign, set("2027", 0), trips("2027", 0), ""},
		"block":                {given(bintuni()), block(visit), visit, ""},
		"block again":          {given(bintuni(), visit), block(visit), nil, ""},
		"move":                 {given(bintuni(), visit), block(guests("b-1", "2027-04-01", "2027-04-02", 1)), guests("b-1", "2027-04-01", "2027-04-02", 1), ""},
		"blackout":             {given(bintuni()), block(blackout), blackout, ""},
		"guests without trip":  {given(bintuni()), block(guests("b-1", "2027-03-01", "2027-03-01", 0)), nil, "trips number.range"},
		"backwards":            {given(bintuni()), block(guests("b-1", "2027-03-02", "2027-03-01", 1)), nil, "to date.order"},
		"no date":              {given(bintuni()), block(guests("b-1", "2027-02-30", "2027-03-01", 1)), nil, "from date.form"},
		"no id":                {given(bintuni()), block(guests("B 1", "2027-03-01", "2027-03-01", 1)), nil, "block id.form"},
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	mine := owner.Practice{Known: true, Mine: true, GroupSeats: 10}
	open := func(p owner.Practice, id string, seats, approved int) decision {
		return owner.OpenSession{Around: around(), Session: *session(id, seats), Practice: p, Approved: approved}
	}
	two := given(bintuni(), trips("2027", 2))
	with := func(facts ...any) owner.State { return given(append([]any{bintuni(), trips("2027", 2)}, facts...)...) }
	elsewhere := owner.OpenSession{Around: around(), Session: *session("s-1", 10), Practice: mine, Elsewhere: true}
	run(t, map[string]tableCase{
		"open":                     {two, open(mine, "s-1", 10, 0), session("s-1", 10), ""},
		"again":                    {with(session("s-1", 10)), open(mine, "s-1", 10, 0), nil, ""},
		"again when none is left":  {with(session("s-1", 10), session("s-2", 1)), open(mine, "s-1", 10, 0), nil, ""},
		"same id, other content":   {with(session("s-1", 10)), open(mine, "s-1", 9, 0), nil, "session.exists"},
		"another owner's id":       {two, elsewhere, nil, "session.exists"},
		"last trip":                {with(session("s-1", 10)), open(mine, "s-2", 10, 0), session("s-2", 10), ""},
		"no trip: sessions":        {with(session("s-1", 10), session("s-2", 10)), open(mine, "s-3", 10, 0), nil, "owner.no_trip"},
		"no trip: guests":          {with(guests("b-1", "2027-01-01", "2027-01-02", 2)), open(mine, "s-1", 10, 0), nil, "owner.no_trip"},
		"no trip: new year guests": {with(guests("b-1", "2026-12-30", "2027-01-02", 2)), open(mine, "s-1", 10, 0), nil, "owner.no_trip"},
		"guests of another year":   {with(guests("b-1", "2026-01-01", "2026-01-02", 2)), open(mine, "s-1", 10, 0), session("s-1", 10), ""},
		"no trip: approved":        {two, open(mine, "s-1", 10, 2), nil, "owner.no_trip"},
		"nothing stated":           {given(bintuni()), open(mine, "s-1", 10, 0), nil, "owner.no_capacity"},
		"more seats than offered":  {two, open(mine, "s-1", 11, 0), nil, "seats session.seats"},
		"no seat":                  {two, open(mine, "s-1", 0, 0), nil, "seats number.range"},
		"nothing offered":          {two, open(owner.Practice{Known: true, Mine: true}, "s-1", 1, 0), nil, "session.not_offered"},
		"unknown practice":         {two, open(owner.Practice{}, "s-1", 1, 0), nil, "innovation practice.unknown"},
		"practice of another":      {two, open(owner.Practice{Known: true}, "s-1", 1, 0), nil, "innovation practice.unknown"},
		"stopped":                  {two, open(owner.Practice{Known: true, Mine: true, Stopped: true, GroupSeats: 9}, "s-1", 1, 0), nil, "practice.stopped"},
		"retired":                  {two, open(owner.Practice{Known: true, Mine: true, Retired: true, GroupSeats: 9}, "s-1", 1, 0), nil, "practice.retired"},
		"nobody":                   {given(), open(mine, "s-1", 1, 0), nil, "owner.unknown"},
	})
}

func TestUseNeverGoesBelowNothing(t *testing.T) {
	t.Parallel()
	s := given(bintuni(), trips("2027", 1), session("s-1", 5), guests("b-1", "2027-02-01", "2027-02-02", 3))
	want := owner.Usage{Stated: true, Trips: 1, Blocked: 3, Sessions: 1, Approved: 1}
	if got := s.Use("2027", 1); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
