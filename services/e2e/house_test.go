package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"makcomblang.id/services/cmd/makcomblang/app"
)

func errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }

// house is the all-in-one in this process, wired as the command wires it.
type house struct {
	caller
	app  *app.App
	stop func()
}

// open starts a house in a fresh folder; change may adjust its configuration.
func open(t testing.TB, change func(*app.Config)) *house {
	t.Helper()
	cfg := app.Config{Data: filepath.Join(t.TempDir(), "data"), Addr: "127.0.0.1:0", LogLevel: "error"}
	if change != nil {
		change(&cfg)
	}
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- a.Run(ctx, func(addr string) { ready <- addr }) }()
	h := &house{app: a}
	stopped := false
	h.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the server did not end cleanly: %v", err)
		}
	}
	t.Cleanup(h.stop)
	var addr string
	select {
	case addr = <-ready:
	case err := <-done:
		stopped = true
		t.Fatalf("the server ended at once: %v", err)
	case <-time.After(patience):
		t.Fatal("the server did not listen")
	}
	h.caller = newCaller(t, "http://"+addr, "")
	<-a.CaughtUp()
	if len(cfg.Roles) == 0 {
		h.caller = coordinator(t, h.base, cfg.KeyFile())
	}
	return h
}
