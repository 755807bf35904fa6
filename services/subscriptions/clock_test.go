package subscriptions_test

import (
	"sync"
	"testing"
	"time"

	"makcomblang.id/services/internal/eventlog"
)

// stepClock stands still until it is moved.
type stepClock struct {
	mu   sync.Mutex
	at   time.Time
	stop time.Time // it goes no further; zero: it does
}

func newStepClock(at time.Time) *stepClock { return &stepClock{at: at} }

func (c *stepClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *stepClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at = c.at.Add(d); !c.stop.IsZero() && c.at.After(c.stop) {
		c.at = c.stop
	}
}

// until lets the clock go no further than a time; the zero time lets it go on.
func (c *stepClock) until(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stop = at
}

const (
	simulated = 30 * time.Minute // that pass
	tickOf    = 10 * time.Millisecond
)

// fastClock goes 180,000 times as fast as time, in steps. A machine that stalls loses steps, so that a story is never torn
// by it.
func fastClock(t testing.TB, start time.Time) *stepClock {
	t.Helper()
	c := newStepClock(start)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(tickOf)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				c.add(simulated)
			case <-stop:
				return
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-stopped })
	return c
}

// fast gives a service that lives by a fast clock.
func fast(c *stepClock) option {
	return func(o *optionsOf) {
		o.Wall = c.now
		o.Wait = func(d time.Duration) time.Duration { return d / time.Duration(simulated/tickOf) }
	}
}

// countOf counts the facts of a type.
func countOf(typ string, n *int) func(eventlog.Record) error {
	return func(rec eventlog.Record) error {
		if rec.Fact.Type == typ {
			*n++
		}
		return nil
	}
}
