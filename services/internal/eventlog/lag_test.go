package eventlog_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// held folds only up to a point, like a process that lags behind.
type held struct {
	upTo    uint64
	release chan struct{}
}

func (h *held) Follow(batch []eventlog.Record) error {
	if len(batch) > 0 && batch[len(batch)-1].Seq > h.upTo {
		<-h.release
	}
	return nil
}

func TestRetryAtALaggingProcessIsAnsweredFromTheLog(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	a := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	ga := eventlog.NewLedger(a, "owner", applyTrips)
	eventlogtest.Run(t, a)
	b := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	gate := &held{release: make(chan struct{})}
	b.Attach(gate) // before the ledger, so that the ledger lags
	gb := eventlog.NewLedger(b, "owner", applyTrips)
	eventlogtest.Run(t, b)
	for i, key := range []string{"k1", "k2", "k3"} {
		if _, err := ga.Handle(t.Context(), command(key), "kota-a", set(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	other := command("k3")
	other.Request = event.RequestHash([]byte("another body"))
	result := make(chan error, 1)
	go func() {
		_, err := gb.Handle(context.Background(), other, "kota-a", set(99))
		result <- err
	}()
	close(gate.release)
	if f, ok := fault.As(<-result); !ok || f.Code != "idempotency.reused" {
		t.Errorf("got %v for another body under a used key, want idempotency.reused", f)
	}
	if err := b.Wait(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	sa, _, _ := ga.Get("kota-a")
	sb, v, _ := gb.Get("kota-a")
	if sa != sb || v != 3 {
		t.Errorf("got %+v at version %d in the lagging process, want %+v", sb, v, sa)
	}
}

func TestReadingsLeaveNoConsumers(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(1)); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if got, err := l.Read(t.Context(), 1, 1); err != nil || len(got) != 1 {
			t.Fatalf("got %d records, %v", len(got), err)
		}
	}
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), eventlog.StreamName)
	if err != nil {
		t.Fatal(err)
	}
	for n := 50; n > 5; { // they are removed behind the answer
		info, err := stream.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n = info.State.Consumers
	}
}

