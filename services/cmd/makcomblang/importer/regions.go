package importer

import (
	"fmt"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/vocabulary"
)

const registerSource = "idn-area-data 4.0.1 (github.com/fityannugroho/idn-area-data), Open Database License 1.0"

func regionThing(code region.Code) string { return "region/" + code.Token() }

// registerStage sends provinces before the regencies and cities inside them.
func registerStage(code region.Code) int {
	if code.Level() == region.Province {
		return 0
	}
	return 1
}

func buildRegion(b *build) {
	code := b.code("code")
	d := contract.RegionRegistered{
		Code: code.Dotted(), Name: b.must("name"), Level: b.must("level"), Parent: b.text("parent_code"), TimeZone: b.must("time_zone"),
		LatE5: int(b.decimal("lat", 1e5)), LonE5: int(b.decimal("lon", 1e5)), CoordSource: b.text("coord_source"), Source: registerSource,
	}
	b.send(registerStage(code), "/api/v1/regions", code.Token(), event.Official, d, nil)
	b.creating(regionThing(code))
}

func buildSampleRegion(b *build) {
	code := b.code("code")
	if code != "" && !code.Fictitious() {
		b.wrong("code", "A made-up region has a code of a real province.", "codes of the fictitious province 99")
	}
	d := contract.RegionRegistered{
		Code: code.Dotted(), Name: b.must("name"), Level: b.must("level"), TimeZone: "Asia/Jakarta", Source: "Contoh: " + b.must("note"),
	}
	if p := b.text("parent_code"); p != "" {
		d.Parent = p
	}
	b.send(registerStage(code), "/api/v1/regions", code.Token(), event.Sample, d, nil)
	b.creating(regionThing(code))
}

func buildLagging(b *build) {
	code := b.code("code")
	if code != "" && !code.CanLag() {
		b.wrong("code", "Only a regency can have the status of a lagging region (Perpres 63/2020, article 1).", "regency codes, 01 to 69 after the dot")
	}
	from, to := b.number("year_from", 1990, 2100), b.number("year_to", 1990, 2100)
	evidence := b.must("evidence")
	if evidence == "unverified" {
		b.wrong("evidence", "The row is unverified and may not be shown as a fact.", "the document or page that confirms it")
	}
	list := b.id("list")
	path := "/api/v1/regions/" + code.Token() + "/status"
	natural := code.Token() + "/" + list
	here := ref{regionThing(code), "code"}
	b.send(0, path, natural+"/lagging", basisOf(evidence), contract.RegionStatusSet{
		Status: "lagging", List: list, From: january(from), Until: december(to), NameInList: b.text("name_in_list"), Source: evidence,
	}, nil, here)
	if b.number("graduated_year", 1990, 2100) == 0 {
		return
	}
	source := b.must("graduated_evidence")
	b.send(1, path, natural+"/graduated", basisOf(source), contract.RegionStatusSet{
		Status: "graduated", List: list, From: january(to + 1), Until: december(to + 3), Source: source,
	}, nil, here)
}

func january(year int) calendar.Date  { return calendar.Date(fmt.Sprintf("%04d-01-01", year)) }
func december(year int) calendar.Date { return calendar.Date(fmt.Sprintf("%04d-12-31", year)) }

func buildSettings(b *build) {
	code := b.code("region_code")
	basis, err := event.ParseBasis(b.must("basis"))
	if err != nil {
		b.wrong("basis", "The basis is unknown.", "official, press, reading or sample")
	}
	b.words("settings", vocabulary.Setting)
	b.send(2, "/api/v1/regions/"+code.Token()+"/access-profile", code.Token(), basis, contract.RegionAccessProfiled{
		Settings: b.list("settings"), AirOnly: b.flag("air_only"), Source: "bacaan tim atas geografi umum",
	}, nil, ref{regionThing(code), "region_code"})
}

func buildIndicator(b *build) {
	code := b.code("code")
	year := b.number("year", 1945, 2100)
	if b.text("year") == "" {
		b.wrong("year", "The cell is empty.", "the year of the figure")
	}
	indicator, source := b.id("indicator"), b.must("source")
	if b.must("value") == "" {
		return
	}
	b.send(3, "/api/v1/regions/"+code.Token()+"/indicators", fmt.Sprintf("%s/%s/%d", code.Token(), indicator, year), basisOf(source),
		contract.RegionIndicatorRecorded{Indicator: indicator, Year: year, ValueMilli: b.decimal("value", 1000), Unit: b.must("unit"), Source: source},
		nil, ref{regionThing(code), "code"})
}

func buildNeed(b *build) {
	code := b.code("region_code")
	problem := b.id("problem")
	b.words("problem", vocabulary.Problem)
	basis := b.illustrative()
	b.send(0, "/api/v1/regions/"+code.Token()+"/needs", code.Token()+"/"+problem, basis, contract.NeedDeclared{
		Need: code.Token() + "-" + problem, Problem: problem, Priority: b.number("priority", 1, 5), Statement: b.must("statement"), Source: b.sourceOf(basis),
	}, nil, ref{regionThing(code), "region_code"})
}
