package subscriptions_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/vault"
	"makcomblang.id/services/internal/web/webtest"
	"makcomblang.id/services/subscriptions"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 20 * time.Second

// house is a whole subscriptions service over an embedded server.
type house struct {
	*webtest.Harness
	t       testing.TB
	nc      *nats.Conn
	dir     string
	key     vault.Key
	log     *eventlog.Log
	regions *eventlog.Ledger[int]
	others  map[string]*eventlog.Ledger[int]
	service *subscriptions.Service
	stop    func()
	facts   int
}

type (
	optionsOf = subscriptions.Options
	option    func(*optionsOf)
)

// quick makes every wait of the retry table a few milliseconds.
func quick(o *optionsOf) { o.Wait = func(time.Duration) time.Duration { return 5 * time.Millisecond } }

func newHouse(t testing.TB, options ...option) *house {
	t.Helper()
	dir := t.TempDir()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, dir))
	h := openHouse(t, nc, dir, vault.NewKey(), options...)
	h.run()
	return h
}

// openHouse builds a house over what a connection holds already.
func openHouse(t testing.TB, nc *nats.Conn, dir string, key vault.Key, options ...option) *house {
	t.Helper()
	ctx := t.Context()
	if err := queue.Ensure(ctx, nc, 1); err != nil {
		t.Fatal(err)
	}
	if err := vault.Ensure(ctx, nc, 1); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(ctx, nc, key)
	if err != nil {
		t.Fatal(err)
	}
	q, err := queue.Open(nc)
	if err != nil {
		t.Fatal(err)
	}
	log := eventlogtest.Open(t, nc, filepath.Join(dir, "head.json"))
	h := &house{Harness: webtest.New(t, log), t: t, nc: nc, dir: dir, key: key, log: log, others: map[string]*eventlog.Ledger[int]{}}
	count := func(n int, _ eventlog.Record) int { return n + 1 }
	h.regions = eventlog.NewLedger(log, "region", count)
	for _, kind := range []string{"match", "plan", "innovation", "recommendation", "bulletin", "owner"} {
		h.others[kind] = eventlog.NewLedger(log, kind, count)
	}
	opt := subscriptions.Options{AllowLoopback: true, Now: eventlogtest.Now}
	for _, o := range options {
		o(&opt)
	}
	h.service = subscriptions.New(log, h.Directory, q, v, opt)
	h.service.Routes(h.Site)
	return h
}

// run starts the follow loop and the service; stop ends both.
func (h *house) run() {
	h.t.Helper()
	stopLog := eventlogtest.Run(h.t, h.log)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.service.Run(ctx) }()
	var once sync.Once
	h.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				h.t.Errorf("service: %v", err)
			}
			stopLog()
		})
	}
	h.t.Cleanup(func() { h.stop() })
}

