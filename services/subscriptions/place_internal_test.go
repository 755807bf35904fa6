package subscriptions

import (
	"context"
	"runtime"
	"testing"
	"time"

	"makcomblang.id/services/internal/eventlog"
)

func TestAParcelWaitsUntilThePlaceBehindItIsStored(t *testing.T) {
	t.Parallel()
	p := newPlace()
	p.begin(10)
	p.reached(t.Context(), 10) // behind it already
	settled := make(chan struct{})
	go func() { p.reached(t.Context(), 12); close(settled) }()
	p.move(eventlog.Mark{Seq: 11}, true)
	p.done(p.pending().Seq)
	p.move(eventlog.Mark{Seq: 12}, false) // nobody wanted it, but somebody waits: perhaps not yet, so the wait itself asks for it
	<-p.moved
	select {
	case <-settled:
		t.Fatal("it did not wait for the place to be stored")
	default:
	}
	if got := p.pending().Seq; got != 12 {
		t.Fatalf("got %d to be stored, want 12", got)
	}
	p.done(12)
	<-settled
}

func TestAParcelBehindAFactThatNobodyWantedAsksForItsPlace(t *testing.T) {
	t.Parallel()
	p := newPlace()
	p.begin(1)
	p.move(eventlog.Mark{Seq: 5}, false)
	if len(p.moved) != 0 {
		t.Fatal("a fact that nobody wanted is stored for its own sake")
	}
	settled := make(chan struct{})
	go func() { p.reached(t.Context(), 3); close(settled) }()
	<-p.moved
	p.done(p.pending().Seq)
	<-settled
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	p.reached(ctx, 9) // a stop ends the wait
}

// A lane may have delivered what it found in the queue before the place of the last run was read.
func TestAParcelThatCameBeforeThePlaceWasReadWaitsForNoFact(t *testing.T) {
	t.Parallel()
	p := newPlace()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	settled := make(chan struct{})
	go func() { p.reached(ctx, 7); close(settled) }()
	for !p.waits() { // until it waits
		runtime.Gosched()
	}
	p.begin(7)
	<-settled
	if ctx.Err() != nil {
		t.Error("it waits although its place is stored")
	}
}

func (p *place) waits() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}
