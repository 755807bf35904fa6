package subscriptions

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/queue"
)

const (
	backlogKept = 1024    // records that are kept in memory for the fan-out
	fanOutBatch = 256     // facts that are taken from the backlog at a time
	handfulOf   = 256     // parcels that go into lanes at a time
	handfulMost = 8 << 20 // bytes of them: a large fact that a thousand endpoints want is not held a thousand times
	fanOutPause = time.Second
)

// backlog keeps the latest records of the follow loop, so that the fan-out, which is nearly always at the head of the
// log, need not read what was just decoded.
type backlog struct {
	mu      sync.Mutex
	records []eventlog.Record // without a gap, oldest first
}

// Follow never blocks the loop.
func (b *backlog) Follow(batch []eventlog.Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(batch) >= backlogKept {
		b.records, batch = b.records[:0], batch[len(batch)-backlogKept:]
	}
	b.records = append(b.records, batch...)
	if over := len(b.records) - backlogKept; over > backlogKept/2 {
		b.records = append(make([]eventlog.Record, 0, 2*backlogKept), b.records[over:]...)
	}
	return nil
}

// behind gives up to limit records behind a place; ok is false if the first of them is not kept any more.
func (b *backlog) behind(seq uint64, limit int) (records []eventlog.Record, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.records) == 0 || b.records[0].Seq > seq+1 {
		return nil, false
	}
	at := int(seq + 1 - b.records[0].Seq)
	if at >= len(b.records) {
		return nil, true
	}
	return append([]eventlog.Record(nil), b.records[at:min(at+limit, len(b.records))]...), true
}

// runFanOut takes every fact once to the lanes of those who want it. It keeps its own place in the log, since the server
// writes down the place of a consumer only now and then: after a kill, a hundred facts would be delivered twice. The
// place is stored beside the work, every few milliseconds, and parcels are settled behind it alone, see [place].
func (s *Service) runFanOut(ctx context.Context) error {
	at, err := s.loadPlace(ctx)
	for err != nil {
		if ctx.Err() != nil {
			return nil
		}
		s.logger.Warn("the place of the fan-out cannot be read", zap.Error(err))
		sleep(ctx, fanOutPause)
		at, err = s.loadPlace(ctx)
	}
	s.place.begin(at)
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx)) // it stores the last place after the last parcel
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		s.keepPlace(keeping, func() bool { return lost(ctx) })
	}()
	defer func() { stop(); <-kept }()
	var beat pace
	for ctx.Err() == nil {
		if s.log.Wait(ctx, at+1) != nil {
			break
		}
		records, ok := s.backlog.behind(at, fanOutBatch)
		if !ok {
			if records, err = s.log.Read(ctx, at+1, fanOutBatch); err != nil && ctx.Err() == nil {
				s.logger.Warn("the fan-out cannot read the log", zap.Error(err))
				sleep(ctx, fanOutPause)
			}
		}
		behind := len(records) == fanOutBatch // there is enough to hand out without waiting for more
		for len(records) > 0 && ctx.Err() == nil {
			h := handful{out: s.handOut}
			n := s.take(ctx, records, &h)
			if n == 0 || !h.empty(ctx) {
				break // the place stays before these facts; the next start goes on with them
			}
			at = records[n-1].Seq
			s.place.move(s.log.MarkOf(records[n-1]), h.handed > 0)
			records = records[n:]
			if wait := beat.handed(h.handed, time.Now()); !behind && h.handed < handfulOf {
				sleep(ctx, wait)
			}
		}
	}
	return nil
}

// lost tells whether ctx ended because another process may do the work now.
func lost(ctx context.Context) bool { return errors.Is(context.Cause(ctx), queue.ErrLost) }

// handful is what goes into lanes at once.
type handful struct {
	out     func(context.Context, []queue.First) bool // false only if its context ended
	parcels []queue.First
	bytes   int // of the parcels
	handed  int // parcels that are in their lanes
}

// add takes a parcel along; what has become heavy goes into its lanes before more is made. It gives up only if ctx ends.
func (h *handful) add(ctx context.Context, f queue.First) bool {
	h.parcels = append(h.parcels, f)
	h.bytes += len(f.Body)
	return h.bytes < handfulMost || h.empty(ctx)
}

// empty puts the parcels into their lanes.
func (h *handful) empty(ctx context.Context) bool {
	if len(h.parcels) > 0 && !h.out(ctx, h.parcels) {
		return false
	}
	h.handed += len(h.parcels)
	h.parcels, h.bytes = nil, 0
	return true
}

// take makes the parcels of the first n facts: as many as go into lanes at once. Those of a large fact may be in their lanes
// by then. n is 0 only if ctx ended.
func (s *Service) take(ctx context.Context, records []eventlog.Record, h *handful) (n int) {
	for _, rec := range records {
		if leaves(rec.Fact.Type) {
			if s.log.Wait(ctx, rec.Seq) != nil { // the folds that decide who hears it
				break
			}
			if !s.parcels(ctx, rec, h) {
				break
			}
		}
		if n++; h.handed+len(h.parcels) >= handfulOf {
			break
		}
	}
	return n
}

// handOut tries until the parcels are in their lanes, but for those that no queue takes: these are noted with their
// endpoint. It gives up only if ctx ends.
func (s *Service) handOut(ctx context.Context, parcels []queue.First) bool {
	for {
		err := s.queue.PublishAll(ctx, parcels)
		var refused *queue.RefusedError
		if errors.As(err, &refused) {
			for _, f := range refused.Deliveries {
				s.leaveOut(f)
			}
			return true
		}
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		s.logger.Warn("facts cannot be handed to their lanes, trying again", zap.Int("deliveries", len(parcels)), zap.Error(err))
		sleep(ctx, fanOutPause)
	}
}

// leaveOut writes down that a delivery cannot be made.
func (s *Service) leaveOut(f queue.Refused) {
	s.logger.Error("a delivery was left out: the queue cannot take it", zap.String("endpoint", f.Lane), zap.String("delivery", f.Delivery), zap.Error(f.Err))
	p, perr := openParcel(f.Body)
	if perr != nil {
		return
	}
	s.journal.note(f.Lane, noted{Attempt: Attempt{
		Delivery: p.ID, Fact: p.Fact, Type: p.Type, Seq: p.Seq, At: s.opt.Now().UTC(), Outcome: outcomeDead, Error: notSent(f.Err),
	}})
}

// notSent is in words why the queue never takes a delivery, for its endpoint's log of attempts.
func notSent(err error) string {
	switch {
	case errors.Is(err, queue.ErrTooLarge):
		return "not sent: larger than the queue takes"
	case errors.Is(err, queue.ErrToken):
		return "not sent: the queue takes ids of a-z, 0-9, - and _ only"
	}
	return "not sent: the queue does not take it"
}
