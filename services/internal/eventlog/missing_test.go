package eventlog_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// The setup of a cluster is named as the repair only where the stream is not there, and not while it has no leader.
func TestOnlyAMissingStreamAsksForSetup(t *testing.T) {
	t.Parallel()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second)) // no answer in time, as without a leader
	defer cancel()
	opt := eventlog.Options{Source: "urn:makcomblang:test", Now: time.Now}
	_, err := eventlog.Open(late, nc, opt)
	if !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "setup") {
		t.Errorf("without an answer: got %v, want no repair by setup", err)
	}
	_, err = eventlog.Open(t.Context(), nc, opt)
	if !errors.Is(err, jetstream.ErrStreamNotFound) || !strings.Contains(err.Error(), "there is no stream EVENTS; create it with `makcomblang setup`") {
		t.Errorf("without a stream: got %v, want setup named", err)
	}
}
