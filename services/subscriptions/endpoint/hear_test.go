package endpoint_test

import (
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/subscriptions/endpoint"
)

func TestAudienceByRole(t *testing.T) {
	t.Parallel()
	holders := map[string]endpoint.Holder{
		"public":       {},
		"ministry":     {Ministry: true},
		"hub 92":       {Provinces: []string{"92"}},
		"hub 11":       {Provinces: []string{"11"}},
		"region 92.06": {Regions: []string{"9206"}},
		"region 92":    {Regions: []string{"92"}},
		"region 92.07": {Regions: []string{"9207"}},
		"owner a":      {Owners: []string{"a"}},
		"owner b":      {Owners: []string{"b"}},
		"nameless":     {Owners: []string{""}, Regions: []string{""}},
	}
	who := contract.Concerned{Regions: []string{"9206"}, Owners: []string{"a"}}
	cases := map[contract.Audience]string{
		contract.Public:              "public ministry hub 92 hub 11 region 92.06 region 92 region 92.07 owner a owner b nameless",
		contract.Parties:             "ministry hub 92 region 92.06 owner a",
		contract.Ministry:            "ministry",
		contract.Internal:            "",
		contract.Audience("later"):   "",
		contract.Audience("public "): "",
	}
	for audience, want := range cases {
		heard := 0
		for name, h := range holders {
			got := h.Hears(audience, who)
			if got {
				heard++
			}
			if in := containsName(want, name); got != in {
				t.Errorf("%s hears %s: got %v, want %v", name, audience, got, in)
			}
		}
	}
	if (endpoint.Holder{Regions: []string{""}}).Hears(contract.Parties, contract.Concerned{Regions: []string{""}}) {
		t.Error("a region without a code hears a fact without a region")
	}
}

func containsName(list, name string) bool {
	switch name {
	case "region 92":
		return list == "public ministry hub 92 hub 11 region 92.06 region 92 region 92.07 owner a owner b nameless"
	}
	return len(list) > 0 && (" "+list+" ") != "" && indexWord(list, name)
}

func indexWord(list, name string) bool {
	for i := 0; i+len(name) <= len(list); i++ {
		if list[i:i+len(name)] == name && (i == 0 || list[i-1] == ' ') && (i+len(name) == len(list) || list[i+len(name)] == ' ') {
			return true
		}
	}
	return false
}

func TestEveryTypeHasAnAudienceThatIsKnown(t *testing.T) {
	t.Parallel()
	everyone := endpoint.Holder{Ministry: true}
	for _, spec := range contract.All() {
		f := event.Fact{Type: spec.Type, Subject: "9206"}
		if got, want := everyone.MayHear(f, spec.New()), spec.Audience != contract.Internal; got != want {
			t.Errorf("%s: the ministry hears it %v, want %v", spec.Type, got, want)
		}
		if got, want := (endpoint.Holder{}).MayHear(f, spec.New()), spec.Audience == contract.Public; got != want {
			t.Errorf("%s: the public hears it %v, want %v", spec.Type, got, want)
		}
	}
	if everyone.MayHear(event.Fact{Type: "new.thing.v9"}, nil) {
		t.Error("a type that the contract does not have is heard")
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	need := event.Fact{Type: "region.need_declared.v1", Subject: "9206", Basis: event.Sample}
	needData := &contract.NeedDeclared{Problem: "malaria"}
	practice := event.Fact{Type: "innovation.registered.v1", Subject: "edat", Basis: event.Press}
	practiceData := &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{Owner: "a", Sector: "health", MainProblem: "malaria", Addresses: []string{"stunting"}}}
	cases := []struct {
		name           string
		filter         contract.EndpointFilter
		need, practice bool
	}{
		{"nothing asked", contract.EndpointFilter{}, true, true},
		{"type", contract.EndpointFilter{Types: []string{"region.need_declared.v1"}}, true, false},
		{"region", contract.EndpointFilter{Region: "92.06"}, true, false},
		{"province takes it in", contract.EndpointFilter{Region: "92"}, true, false},
		{"another region", contract.EndpointFilter{Region: "92.07"}, false, false},
		{"host", contract.EndpointFilter{Hosts: []string{"a"}}, false, true},
		{"sector", contract.EndpointFilter{Sectors: []string{"health"}}, false, true},
		{"problem", contract.EndpointFilter{Problems: []string{"malaria"}}, true, true},
		{"related problem", contract.EndpointFilter{Problems: []string{"stunting"}}, false, true},
		{"basis", contract.EndpointFilter{Bases: []string{"press", "official"}}, false, true},
		{"all lists have to hold", contract.EndpointFilter{Problems: []string{"malaria"}, Bases: []string{"official"}}, false, false},
	}
	for _, c := range cases {
		if got := endpoint.Matches(c.filter, need, needData); got != c.need {
			t.Errorf("%s: need: got %v, want %v", c.name, got, c.need)
		}
		if got := endpoint.Matches(c.filter, practice, practiceData); got != c.practice {
			t.Errorf("%s: practice: got %v, want %v", c.name, got, c.practice)
		}
	}
}

func TestSilentFiltersAreWarned(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		filter contract.EndpointFilter
		want   int
	}{
		"region on a type without region": {contract.EndpointFilter{Types: []string{"rubric.adopted.v1"}, Region: "92"}, 1},
		"host on needs":                   {contract.EndpointFilter{Types: []string{"region.need_declared.v1"}, Hosts: []string{"a"}}, 1},
		"region on needs":                 {contract.EndpointFilter{Types: []string{"region.need_declared.v1"}, Region: "92"}, 0},
		"region on all":                   {contract.EndpointFilter{Region: "92"}, 0},
	}
	for name, c := range cases {
		if got := endpoint.Warnings(c.filter); len(got) != c.want {
			t.Errorf("%s: got %v, want %d", name, got, c.want)
		}
	}
}
