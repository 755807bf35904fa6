package region_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/regions/region"
)

type decision interface {
	Decide(region.State) (any, event.Basis, error)
}

type tableCase struct {
	state region.State
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

func given(facts ...any) region.State {
	var s region.State
	for _, f := range facts {
		s = s.Apply(f, event.Official)
	}
	return s
}

func official() region.Around {
	return region.Around{Ground: intake.Ground{Basis: event.Official}, Today: "2026-11-21"}
}

func sample() region.Around {
	return region.Around{Ground: intake.Ground{Basis: event.Sample, AllowSample: true}, Today: "2026-11-21"}
}

// reg is a region of its code with the level that the code tells.
func reg(code, level string, change ...func(*contract.RegionRegistered)) *contract.RegionRegistered {
	r := &contract.RegionRegistered{
		Code: code, Name: "Nama", Level: level, TimeZone: "Asia/Jayapura",
		LatE5: -213_000, LonE5: 13_353_000, CoordSource: "geonames-seat", Source: "idn-area-data 4.0.1",
	}
	if level != "province" {
		r.Parent = code[:2]
	}
	for _, c := range change {
		c(r)
	}
	return r
}

func bintuni(change ...func(*contract.RegionRegistered)) *contract.RegionRegistered {
	return reg("92.06", "regency", change...)
}

func status(state, list string, from, until calendar.Date) *contract.RegionStatusSet {
	return &contract.RegionStatusSet{Status: state, List: list, From: from, Until: until, Source: "Perpres 63/2020"}
}

func listed() *contract.RegionStatusSet {
	return status(region.Lagging, "perpres-63-2020", "2020-01-01", "2024-12-31")
}

func TestRegister(t *testing.T) {
	t.Parallel()
	type r = *contract.RegionRegistered
	cmd := func(change ...func(r)) decision {
		return region.Register{Around: official(), Region: *bintuni(change...), ParentKnown: true}
	}
	orphan := region.Register{Around: official(), Region: *bintuni()}
	contoh := reg("99.01", "regency")
	run(t, map[string]tableCase{
		"register":               {given(), cmd(), bintuni(), ""},
		"parent is told by code": {given(), cmd(func(d r) { d.Parent = "" }), bintuni(), ""},
		"again":                  {given(bintuni()), cmd(), nil, ""},
		"other content":          {given(bintuni()), cmd(func(d r) { d.Name = "Bintuni" }), nil, "region.exists"},
		"province":               {given(), region.Register{Around: official(), Region: *reg("92", "province")}, reg("92", "province"), ""},
		"no code":                {given(), cmd(func(d r) { d.Code = "92.70" }), nil, "code region.code"},
		"code without dot":       {given(), cmd(func(d r) { d.Code = "9206" }), nil, "code region.code"},
		"wrong level":            {given(), cmd(func(d r) { d.Level = "city" }), nil, "level region.level"},
		"wrong parent":           {given(), cmd(func(d r) { d.Parent = "91" }), nil, "parent region.parent"},
		"unknown parent":         {given(), orphan, nil, "parent region.unknown"},
		"wrong zone":             {given(), cmd(func(d r) { d.TimeZone = "Asia/Tokyo" }), nil, "time_zone region.time_zone"},
		"no point":               {given(), cmd(func(d r) { d.LatE5, d.LonE5, d.CoordSource = 0, 0, "" }), bintuni(func(d r) { d.LatE5, d.LonE5, d.CoordSource = 0, 0, "" }), ""},
		"on the equator":         {given(), cmd(func(d r) { d.LatE5 = 0 }), bintuni(func(d r) { d.LatE5 = 0 }), ""},
		"half a point":           {given(), cmd(func(d r) { d.LonE5 = 0 }), nil, "lon_e5 number.range"},
		"point elsewhere":        {given(), cmd(func(d r) { d.LatE5 = 5_200_000 }), nil, "lat_e5 number.range"},
		"point without source":   {given(), cmd(func(d r) { d.CoordSource = "" }), nil, "coord_source text.required"},
		"no name":                {given(), cmd(func(d r) { d.Name = "" }), nil, "name text.required"},
		"no source":              {given(), cmd(func(d r) { d.Source = "" }), nil, "source text.required"},
		"fictitious as official": {given(), region.Register{Around: official(), Region: *contoh, ParentKnown: true}, nil, "basis basis.fictitious"},
		"fictitious as sample":   {given(), region.Register{Around: sample(), Region: *contoh, ParentKnown: true}, contoh, ""},
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	name := func(n string, from calendar.Date) *contract.RegionRenamed {
		return &contract.RegionRenamed{Name: n, From: from, Source: "PP 2/2019"}
	}
	cmd := func(d *contract.RegionRenamed) decision { return region.GiveName{Around: official(), Name: *d} }
	tanimbar := name("Kepulauan Tanimbar", "2019-01-23")
	renamed := given(bintuni(), name("Ketiga", "2025-01-01"), tanimbar)
	run(t, map[string]tableCase{
		"rename":       {given(bintuni()), cmd(tanimbar), tanimbar, ""},
		"again":        {renamed, cmd(tanimbar), nil, ""},
		"same name":    {given(bintuni()), cmd(name("Nama", "2019-01-23")), nil, "region.same_name"},
		"old name":     {renamed, cmd(name("Nama", "2026-01-01")), name("Nama", "2026-01-01"), ""},
		"no date":      {given(bintuni()), cmd(name("Baru", "")), nil, "from date.form"},
		"no name":      {given(bintuni()), cmd(name("", "2019-01-23")), nil, "name text.required"},
		"of no region": {given(), cmd(tanimbar), nil, "region.unknown"},
	})
	for on, want := range map[calendar.Date]string{
		"2019-01-22": "Nama", "2019-01-23": "Kepulauan Tanimbar", "2025-01-01": "Ketiga", "": "Ketiga",
	} {
		if got := renamed.Name(on); got != want {
			t.Errorf("on %q: got %q, want %q", on, got, want)
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	cmd := func(d *contract.RegionStatusSet) decision { return region.SetStatus{Around: official(), Status: *d} }
	left := status(region.Graduated, "perpres-63-2020", "2025-01-01", "2027-12-31")
	corrected := status(region.Lagging, "perpres-63-2020", "2020-04-27", "2024-12-31")
	contoh := given(reg("99.01", "regency"))
	run(t, map[string]tableCase{
		"lagging":                 {given(bintuni()), cmd(listed()), listed(), ""},
		"again":                   {given(bintuni(), listed()), cmd(listed()), nil, ""},
		"corrected":               {given(bintuni(), listed()), cmd(corrected), corrected, ""},
		"graduated":               {given(bintuni(), listed()), cmd(left), left, ""},
		"never listed":            {given(bintuni()), cmd(left), nil, "from status.never_lagging"},
		"left before listed":      {given(bintuni(), listed()), cmd(status(region.Graduated, "x", "2019-01-01", "2021-12-31")), nil, "from status.never_lagging"},
		"a city":                  {given(reg("92.71", "city")), cmd(listed()), nil, "status region.cannot_lag"},
		"a province":              {given(reg("92", "province")), cmd(listed()), nil, "status region.cannot_lag"},
		"no status":               {given(bintuni()), cmd(status("poor", "x", "2020-01-01", "2024-12-31")), nil, "status word.unknown"},
		"backwards":               {given(bintuni()), cmd(status(region.Lagging, "x", "2020-01-02", "2020-01-01")), nil, "until date.order"},
		"no list":                 {given(bintuni()), cmd(status(region.Lagging, "", "2020-01-01", "2024-12-31")), nil, "list id.form"},
		"invented":                {given(bintuni()), region.SetStatus{Around: sample(), Status: *listed()}, nil, "basis basis.invented"},
		"invented for fictitious": {contoh, region.SetStatus{Around: sample(), Status: *listed()}, listed(), ""},
	})
}

func TestStandingOn(t *testing.T) {
	t.Parallel()
	s := given(bintuni(),
		status(region.Graduated, "perpres-131-2015", "2019-07-31", "2022-07-30"),
		status(region.Lagging, "perpres-131-2015", "2015-01-01", "2019-12-31"),
		status(region.Lagging, "perpres-9-2026", "2026-01-01", "2029-12-31"))
	for day, want := range map[calendar.Date]region.Standing{
		"2014-12-31": region.NeverListed,
		"2015-01-01": region.InForce,
		"2019-07-30": region.InForce,
		"2019-07-31": region.Guided, // the graduation is the later statement, though the period runs on
		"2022-07-30": region.Guided,
		"2022-07-31": region.Left,
		"2026-01-01": region.InForce,
		"2029-12-31": region.InForce,
		"2030-01-01": region.LastKnown,
	} {
		if got, _ := region.StandingOn(s.Statuses, day); got != want {
			t.Errorf("on %s: got %s, want %s", day, got, want)
		}
	}
	again := given(bintuni(), status(region.Graduated, "a", "2020-01-01", "2022-12-31"), listed())
	if got, st := region.StandingOn(again.Statuses, "2020-01-01"); got != region.InForce || st.List != "perpres-63-2020" {
		t.Errorf("listed anew on the day it left: got %s of %s", got, st.List)
	}
}

func TestIndicators(t *testing.T) {
	t.Parallel()
	hdi := func(change ...func(*contract.RegionIndicatorRecorded)) *contract.RegionIndicatorRecorded {
		d := &contract.RegionIndicatorRecorded{Indicator: "hdi", Year: 2021, ValueMilli: 63_390, Unit: "poin", Source: "BPS"}
		for _, c := range change {
			c(d)
		}
		return d
	}
	type i = *contract.RegionIndicatorRecorded
	cmd := func(change ...func(i)) decision {
		return region.RecordIndicator{Around: official(), Figure: *hdi(change...)}
	}
	known := given(bintuni(), hdi())
	run(t, map[string]tableCase{
		"record":      {given(bintuni()), cmd(), hdi(), ""},
		"again":       {known, cmd(), nil, ""},
		"correct":     {known, cmd(func(d i) { d.ValueMilli++ }), hdi(func(d i) { d.ValueMilli++ }), ""},
		"next year":   {known, cmd(func(d i) { d.Year++ }), hdi(func(d i) { d.Year++ }), ""},
		"of tomorrow": {known, cmd(func(d i) { d.Year = 2027 }), nil, "year number.range"},
		"long ago":    {known, cmd(func(d i) { d.Year = 1944 }), nil, "year number.range"},
		"too much":    {known, cmd(func(d i) { d.ValueMilli = 1 << 60 }), nil, "value_milli number.range"},
		"no unit":     {known, cmd(func(d i) { d.Unit = "" }), nil, "unit text.required"},
		"no source":   {known, cmd(func(d i) { d.Source = "" }), nil, "source text.required"},
		"no id":       {known, cmd(func(d i) { d.Indicator = "H D I" }), nil, "indicator id.form"},
	})
}
