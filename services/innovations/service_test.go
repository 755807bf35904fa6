package innovations_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/innovations"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web/webtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const api = "/api/v1"

// body is a JSON object; with gives a copy with other fields, without those that are nil.
type body map[string]any

func (b body) with(change body) body {
	c := maps.Clone(b)
	maps.Copy(c, change)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

// world is the service over a real log, with two owners and one practice.
type world struct {
	t     *testing.T
	log   *eventlog.Log
	h     *webtest.Harness
	svc   *innovations.Service
	loads *eventlog.Ledger[int]
	coord webtest.Caller
	keys  int // given to facts of other services

	questions *eventlog.Ledger[int]
	onLook    atomic.Pointer[func()]
}

var (
	bintuni = body{
		"id": "bintuni", "name": "Kabupaten Teluk Bintuni", "type": "regency", "region": "92.06", "located_in": "92.06",
		"country": "Indonesia", "source": "menpan.go.id", "basis": "official",
	}
	contoh = body{
		"id": "contoh", "name": "Kabupaten Contoh", "type": "regency", "region": "99.01", "country": "Indonesia",
		"source": "Contoh: peragaan", "basis": "sample",
	}
	edat = body{
		"id": "edat", "title": "Sistem EDAT malaria", "owner": "bintuni", "sector": "health", "main_problem": "malaria",
		"addresses": []string{"malaria", "remote-health-access"}, "preconditions": []string{"village-cadres"},
		"settings": []string{"coast"}, "nature": "replicable", "launched_year": 2010, "country": "Indonesia",
		"classified": "reading", "source": "page: Juara UNPSA (kadatebintuni.com)", "basis": "press",
	}
	award    = body{"award": "UNPSA winner", "tier": "unpsa-winner", "year": 2018, "source": "un.org", "basis": "official"}
	liveness = body{"state": "continuing", "checked_on": "2026-03-02", "source": "Dinas Kesehatan", "basis": "official"}
	visits   = body{
		"period": "2027", "outgoing": 2, "incoming": 3, "virtual": 3, "group_seats": 10, "max_delegation": 12,
		"source": "Dinas Kesehatan", "basis": "official",
	}
	capacity = body{"period": "2027", "trips": 2, "source": "Dinas Kesehatan", "basis": "official"}
	session  = body{"session": "s-1", "innovation": "edat", "period": "2027", "seats": 10, "source": "Dinas Kesehatan", "basis": "official"}
	guests   = body{
		"block": "b-1", "from": "2027-03-01", "to": "2027-03-02", "trips": 1, "why": "outside-guests",
		"source": "Dinas Kesehatan", "basis": "official",
	}
)

func newWorld(t *testing.T) *world {
	t.Helper()
	log := eventlogtest.New(t)
	w := &world{t: t, log: log, h: webtest.New(t, log)}
	svc := innovations.New(log, views.NewMemoryChecked(), innovations.Options{
		Now: w.now, AllowSample: true,
	})
	w.svc = svc
	svc.Routes(w.h.Site)
	regions := eventlog.NewLedger(log, "region", func(n int, _ eventlog.Record) int { return n + 1 })
	w.loads = eventlog.NewLedger(log, "load", func(n int, _ eventlog.Record) int { return n + 1 })
	w.questions = eventlog.NewLedger(log, "question", func(n int, _ eventlog.Record) int { return n + 1 })
	eventlogtest.Run(t, log)
	for _, code := range []string{"92", "92.06", "51", "99.01"} {
		w.fact(regions, strings.ReplaceAll(code, ".", ""), &contract.RegionRegistered{Code: code, Source: "x"})
	}
	w.coord = w.h.As(policy.Coordinator, "")
	for _, o := range []body{bintuni, contoh} {
		w.coord.Post(api+"/owners", o).Want(http.StatusCreated)
	}
	w.coord.Post(api+"/innovations", edat).Want(http.StatusCreated)
	return w
}

// now is the service's clock; a test can have something happen when the service looks at it.
func (w *world) now() time.Time {
	if look := w.onLook.Swap(nil); look != nil {
		(*look)()
	}
	return webtest.Now
}

// run starts what the service does by itself, until the test ends.
func (w *world) run() {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.svc.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
}

// fact appends what another service would, and waits until it is folded.
func (w *world) fact(g *eventlog.Ledger[int], id string, data any) uint64 {
	w.t.Helper()
	w.keys++
	c := eventlog.Command{Actor: "other", Route: "test", Key: fmt.Sprint(w.keys), Now: webtest.Now}
	r, err := g.Handle(context.Background(), c, id, func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: data, Basis: event.Official}, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.settle(r.Seq)
	return r.Seq
}

func (w *world) settle(seq uint64) {
	w.t.Helper()
	if err := w.log.Wait(w.t.Context(), seq); err != nil {
		w.t.Fatal(err)
	}
}

// probe appends a fact that concerns nobody and gives its place in the log.
func (w *world) probe() uint64 {
	w.t.Helper()
	return w.fact(w.loads, "s-probe", &contract.LoadReleased{Match: "m", Reason: "x"})
}

// unchanged fails unless nothing was appended since a probe.
func (w *world) unchanged(since uint64) {
	w.t.Helper()
	if got := w.probe(); got != since+1 {
		w.t.Errorf("%d facts were appended", got-since-1)
	}
}

// post sends a command that must succeed and waits until reads show it.
func (w *world) post(path string, b any, status int) webtest.Response {
	w.t.Helper()
	r := w.coord.Post(api+path, b).Want(status)
	var a struct{ Position uint64 }
	r.Decode(&a)
	w.settle(a.Position)
	return r
}

func (w *world) get(who webtest.Caller, path string) map[string]any {
	w.t.Helper()
	var a map[string]any
	who.Get(api + path).Want(http.StatusOK).Decode(&a)
	return a
}

func TestAPracticeIsToldWithTheBasisOfEveryFigure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/innovations/edat/awards", award, http.StatusOK)
	w.post("/innovations/edat/liveness", liveness, http.StatusOK)
	w.post("/innovations/edat/visit-offers", visits, http.StatusOK)
	got := w.get(w.h.As(policy.Public, ""), "/innovations/edat?on=2027-03-03")
	live := body(liveness).with(body{"state": "expired", "on": "2027-03-03", "holds_until": "2027-03-02"})
	want := map[string]any(edat.with(body{
		"version": 4.0, "owner_name": "Kabupaten Teluk Bintuni", "owner_region": "92.06", "retired": false, "launched_year": 2010.0,
		"awards": []any{floats(award)}, "checks": []any{floats(liveness)}, "offers": []any{floats(visits)}, "liveness": map[string]any(live),
		"addresses": []any{"malaria", "remote-health-access"}, "preconditions": []any{"village-cadres"}, "settings": []any{"coast"},
	}))
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got -, want +\n%s", diff)
	}
}

