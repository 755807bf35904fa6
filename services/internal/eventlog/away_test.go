package eventlog_test

import (
	"testing"
	"time"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

func TestACommandIsRefusedSoonWhileTheLogIsAway(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	l := eventlogtest.Open(t, eventlogtest.Connect(t, srv), "")
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(3)); err != nil {
		t.Fatal(err)
	}
	srv.Stop()
	for name, c := range map[string]eventlog.Command{"new": command("k2"), "repeated": command("k1")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			_, err := g.Handle(t.Context(), c, "kota-a", set(4))
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.KindUnavailable || f.RetryAfter == 0 {
				t.Errorf("got %v, want unavailable and when to come again", err)
			}
			if took := time.Since(start); took > 5*time.Second { // half of what a command may take when it may have been sent
				t.Errorf("refused after %v", took)
			}
		})
	}
}
