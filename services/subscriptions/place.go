package subscriptions

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"sync"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/eventlog"
)

const (
	placeName    = "fanout.mark"
	oldPlaceName = "fanout.place" // a number alone, for the program before this one
	oldPlaceMost = time.Minute    // how far that may lie behind
	placeEvery   = 20 * time.Millisecond
	placeMaxTime = 5 * time.Second
)

// place is how far the fan-out came, and how far that is stored. A parcel is settled, which takes it out of the queue,
// only after a place behind its fact is stored: what a kill makes the fan-out hand out again then still lies in the queue,
// which takes the same id once.
type place struct {
	mu     sync.Mutex
	at     eventlog.Mark
	stored uint64
	old    time.Time     // when the old program's number was stored
	asked  bool          // somebody waits for at to be stored
	moved  chan struct{} // there may be something to store
	kept   chan struct{} // closed and made anew whenever stored moves
}

func newPlace() *place { return &place{moved: make(chan struct{}, 1), kept: make(chan struct{})} }

// begin sets the place that the fan-out goes on from. Lanes may wait for it already, with what lay in the queue.
func (p *place) begin(at uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = eventlog.Mark{Seq: at}
	p.settle(at)
}

// move goes on to a fact. Facts that nobody wanted need no place of their own: to look at them again costs nothing.
func (p *place) move(at eventlog.Mark, handedOut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = at
	if handedOut || p.asked || at.Seq >= p.stored+backlogKept {
		p.wake()
	}
}

func (p *place) wake() {
	select {
	case p.moved <- struct{}{}:
	default:
	}
}

// pending gives what is to be stored, the zero Mark for nothing.
func (p *place) pending() eventlog.Mark {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at.Seq == p.stored {
		return eventlog.Mark{}
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
		if p.at.Seq >= seq {
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

// loadPlace gives the last fact that was taken to the lanes. A place that the log does not bear out is from before a restore;
// then nothing up to the restored head is sent again.
func (s *Service) loadPlace(ctx context.Context) (uint64, error) {
	at, known, err := loadMark(ctx, s.secrets.vault)
	if err != nil {
		return 0, err
	}
	old, err := loadOldPlace(ctx, s.secrets.vault)
	switch {
	case err != nil:
		return 0, err
	case old > at.Seq: // the program before this one ran last
		return max(min(old, s.log.Position()), s.log.RestoredHead()), nil
	case !known:
		return s.log.RestoredHead(), nil
	}
	from, err := s.log.Resume(ctx, "the fan-out of deliveries", at)
	if err == nil && from != at.Seq { // the old number is of another log as well
		err = s.secrets.vault.Put(ctx, oldPlaceName, binary.BigEndian.AppendUint64(nil, from))
	}
	return from, err
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
		s.storeOldPlace(ctx, 0)
	}
}

// storePlace keeps the place. If it cannot be kept now, it is tried again; until then a restart would hand out again what
// was handed out, with the same ids.
func (s *Service) storePlace(ctx context.Context) {
	at := s.place.pending()
	if at.Seq == 0 {
		return
	}
	storing, cancel := context.WithTimeout(context.WithoutCancel(ctx), placeMaxTime)
	defer cancel()
	raw, err := json.Marshal(at)
	if err == nil {
		err = s.secrets.vault.Put(storing, placeName, raw)
	}
	if err != nil {
		s.logger.Warn("the place of the fan-out was not stored", zap.Uint64("seq", at.Seq), zap.Error(err))
		s.place.wake()
		return
	}
	s.place.done(at.Seq)
	s.storeOldPlace(ctx, oldPlaceMost)
}

// storeOldPlace keeps the place as the program before this one reads it, should somebody go back to that: it would begin with
// the first fact of all. Once in a while is enough, since a delivery that comes twice keeps its id.
func (s *Service) storeOldPlace(ctx context.Context, every time.Duration) {
	at, due := s.place.oldDue(every)
	if !due {
		return
	}
	storing, cancel := context.WithTimeout(context.WithoutCancel(ctx), placeMaxTime)
	defer cancel()
	if err := s.secrets.vault.Put(storing, oldPlaceName, binary.BigEndian.AppendUint64(nil, at)); err != nil {
		s.logger.Warn("the place of the fan-out was not stored for an older program", zap.Uint64("seq", at), zap.Error(err))
	}
}

// oldDue says whether the old program's number is to be stored again.
func (p *place) oldDue(every time.Duration) (at uint64, due bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stored == 0 || time.Since(p.old) < every {
		return 0, false
	}
	p.old = time.Now()
	return p.stored, true
}