// append adds one fact about an aggregate and returns it as it stands in the log.
func (h *house) append(g *eventlog.Ledger[int], id string, data any, basis event.Basis) eventlog.Receipt {
	h.t.Helper()
	h.facts++
	c := eventlog.Command{Actor: "tester", Route: "test", Key: fmt.Sprintf("%s-%d", h.t.Name(), h.facts)}
	r, err := g.Handle(h.t.Context(), c, id, func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: data, Basis: basis}, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// settle waits until this process has folded a fact.
func (h *house) settle(r eventlog.Receipt) {
	h.t.Helper()
	if err := h.log.Wait(h.t.Context(), r.Seq); err != nil {
		h.t.Fatal(err)
	}
}

// need declares a public need of Teluk Bintuni.
func (h *house) need(n int) eventlog.Receipt {
	h.t.Helper()
	return h.append(h.regions, "9206", &contract.NeedDeclared{
		Need: fmt.Sprintf("9206-n%d", n), Problem: "malaria", Priority: 3, Statement: "belajar", Source: "uji",
	}, event.Official)
}

// revoke ends the key of a role, in the directory of the harness alone.
func (h *house) revoke(role policy.Role) {
	h.t.Helper()
	id, _, err := policy.ReadKey(h.Key(role, ""))
	if err != nil {
		h.t.Fatal(err)
	}
	data := &contract.KeyRevoked{Reason: "uji"}
	rec := eventlog.Record{Fact: event.Fact{Type: contract.TypeOf(data), Subject: id}, Data: data}
	if err := h.Directory.Follow([]eventlog.Record{rec}); err != nil {
		h.t.Fatal(err)
	}
}

type opened struct {
	ID     string `json:"id"`
	Result struct {
		Secret   string   `json:"secret"`
		Verified bool     `json:"verified"`
		Warnings []string `json:"warnings"`
	} `json:"result"`
}

// endpoint registers a sink as an integrator.
func (h *house) endpoint(url, more string) opened {
	h.t.Helper()
	return h.endpointOf(h.As(policy.Integrator, ""), url, more)
}

func (h *house) endpointOf(who webtest.Caller, url, more string) opened {
	h.t.Helper()
	o := h.unproven(who, url, more)
	who.Post("/api/v1/endpoints/"+o.ID+"/verify", `{}`).Want(http.StatusOK)
	return o
}

// unproven registers a place that was not asked yet whether it wants deliveries.
func (h *house) unproven(who webtest.Caller, url, more string) opened {
	h.t.Helper()
	var o opened
	who.Post("/api/v1/endpoints", fmt.Sprintf(`{"url":%q%s}`, url, more)).Want(http.StatusCreated).Decode(&o)
	return o
}

// delivery is one request as a sink received it.
type delivery struct {
	id     string
	header http.Header
	body   []byte
}

// sink is a receiver. answer decides; nil answers 204.
type sink struct {
	*httptest.Server
	t      testing.TB
	got    chan delivery
	mu     sync.Mutex
	answer func(n int, d delivery, w http.ResponseWriter)
	count  int
	mute   bool // it does not answer challenges
}

func newSink(t testing.TB, answer func(n int, d delivery, w http.ResponseWriter)) *sink {
	t.Helper()
	s := &sink{t: t, got: make(chan delivery, 10_000), answer: answer}
	s.Server = httptest.NewServer(http.HandlerFunc(s.receive))
	t.Cleanup(s.Close)
	return s
}

func (s *sink) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	mute := s.mute
	s.mu.Unlock()
	if !mute && answered(w, body) {
		return
	}
	d := delivery{r.Header.Get(webhook.HeaderID), r.Header.Clone(), body}
	s.mu.Lock()
	s.count++
	n, answer := s.count, s.answer
	s.mu.Unlock()
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
	} else {
		answer(n, d, w)
	}
	s.got <- d
}

// answered proves that a place wants deliveries; a challenge is none of them.
func answered(w http.ResponseWriter, body []byte) bool {
	answer, ok := webhook.AnswerChallenge(body)
	if ok {
		_, _ = w.Write(answer)
	}
	return ok
}

// next waits for the next delivery that was answered.
func (s *sink) next() delivery {
	s.t.Helper()
	select {
	case d := <-s.got:
		return d
	case <-time.After(patience):
		s.t.Fatal("no delivery arrived")
		return delivery{}
	}
}

// verify checks a delivery the way a receiver does.
func (d delivery) verify(t testing.TB, secret string) {
	t.Helper()
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := webhook.Verify([]webhook.Secret{key}, d.header, d.body, time.Now(), webhook.DefaultTolerance); err != nil {
		t.Errorf("delivery %s: %v", d.id, err)
	}
}

// fact is the id of the fact in a delivery.
func (d delivery) fact(t testing.TB) string {
	t.Helper()
	f, err := event.Decode(d.body)
	if err != nil {
		t.Fatalf("the body is no document: %v: %s", err, d.body)
	}
	return f.ID
}

// eventually polls a state that no signal announces, without a fixed wait.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("never: %s", what)
		}
	}
}
