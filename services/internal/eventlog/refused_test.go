package eventlog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// strict starts a server that takes 4 kB at most, and facts about kota-a only.
func strict(t *testing.T) *nats.Conn {
	t.Helper()
	srv, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), JetStreamMaxStore: 1 << 40, NoLog: true, NoSigs: true, MaxPayload: 4096,
		Users: []*server.User{{Username: "role", Password: "p", Permissions: &server.Permissions{
			Publish: &server.SubjectPermission{Deny: []string{event.Root + ".owner.kota-b.>"}},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("NATS did not start")
	}
	nc, err := nats.Connect(srv.ClientURL(), nats.UserInfo("role", "p"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// TestWhatNatsNeverTakesIsRefusedSoon sends what no repetition can bring into the log, alone and as the part of a batch.
func TestWhatNatsNeverTakesIsRefusedSoon(t *testing.T) {
	t.Parallel()
	l := eventlogtest.Open(t, strict(t), "")
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	long := eventlog.Draft{Data: &contract.OwnerCapacitySet{Period: "2027", Trips: 1, Source: strings.Repeat("x", 5000)}, Basis: event.Sample}
	for name, tc := range map[string]struct {
		id, says string
		decide   func(trips, uint64) (eventlog.Draft, error)
	}{
		"too large":     {"kota-a", "max_payload", func(trips, uint64) (eventlog.Draft, error) { return long, nil }},
		"not permitted": {"kota-b", "permissions", set(3)},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := g.Handle(t.Context(), command(name), tc.id, tc.decide)
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.KindUnavailable || f.RetryAfter == 0 || !strings.Contains(f.Message, tc.says) || !strings.Contains(f.Message, "nothing was written") {
				t.Errorf("got %v, want unavailable, that nothing was written, and %q", err, tc.says)
			}
			if took := time.Since(start); took > 5*time.Second { // half of what a command may take when it may have been sent
				t.Errorf("refused after %v", took)
			}
		})
	}
	if _, err := g.Handle(t.Context(), command("after"), "kota-a", set(3)); err != nil {
		t.Errorf("the next command: %v", err)
	}
}