func TestHalfARestoreIsRed(t *testing.T) {
	t.Parallel()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	want := eventlog.Wanted(1, 1<<30)
	want.Metadata = map[string]string{"restored_head": "20000"}
	if _, err := js.CreateStream(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	l := eventlogtest.Open(t, nc, "")
	eventlogtest.Run(t, l)
	if h := l.Health(); h.Writes || !strings.Contains(h.Reason, "restore") {
		t.Errorf("got %+v, want red because of the restore", h)
	}
}

// ahead is a view that has folded more than the log holds.
type ahead struct{}

func (ahead) Follow([]eventlog.Record) error { return nil }
func (ahead) Checkpoint(context.Context) (eventlog.Mark, error) {
	return eventlog.Mark{Seq: 5}, nil
}
func (ahead) Rebuild(context.Context) error { return nil }

func TestAViewAheadOfTheLogIsRed(t *testing.T) {
	t.Parallel()
	l := eventlogtest.New(t)
	l.Attach(ahead{})
	eventlogtest.Run(t, l)
	if h := l.Health(); h.Writes || !strings.Contains(h.Reason, "view") {
		t.Errorf("got %+v, want red because of the view", h)
	}
}

func TestRepetitionIsKnownByAnyPart(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	nothing := func(trips, uint64) (eventlog.Draft, error) { return eventlog.Draft{}, nil }
	first, err := l.Commit(t.Context(), command("k1"), eventlog.Step(g, "kota-a", nothing), eventlog.Step(g, "kota-b", set(1)))
	if err != nil {
		t.Fatal(err)
	}
	again, err := l.Commit(t.Context(), command("k1"), eventlog.Step(g, "kota-a", nothing), eventlog.Step(g, "kota-b", set(1)))
	if err != nil || !again[1].Repeated || again[1].Seq != first[1].Seq {
		t.Errorf("got %+v, %v, want the first answer", again, err)
	}
	other := command("k1")
	other.Request = event.RequestHash([]byte("other"))
	_, err = l.Commit(t.Context(), other, eventlog.Step(g, "kota-a", nothing), eventlog.Step(g, "kota-b", set(2)))
	if f, ok := fault.As(err); !ok || f.Code != "idempotency.reused" {
		t.Errorf("got %v, want idempotency.reused", err)
	}
}

func TestARefusalRestsOnTheLastFact(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	a := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	ga := eventlog.NewLedger(a, "owner", applyTrips)
	eventlogtest.Run(t, a)
	b := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	gb := eventlog.NewLedger(b, "owner", applyTrips)
	eventlogtest.Run(t, b)
	refuseNew := func(s trips, version uint64) (eventlog.Draft, error) {
		if version == 0 {
			return eventlog.Draft{}, fault.NotFoundf("owner.unknown", "unknown")
		}
		return set(7)(s, version)
	}
	for i := range 20 {
		id := "kota-" + string(rune('a'+i))
		if _, err := ga.Handle(t.Context(), command("new"+id), id, set(1)); err != nil {
			t.Fatal(err)
		}
		if _, err := gb.Handle(t.Context(), command("then"+id), id, refuseNew); err != nil {
			t.Fatalf("%s: got %v from a process that had not folded the fact yet", id, err)
		}
	}
}

func TestExportHashesLikeTheHead(t *testing.T) {
	t.Parallel()
	l, _ := newTrips(t)
	var out bytes.Buffer
	if n, err := l.Export(t.Context(), &out, nil); err != nil || n != 0 || out.Len() != 0 {
		t.Errorf("got %d facts of an empty log, %v", n, err)
	}
}

func TestFindWaitsForWhatAnotherProcessMade(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	a := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	ga := eventlog.NewLedger(a, "owner", applyTrips)
	eventlogtest.Run(t, a)
	b := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	gb := eventlog.NewLedger(b, "owner", applyTrips)
	eventlogtest.Run(t, b)
	for i := range 20 {
		id := "kota-" + string(rune('a'+i))
		if _, err := ga.Handle(t.Context(), command(id), id, set(i)); err != nil {
			t.Fatal(err)
		}
		if s, v, ok, err := gb.Find(t.Context(), id); err != nil || !ok || v != 1 || s.last != i {
			t.Fatalf("%s: got %+v at version %d, %v", id, s, v, ok)
		}
	}
	if _, _, ok, err := gb.Find(t.Context(), "nobody"); ok || err != nil {
		t.Error("found what nobody made")
	}
}

func TestRefreshWaitsForTheLastFactOfAKind(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	a := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	ga := eventlog.NewLedger(a, "owner", applyTrips)
	eventlogtest.Run(t, a)
	b := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	gb := eventlog.NewLedger(b, "owner", applyTrips)
	eventlogtest.Run(t, b)
	for i := range 20 {
		id := "kota-" + string(rune('a'+i))
		if _, err := ga.Handle(t.Context(), command(id), id, set(i)); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Refresh(t.Context(), "owner"); err != nil {
			t.Fatal(err)
		}
		if _, _, ok := gb.Get(id); !ok {
			t.Fatalf("%s is not known after a refresh", id)
		}
	}
	for _, kind := range []string{"owner", "region"} {
		if heard, err := b.Refresh(t.Context(), kind); heard || err != nil {
			t.Errorf("%s: waited for something where nothing came: %v", kind, err)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Refresh(over, "owner"); fault.KindOf(err) != fault.KindUnavailable {
		t.Errorf("where the time is over: %v, want unavailable", err)
	}
}

func TestReachWaitsForAnotherProcessAndRefusesWhatIsBeyondTheEnd(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	a := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	ga := eventlog.NewLedger(a, "owner", applyTrips)
	eventlogtest.Run(t, a)
	b := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	eventlogtest.Run(t, b)
	for i := range 20 {
		id := "kota-" + string(rune('a'+i))
		r, err := ga.Handle(t.Context(), command(id), id, set(i))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Reach(t.Context(), r.Seq); err != nil || b.Position() < r.Seq {
			t.Fatalf("got %v at %d, want %d", err, b.Position(), r.Seq)
		}
	}
	f, ok := fault.As(b.Reach(t.Context(), 99_999_999))
	if !ok || f.Kind != fault.KindConflict || f.Code != "position.beyond_end" || f.Detail["end"] != "20" {
		t.Errorf("got %+v, want a refusal with the log's end", f)
	}
}
