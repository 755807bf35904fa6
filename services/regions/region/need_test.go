package region_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/regions/region"
)

func malaria(change ...func(*contract.NeedDeclared)) *contract.NeedDeclared {
	d := &contract.NeedDeclared{
		Need: "9206-malaria", Problem: "malaria", Priority: 4,
		Statement: "Butuh pemeriksaan dini malaria.", Office: "Dinas Kesehatan", Source: "Surat Dinas Kesehatan",
	}
	for _, c := range change {
		c(d)
	}
	return d
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	type n = *contract.NeedDeclared
	in := func(a region.Around, change ...func(n)) decision {
		return region.DeclareNeed{Around: a, Need: *malaria(change...), ProblemKnown: true}
	}
	cmd := func(change ...func(n)) decision { return in(official(), change...) }
	unknown := region.DeclareNeed{Around: official(), Need: *malaria()}
	contoh := func(d n) { d.Statement = "Contoh: butuh air." }
	urgent := func(d n) { d.Priority = 5 }
	withdrawn := &contract.NeedWithdrawn{Need: "9206-malaria", Reason: "Sudah selesai."}
	declared := given(bintuni(), malaria())
	gone := given(bintuni(), malaria(), withdrawn)
	run(t, map[string]tableCase{
		"declare":                    {given(bintuni()), cmd(), malaria(), ""},
		"id is told by the rest":     {given(bintuni()), cmd(func(d n) { d.Need = "" }), malaria(), ""},
		"again":                      {declared, cmd(), nil, ""},
		"more urgent":                {declared, cmd(urgent), malaria(urgent), ""},
		"after withdrawal":           {gone, cmd(), malaria(), ""},
		"another id":                 {declared, cmd(func(d n) { d.Need = "9207-malaria" }), nil, "need need.id"},
		"unknown problem":            {declared, unknown, nil, "problem problem.unknown"},
		"not urgent at all":          {declared, cmd(func(d n) { d.Priority = 0 }), nil, "priority number.range"},
		"too urgent":                 {declared, cmd(func(d n) { d.Priority = 6 }), nil, "priority number.range"},
		"no statement":               {declared, cmd(func(d n) { d.Statement = "" }), nil, "statement text.required"},
		"a telephone number":         {declared, cmd(func(d n) { d.Office = "Bu Ani 0812 3456 7890" }), nil, "office text.personal"},
		"sample without a label":     {given(bintuni()), in(sample()), nil, "statement text.label"},
		"sample with a label":        {given(bintuni()), in(sample(), contoh), malaria(contoh), ""},
		"no region":                  {given(), cmd(), nil, "region.unknown"},
		"withdraw":                   {declared, region.WithdrawNeed{withdrawn.Need, withdrawn.Reason}, withdrawn, ""},
		"withdraw again":             {gone, region.WithdrawNeed{withdrawn.Need, withdrawn.Reason}, nil, ""},
		"withdraw again differently": {gone, region.WithdrawNeed{withdrawn.Need, "Lain."}, nil, "need.withdrawn"},
		"withdraw without reason":    {declared, region.WithdrawNeed{withdrawn.Need, ""}, nil, "reason text.required"},
		"withdraw what is not there": {declared, region.WithdrawNeed{"9206-air", "x"}, nil, "need.unknown"},
	})
}

func TestAbsorptionAndAccess(t *testing.T) {
	t.Parallel()
	two := &contract.RegionAbsorptionSet{Period: "2027", Visits: 2, Source: "Bappeda"}
	absorb := func(d contract.RegionAbsorptionSet) decision { return region.SetAbsorption{official(), d} }
	place := func(change ...func(*contract.RegionAccessProfiled)) *contract.RegionAccessProfiled {
		d := &contract.RegionAccessProfiled{Settings: []string{"coast"}, Has: []string{"internet"}, Lacks: []string{"electricity"}, Source: "BPS"}
		for _, c := range change {
			c(d)
		}
		return d
	}
	type a = *contract.RegionAccessProfiled
	known := func(id string) bool { return id == "internet" || id == "electricity" }
	access := func(change ...func(a)) decision { return region.ProfileAccess{official(), *place(change...), known} }
	empty := func(d a) { d.Lacks = nil }
	run(t, map[string]tableCase{
		"absorb":             {given(bintuni()), absorb(*two), two, ""},
		"absorb again":       {given(bintuni(), two), absorb(*two), nil, ""},
		"absorb too much":    {given(bintuni()), absorb(contract.RegionAbsorptionSet{Period: "2027", Visits: 1001, Source: "x"}), nil, "visits number.range"},
		"absorb when":        {given(bintuni()), absorb(contract.RegionAbsorptionSet{Period: "next", Source: "x"}), nil, "period period.form"},
		"place":              {given(bintuni()), access(), place(), ""},
		"place again":        {given(bintuni(), place()), access(), nil, ""},
		"empty list is none": {given(bintuni(), place(empty)), access(func(d a) { d.Lacks = []string{} }), nil, ""},
		"place anew":         {given(bintuni(), place()), access(func(d a) { d.AirOnly = true }), place(func(d a) { d.AirOnly = true }), ""},
		"no such setting":    {given(bintuni()), access(func(d a) { d.Settings = []string{"moon"} }), nil, "settings[0] region.setting"},
		"city is no setting": {given(bintuni()), access(func(d a) { d.Settings = []string{"city"} }), nil, "settings[0] region.setting"},
		"has and lacks":      {given(bintuni()), access(func(d a) { d.Lacks = []string{"internet"} }), nil, "lacks[0] access.both"},
		"has the unknown":    {given(bintuni()), access(func(d a) { d.Has = []string{"gold"} }), nil, "has[0] precondition.unknown"},
		"lacks it twice":     {given(bintuni()), access(func(d a) { d.Lacks = []string{"electricity", "electricity"} }), nil, "lacks[1] list.repeated"},
	})
}

func TestStatesDoNotShareWhatChanges(t *testing.T) {
	t.Parallel()
	before, want := given(bintuni(), listed(), malaria()), given(bintuni(), listed(), malaria())
	before.Apply(status(region.Lagging, "perpres-131-2015", "2015-01-01", "2019-12-31"), event.Press)
	before.Apply(&contract.NeedWithdrawn{Need: "9206-malaria", Reason: "x"}, "")
	before.Apply(malaria(func(d *contract.NeedDeclared) { d.Priority = 1 }), event.Press)
	if diff := cmp.Diff(before, want); diff != "" {
		t.Errorf("an earlier state changed:\n%s", diff)
	}
}
