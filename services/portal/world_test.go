package portal_test

import (
	"context"
	"encoding/csv"
	"fmt"
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
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web/webtest"
	"makcomblang.id/services/portal"
)

const period calendar.Period = "2027"

// world is the portal over a real log that holds the shipped data, and proposals for the needs of many regions.
type world struct {
	*webtest.Harness
	t       *testing.T
	log     *eventlog.Log
	cat     *catalogue.Catalogue
	service *portal.Service
	ledgers map[string]*eventlog.Ledger[bool]
	key     int
	pending []fact
	seq     uint64
}

type fact struct {
	id    string
	basis event.Basis
	data  any
}

var kinds = []string{"innovation", "owner", "region", "match", "question", "plan", "recommendation", "need"}

func newWorld(t *testing.T, demo bool) *world {
	t.Helper()
	w := &world{t: t, log: eventlogtest.New(t), ledgers: map[string]*eventlog.Ledger[bool]{}}
	w.Harness = webtest.New(t, w.log)
	w.cat = catalogue.New(w.log)
	for _, kind := range kinds {
		w.ledgers[kind] = eventlog.NewLedger(w.log, kind, func(bool, eventlog.Record) bool { return true })
	}
	var err error
	w.service, err = portal.New(w.log, views.NewMemoryChecked(), w.cat, portal.Options{Now: func() time.Time { return webtest.Now }, Demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	w.service.Routes(w.Site)
	eventlogtest.Run(t, w.log)
	return w
}

func (w *world) add(id string, basis event.Basis, data any) {
	w.pending = append(w.pending, fact{strings.ReplaceAll(id, ".", ""), basis, data})
}

// flush appends what was added, many aggregates in one batch, and waits until it is folded.
func (w *world) flush() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	for len(w.pending) > 0 {
		taken := map[string]bool{}
		var parts []eventlog.Part
		var rest []fact
		for _, f := range w.pending {
			kind, _, _ := strings.Cut(contract.TypeOf(f.data), ".")
			at := kind + "/" + f.id
			if taken[at] || len(parts) == 200 {
				taken[at] = true
				rest = append(rest, f)
				continue
			}
			taken[at] = true
			parts = append(parts, eventlog.Step(w.ledgers[kind], f.id, func(bool, uint64) (eventlog.Draft, error) {
				return eventlog.Draft{Data: f.data, Basis: f.basis}, nil
			}))
		}
		w.key++
		receipts, err := w.log.Commit(ctx, eventlog.Command{Actor: "coordinator", Route: "test", Key: fmt.Sprint("k", w.key), Request: "r", Now: webtest.Now}, parts...)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, r := range receipts {
			w.seq = max(w.seq, r.Seq)
		}
		w.pending = rest
	}
	if err := w.log.Wait(ctx, w.seq); err != nil {
		w.t.Fatal(err)
	}
}

// rows reads a shipped file into maps by column.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "data", name))
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

// ship adds the shipped data: the shortest reading of it.
func (w *world) ship() {
	t := w.t
	for _, r := range rows(t, "regions.csv") {
		w.add(r["code"], event.Reading, &contract.RegionRegistered{Code: r["code"], Name: r["name"], Level: r["level"], Parent: r["parent_code"], TimeZone: r["time_zone"], Source: "idn-area-data 4.0.1"})
	}
	for _, r := range rows(t, "lagging.csv") {
		w.add(r["code"], event.Press, &contract.RegionStatusSet{
			Status: "lagging", List: r["list"], From: calendar.Date(r["year_from"] + "-01-01"), Until: calendar.Date(r["year_to"] + "-12-31"), Source: r["evidence"],
		})
		if year := number(r["graduated_year"]); year > 0 {
			w.add(r["code"], event.Press, &contract.RegionStatusSet{
				Status: "graduated", List: r["list"], From: calendar.Date(strconv.Itoa(year+1) + "-01-01"), Until: calendar.Date(strconv.Itoa(year+3) + "-12-31"), Source: r["graduated_evidence"],
			})
		}
	}
	for _, r := range rows(t, "region-settings.csv") {
		w.add(r["region_code"], event.Reading, &contract.RegionAccessProfiled{Settings: list(r["settings"]), AirOnly: r["air_only"] == "true", Source: "own reading"})
	}
	for _, r := range rows(t, "needs.csv") {
		w.add(r["region_code"], event.Sample, &contract.NeedDeclared{
			Need: strings.ReplaceAll(r["region_code"], ".", "") + "-" + r["problem"], Problem: r["problem"], Priority: number(r["priority"]), Statement: r["statement"], Source: "Contoh: untuk peragaan",
		})
	}
	for _, r := range rows(t, "owners.csv") {
		w.add(r["id"], event.Reading, &contract.OwnerRegistered{Name: r["name"], Type: r["type"], Region: r["region_code"], LocatedIn: r["located_in"], Country: r["country"], Source: "innovations.csv"})
		w.add(r["id"], event.Sample, &contract.OwnerCapacitySet{Period: period, Trips: number(r["visits_per_period"]), Source: "Contoh: untuk peragaan"})
	}
	for _, r := range rows(t, "innovations.csv") {
		w.add(r["id"], event.Press, &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{
			Title: r["title"], Owner: r["owner_id"], Sector: r["sector"], Summary: r["summary"], MainProblem: r["main_problem"],
			Addresses: list(r["addresses"]), Preconditions: list(r["needs"]), Settings: list(r["settings"]), Nature: r["nature"],
			LaunchedYear: number(r["launched_year"]), LocatedIn: r["located_in"], Country: r["country"], Classified: "reading", Source: r["source"],
		}})
		if r["award"] != "" {
			w.add(r["id"], event.Press, &contract.InnovationAwarded{Award: r["award"], Tier: r["tier"], Year: number(r["award_year"]), Source: r["source"]})
		}
	}
	for _, r := range rows(t, "visit-offers.csv") {
		w.add(r["innovation_id"], event.Sample, &contract.InnovationVisitsOffered{
			Period: period, Outgoing: number(r["outgoing"]), Incoming: number(r["incoming"]), Virtual: number(r["virtual"]),
			GroupSeats: number(r["group_seats"]), MaxDelegation: number(r["max_delegation"]), Source: "Contoh: untuk peragaan",
		})
	}
	w.flush()
}

