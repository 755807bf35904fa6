package eventlog_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/queue"
)

// A fact whose handler takes the process down is handed out by the server again and again, and nobody ends it. It becomes a
// dead letter in the end, and what follows it flows.
func TestAFactThatNobodySurvivesBecomesADeadLetter(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	if err := queue.Ensure(t.Context(), l.Conn(), 1); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if _, err := g.Handle(t.Context(), command(strconv.Itoa(i)), "kota-a", set(i)); err != nil {
			t.Fatal(err)
		}
	}
	seen, stop := react(t, l, func(uint64, int) error { return nil })
	<-seen // the first, so that the consumer is there
	<-seen
	<-seen
	stop()
	if _, err := g.Handle(t.Context(), command("deadly"), "kota-a", set(4)); err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	cons, err := js.Consumer(t.Context(), eventlog.StreamName, "test")
	if err != nil {
		t.Fatal(err)
	}
	for range eventlog.MaxHanded { // each of these processes took the fact and died of it
		batch, err := cons.Fetch(1, jetstream.FetchMaxWait(10*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		for msg := range batch.Messages() {
			if err := msg.Nak(); err != nil { // as the server does itself after a silence
				t.Fatal(err)
			}
		}
	}
	if _, err := g.Handle(t.Context(), command("after"), "kota-a", set(5)); err != nil {
		t.Fatal(err)
	}
	seen, stop = react(t, l, func(uint64, int) error { return nil })
	if got := <-seen; got != 5 {
		t.Errorf("got fact %d, want 5: the deadly one was put aside", got)
	}
	stop()
	q, err := queue.Open(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	letters, err := q.DeadLetters(t.Context(), 0, 10)
	if err != nil || len(letters) != 1 || letters[0].Place != "react.test" || !strings.Contains(letters[0].Reason, strconv.Itoa(eventlog.MaxHanded)) {
		t.Errorf("got %+v, %v", letters, err)
	}
	advised(t, js, "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.EVENTS.test")
}

// What the server gives up by itself, since somebody gave a consumer an end that ours have not, is kept too.
func TestWhatTheServerGivesUpIsKept(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	if err := queue.Ensure(t.Context(), l.Conn(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(1)); err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	cons, err := js.CreateConsumer(t.Context(), eventlog.StreamName, jetstream.ConsumerConfig{Durable: "ends", AckPolicy: jetstream.AckExplicitPolicy, MaxDeliver: 1})
	if err != nil {
		t.Fatal(err)
	}
	batch, err := cons.Fetch(1, jetstream.FetchMaxWait(10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for msg := range batch.Messages() {
		if err := msg.Nak(); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the server notices when it would hand it out again
		_, _ = cons.Fetch(1, jetstream.FetchMaxWait(300*time.Millisecond))
	}
	advised(t, js, "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.EVENTS.ends")
}

// advised waits for what the server says on a subject.
func advised(t *testing.T, js jetstream.JetStream, subject string) {
	t.Helper()
	s, err := js.Stream(t.Context(), "ADVISORIES")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cons, err := s.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{FilterSubjects: []string{subject}})
	if err != nil {
		t.Fatal(err)
	}
	messages, err := cons.Messages()
	if err != nil {
		t.Fatal(err)
	}
	defer messages.Stop()
	if _, err := messages.Next(jetstream.NextContext(ctx)); err != nil {
		t.Errorf("nothing on %s: %v", subject, err)
	}
}
