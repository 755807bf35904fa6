package eventlog_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/trace"
)

const (
	firstTrace  = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	secondTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
)

// A fact carries the trace of its command, in the document and in the message's header; the same command in another trace
// is the same command; a reaction goes on with the trace of its cause.
func TestFactsCarryTheirTrace(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	ctx := trace.Continue(t.Context(), firstTrace)
	first, err := g.Handle(ctx, command("k"), "kota-a", set(1))
	if err != nil || first.Fact.Traceparent != firstTrace {
		t.Fatalf("got traceparent %q, %v, want that of the command", first.Fact.Traceparent, err)
	}
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), eventlog.StreamName)
	if err != nil {
		t.Fatal(err)
	}
	msg, err := stream.GetMsg(t.Context(), first.Seq)
	if err != nil || trace.ID(trace.Carrier(msg.Header).Extract(context.Background())) != trace.ID(ctx) {
		t.Errorf("got header %v, %v, want the trace in it", msg.Header, err)
	}
	f, err := event.Decode(msg.Data)
	if err != nil || !bytes.Equal(f.Encode(), msg.Data) || f.Traceparent != firstTrace {
		t.Errorf("got %s, %v, want a canonical document with its trace", msg.Data, err)
	}

	again, err := g.Handle(trace.Continue(t.Context(), secondTrace), command("k"), "kota-a", set(1))
	if err != nil || !again.Repeated || again.FactID != first.FactID || again.Fact.Traceparent != firstTrace {
		t.Errorf("got %+v, %v, want the first answer again", again, err)
	}

	reacting, stop := context.WithCancel(t.Context())
	done, traces := make(chan error, 1), make(chan string, 10)
	go func() {
		done <- l.React(reacting, "traced", []string{"owner"}, func(ctx context.Context, rec eventlog.Record) error {
			if rec.Fact.Cause == "" {
				r, err := g.Handle(ctx, eventlog.Command{Actor: "service-test", Cause: rec.Fact.ID}, "kota-b", set(2))
				traces <- r.Fact.Traceparent
				return err
			}
			return nil
		})
	}()
	if got := <-traces; got != firstTrace {
		t.Errorf("got the reaction in trace %q, want that of its cause", got)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// An atomic batch carries its trace in each fact.
func TestBatchesCarryTheirTrace(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	receipts, err := l.Commit(trace.Continue(t.Context(), firstTrace), command("k"), eventlog.Step(g, "kota-a", set(1)), eventlog.Step(g, "kota-b", set(2)))
	if err != nil || len(receipts) != 2 {
		t.Fatalf("got %v, %v", receipts, err)
	}
	for _, r := range receipts {
		if r.Fact.Traceparent != firstTrace {
			t.Errorf("got %q in %s, want the command's trace", r.Fact.Traceparent, r.ID)
		}
	}
}
