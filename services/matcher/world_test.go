package matcher_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
	"makcomblang.id/services/matcher"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const period calendar.Period = "2027"

// world is a matcher over a real log, with ledgers that append what other
// services would.
type world struct {
	t       *testing.T
	log     *eventlog.Log
	cat     *catalogue.Catalogue
	service *matcher.Service
	twin    *matcher.Service // a second replica, attached to the same log
	ledgers map[string]*eventlog.Ledger[int]
	facts   chan event.Fact // facts of the matcher, in order
	http    *webtest.Harness
	clock   atomic.Int64 // seconds after webtest.Now
	added   int
	onLook  atomic.Pointer[func()]
}

// Follow hands the matcher's own facts to the test.
func (w *world) Follow(batch []eventlog.Record) error {
	for _, rec := range batch {
		switch rec.Fact.Kind() {
		case "recommendation", "need", "rubric":
			w.facts <- rec.Fact
		}
	}
	return nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, log: eventlogtest.New(t), ledgers: map[string]*eventlog.Ledger[int]{}, facts: make(chan event.Fact, 1000)}
	if err := blob.Ensure(t.Context(), w.log.Conn(), 1); err != nil {
		t.Fatal(err)
	}
	proofs, err := blob.Open(t.Context(), w.log.Conn())
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"innovation", "owner", "region", "match", "load", "question", "plan"} {
		w.ledgers[kind] = eventlog.NewLedger(w.log, kind, func(n int, _ eventlog.Record) int { return n + 1 })
	}
	w.cat = catalogue.New(w.log)
	w.service = matcher.New(w.log, w.cat, proofs, matcher.Options{Now: w.now, Settle: 5 * time.Millisecond})
	w.twin = matcher.New(w.log, w.cat, proofs, matcher.Options{Now: w.now, Settle: 5 * time.Millisecond})
	w.log.Attach(w)
	w.http = webtest.New(t, w.log)
	w.service.Routes(w.http.Site)
	eventlogtest.Run(t, w.log)
	return w
}

// now is the clock; a test can have something happen when somebody looks at it.
func (w *world) now() time.Time {
	if look := w.onLook.Swap(nil); look != nil {
		(*look)()
	}
	return webtest.Now.Add(time.Duration(w.clock.Load()) * time.Second)
}

// run starts the own work of replicas until the end of the test.
func (w *world) run(replicas ...*matcher.Service) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, len(replicas))
	for _, r := range replicas {
		go func() { done <- r.Run(ctx) }()
	}
	w.t.Cleanup(func() {
		cancel()
		for range replicas {
			if err := <-done; err != nil {
				w.t.Error(err)
			}
		}
	})
}

// next is the next fact of the matcher of a type.
func (w *world) next(typ string) event.Fact {
	w.t.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case f := <-w.facts:
			if f.Type == typ {
				return f
			}
		case <-limit:
			w.t.Fatalf("no %s came", typ)
		}
	}
}

func (w *world) add(id string, basis event.Basis, data any) {
	w.t.Helper()
	kind, _, _ := strings.Cut(contract.TypeOf(data), ".")
	w.added++
	c := eventlog.Command{Actor: "test", Route: "test", Key: fmt.Sprint(w.added), Now: w.now()}
	r, err := w.ledgers[kind].Handle(w.t.Context(), c, id, func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: data, Basis: basis}, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.log.Wait(w.t.Context(), r.Seq); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) practice(id, owner, problem string, launched int, country string) {
	w.add(id, "press", &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{
		Title: strings.ToUpper(id), Owner: owner, MainProblem: problem, Addresses: []string{problem}, Preconditions: []string{"village-cadres"},
		Nature: "replicable", LaunchedYear: launched, Country: country, Classified: "reading", Source: "page",
	}})
}

// fill tells of two owners with a malaria practice each, a foreign practice for
// clean water, and regions with four needs, one of them unanswered.
func (w *world) fill() {
	w.add("bintuni", "press", &contract.OwnerRegistered{Name: "Kabupaten Teluk Bintuni", Region: "92.06", Country: "Indonesia"})
	w.add("bintuni", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 1})
	w.add("halsel", "press", &contract.OwnerRegistered{Name: "Kabupaten Halmahera Selatan", Region: "82.04", Country: "Indonesia"})
	w.add("halsel", "sample", &contract.OwnerCapacitySet{Period: period, Trips: 3})
	w.add("fund", "press", &contract.OwnerRegistered{Country: "Kenya"})
	w.practice("edat", "bintuni", "malaria", 2010, "Indonesia")
	w.practice("center", "halsel", "malaria", 2020, "Indonesia")
	w.practice("output-aid", "fund", "clean-water", 2010, "Kenya")
	w.add("edat", "sample", &contract.InnovationVisitsOffered{Period: period, Outgoing: 1, Incoming: 1, Virtual: 1})
	w.add("center", "sample", &contract.InnovationVisitsOffered{Period: period, Outgoing: 1, Incoming: 1, GroupSeats: 8})
	w.add("91", "reading", &contract.RegionRegistered{Code: "91", Name: "Papua", Level: "province"})
	for _, code := range []string{"91.15", "92.07", "53.20"} {
		w.add(strings.ReplaceAll(code, ".", ""), "reading", &contract.RegionRegistered{Code: code, Name: "Kabupaten " + code, Level: "regency"})
		w.add(strings.ReplaceAll(code, ".", ""), "press", &contract.RegionStatusSet{Status: "lagging", List: "perpres-63-2020", From: "2020-01-01", Until: "2024-12-31"})
	}
	w.need("91.15", "malaria", 5)
	w.need("92.07", "malaria", 4)
	w.need("53.20", "clean-water", 5)
}

func (w *world) need(code, problem string, priority int) {
	id := strings.ReplaceAll(code, ".", "")
	w.add(id, "sample", &contract.NeedDeclared{Need: id + "-" + problem, Problem: problem, Priority: priority, Statement: "Contoh: butuh."})
}

func (w *world) as(role policy.Role, scope string) webtest.Caller { return w.http.As(role, scope) }
