package eventlog_test

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// A reactor waits for a view whose store is away with the fact in hand: it is not handed out a second time meanwhile.
func TestAReactorThatWaitsForAViewIsHandedAFactOnce(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	l := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	g := eventlog.NewLedger(l, "owner", applyTrips)
	view := new(eventlogtest.Away)
	l.Attach(view)
	eventlogtest.Run(t, l)
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	view.Leave()
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(1)); err != nil {
		t.Fatal(err)
	}
	seen, stop := react(t, l, func(uint64, int) error { return nil })
	defer stop()
	acks, err := l.Conn().SubscribeSync("$JS.ACK." + eventlog.StreamName + ".test.>")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for range 5 { // it says that it is at work for longer than the server waits without a word
		if _, err := acks.NextMsgWithContext(ctx); err != nil {
			t.Fatal(err)
		}
	}
	cons, err := js.Consumer(t.Context(), eventlog.StreamName, "test")
	if err != nil {
		t.Fatal(err)
	}
	if n := cons.CachedInfo().NumRedelivered; n != 0 {
		t.Errorf("%d were handed out again", n)
	}
	view.Return()
	<-seen
}
