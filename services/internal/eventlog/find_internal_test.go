package eventlog

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"makcomblang.id/pkg/fault"
)

// mute is connected and never answers, as a stream without a leader is.
type mute struct{ Journal }

func (mute) Reach(context.Context) error { return nil }
func (mute) Doubt()                      {}
func (mute) Last(ctx context.Context, _ string) (Stored, error) {
	<-ctx.Done()
	return Stored{}, ctx.Err()
}

// gone has no connection.
type gone struct{ Journal }

func (gone) Reach(context.Context) error { return ErrAway }

// What cannot be asked is not said to be missing, and nobody waits for longer than a command may take.
func TestALogThatCannotBeReadIsNoReasonToFindNothing(t *testing.T) {
	t.Parallel()
	for name, j := range map[string]Journal{"without a leader": mute{}, "not connected": gone{}} {
		synctest.Test(t, func(t *testing.T) {
			l := &Log{journal: j}
			g := NewLedger(l, "owner", func(n int, _ Record) int { return n + 1 })
			start := time.Now()
			_, _, ok, err := g.Find(t.Context(), "kota-a")
			f, isFault := fault.As(err)
			if ok || !isFault || f.Kind != fault.KindUnavailable || f.RetryAfter == 0 {
				t.Errorf("%s: got %v, %v, want unavailable and when to come again", name, ok, err)
			}
			if took := time.Since(start); took > deadline {
				t.Errorf("%s: it took %v", name, took)
			}
		})
	}
}
