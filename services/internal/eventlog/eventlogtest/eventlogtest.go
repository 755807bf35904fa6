// Package eventlogtest starts a real log on an embedded NATS server for tests.
package eventlogtest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
)

// Now is the clock of test logs: 21 November 2026, 09.00 in Jakarta.
func Now() time.Time { return time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC) }

// New opens an empty log in a temporary folder; it is closed at the end of the test.
func New(t testing.TB) *eventlog.Log {
	t.Helper()
	dir := t.TempDir()
	return Open(t, Connect(t, Start(t, dir)), filepath.Join(dir, "head.json"))
}

// Start runs an embedded server in dir until the end of the test.
func Start(t testing.TB, dir string) *host.Embedded {
	t.Helper()
	srv, err := host.StartEmbedded(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Stop)
	return srv
}

// Connect connects to an embedded server until the end of the test.
func Connect(t testing.TB, srv *host.Embedded) *nats.Conn {
	t.Helper()
	nc, err := srv.Connect(t.Name())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// Open opens the log over a connection, with or without a head file.
func Open(t testing.TB, nc *nats.Conn, headFile string) *eventlog.Log {
	t.Helper()
	l, err := eventlog.Open(t.Context(), nc, eventlog.Options{
		Source: "urn:makcomblang:test", Now: Now, Create: true, MaxBytes: 1 << 30, HeadFile: headFile,
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Run starts the follow loop, waits until it has caught up and stops it at the end of the test. The returned function
// stops it earlier.
func Run(t testing.TB, l *eventlog.Log) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	var err error
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err = <-done; err != nil {
			t.Errorf("follow loop: %v", err)
		}
	}
	t.Cleanup(stop)
	select {
	case <-l.CaughtUp():
	case err := <-done:
		stopped = true
		t.Fatalf("follow loop ended: %v", err)
	case <-time.After(20 * time.Second):
		t.Fatal("the follow loop did not catch up")
	}
	return stop
}
