package eventlog_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// trips is the state of the test's aggregate: the capacity that was set last and how often it was set.
type trips struct{ last, sets int }

func applyTrips(s trips, rec eventlog.Record) trips {
	if d, ok := rec.Data.(*contract.OwnerCapacitySet); ok {
		return trips{last: d.Trips, sets: s.sets + 1}
	}
	return s
}

func set(n int) func(trips, uint64) (eventlog.Draft, error) {
	return func(trips, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: n, Source: "test"}, Basis: event.Sample}, nil
	}
}

func command(key string) eventlog.Command {
	return eventlog.Command{Actor: "a-1", Route: "POST /owners/{id}/capacity", Key: key, Request: event.RequestHash([]byte(key))}
}

func newTrips(t *testing.T) (*eventlog.Log, *eventlog.Ledger[trips]) {
	l := eventlogtest.New(t)
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	return l, g
}

func TestHandleAppendsAndFolds(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	r, err := g.Handle(t.Context(), command("k1"), "kota-a", set(3))
	if err != nil {
		t.Fatal(err)
	}
	if r.Version != 1 || r.Seq != 1 || r.Repeated {
		t.Errorf("got receipt %+v, want version 1 at 1", r)
	}
	if s, v, ok := g.Get("kota-a"); !ok || v != 1 || s.last != 3 {
		t.Errorf("got state %+v version %d, want 3 trips at version 1 without waiting", s, v)
	}
	if err := l.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if s, _, _ := g.Get("kota-a"); s.sets != 1 {
		t.Errorf("got %d folds of one fact, want 1", s.sets)
	}
}

func TestRepeatedCommandIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	first, err := g.Handle(t.Context(), command("k1"), "kota-a", set(3))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Handle(t.Context(), command("k2"), "kota-a", set(4)); err != nil {
		t.Fatal(err)
	}
	again, err := g.Handle(t.Context(), command("k1"), "kota-a", func(trips, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{}, errors.New("decided again")
	})
	if err != nil {
		t.Fatal(err)
	}
	if !again.Repeated || again.Seq != first.Seq || again.Version != 1 || again.FactID != first.FactID {
		t.Errorf("got %+v, want the first answer %+v", again, first)
	}
	other := command("k1")
	other.Request = event.RequestHash([]byte("another body"))
	_, err = g.Handle(t.Context(), other, "kota-a", set(5))
	if f, ok := fault.As(err); !ok || f.Code != "idempotency.reused" {
		t.Errorf("got %v, want idempotency.reused", err)
	}
	if got := l.Head().Sequence; got > 2 {
		t.Errorf("got %d facts, want 2", got)
	}
}

func TestStaleVersionNamesWhoDecided(t *testing.T) {
	t.Parallel()
	_, g := newTrips(t)
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(3)); err != nil {
		t.Fatal(err)
	}
	late, zero := command("k2"), uint64(0)
	late.IfMatch = &zero
	_, err := g.Handle(t.Context(), late, "kota-a", set(4))
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindStale || f.Detail["decided_by"] != "a-1" || f.Detail["decided_at"] == "" {
		t.Errorf("got %#v, want stale with who decided and when", err)
	}
	ahead, nine := command("k3"), uint64(9)
	ahead.IfMatch = &nine
	if _, err = g.Handle(t.Context(), ahead, "kota-a", set(5)); err == nil || !strings.Contains(err.Error(), "has never had") {
		t.Errorf("a version ahead: got %v", err)
	}
}

func TestTwoProcessesNeverShareAVersion(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	srv := eventlogtest.Start(t, dir)
	const writers, each = 4, 25
	ledgers := make([]*eventlog.Ledger[trips], writers)
	for i := range ledgers {
		l := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
		ledgers[i] = eventlog.NewLedger(l, "owner", applyTrips)
		eventlogtest.Run(t, l)
	}
	var wg sync.WaitGroup
	for w, g := range ledgers {
		wg.Go(func() {
			for n := range each {
				c := command(strconv.Itoa(w) + "-" + strconv.Itoa(n))
				for {
					_, err := g.Handle(t.Context(), c, "kota-a", set(n))
					if err == nil {
						break
					}
					if fault.KindOf(err) != fault.KindConflict {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	l := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	if s, v, _ := g.Get("kota-a"); v != writers*each || s.sets != writers*each {
		t.Errorf("got version %d and %d facts, want %d", v, s.sets, writers*each)
	}
	if h := l.Health(); !h.Writes {
		t.Errorf("the chains do not hold: %s", h.Reason)
	}
}

func TestCommitMovesAllOrNothing(t *testing.T) {
	t.Parallel()
	log, g := newTrips(t)
	refuse := func(trips, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{}, fault.Conflictf("load.full", "full")
	}
	if _, err := log.Commit(t.Context(), command("k1"), eventlog.Step(g, "kota-a", set(1)), eventlog.Step(g, "kota-b", refuse)); err == nil {
		t.Fatal("got no error, want the second part's refusal")
	}
	if _, _, ok := g.Get("kota-a"); ok {
		t.Error("the first part was appended alone")
	}
	rs, err := log.Commit(t.Context(), command("k1"), eventlog.Step(g, "kota-b", set(2)), eventlog.Step(g, "kota-a", set(1)))
	if err != nil {
		t.Fatal(err)
	}
	if rs[0].ID != "kota-b" || rs[0].Seq != 1 || rs[1].Seq != 2 {
		t.Errorf("got receipts %+v, want kota-b at 1 and kota-a at 2", rs)
	}
	again, err := log.Commit(t.Context(), command("k1"), eventlog.Step(g, "kota-b", set(2)), eventlog.Step(g, "kota-a", set(1)))
	if err != nil || !again[0].Repeated || again[1].Seq != 2 {
		t.Errorf("got %+v, %v, want the same answers", again, err)
	}
}

type failing struct{}

func (failing) Follow(batch []eventlog.Record) error { return errors.New("cannot fold") }

func TestWaitersHearOfAFailedLoop(t *testing.T) {
	t.Parallel()
	l := eventlogtest.New(t)
	g := eventlog.NewLedger(l, "owner", applyTrips)
	l.Attach(failing{})
	done := make(chan error, 1)
	go func() { done <- l.Run(t.Context()) }()
	<-l.CaughtUp()
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(1)); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(t.Context(), 1); fault.KindOf(err) != fault.KindUnavailable {
		t.Errorf("got %v, want the failure instead of waiting for ever", err)
	}
	if err := <-done; err == nil {
		t.Error("the loop ended without saying why")
	}
}
