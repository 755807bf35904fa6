package host_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/host"
)

// TestLeaderless pins which errors of an opening pass by themselves: those of a stream that has no leader, however deep they
// are wrapped, and none that a person must mend.
func TestLeaderless(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{fmt.Errorf("vault: open: %w", fault.Unavailable(context.DeadlineExceeded, "away")), true},
		{nats.ErrTimeout, true},
		{nats.ErrDisconnected, true},
		{fmt.Errorf("x: %w", &jetstream.APIError{Code: 503, ErrorCode: 10008}), true},
		{&jetstream.APIError{Code: 404, ErrorCode: jetstream.JSErrCodeStreamNotFound}, false},
		{fault.Unavailable(jetstream.ErrBucketNotFound, "away"), false},
		{jetstream.ErrJetStreamNotEnabled, false},
		{&jetstream.APIError{Code: 503, ErrorCode: jetstream.JSErrCodeJetStreamNotEnabled}, false},
		{io.EOF, false},
	} {
		if got := host.Leaderless(c.err); got != c.want {
			t.Errorf("%v: got %v, want %v", c.err, got, c.want)
		}
	}
}
