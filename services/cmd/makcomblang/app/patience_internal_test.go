package app

import (
	"context"
	"errors"
	"io"
	"testing"

	"makcomblang.id/services/internal/host"
)

// TestRetry goes on while an error passes, gives the first that does not, and ends with its context.
func TestRetry(t *testing.T) {
	calls := 0
	err := retry(t.Context(), host.Leaderless, func() error {
		if calls++; calls < 3 {
			return context.DeadlineExceeded
		}
		return io.EOF
	})
	if !errors.Is(err, io.EOF) || calls != 3 {
		t.Errorf("got %v after %d calls, want EOF after 3", err, calls)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := retry(ended, host.Leaderless, func() error { return context.DeadlineExceeded }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the error of the last try", err)
	}
}
