package matching

import (
	"testing"

	"makcomblang.id/pkg/event"
)

const today = "2026-11-21"

// pair is a legal default: a running, offered practice for a need of another
// government; every test changes one thing.
func pair() *Pair {
	return &Pair{
		Practice: &Practice{
			ID: "edat", Owner: "bintuni", MainProblem: "malaria", Addresses: []string{"malaria", "remote-health-access"},
			Preconditions: []string{"village-cadres"}, Nature: "replicable", Launched: 2010, Country: Home,
			Award: Award{Tier: "unpsa-winner", Year: 2018, Basis: event.Press}, FirstAward: 2018,
			Liveness: Liveness{State: "continuing", CheckedOn: "2026-03-01", Basis: event.Official},
			Shared:   true, SharedBasis: event.Sample, Classified: event.Reading,
		},
		Owner:  &Owner{ID: "bintuni", Region: "92.06", Country: Home},
		From:   &Place{Code: "92.06", Settings: []string{"mainland", "coast"}},
		Place:  &Place{Code: "91.15", Settings: []string{"river-swamp", "coast"}, Basis: event.Reading},
		Need:   &Need{ID: "9115-malaria", Region: "91.15", Problem: "malaria", Priority: 5, Basis: event.Sample},
		Others: []string{"remote-health-access"},
		Supply: Supply{OwnerStated: true, OwnerLeft: 3, OfferStated: true, Outgoing: 2, Incoming: 3, Virtual: 3},
	}
}

func TestGates(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, gate, want string
		change           func(*Pair)
	}{
		{"another government", GateSameGovernment, "yes different", func(*Pair) {}},
		{"own government", GateSameGovernment, "no same", func(p *Pair) { p.Owner.Region = "91.15" }},
		{"an office in the region is not its government", GateSameGovernment, "yes different", func(p *Pair) { p.Owner.Region = "" }},
		{"a made-up owner for a real region", GateFictitious, "no mixed", func(p *Pair) { p.Owner.Region = "99.01" }},
		{"domestic", GateForeign, "yes domestic", func(p *Pair) { p.Practice.Country = "" }},
		{"foreign practice", GateForeign, "no abroad", func(p *Pair) { p.Practice.Country = "Kenya" }},
		{"foreign owner", GateForeign, "no abroad", func(p *Pair) { p.Owner.Country = "Italy" }},
		{"main problem", GateProblem, "yes main", func(*Pair) {}},
		{"a tag makes no pair", GateProblem, "no related", func(p *Pair) { p.Need.Problem = "remote-health-access" }},
		{"another problem", GateProblem, "no other", func(p *Pair) { p.Need.Problem = "waste" }},
		{"national rule", GateNationalRule, "no binding", func(p *Pair) { p.Practice.Nature = "national-rule" }},
		{"national service", GateNationalService, "no to-use", func(p *Pair) { p.Practice.Nature = "national-service" }},
		{"confirmed", GateRunning, "yes running", func(*Pair) {}},
		{"confirmed on the last day", GateRunning, "yes running", func(p *Pair) { p.Practice.Liveness.CheckedOn = "2025-11-21" }},
		{"expired", GateRunning, "unknown expired", func(p *Pair) { p.Practice.Liveness.CheckedOn = "2025-11-20" }},
		{"unconfirmed", GateRunning, "unknown unconfirmed", func(p *Pair) { p.Practice.Liveness = Liveness{} }},
		{"stopped stays known", GateRunning, "no stopped", func(p *Pair) { p.Practice.Liveness = Liveness{State: "stopped", CheckedOn: "2020-01-01"} }},
		{"retired", GateRunning, "no retired", func(p *Pair) { p.Practice.Retired = true }},
		{"award", GateMature, "yes award", func(*Pair) {}},
		{"offer", GateMature, "yes offered", func(p *Pair) { p.Practice.Award.Tier = "none" }},
		{"years", GateMature, "yes years", bare(func(p *Practice) { p.Launched = 2023 })},
		{"young", GateMature, "no young", bare(func(p *Practice) { p.Launched = 2024 })},
		{"unknown age", GateMature, "unknown unknown-age", bare(func(p *Practice) { p.Launched = 0 })},
		{"unknown age counts from the award year", GateMature, "yes years-since-award", bare(func(p *Practice) { p.Launched, p.FirstAward = 0, 2018 })},
		{"answered", GateMature, "yes stated-yes", bare(func(p *Practice) { p.Launched, p.Mature.Answer = 0, Yes })},
		{"has", "precondition:village-cadres", "yes has", func(p *Pair) { p.Place.Has = []string{"village-cadres"} }},
		{"lacks", "precondition:village-cadres", "no lacks", func(p *Pair) { p.Place.Lacks = []string{"village-cadres"} }},
		{"unstated", "precondition:village-cadres", "unknown unstated", func(*Pair) {}},
		{"replicating", GateReplicating, "no stated-no", func(p *Pair) { p.Between.Replicating.Answer = No }},
		{"cooling off", GateCoolingOff, "no cooling", func(p *Pair) { p.Between.CoolingUntil = today }},
		{"cooling over", GateCoolingOff, "yes over", func(p *Pair) { p.Between.CoolingUntil = "2026-11-20" }},
		{"no conflict", GateConflict, "yes none-declared", func(*Pair) {}},
		{"conflict", GateConflict, "no stated-no", func(p *Pair) { p.Between.Conflict.Answer = No }},
		{"travel free", GateTravel, "yes no-travel-needed", func(*Pair) {}},
		{"travel unstated", GateTravel, "unknown unstated", func(p *Pair) { p.Supply.Virtual = 0 }},
		{"travel forbidden", GateTravel, "no stated-no", func(p *Pair) { p.Supply.Virtual, p.Between.Travel.Answer = 0, No }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := pair()
			c.change(p)
			e := Evaluate(p, equalWeights(), today, "2027")
			g, ok := e.Gate(c.gate)
			if got := g.Answer.String() + " " + g.Reason; !ok || got != c.want {
				t.Errorf("%s: got %q, want %q", c.gate, got, c.want)
			}
			if shut := g.Answer == No; shut == e.Candidate() {
				t.Errorf("answer %s, candidate %v", g.Answer, e.Candidate())
			}
		})
	}
}

