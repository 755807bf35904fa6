package eventlog_test

import (
	"strconv"
	"testing"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

func TestLostAckSingleServer(t *testing.T) {
	t.Parallel()
	l, _ := newTrips(t)
	eventlog.RetryTwice(t, l, "kota-a")
	eventlog.RetryTwice(t, l, "kota-b", "kota-c")
}

func TestLostAckReplicated(t *testing.T) {
	t.Parallel()
	l := eventlogtest.OpenReplicated(t, eventlogtest.Cluster(t))
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	eventlog.RetryTwice(t, l, "kota-a")
	eventlog.RetryTwice(t, l, "kota-b", "kota-c")
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(5)); err != nil {
		t.Errorf("a command after the retries: %v", err)
	}
}

func TestConflictsAreAnsweredOnReplicas(t *testing.T) {
	t.Parallel()
	nc := eventlogtest.Cluster(t)
	var ledgers []*eventlog.Ledger[trips]
	for range 2 {
		l := eventlogtest.OpenReplicated(t, nc)
		ledgers = append(ledgers, eventlog.NewLedger(l, "owner", applyTrips))
		eventlogtest.Run(t, l)
	}
	for n := range 10 {
		for i, g := range ledgers {
			c := command(strconv.Itoa(i) + "/" + strconv.Itoa(n))
			if _, err := g.Handle(t.Context(), c, "kota-a", set(n)); err != nil && fault.KindOf(err) != fault.KindConflict {
				t.Fatal(err)
			}
		}
	}
	if _, v, _ := ledgers[1].Get("kota-a"); v != 20 {
		t.Errorf("got version %d, want 20: a loser decides again and wins", v)
	}
}
