package queue_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/queue"
)

func TestAnAttemptOfAKilledConsumerIsTakenOver(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	killed, alive := eventlogtest.Connect(t, srv), eventlogtest.Connect(t, srv)
	q, heir := over(t, killed), over(t, alive)
	for _, id := range []string{"d-1", "d-2", "d-3"} {
		if err := q.Publish(t.Context(), "e-1", id, nil); err != nil {
			t.Fatal(err)
		}
	}
	held := work(t, q, "hooks", "", 1, func(ctx context.Context, _ queue.Message) queue.Outcome {
		killed.Close() // no answer will leave this process any more
		<-ctx.Done()
		return queue.Done()
	})
	lost := held.next()
	w := work(t, heir, "hooks", "", 1, done)
	got := map[string]bool{}
	for i := range 3 {
		m := w.next()
		got[m.Delivery] = m.Redelivered
		if i == 0 && m.Redelivered {
			t.Error("the waiting deliveries had to wait for the lost one")
		}
	}
	if len(got) != 3 || !got[lost.Delivery] {
		t.Errorf("got %v, want all three, %s for a second time", got, lost.Delivery)
	}
	settled(t, alive)
}

func TestSchedulesAndDeliveriesSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	srv := eventlogtest.Start(t, dir)
	q := over(t, eventlogtest.Connect(t, srv))
	due := time.Now().Add(1500 * time.Millisecond)
	if err := q.Later(t.Context(), "later", "e-1", due, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := q.Publish(t.Context(), "e-1", "now", nil); err != nil {
		t.Fatal(err)
	}
	srv.Stop()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, dir))
	w := work(t, over(t, nc), "hooks", "", 1, done)
	if m := w.next(); m.Delivery != "now" {
		t.Errorf("got %+v", m)
	}
	if m := w.next(); m.Delivery != "later" || time.Now().Before(due) || string(m.Body) != "x" {
		t.Errorf("got %+v, %v before it was due", m, time.Until(due))
	}
	settled(t, nc)
}

func TestASlowHandlerKeepsItsDelivery(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	if err := q.Publish(t.Context(), "e-1", "slow", nil); err != nil {
		t.Fatal(err)
	}
	if err := q.Later(t.Context(), "signal", "e-1", time.Now().Add(3*ackWait), nil); err != nil {
		t.Fatal(err)
	}
	signal := make(chan struct{})
	w := work(t, q, "hooks", "", 4, func(_ context.Context, m queue.Message) queue.Outcome {
		if m.Delivery == "signal" {
			close(signal)
		}
		<-signal
		return queue.Done()
	})
	if first, second := w.next(), w.next(); first.Delivery != "slow" || second.Delivery != "signal" {
		t.Errorf("got %s, then %s", first.Delivery, second.Delivery)
	}
	settled(t, nc)
}

func TestAtMostSoManyAreInHand(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	for id := range 40 {
		if err := q.Publish(t.Context(), "e-1", "d-"+string(rune('a'+id/26))+string(rune('a'+id%26)), nil); err != nil {
			t.Fatal(err)
		}
	}
	var inHand, most atomic.Int32
	full := make(chan struct{}, 100)
	w := work(t, q, "hooks", "", 3, func(context.Context, queue.Message) queue.Outcome {
		n := inHand.Add(1)
		defer inHand.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		full <- struct{}{}
		return queue.Done()
	})
	settled(t, nc)
	w.stop()
	if most.Load() > 3 || len(full) != 40 {
		t.Errorf("got %d at once and %d in all, want at most 3 and 40", most.Load(), len(full))
	}
}

func TestOtherNamesMayNotTakeTheSameLane(t *testing.T) {
	t.Parallel()
	q, _ := open(t)
	if err := q.Publish(t.Context(), "e-1", "d-1", nil); err != nil {
		t.Fatal(err)
	}
	work(t, q, "hooks", "e-1", 1, done).next()
	if err := q.Consume(t.Context(), "others", "", 1, done); err == nil {
		t.Error("two consumers share a lane")
	}
	work(t, q, "neighbour", "e-2", 1, done)
	if err := q.Forget(t.Context(), "neighbour-of-nobody", "e-3"); err != nil {
		t.Errorf("nothing to forget: %v", err)
	}
}

func TestDeadLetters(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	for _, id := range []string{"d-1", "d-2", "d-3"} {
		if err := q.Publish(t.Context(), "e-1", id, []byte(id)); err != nil {
			t.Fatal(err)
		}
	}
	w := work(t, q, "hooks", "", 1, func(_ context.Context, m queue.Message) queue.Outcome {
		switch {
		case m.Attempt == 2:
			return queue.Done()
		case m.Delivery == "d-2":
			panic("a handler that cannot bear this delivery")
		}
		return queue.Dead("410 gone")
	})
	settled(t, nc)
	letters, err := q.DeadLetters(t.Context(), 0, 10)
	if err != nil || len(letters) != 3 {
		t.Fatalf("got %+v, %v, want three", letters, err)
	}
	first := letters[0]
	if first.Delivery != "d-1" || first.Lane != "e-1" || first.Place != "queue.e-1" || first.Attempt != 1 || first.Reason != "410 gone" ||
		string(first.Body) != "d-1" || first.Time.IsZero() {
		t.Errorf("got %+v", first)
	}
	if last := letters[2]; last.Delivery != "d-2" || !strings.Contains(last.Reason, "without an answer") {
		t.Errorf("got %+v", last)
	}
	if rest, err := q.DeadLetters(t.Context(), first.Seq, 1); err != nil || len(rest) != 1 || rest[0].Delivery != "d-3" {
		t.Errorf("the next page: got %+v, %v", rest, err)
	}
	for len(w.seen) > 0 {
		<-w.seen
	}
	if err := q.Revive(t.Context(), first.Seq); err != nil {
		t.Fatal(err)
	}
	if m := w.next(); m.Delivery != "d-1" || m.Attempt != 2 || string(m.Body) != "d-1" {
		t.Errorf("revived: got %+v", m)
	}
	if err := q.Revive(t.Context(), first.Seq); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("revived twice: got %v", err)
	}
}

func TestADeliveryDiesOnlyOnceItsLetterIsKept(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if err := js.DeleteStream(t.Context(), "DLQ"); err != nil {
		t.Fatal(err)
	}
	if err := q.Publish(t.Context(), "e-1", "d-1", nil); err != nil {
		t.Fatal(err)
	}
	w := work(t, q, "hooks", "", 1, func(context.Context, queue.Message) queue.Outcome { return queue.Dead("refused") })
	w.next()
	if m := w.next(); !m.Redelivered || m.Attempt != 1 {
		t.Errorf("got %+v, want the attempt again", m)
	}
	if err := queue.Ensure(t.Context(), nc, 1); err != nil {
		t.Fatal(err)
	}
	settled(t, nc)
	letters, err := q.DeadLetters(t.Context(), 0, 10)
	if err != nil || len(letters) != 1 || letters[0].Reason != "refused" {
		t.Errorf("got %+v, %v", letters, err)
	}
	if _, err := js.Publish(t.Context(), "mak.dlq.react.matcher", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	letters, err = q.DeadLetters(t.Context(), letters[0].Seq, 10)
	if err != nil || len(letters) != 1 || letters[0].Place != "react.matcher" || letters[0].Lane != "" {
		t.Fatalf("a reactor's letter: got %+v, %v", letters, err)
	}
	if err := q.Revive(t.Context(), letters[0].Seq); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("a reactor's letter revived: got %v", err)
	}
}
