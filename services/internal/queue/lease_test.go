package queue_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/queue"
)

// leader is one process that would do a work.
type leader struct {
	began chan context.Context
	let   chan error // ends the work with this
	stop  func()
	ended chan error
}

func lead(t *testing.T, q *queue.Queue) *leader {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	l := &leader{began: make(chan context.Context, 10), let: make(chan error), stop: cancel, ended: make(chan error, 1)}
	go func() {
		l.ended <- q.Lead(ctx, "work", func(held context.Context) error {
			l.began <- held
			select {
			case err := <-l.let:
				return err
			case <-held.Done():
				return held.Err()
			}
		})
	}()
	t.Cleanup(func() { cancel(); l.wait(t) })
	return l
}

// wait waits until it has ended, and gives what it ended with.
func (l *leader) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-l.ended:
		l.ended <- err
		return err
	case <-time.After(limit):
		t.Fatal("it does not end")
		return nil
	}
}

func (l *leader) begins(t *testing.T) context.Context {
	t.Helper()
	select {
	case held := <-l.began:
		return held
	case <-time.After(limit):
		t.Fatal("nobody does the work")
		return nil
	}
}

func (l *leader) idle(t *testing.T, why string) {
	t.Helper()
	select {
	case <-l.began:
		t.Errorf("it does the work: %s", why)
	case <-time.After(2 * time.Second):
	}
}

func TestOneDoesTheWorkAndTheNextGoesOnAfterACleanEnd(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	first := lead(t, q)
	held := first.begins(t)
	second := lead(t, over(t, nc))
	second.idle(t, "another one does")
	if held.Err() != nil {
		t.Errorf("the first lost it: %v", context.Cause(held))
	}
	begun := time.Now()
	first.stop()
	second.begins(t)
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("it took %v to go on", took)
	}
}

func TestTheEndOfWorkEndsLead(t *testing.T) {
	t.Parallel()
	q, _ := open(t)
	l := lead(t, q)
	l.begins(t)
	want := errors.New("it failed")
	l.let <- want
	if got := l.wait(t); !errors.Is(got, want) {
		t.Errorf("got %v", got)
	}
}

// A holder that is cut off stops before another begins, and takes its place in the row again.
func TestAHolderThatIsCutOffStopsBeforeAnotherBegins(t *testing.T) {
	t.Parallel()
	srv := eventlogtest.Start(t, t.TempDir())
	cut := eventlogtest.Connect(t, srv)
	first := lead(t, over(t, cut))
	held := first.begins(t)
	second := lead(t, over(t, eventlogtest.Connect(t, srv)))
	second.idle(t, "another one does")
	cut.Close() // no word reaches the server any more
	second.begins(t)
	select {
	case <-held.Done():
		if !errors.Is(context.Cause(held), queue.ErrLost) {
			t.Errorf("got cause %v", context.Cause(held))
		}
	default:
		t.Error("the first goes on while the second has begun")
	}
}

// Whoever restarts a server that nobody else uses does not wait for the process that was killed.
func TestARestartedServerForgetsLeases(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	srv := eventlogtest.Start(t, dir)
	nc := eventlogtest.Connect(t, srv)
	first := lead(t, over(t, nc))
	first.begins(t)
	nc.Close()
	srv.Stop()
	second := over(t, eventlogtest.Connect(t, eventlogtest.Start(t, dir)))
	begun := time.Now()
	lead(t, second).begins(t)
	if took := time.Since(begun); took > time.Second {
		t.Errorf("it took %v", took)
	}
}
