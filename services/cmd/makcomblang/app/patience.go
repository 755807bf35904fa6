package app

import (
	"context"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/host"
)

// electionTime is how long a cluster may take to choose a leader; measured were 4 to 9 s, and twice that where a choice had
// to be made again.
const electionTime = 60 * time.Second

// opened opens a store of NATS, and waits while its servers are choosing a leader for it: a role that is started just after
// NATS was finds streams that exist and do not answer yet.
func opened[T any](ctx context.Context, a *App, open func(context.Context) (T, error)) (store T, err error) {
	told := false
	err = retry(ctx, func(err error) bool {
		if !host.Leaderless(err) || a.link != nil && a.link.Refused() {
			return false // what NATS forbids is not answered either, and no leader changes that
		}
		if !told {
			a.logger.Warn("NATS is choosing a leader for what this process needs; it starts once there is one", zap.Error(err))
		}
		told = true
		return true
	}, func() error {
		store, err = open(ctx)
		return err
	})
	return store, a.explain(err)
}

// retry does something again while its error passes by itself, for as long as a choice of leaders may take.
func retry(ctx context.Context, passes func(error) bool, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, electionTime)
	defer cancel()
	for {
		err := do()
		if err == nil || !passes(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(500 * time.Millisecond):
		}
	}
}