// floats is a body as JSON brings it back.
func floats(b body) any {
	c := map[string]any{}
	for k, v := range b {
		if n, ok := v.(int); ok {
			v = float64(n)
		}
		c[k] = v
	}
	return c
}

func TestARevisionReplacesTheProfileAndRetirementEndsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/innovations/edat/revise", edat.with(body{"id": nil, "title": "EDAT"}), http.StatusOK)
	if got := w.get(w.coord, "/innovations/edat")["title"]; got != "EDAT" {
		t.Errorf("got title %v", got)
	}
	w.post("/innovations/edat/retire", body{"reason": "Digabung dengan praktik lain."}, http.StatusOK)
	if got := w.get(w.coord, "/innovations"); len(got["items"].([]any)) != 0 {
		t.Errorf("a retired practice is listed: %v", got)
	}
	if got := w.get(w.coord, "/innovations?retired=true"); len(got["items"].([]any)) != 1 {
		t.Errorf("retired practices are not listed when asked for: %v", got)
	}
	if got := w.coord.Post(api+"/innovations/edat/awards", award).Want(http.StatusConflict).Problem().Code; got != "practice.retired" {
		t.Errorf("got code %s", got)
	}
}

func TestOwnersAndTheirSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/innovations/edat/visit-offers", visits, http.StatusOK)
	w.post("/owners/bintuni/capacity", capacity.with(body{"trips": 3}), http.StatusOK)
	w.post("/owners/bintuni/calendar", guests, http.StatusOK)
	w.post("/owners/bintuni/sessions", session, http.StatusOK)
	w.fact(w.loads, "o-bintuni-2027", &contract.LoadTaken{Match: "m-1", Side: "owner", Holder: "bintuni", Period: "2027", Limit: 1})
	want := map[string]any{
		"period": "2027", "stated": true, "trips": 3.0, "blocked": 1.0, "sessions": 1.0, "approved": 1.0, "left": 0.0,
		"source": "Dinas Kesehatan", "basis": "official",
	}
	for _, who := range []webtest.Caller{w.coord, w.h.As(policy.Innovator, "bintuni"), w.h.As(policy.Auditor, "")} {
		if diff := cmp.Diff(w.get(who, "/owners/bintuni")["periods"], []any{want}); diff != "" {
			t.Errorf("got -, want +\n%s", diff)
		}
	}
	for _, who := range []webtest.Caller{w.h.As(policy.Public, ""), w.h.As(policy.Region, "92.06")} {
		a := w.get(who, "/owners/bintuni")
		if a["periods"] != nil || a["calendar"] != nil || len(a["sessions"].([]any)) != 1 || len(a["practices"].([]any)) != 1 {
			t.Errorf("somebody else was told %v", a)
		}
	}
	before := w.probe()
	p := w.coord.Post(api+"/owners/bintuni/sessions", session.with(body{"session": "s-2"})).Want(http.StatusConflict).Problem()
	if p.Code != "owner.no_trip" {
		t.Errorf("got %s", p.Code)
	}
	w.unchanged(before)
	w.fact(w.loads, "o-bintuni-2027", &contract.LoadReleased{Match: "m-1", Reason: "x"})
	w.post("/owners/bintuni/sessions", session.with(body{"session": "s-2"}), http.StatusOK)
}
