package queue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/queue"
)

// until waits for a state of the server that it does not tell of by itself.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(limit)
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("never: %s", what)
		}
	}
}

// A connection that comes back leaves no second request behind: what answered it would lie in this process while the
// handler is busy, and be handed out again when its time is over.
func TestAfterReconnectsOneRequestStands(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	nc := eventlogtest.Connect(t, srv)
	js, err := jetstream.New(eventlogtest.Connect(t, srv)) // nc sends nothing but what the queue does
	if err != nil {
		t.Fatal(err)
	}
	letGo := make(chan struct{})
	q := over(t, nc)
	w := work(t, q, "hooks", "e-0", 1, func(_ context.Context, m queue.Message) queue.Outcome {
		if m.Delivery == "d-0" {
			<-letGo
		}
		return queue.Done()
	})
	info := func() jetstream.ConsumerInfo {
		cons, err := js.Consumer(t.Context(), "DELIVERIES", "hooks")
		if err != nil {
			return jetstream.ConsumerInfo{}
		}
		return *cons.CachedInfo()
	}
	until(t, "it asks", func() bool { return info().NumWaiting == 1 })
	for range 3 {
		sent := nc.Stats().OutMsgs
		if err := nc.ForceReconnect(); err != nil {
			t.Fatal(err)
		}
		until(t, "it asks again", func() bool { return nc.Stats().OutMsgs > sent && info().NumWaiting > 0 })
	}
	until(t, "one request stands", func() bool { return info().NumWaiting == 1 })
	for i := range 3 {
		if err := q.Publish(t.Context(), "e-0", fmt.Sprintf("d-%d", i), nil); err != nil {
			t.Fatal(err)
		}
	}
	w.next()
	// The server counts what it stored a moment after it acknowledged it.
	until(t, "the consumer knows of all", func() bool { got := info(); return got.NumAckPending+int(got.NumPending) == 3 })
	if got := info(); got.NumAckPending != 1 || got.NumPending != 2 {
		t.Errorf("got %d handed out and %d that wait, want 1 and 2", got.NumAckPending, got.NumPending)
	}
	close(letGo)
	for range 2 {
		if m := w.next(); m.Redelivered {
			t.Errorf("%s was handed out twice", m.Delivery)
		}
	}
	until(t, "all are done", func() bool { return info().NumAckPending+int(info().NumPending) == 0 })
}
