package app

import (
	"context"
	"fmt"
	"io"

	"makcomblang.id/services/internal/views"
)

// DumpViews folds the whole log into views of its own, in this process's memory, and writes them. It takes no commands
// and reacts to nothing: what it writes is what a fresh rebuild gives.
func DumpViews(ctx context.Context, cfg Config, w io.Writer) error {
	cfg.Remote.Redis = ""
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.close()
	run, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- a.log.Run(run) }()
	select {
	case <-a.log.CaughtUp():
	case err := <-done:
		cancel()
		return fmt.Errorf("the log cannot be folded: %w", err)
	case <-ctx.Done():
	}
	cancel()
	if err := <-done; err != nil {
		return err
	}
	return a.store.Dump(ctx, w)
}

// DumpStored writes the views as they stand in Redis.
func DumpStored(ctx context.Context, cfg Config, w io.Writer) error {
	store, err := views.OpenRedis(ctx, cfg.Remote.Redis, nil)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	return store.Dump(ctx, w)
}
