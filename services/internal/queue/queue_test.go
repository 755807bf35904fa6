package queue_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/queue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	ackWait = 600 * time.Millisecond
	pause   = 50 * time.Millisecond
	limit   = 20 * time.Second
)

// open gives a queue on a server of its own.
func open(t *testing.T) (*queue.Queue, *nats.Conn) {
	t.Helper()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	return over(t, nc), nc
}

func over(t *testing.T, nc *nats.Conn) *queue.Queue {
	t.Helper()
	if err := queue.Ensure(t.Context(), nc, 1); err != nil {
		t.Fatal(err)
	}
	q, err := queue.Open(nc)
	if err != nil {
		t.Fatal(err)
	}
	q.SetPatience(ackWait, pause)
	return q
}

// worker consumes until the end of the test and keeps what it saw.
type worker struct {
	t    *testing.T
	seen chan queue.Message
	stop func()
}

func work(t *testing.T, q *queue.Queue, name, lane string, inflight int, handle func(context.Context, queue.Message) queue.Outcome) *worker {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w := &worker{t: t, seen: make(chan queue.Message, 1000)}
	ended := make(chan error, 1)
	go func() {
		ended <- q.Consume(ctx, name, lane, inflight, func(ctx context.Context, m queue.Message) queue.Outcome {
			w.seen <- m
			return handle(ctx, m)
		})
	}()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("consume: %v", err)
		}
	})
	t.Cleanup(w.stop)
	return w
}

func (w *worker) next() queue.Message {
	w.t.Helper()
	select {
	case m := <-w.seen:
		return m
	case <-time.After(limit):
		w.t.Fatal("nothing was delivered")
		return queue.Message{}
	}
}

// settled waits until nothing of the queue is left, in hand or waiting.
func settled(t *testing.T, nc *nats.Conn) {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); ; {
		s, err := js.Stream(t.Context(), "DELIVERIES")
		if err != nil {
			t.Fatal(err)
		}
		if s.CachedInfo().State.Msgs == 0 {
			return
		}
		if time.Since(start) > limit {
			t.Fatalf("%d messages are left", s.CachedInfo().State.Msgs)
		}
	}
}

func done(context.Context, queue.Message) queue.Outcome { return queue.Done() }

func TestADeliveryIsDoneOnceAndGone(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	for range 3 { // a publisher that never saw the answer
		if err := q.Publish(t.Context(), "e-1", "d-1", []byte("isi")); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Publish(t.Context(), "e-2", "d-2", nil); err != nil {
		t.Fatal(err)
	}
	w := work(t, q, "hooks", "", 1, done)
	got := []queue.Message{w.next(), w.next()}
	settled(t, nc)
	w.stop()
	if got[0].Delivery != "d-1" || got[0].Lane != "e-1" || got[0].Attempt != 1 || string(got[0].Body) != "isi" || got[0].Redelivered || !got[0].Due.IsZero() {
		t.Errorf("got %+v", got[0])
	}
	if got[1].Delivery != "d-2" || len(w.seen) != 0 {
		t.Errorf("got %+v and %d more", got[1], len(w.seen))
	}
}

func TestNothingIsEarly(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	start := time.Now()
	dues := map[string]time.Time{ // one just before a whole second, which a cut to seconds would make the earliest
		"past": start.Add(-time.Hour), "soon": start.Add(310*time.Millisecond + 7), "edge": start.Truncate(time.Second).Add(1999 * time.Millisecond),
	}
	for id, due := range dues {
		if err := q.Later(t.Context(), id, "e-1", due, []byte(id)); err != nil {
			t.Fatal(err)
		}
	}
	late := make(chan time.Duration, 10)
	w := work(t, q, "hooks", "e-1", 4, func(_ context.Context, m queue.Message) queue.Outcome {
		late <- time.Since(dues[m.Delivery])
		return queue.Done()
	})
	for range dues {
		m, lag := w.next(), <-late
		if lag < 0 || (m.Delivery != "past" && lag > 5*time.Second) {
			t.Errorf("%s came %v after it was due", m.Delivery, lag)
		}
		if !m.Due.Equal(dues[m.Delivery]) || string(m.Body) != m.Delivery || m.Attempt != 1 {
			t.Errorf("got %+v", m)
		}
	}
	settled(t, nc)
}

func TestRetriesCarryTheirBodyAndCount(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	if err := q.Publish(t.Context(), "e-1", "d-1", []byte("1")); err != nil {
		t.Fatal(err)
	}
	w := work(t, q, "hooks", "", 1, func(_ context.Context, m queue.Message) queue.Outcome {
		switch m.Attempt {
		case 1:
			return queue.RetryAt(time.Now(), []byte("2"))
		case 2:
			return queue.RetryAt(time.Now(), nil)
		}
		return queue.Done()
	})
	for i, body := range []string{"1", "2", "2"} {
		if m := w.next(); m.Attempt != i+1 || string(m.Body) != body || m.Delivery != "d-1" || m.Redelivered {
			t.Errorf("attempt %d: got %+v", i+1, m)
		}
	}
	settled(t, nc)
}

func TestTheNextScheduleIsStoredBeforeTheAcknowledgement(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	wire, err := nc.SubscribeSync(">") // sees what the worker's connection sends, in order
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Publish(t.Context(), "e-1", "d-1", nil); err != nil {
		t.Fatal(err)
	}
	w := work(t, q, "hooks", "", 1, func(_ context.Context, m queue.Message) queue.Outcome {
		if m.Attempt == 1 {
			return queue.RetryAt(time.Now().Add(time.Hour), nil)
		}
		return queue.Done()
	})
	w.next()
	var order []string
	for !slices.Contains(order, "ack") {
		msg, err := wire.NextMsg(limit)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(msg.Subject, "mak.sched.") && msg.Header.Get("Nats-Msg-Id") == "d-1-2":
			order = append(order, "schedule", msg.Header.Get("Nats-Schedule-Target"))
		case strings.HasPrefix(msg.Subject, "$JS.ACK.") && strings.HasPrefix(string(msg.Data), "+ACK"):
			order = append(order, "ack")
		}
	}
	if want := []string{"schedule", "mak.due.e-1", "ack"}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
	if err := q.Cancel(t.Context(), "d-1"); err != nil {
		t.Fatal(err)
	}
	settled(t, nc)
}

