package importer

import (
	"strings"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/vocabulary"
)

func buildOwner(b *build) {
	id := b.id("id")
	country := b.must("country")
	name := b.text("name")
	if name == "" {
		name = id
	}
	var needs []ref
	if code := b.text("region_code"); code != "" {
		needs = append(needs, ref{regionThing(b.code("region_code")), "region_code"})
	}
	b.send(0, "/api/v1/owners", id, event.Press, contract.OwnerRegistered{
		Name: name, Type: b.text("type"), Region: b.text("region_code"), LocatedIn: b.text("located_in"), Country: country,
		Source: "pemilik praktik dalam innovations.csv, yang barisnya menyebut halaman sumber",
	}, map[string]any{"id": id}, needs...)
	b.creating("owner/" + id)
	trips, basis := b.number("visits_per_period", 0, 10000), b.illustrative()
	if country != "Indonesia" {
		return
	}
	b.send(1, "/api/v1/owners/"+id+"/capacity", id+"/"+string(b.opt.Period), basis, contract.OwnerCapacitySet{
		Period: b.opt.Period, Trips: trips, Source: b.sourceOf(basis),
	}, nil)
}

func buildInnovation(b *build) {
	id, owner, source := b.id("id"), b.id("owner_id"), b.must("source")
	profile := contract.InnovationProfile{
		Title: b.must("title"), Owner: owner, Sector: b.text("sector"), Summary: b.text("summary"), MainProblem: b.text("main_problem"),
		Addresses: b.list("addresses"), Preconditions: b.list("needs"), Settings: b.list("settings"), Nature: b.text("nature"),
		LaunchedYear: b.number("launched_year", 1945, 2100), LocatedIn: b.text("located_in"), Country: b.must("country"), Source: source,
	}
	if b.text("reading") != "" {
		profile.Classified = string(event.Reading)
	}
	b.send(0, "/api/v1/innovations", id, basisOf(source), profile, map[string]any{"id": id}, ref{"owner/" + owner, "owner_id"})
	b.creating("innovation/" + id)
	b.words("sector", vocabulary.Sector)
	b.words("main_problem", vocabulary.Problem)
	b.words("addresses", vocabulary.Problem)
	b.words("needs", vocabulary.Precondition)
	b.words("settings", vocabulary.Setting)
	if tier := b.must("tier"); tier != "none" {
		if f, wrong := fault.As(award.Validate(b.text("award"), award.Tier(tier), b.number("award_year", 1945, 2100))); wrong {
			b.wrong(f.Field, f.Message, f.Allowed)
		}
		b.send(1, "/api/v1/innovations/"+id+"/awards", id+"/"+b.text("award")+"/"+b.text("award_year"), basisOf(source), contract.InnovationAwarded{
			Award: b.must("award"), Tier: tier, Year: b.number("award_year", 1945, 2100), Others: b.text("other_awards"), Source: source,
		}, nil)
	}
}

func buildSampleInnovation(b *build) {
	id, title := b.id("id"), b.must("title")
	code := b.code("owner_region_code")
	if code != "" && !code.Fictitious() {
		b.wrong("owner_region_code", "A made-up practice belongs to a real region.", "codes of the fictitious province 99")
	}
	owner := strings.ReplaceAll(strings.ToLower(b.must("owner_name")), " ", "-")
	source := "Contoh: " + b.must("note")
	b.send(-5, "/api/v1/owners", owner, event.Sample, contract.OwnerRegistered{
		Name: b.text("owner_name"), Type: "regency", Region: code.Dotted(), LocatedIn: code.Dotted(), Country: "Indonesia", Source: "Contoh: rekaan untuk peragaan",
	}, map[string]any{"id": owner}, ref{regionThing(code), "owner_region_code"})
	b.creating("owner/" + owner)
	b.send(0, "/api/v1/innovations", id, event.Sample, contract.InnovationProfile{
		Title: title, Owner: owner, MainProblem: b.id("main_problem"), Addresses: []string{b.text("main_problem")}, Nature: "replicable",
		LocatedIn: code.Dotted(), Country: "Indonesia", Classified: string(event.Sample), Source: source,
	}, map[string]any{"id": id})
	b.creating("innovation/" + id)
	b.send(1, "/api/v1/innovations/"+id+"/liveness", id+"/"+b.text("checked_on"), event.Sample, contract.InnovationLivenessChecked{
		State: b.must("state"), CheckedOn: b.date("checked_on"), Source: "Contoh: " + b.text("note"),
	}, nil)
}

func buildOffer(b *build) {
	id := b.id("innovation_id")
	basis := b.illustrative()
	b.send(0, "/api/v1/innovations/"+id+"/visit-offers", id+"/"+string(b.opt.Period), basis, contract.InnovationVisitsOffered{
		Period: b.opt.Period, Outgoing: b.number("outgoing", 0, 10000), Incoming: b.number("incoming", 0, 10000),
		Virtual: b.number("virtual", 0, 10000), GroupSeats: b.number("group_seats", 0, 10000),
		MaxDelegation: b.number("max_delegation", 0, 1000), Source: b.sourceOf(basis),
	}, nil, ref{"innovation/" + id, "innovation_id"})
}
