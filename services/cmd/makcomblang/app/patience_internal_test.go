package app

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"makcomblang.id/services/internal/host"
)

// TestRetry goes on while an error passes, gives the first that does not, and ends with its context.
func TestRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
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
		began := time.Now()
		if err := retry(ended, host.Leaderless, func() error { return context.DeadlineExceeded }); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 0 {
			t.Errorf("got %v after %v, want the error of the last try at once", err, time.Since(began))
		}
	})
}

// TestAStoreWithoutALeaderIsWaitedFor says once what it waits for, opens the store when there is a leader, and says that
// there is none when the time is over. What does not pass by itself is given as it is.
func TestAStoreWithoutALeaderIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		led  time.Duration // when there is a leader
		err  error         // until then
		took time.Duration
		says string
	}{
		"at once":             {0, nil, 0, ""},
		"after a while":       {9 * time.Second, context.DeadlineExceeded, 9 * time.Second, ""},
		"never":               {time.Hour, context.DeadlineExceeded, electionTime, "NATS has chosen no leader within 60 s; see that most of its servers run"},
		"what a person mends": {time.Hour, io.EOF, 0, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				core, told := observer.New(zap.WarnLevel)
				began := time.Now()
				got, err := opened(t.Context(), &App{logger: zap.New(core)}, func(context.Context) (string, error) {
					if time.Since(began) < tc.led {
						return "", tc.err
					}
					return "store", nil
				})
				if took := time.Since(began); took != tc.took {
					t.Errorf("took %v, want %v", took, tc.took)
				}
				if want := tc.says == ""; want != (err == nil && got == "store") || err != nil && !strings.HasPrefix(err.Error(), tc.says) {
					t.Errorf("got %q, %v, want %q", got, err, tc.says)
				}
				if want := tc.took > 0; want != (told.Len() == 1) || told.Len() > 1 {
					t.Errorf("said %d times what it waits for", told.Len())
				}
			})
		})
	}
}