// bare takes away all but the years of running.
func bare(change func(*Practice)) func(*Pair) {
	return func(p *Pair) {
		p.Practice.Award, p.Practice.FirstAward, p.Practice.Shared = Award{}, 0, false
		change(p.Practice)
	}
}

func TestSettingGate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		practice []string
		place    Place
		want     string
	}{
		{"anywhere", nil, Place{Code: "95.08"}, "yes anywhere"},
		{"one of two", []string{"coast", "small-islands"}, Place{Code: "91.15", Settings: []string{"river-swamp", "coast"}}, "yes fits"},
		{"boats in the mountains", []string{"coast", "small-islands"}, Place{Code: "95.08", Settings: []string{"highland"}}, "no contradiction"},
		{"nobody described it", []string{"coast"}, Place{Code: "35.10"}, "unknown undescribed"},
		{"a city is one by its code", []string{"city", "mainland"}, Place{Code: "35.78"}, "yes fits"},
		{"a regency is no city", []string{"city"}, Place{Code: "35.10"}, "no contradiction"},
		{"a regency may be mainland", []string{"city", "mainland"}, Place{Code: "35.10"}, "unknown undescribed"},
		{"a prison is not a kind of region", []string{"prison"}, Place{Code: "35.10"}, "no institution"},
		{"unless it is named", []string{"prison"}, Place{Code: "35.10", Settings: []string{"prison"}}, "yes fits"},
	}
	for _, c := range cases {
		p := pair()
		p.Practice.Settings, p.Place = c.practice, &c.place
		g := setting(p)
		if got := g.Answer.String() + " " + g.Reason; got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCapacityGate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		supply Supply
		want   string
		modes  int
	}{
		{"left", Supply{OwnerStated: true, OwnerLeft: 1, OfferStated: true, Incoming: 2}, "yes left", 1},
		{"a seat is outside the owner's trips", Supply{OwnerStated: true, OfferStated: true, Session: "s", Seats: 2}, "yes seats", 1},
		{"owner used up", Supply{OwnerStated: true, OfferStated: true, Incoming: 2}, "no owner-used", 0},
		{"offer used up", Supply{OwnerStated: true, OwnerLeft: 3, OfferStated: true}, "no offer-used", 0},
		{"offer without a stated owner", Supply{OfferStated: true, Virtual: 1}, "unknown owner-unstated", 1},
		{"nothing stated", Supply{}, "unknown offer-unstated", 0},
	}
	for _, c := range cases {
		p := pair()
		p.Supply = c.supply
		g := capacity(p)
		if got := g.Answer.String() + " " + g.Reason; got != c.want || len(modes(c.supply)) != c.modes {
			t.Errorf("%s: got %q with modes %v, want %q with %d", c.name, got, modes(c.supply), c.want, c.modes)
		}
	}
}

func TestBlocking(t *testing.T) {
	t.Parallel()
	p := pair()
	p.Practice.Liveness = Liveness{}
	e := Evaluate(p, equalWeights(), today, "2027")
	if !e.Candidate() {
		t.Error("an unknown shuts nothing out")
	}
	if b := e.Blocking(); len(b) != 1 || b[0].Code != GateRunning {
		t.Errorf("blocking: %v", b)
	}
	if keys := e.OpenKeys(); len(keys) != 2 || keys[0] != "running" || keys[1] != "precondition:village-cadres" {
		t.Errorf("open: %v", keys)
	}
	if e.Basis != event.Sample {
		t.Errorf("basis %s, want the weakest", e.Basis)
	}
}
