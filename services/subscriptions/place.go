package subscriptions

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/fault"
)

const (
	placeName    = "fanout.place"
	placeEvery   = 20 * time.Millisecond
	placeMaxTime = 5 * time.Second
)

// place is how far the fan-out came, and how far that is stored. A parcel is settled, which takes it out of the queue,
// only after a place behind its fact is stored: what a kill makes the fan-out hand out again then still lies in the queue,
// which takes the same id once.
type place struct {
	mu         sync.Mutex
	at, stored uint64
	asked      bool          // somebody waits for at to be stored
	moved      chan struct{} // there may be something to store
	kept       chan struct{} // closed and made anew whenever stored moves
}

func newPlace() *place { return &place{moved: make(chan struct{}, 1), kept: make(chan struct{})} }

// begin sets the place that the fan-out goes on from. Lanes may wait for it already, with what lay in the queue.
func (p *place) begin(at uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = at
	p.settle(at)
}

// move goes on to a fact. Facts that nobody wanted need no place of their own: to look at them again costs nothing.
func (p *place) move(at uint64, handedOut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = at
	if handedOut || p.asked || at >= p.stored+backlogKept {
		p.wake()
	}
}

func (p *place) wake() {
	select {
	case p.moved <- struct{}{}:
	default:
	}
}

// pending gives what is to be stored, 0 for nothing.
func (p *place) pending() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == p.stored {
		return 0
	}
	return p.at
}

func (p *place) done(at uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle(at)
}

// settle wakes who waits for the stored place. The lock is held by the caller.
func (p *place) settle(at uint64) {
	p.stored, p.asked = at, false // who still waits asks again
	close(p.kept)
	p.kept = make(chan struct{})
}

// reached waits until a place at seq or behind it is stored, or ctx ends.
func (p *place) reached(ctx context.Context, seq uint64) {
	for {
		p.mu.Lock()
		if p.stored >= seq {
			p.mu.Unlock()
			return
		}
		kept := p.kept
		p.asked = true
		if p.at >= seq {
			p.wake()
		}
		p.mu.Unlock()
		select {
		case <-kept:
		case <-ctx.Done():
			return
		}
	}
}

// loadPlace gives the last fact that was taken to the lanes. After a restore nothing up to its head is sent again.
func (s *Service) loadPlace(ctx context.Context) (uint64, error) {
	raw, err := s.secrets.vault.Get(ctx, placeName)
	switch {
	case fault.KindOf(err) == fault.KindNotFound:
		return s.log.RestoredHead(), nil
	case err != nil:
		return 0, err
	case len(raw) != 8:
		return s.log.RestoredHead(), nil
	}
	// A place beyond the head belongs to a log that was replaced by an older one.
	return max(min(binary.BigEndian.Uint64(raw), s.log.Position()), s.log.RestoredHead()), nil
}

// keepPlace stores the place while it moves, and once more at the end, unless the lease was lost: then the place is that of
// another process.
func (s *Service) keepPlace(ctx context.Context, lost func() bool) {
	for ctx.Err() == nil {
		select {
		case <-s.place.moved:
			s.storePlace(ctx)
			sleep(ctx, placeEvery)
		case <-ctx.Done():
		}
	}
	if !lost() {
		s.storePlace(ctx)
	}
}

// storePlace keeps the place. If it cannot be kept now, it is tried again; until then a restart would hand out again what
// was handed out, with the same ids.
func (s *Service) storePlace(ctx context.Context) {
	at := s.place.pending()
	if at == 0 {
		return
	}
	storing, cancel := context.WithTimeout(context.WithoutCancel(ctx), placeMaxTime)
	defer cancel()
	if err := s.secrets.vault.Put(storing, placeName, binary.BigEndian.AppendUint64(nil, at)); err != nil {
		s.logger.Warn("the place of the fan-out was not stored", zap.Uint64("seq", at), zap.Error(err))
		s.place.wake()
		return
	}
	s.place.done(at)
}
