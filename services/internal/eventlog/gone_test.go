package eventlog_test

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

func TestAReadingOfWhatIsGoneEnds(t *testing.T) {
	t.Parallel()
	l := eventlogtest.New(t)
	g := eventlog.NewLedger(l, "owner", applyTrips)
	stop := eventlogtest.Run(t, l)
	for _, key := range []string{"k1", "k2"} {
		if _, err := g.Handle(t.Context(), command(key), "kota-a", set(1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Wait(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	stop() // it would end by itself: the log is another one
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	if err := js.DeleteStream(t.Context(), eventlog.StreamName); err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), eventlog.Wanted(1, 1<<30)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if records, err := l.Read(ctx, 1, 2); err == nil || ctx.Err() != nil {
		t.Errorf("got %d records, %v, want an error before the context ends", len(records), err)
	}
}
