package catalogue_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
)

const (
	today  calendar.Date   = "2026-11-21"
	period calendar.Period = "2027"
)

// feed hands facts to a catalogue as the log would.
type feed struct {
	*catalogue.Catalogue
	seq uint64
}

func newFeed() *feed { return &feed{Catalogue: catalogue.Empty()} }

func (f *feed) add(id string, basis event.Basis, data any) {
	f.seq++
	fact := event.Fact{
		ID: strconv.FormatUint(f.seq, 10), Type: contract.TypeOf(data), Subject: id, Basis: basis,
		Time: time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC),
	}
	_ = f.Follow([]eventlog.Record{{Seq: f.seq, Fact: fact, Data: data}})
}

// rows reads a shipped file into maps by column.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "data", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, column := range all[0] {
			m[column] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

func number(cell string) int {
	n, _ := strconv.Atoi(cell)
	return n
}

func token(code string) string { return strings.ReplaceAll(code, ".", "") }

// shipped makes facts of the shipped files. It is the shortest reading of them;
// the import that checks every cell is elsewhere.
func shipped(t *testing.T) *feed {
	t.Helper()
	f := newFeed()
	for _, r := range rows(t, "regions.csv") {
		f.add(token(r["code"]), event.Reading, &contract.RegionRegistered{Code: r["code"], Name: r["name"], Level: r["level"], Parent: r["parent_code"]})
	}
	for _, r := range rows(t, "lagging.csv") {
		f.add(token(r["code"]), event.Press, &contract.RegionStatusSet{
			Status: "lagging", List: r["list"], From: calendar.Date(r["year_from"] + "-01-01"), Until: calendar.Date(r["year_to"] + "-12-31"),
		})
		if year := number(r["graduated_year"]); year > 0 {
			f.add(token(r["code"]), event.Press, &contract.RegionStatusSet{
				Status: "graduated", List: r["list"], From: calendar.Date(strconv.Itoa(year+1) + "-01-01"), Until: calendar.Date(strconv.Itoa(year+3) + "-12-31"),
			})
		}
	}
	for _, r := range rows(t, "region-settings.csv") {
		f.add(token(r["region_code"]), event.Reading, &contract.RegionAccessProfiled{Settings: list(r["settings"]), AirOnly: r["air_only"] == "true"})
	}
	for _, r := range rows(t, "needs.csv") {
		f.add(token(r["region_code"]), event.Sample, &contract.NeedDeclared{
			Need: token(r["region_code"]) + "-" + r["problem"], Problem: r["problem"], Priority: number(r["priority"]), Statement: r["statement"],
		})
	}
	for _, r := range rows(t, "owners.csv") {
		f.add(r["id"], event.Reading, &contract.OwnerRegistered{Name: r["name"], Type: r["type"], Region: r["region_code"], LocatedIn: r["located_in"], Country: r["country"]})
		f.add(r["id"], event.Sample, &contract.OwnerCapacitySet{Period: period, Trips: number(r["visits_per_period"])})
	}
	f.addInnovations(t, "innovations.csv")
	f.addOffers(t, func(id string) bool { _, ok := f.Practice(id); return ok })
	return f
}

func (f *feed) addInnovations(t *testing.T, name string) {
	t.Helper()
	for _, r := range rows(t, name) {
		f.add(r["id"], event.Press, &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{
			Title: r["title"], Owner: r["owner_id"], Sector: r["sector"], Summary: r["summary"], MainProblem: r["main_problem"],
			Addresses: list(r["addresses"]), Preconditions: list(r["needs"]), Settings: list(r["settings"]), Nature: r["nature"],
			LaunchedYear: number(r["launched_year"]), LocatedIn: r["located_in"], Country: r["country"], Classified: "reading", Source: r["source"],
		}})
		if r["award"] != "" {
			f.add(r["id"], event.Press, &contract.InnovationAwarded{Award: r["award"], Tier: r["tier"], Year: number(r["award_year"]), Source: r["source"]})
		}
	}
}

func (f *feed) addOffers(t *testing.T, want func(id string) bool) {
	t.Helper()
	for _, r := range rows(t, "visit-offers.csv") {
		if !want(r["innovation_id"]) {
			continue
		}
		f.add(r["innovation_id"], event.Sample, &contract.InnovationVisitsOffered{
			Period: period, Outgoing: number(r["outgoing"]), Incoming: number(r["incoming"]), Virtual: number(r["virtual"]),
			GroupSeats: number(r["group_seats"]), MaxDelegation: number(r["max_delegation"]),
		})
	}
}

// candidates gives the ids that may be suggested for a need, best first.
func (f *feed) candidates(t *testing.T, need string) []string {
	t.Helper()
	r, err := f.Candidates(need, today, period)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range r.Candidates {
		ids = append(ids, e.Innovation)
	}
	return ids
}
