package practice_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/innovations/practice"
)

const today = calendar.Date("2026-11-21")

type decision interface {
	Decide(practice.State) (any, event.Basis, error)
}

// given is a history of facts that all rest on press pages.
func given(facts ...any) practice.State {
	var s practice.State
	for _, f := range facts {
		s = s.Apply(f, event.Press)
	}
	return s
}

func edat(change ...func(*contract.InnovationProfile)) contract.InnovationProfile {
	p := contract.InnovationProfile{
		Title: "Sistem EDAT malaria", Owner: "teluk-bintuni", Sector: "health", MainProblem: "malaria",
		Addresses: []string{"malaria"}, Preconditions: []string{"village-cadres"}, Settings: []string{"coast"},
		Nature: "replicable", LaunchedYear: 2010, LocatedIn: "92.06", Country: practice.Home,
		Classified: "reading", Source: "page: Juara UNPSA (kadatebintuni.com)",
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func around(change ...func(*practice.Around)) practice.Around {
	is := func(want string) func(string) bool { return func(id string) bool { return id == want } }
	a := practice.Around{
		Ground: intake.Ground{Basis: event.Press}, Today: today, OwnerKnown: true,
		Words: practice.Words{
			Region: is("92.06"), Sector: is("health"), Problem: is("malaria"), Precondition: is("village-cadres"),
		},
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func sample(a *practice.Around) { a.Ground = intake.Ground{Basis: event.Sample, AllowSample: true} }

func fictitious(a *practice.Around) {
	sample(a)
	a.Ground.Fictitious = true
}

func registered() any { return &contract.InnovationRegistered{InnovationProfile: edat()} }

func checked(state string, on calendar.Date) *contract.InnovationLivenessChecked {
	return &contract.InnovationLivenessChecked{State: state, CheckedOn: on, Source: "Dinas Kesehatan"}
}

func offered(change ...func(*contract.InnovationVisitsOffered)) *contract.InnovationVisitsOffered {
	o := &contract.InnovationVisitsOffered{Period: "2027", Incoming: 2, GroupSeats: 10, MaxDelegation: 12, Source: "Dinas Kesehatan"}
	for _, c := range change {
		c(o)
	}
	return o
}

func grant(a practice.Around, name, tier string, year int) practice.Grant {
	return practice.Grant{Around: a, Award: contract.InnovationAwarded{Award: name, Tier: tier, Year: year, Source: "menpan.go.id"}}
}

type tableCase struct {
	state practice.State
	cmd   decision
	data  any    // wanted fact
	fault string // or wanted "field code"
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

func TestRegisterAndRevise(t *testing.T) {
	t.Parallel()
	other := edat(func(p *contract.InnovationProfile) { p.Title = "EDAT" })
	revised := &contract.InnovationRevised{InnovationProfile: other}
	emptyLists := edat(func(p *contract.InnovationProfile) { p.Settings, p.Classified = []string{}, "reading" })
	noLists := edat(func(p *contract.InnovationProfile) { p.Settings = nil })
	run(t, map[string]tableCase{
		"register":                      {given(), practice.Register{around(), edat()}, registered(), ""},
		"again":                         {given(registered()), practice.Register{around(), edat()}, nil, ""},
		"again after a revision":        {given(registered(), revised), practice.Register{around(), edat()}, nil, ""},
		"other content":                 {given(registered()), practice.Register{around(), other}, nil, "practice.exists"},
		"other basis":                   {given(registered()), practice.Register{around(official), edat()}, nil, "practice.exists"},
		"empty list is no list":         {given(&contract.InnovationRegistered{InnovationProfile: noLists}), practice.Register{around(), emptyLists}, nil, ""},
		"revise":                        {given(registered()), practice.Revise{around(), other}, revised, ""},
		"revise without change":         {given(registered()), practice.Revise{around(), edat()}, nil, ""},
		"revise what is unknown":        {given(), practice.Revise{around(), edat()}, nil, "practice.unknown"},
		"revise what is retired":        {given(registered(), &contract.InnovationRetired{Reason: "x"}), practice.Revise{around(), other}, nil, "practice.retired"},
		"fictitious only as sample":     {given(), practice.Register{around(func(a *practice.Around) { a.Ground.Fictitious = true }), edat()}, nil, "basis basis.fictitious"},
		"sample says so in its title":   {given(), practice.Register{around(sample), edat()}, nil, "title text.label"},
		"sample where none is accepted": {given(), practice.Register{around(func(a *practice.Around) { a.Ground.Basis = event.Sample }), edat()}, nil, "basis basis.sample"},
	})
}

func official(a *practice.Around) { a.Ground.Basis = event.Official }

func TestProfileRefusals(t *testing.T) {
	t.Parallel()
	type change = func(*contract.InnovationProfile)
	refusals := map[string]change{
		"title text.required":                   func(p *contract.InnovationProfile) { p.Title = "" },
		"title text.form":                       func(p *contract.InnovationProfile) { p.Title = "a\xff" },
		"owner id.form":                         func(p *contract.InnovationProfile) { p.Owner = "Teluk Bintuni" },
		"sector sector.unknown":                 func(p *contract.InnovationProfile) { p.Sector = "Health" },
		"summary text.personal":                 func(p *contract.InnovationProfile) { p.Summary = "hubungi budi@contoh.id" },
		"main_problem problem.unknown":          func(p *contract.InnovationProfile) { p.MainProblem = "gold" },
		"addresses[1] list.repeated":            func(p *contract.InnovationProfile) { p.Addresses = []string{"malaria", "malaria"} },
		"addresses[0] problem.unknown":          func(p *contract.InnovationProfile) { p.Addresses = []string{"gold"} },
		"preconditions[0] precondition.unknown": func(p *contract.InnovationProfile) { p.Preconditions = []string{"gold"} },
		"settings[0] region.setting":            func(p *contract.InnovationProfile) { p.Settings = []string{"moon"} },
		"nature word.unknown":                   func(p *contract.InnovationProfile) { p.Nature = "good" },
		"launched_year number.range":            func(p *contract.InnovationProfile) { p.LaunchedYear = 2027 },
		"located_in region.code":                func(p *contract.InnovationProfile) { p.LocatedIn = "9206" },
		"located_in region.unknown":             func(p *contract.InnovationProfile) { p.LocatedIn = "92.07" },
		"country text.required":                 func(p *contract.InnovationProfile) { p.Country = "" },
		"classified basis.unknown":              func(p *contract.InnovationProfile) { p.Classified = "" },
		"classified basis.sample":               func(p *contract.InnovationProfile) { p.Classified = "sample" },
		"source text.required":                  func(p *contract.InnovationProfile) { p.Source = "" },
	}
	tests := map[string]tableCase{
		"owner owner.unknown": {given(), practice.Register{around(func(a *practice.Around) { a.OwnerKnown = false }), edat()}, nil, "owner owner.unknown"},
	}
	for want, c := range refusals {
		tests[want] = tableCase{given(), practice.Register{around(), edat(c)}, nil, want}
	}
	run(t, tests)
}

func TestAwards(t *testing.T) {
	t.Parallel()
	top := grant(around(), "KIPP Top 40", "kipp-top", 2018)
	known := given(registered(), &top.Award)
	run(t, map[string]tableCase{
		"award":                       {given(registered()), top, &top.Award, ""},
		"again":                       {known, top, nil, ""},
		"of a year without":           {given(registered()), grant(around(), "KIPP Top 45", "kipp-top", 2024), nil, "year award.year"},
		"of another year":             {given(registered()), grant(around(), "KIPP Top 40", "kipp-top", 2019), nil, "award award.name"},
		"of the future":               {given(registered()), grant(around(), "UNPSA winner", "unpsa-winner", 2027), nil, "year award.year"},
		"of no tier":                  {given(registered()), grant(around(), "A prize", "gold", 2018), nil, "tier award.tier"},
		"without a name":              {given(registered()), grant(around(), "", "none", 0), nil, "award text.required"},
		"of nothing":                  {given(), top, nil, "practice.unknown"},
		"invented":                    {given(registered()), grant(around(sample), "KIPP Top 40", "kipp-top", 2018), nil, "basis basis.invented"},
		"invented for the fictitious": {given(registered()), grant(around(fictitious), "KIPP Top 40", "kipp-top", 2018), &top.Award, ""},
	})
}

func TestLiveness(t *testing.T) {
	t.Parallel()
	check := func(a practice.Around, d *contract.InnovationLivenessChecked) decision {
		return practice.CheckLiveness{Around: a, Check: *d}
	}
	march := checked(practice.Continuing, "2026-03-02")
	known := given(registered(), checked(practice.Stopped, "2026-02-01"), march)
	contoh := checked(practice.Continuing, "2026-03-02")
	contoh.Source = "Contoh: Dinas Kesehatan"
	contohStopped := checked(practice.Stopped, "2026-03-02")
	contohStopped.Source = contoh.Source
	run(t, map[string]tableCase{
		"first":                       {given(registered()), check(around(), march), march, ""},
		"again":                       {known, check(around(), march), nil, ""},
		"an old one again":            {known, check(around(), checked(practice.Stopped, "2026-02-01")), nil, ""},
		"an older one":                {known, check(around(), checked(practice.Developed, "2026-01-01")), nil, "liveness.older"},
		"correction of the day":       {known, check(around(), checked(practice.Stopped, "2026-03-02")), checked(practice.Stopped, "2026-03-02"), ""},
		"today":                       {known, check(around(), checked(practice.Stopped, today)), checked(practice.Stopped, today), ""},
		"tomorrow":                    {known, check(around(), checked(practice.Stopped, "2026-11-22")), nil, "checked_on date.future"},
		"no state":                    {known, check(around(), checked("alive", today)), nil, "state word.unknown"},
		"sample without a label":      {given(registered()), check(around(sample), march), nil, "source text.label"},
		"sample with a label":         {given(registered()), check(around(sample), contoh), contoh, ""},
		"invented end":                {given(registered()), check(around(sample), contohStopped), nil, "basis basis.invented"},
		"invented end, no such owner": {given(registered()), check(around(fictitious), contohStopped), contohStopped, ""},
	})
}

func TestOffersAndRetirement(t *testing.T) {
	t.Parallel()
	offer := func(d *contract.InnovationVisitsOffered) decision { return practice.OfferVisits{around(), *d} }
	foreign := &contract.InnovationRegistered{InnovationProfile: edat(func(p *contract.InnovationProfile) { p.Country = "Kenya" })}
	nothing := &contract.InnovationVisitsOffered{Period: "2027", Source: "Dinas Kesehatan"}
	stopped := given(registered(), offered(), checked(practice.Stopped, "2026-03-02"))
	retired := &contract.InnovationRetired{Reason: "Digabung dengan praktik lain."}
	run(t, map[string]tableCase{
		"offer":                     {given(registered()), offer(offered()), offered(), ""},
		"again":                     {given(registered(), offered()), offer(offered()), nil, ""},
		"take back":                 {given(registered(), offered()), offer(nothing), nothing, ""},
		"stopped":                   {stopped, offer(offered(func(o *contract.InnovationVisitsOffered) { o.Incoming = 3 })), nil, "practice.stopped"},
		"take back what stopped":    {stopped, offer(nothing), nothing, ""},
		"foreign":                   {given(foreign), offer(offered()), nil, "practice.foreign"},
		"no period":                 {given(registered()), offer(offered(func(o *contract.InnovationVisitsOffered) { o.Period = "2027-h3" })), nil, "period period.form"},
		"too many":                  {given(registered()), offer(offered(func(o *contract.InnovationVisitsOffered) { o.Virtual = 10001 })), nil, "virtual number.range"},
		"fewer than none":           {given(registered()), offer(offered(func(o *contract.InnovationVisitsOffered) { o.GroupSeats = -1 })), nil, "group_seats number.range"},
		"retire":                    {given(registered()), practice.Retire{retired.Reason}, retired, ""},
		"retire again":              {given(registered(), retired), practice.Retire{retired.Reason}, nil, ""},
		"retire for another reason": {given(registered(), retired), practice.Retire{"Lain."}, nil, "practice.retired"},
		"retire without reason":     {given(registered()), practice.Retire{}, nil, "reason text.required"},
		"retire nothing":            {given(), practice.Retire{"x"}, nil, "practice.unknown"},
		"offer what is retired":     {given(registered(), retired), offer(offered()), nil, "practice.retired"},
	})
}

func TestStatesDoNotShareWhatChanges(t *testing.T) {
	t.Parallel()
	first := grant(around(), "KIPP Top 40", "kipp-top", 2018).Award
	corrected := first
	corrected.Source = "Keputusan Menteri"
	before := given(registered(), &first, offered(), checked(practice.Continuing, "2026-01-01"))
	want := given(registered(), &first, offered(), checked(practice.Continuing, "2026-01-01"))
	before.Apply(&corrected, event.Official)
	before.Apply(offered(func(o *contract.InnovationVisitsOffered) { o.Incoming = 9 }), event.Official)
	before.Apply(checked(practice.Stopped, "2026-02-01"), event.Official)
	if diff := cmp.Diff(before, want); diff != "" {
		t.Errorf("an earlier state changed:\n%s", diff)
	}
}