func TestAnAttemptWhoseOutcomeCannotBeStoredComesAgain(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	troubled := make(chan error, 100)
	q.Trouble = func(err error) { troubled <- err }
	if err := q.Publish(t.Context(), "e-1", "d-1", nil); err != nil {
		t.Fatal(err)
	}
	w := work(t, q, "hooks", "", 1, func(_ context.Context, m queue.Message) queue.Outcome {
		if m.Redelivered {
			return queue.Done()
		}
		return queue.RetryAt(time.Now(), make([]byte, 2<<20)) // more than the stream takes
	})
	first, again := w.next(), w.next()
	if first.Attempt != 1 || again.Attempt != 1 || !again.Redelivered {
		t.Errorf("got %+v, then %+v", first.Attempt, again)
	}
	settled(t, nc)
	if err := <-troubled; fault.KindOf(err) != fault.KindUnavailable {
		t.Errorf("got %v", err)
	}
}

func TestTokensOnly(t *testing.T) {
	t.Parallel()
	q, _ := open(t)
	for _, bad := range []string{"", "a.b", "*", ">", "a b", strings.Repeat("x", 101)} {
		if q.Publish(t.Context(), bad, "d", nil) == nil || q.Publish(t.Context(), "e", bad, nil) == nil ||
			q.Later(t.Context(), bad, "e", time.Now(), nil) == nil || q.Cancel(t.Context(), bad) == nil || q.Forget(t.Context(), "hooks", bad) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if err := q.Consume(t.Context(), "hooks", "a.b", 1, done); err == nil {
		t.Error("a lane that is no token is consumed")
	}
	if err := q.Consume(t.Context(), "hooks", "", 0, done); err == nil {
		t.Error("no handlers are enough")
	}
}

func TestEnsureNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	if err := queue.Ensure(t.Context(), nc, 1); err != nil {
		t.Errorf("a second time: %v", err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "DELIVERIES")
	if err != nil {
		t.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	cfg.MaxMsgs = 10
	if _, err := js.UpdateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if err := queue.Ensure(t.Context(), nc, 1); err == nil || !strings.Contains(err.Error(), "max_msgs") {
		t.Errorf("got %v", err)
	}
	nc.Close()
	if err := q.Publish(t.Context(), "e", "d", nil); fault.KindOf(err) != fault.KindUnavailable || !errors.Is(err, nats.ErrConnectionClosed) {
		t.Errorf("without a connection: got %v", err)
	}
}