// propose makes a published plan of the best practice for every need, and proposals of its pairs.
func (w *world) propose() []string {
	w.t.Helper()
	today := calendar.Date("2026-11-21")
	plan := &contract.PlanComputed{
		Period: period, Scope: contract.PlanScope{List: "perpres-63-2020", Label: "Kabupaten dalam Perpres 63/2020 (2020-2024), daftar terakhir yang bersumber; 25 di antaranya diumumkan terentaskan"},
		AsOf: today, Inputs: strings.Repeat("ab12", 16), Certificate: strings.Repeat("cd34", 16), Rubric: 1, Policy: "score",
	}
	var ids []string
	for _, n := range w.cat.Needs() {
		r, err := w.cat.Candidates(n.Need, today, period)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(r.Candidates) == 0 {
			plan.Unanswered = append(plan.Unanswered, n.Need)
			w.add(n.Need, "", &contract.NeedUnanswered{Region: n.Region, Problem: n.Problem})
			continue
		}
		ev := r.Candidates[0]
		pair := contract.PlannedPair{
			Innovation: ev.Innovation, Owner: ev.Owner, Region: ev.Region, Need: ev.Need, Problem: ev.Problem, Priority: ev.Priority, Mode: "incoming",
			Score: ev.Score, Parts: ev.PartValues(), Unknown: ev.OpenKeys(), Basis: string(ev.Basis),
		}
		plan.Pairs = append(plan.Pairs, pair)
		plan.Objective += int64(ev.Score)
		id := event.MintID("m", string(period), ev.Need, ev.Innovation)
		ids = append(ids, id)
		w.add(id, ev.Basis, &contract.MatchProposed{
			Origin: "plan", Plan: "p-demo", Innovation: ev.Innovation, Owner: ev.Owner, Region: ev.Region, Need: ev.Need, Problem: ev.Problem,
			Priority: ev.Priority, Period: period, Mode: "incoming", Score: ev.Score, Parts: ev.PartValues(), Unknown: ev.OpenKeys(), Rubric: 1,
		})
	}
	plan.Bound = plan.Objective
	w.add("p-demo", event.Sample, plan)
	w.add("p-demo", "", &contract.PlanPublished{Period: period, Pairs: plan.Pairs, Rubric: 1})
	w.flush()
	return ids
}

// match is the proposal of the best practice for a need.
func (w *world) match(need string) string {
	w.t.Helper()
	r, err := w.cat.Candidates(need, "2026-11-21", period)
	if err != nil || len(r.Candidates) == 0 {
		w.t.Fatalf("no candidate for %s: %v", need, err)
	}
	return event.MintID("m", string(period), need, r.Candidates[0].Innovation)
}

// alive states, as a sample, that the practice of a proposal still runs.
func (w *world) alive(practice string) {
	w.add(practice, event.Sample, &contract.InnovationLivenessChecked{State: "continuing", CheckedOn: "2026-11-20", Source: "Contoh: untuk peragaan"})
	w.flush()
}

// ask and answer put a question about whether a practice still runs.
func (w *world) ask(match, practice, region string) string {
	p, _ := w.cat.Practice(practice)
	id := event.MintID("q", "running/", practice, "")
	w.add(id, "", &contract.QuestionAsked{Match: match, Gate: "running", To: "owner", Owner: p.Owner, Region: region, Practice: practice, AskedText: "Apakah praktik ini masih berjalan?"})
	w.flush()
	return id
}
