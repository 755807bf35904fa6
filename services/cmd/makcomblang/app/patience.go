package app

import (
	"context"
	"fmt"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/host"
)

// electionTime is how long a cluster may take to choose a leader; measured were 4 to 9 s, and twice that where a choice had
// to be made again.
const electionTime = 60 * time.Second

// opened opens a store of NATS, and waits while its servers are choosing a leader for it: a role that is started just after
// NATS was finds streams that exist and do not answer yet. Where no leader is chosen in time, its error says so.
func opened[T any](ctx context.Context, a *App, open func(context.Context) (T, error)) (store T, err error) {
	passes := func(err error) bool { // what NATS forbids is not answered either, and no leader changes that
		return host.Leaderless(err) && (a.link == nil || !a.link.Refused())
	}
	told := false
	err = retry(ctx, func(err error) bool {
		if passes(err) && !told {
			told = true
			a.logger.Warn("NATS is choosing a leader for what this process needs; it starts once there is one", zap.Error(err))
		}
		return passes(err)
	}, func() error {
		store, err = open(ctx)
		return err
	})
	if passes(err) && ctx.Err() == nil {
		err = fmt.Errorf("NATS has chosen no leader within %.0f s; see that most of its servers run and reach each other: %w", electionTime.Seconds(), err)
	}
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
