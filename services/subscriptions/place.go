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
	placeEvery   = 5 * time.Millisecond
	placeMaxTime = 5 * time.Second
)

// place is how far the fan-out came, and how far that is stored.
type place struct {
	mu         sync.Mutex
	at, stored uint64
	moved      chan struct{}
}

// move goes on to a fact. Facts that nobody wanted need no place of their own: to look at them again costs nothing.
func (p *place) move(at uint64, handedOut bool) {
	p.mu.Lock()
	p.at = at
	worth := handedOut || at >= p.stored+backlogKept
	p.mu.Unlock()
	if !worth {
		return
	}
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
	p.stored = at
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

// keepPlace stores the place while it moves, and once more at the end.
func (s *Service) keepPlace(ctx context.Context, p *place) {
	for ctx.Err() == nil {
		select {
		case <-p.moved:
			s.storePlace(ctx, p)
			sleep(ctx, placeEvery)
		case <-ctx.Done():
		}
	}
	s.storePlace(ctx, p)
}

// storePlace keeps the place. If it cannot be kept now, the next one is; until then a restart would hand out again what
// was handed out, with the same ids.
func (s *Service) storePlace(ctx context.Context, p *place) {
	at := p.pending()
	if at == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), placeMaxTime)
	defer cancel()
	if err := s.secrets.vault.Put(ctx, placeName, binary.BigEndian.AppendUint64(nil, at)); err != nil {
		s.logger.Warn("the place of the fan-out was not stored", zap.Uint64("seq", at), zap.Error(err))
		return
	}
	p.done(at)
}
