package eventlog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// maxBatch bounds how many records the followers are handed at once, and how many wait decoded.
const maxBatch = 4096

// idleEvery is how often the followers are called while no facts come.
const idleEvery = 2 * time.Second

// arrival is a message of the log, decoded outside the loop's goroutine so that decoding and folding overlap.
type arrival struct {
	rec    Record
	key    string // kind.id, from the subject
	broken error  // why the document cannot be used
}

// Run follows the log until ctx ends: it hands every record to the followers, once and in order. After a lost
// connection it goes on where it stopped. It returns nil on a clean stop and an error if a follower failed.
func (l *Log) Run(ctx context.Context) error {
	if !l.running.TryLock() {
		return errors.New("eventlog: the follow loop is already running")
	}
	defer l.running.Unlock()
	defer l.saveHead()
	head, err := l.checkStore(ctx, staleAtStart)
	if foreign(err) {
		return l.giveUpOn(err)
	}
	if err != nil {
		return err
	}
	if err := l.checkFollowers(ctx); err != nil {
		return err
	}
	l.reached(head, 0)
	watched := make(chan struct{})
	ctx, end := context.WithCancelCause(ctx)
	go func() { defer close(watched); l.watch(ctx, end) }()
	defer func() { end(nil); <-watched }()
	var again repeats
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, longestPause) {
		from := l.chain.last
		err := l.follow(ctx, head)
		if l.chain.last > from {
			pause = firstPause
		}
		switch {
		case foreign(err) || errors.Is(err, errFollower):
			return l.giveUpOn(err)
		case ctx.Err() != nil:
			continue
		}
		if again.worth(err.Error(), time.Now()) {
			l.log.Warn("the log cannot be followed, trying again", zap.Error(err))
		}
		rest(ctx, pause)
	}
	if cause := context.Cause(ctx); foreign(cause) {
		return l.giveUpOn(cause)
	}
	return nil
}

// giveUpOn ends the following for good: who waits for more is told.
func (l *Log) giveUpOn(err error) error {
	var f *foreignError
	if errors.As(err, &f) {
		l.health.damage(f.reason)
		l.log.Error("integrity check failed", zap.String("reason", f.reason))
	}
	l.folded.fail(err)
	l.place.fail(fault.Unavailable(err, "This process cannot read the log of facts any further; it has to be repaired and started again."))
	return err
}

// reached closes CaughtUp once the position is at the head that was there at the start.
func (l *Log) reached(head, position uint64) {
	if position < head {
		return
	}
	select {
	case <-l.caughtUp:
	default:
		close(l.caughtUp)
	}
}

var errFollower = errors.New("eventlog: a follower failed")

// follow reads from the next record on with an ordered consumer until an error.
func (l *Log) follow(ctx context.Context, head uint64) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if l.chain.last > 0 { // what was lost with the reader may be the log
		if err := l.still(ctx, staleLater); err != nil {
			if errors.Is(err, errShort) {
				l.doubt() // so that it is told at once
			}
			return err
		}
	}
	incoming := newInbox(maxBatch)
	closed, err := l.scan(ctx, l.chain.last+1, maxBatch, func(a arrival) { incoming.put(ctx, a) })
	if err != nil {
		return err
	}
	var arrived []arrival
	var batch []Record
	idle := time.NewTicker(idleEvery)
	defer idle.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-closed:
			return errLost
		case <-incoming.some:
		case <-idle.C: // an empty batch lets a follower look whether its store still holds what it wrote
		}
		arrived = incoming.take(arrived)
		batch = emptied(batch, len(arrived))
		for _, a := range arrived {
			batch = l.take(batch, a)
		}
		if err := l.fold(batch, l.chain.last >= head && incoming.empty()); err != nil {
			return err
		}
		l.reached(head, l.chain.last)
	}
}

// emptied gives an empty batch with room for n, the one before if that is not far too large for it.
func emptied(batch []Record, n int) []Record {
	clear(batch)
	if cap(batch) < n || cap(batch) > 64+4*n {
		return make([]Record, 0, n)
	}
	return batch[:0]
}

// take checks an arrival's place in the chains and adds it to the batch. Damage turns the log red; what can be read is
// still folded, so that pages go on.
func (l *Log) take(batch []Record, a arrival) []Record {
	if a.broken != nil {
		l.health.damage(fmt.Sprintf("fact %d cannot be read: %v", a.rec.Seq, a.broken))
		l.chain.skip(a.rec.Seq, a.rec.Doc)
		return batch
	}
	if broken := l.chain.next(a.rec.Seq, a.key, a.rec.Fact, a.rec.hash, a.rec.Doc); broken != "" {
		l.health.damage(broken)
	}
	l.compareHead()
	return append(batch, a.rec)
}

// fold hands a batch to the followers; last says that no record waits behind it.
func (l *Log) fold(batch []Record, last bool) error {
	if err := l.hand(batch); err != nil {
		return fmt.Errorf("%w: %w", errFollower, err)
	}
	for _, f := range l.followers {
		if s, ok := f.(Settler); ok && last {
			s.Settle()
		}
	}
	l.moveHead()
	l.folded.set(l.chain.last)
	l.place.set(max(l.shown(), l.place.get()))
	return nil
}

// shown is the sequence that every follower has folded.
func (l *Log) shown() uint64 {
	at := l.chain.last
	for _, f := range l.followers {
		if lagging, ok := f.(Lagging); ok {
			if seq, behind := lagging.Behind(); behind {
				at = min(at, seq)
			}
		}
	}
	return at
}

// hand calls the followers: first those that wait for a store far away, side by side, then the others in order.
func (l *Log) hand(batch []Record) error {
	var far errgroup.Group
	for _, f := range l.followers {
		if isFar(f) {
			far.Go(func() error { return f.Follow(batch) })
		}
	}
	if err := far.Wait(); err != nil {
		return err
	}
	for _, f := range l.followers {
		if isFar(f) {
			continue
		}
		if err := f.Follow(batch); err != nil {
			return err
		}
	}
	return nil
}

func isFar(f Follower) bool {
	w, ok := f.(interface{ Far() bool })
	return ok && w.Far()
}

// scan reads the log from a sequence on and calls got for each document, decoded in the journal's goroutine.
func (l *Log) scan(ctx context.Context, from uint64, size int, got func(arrival)) (<-chan struct{}, error) {
	return l.journal.Scan(ctx, from, size, func(s Stored) { got(decode(s)) })
}

func decode(s Stored) arrival {
	a := arrival{rec: Record{Seq: s.Seq, Doc: s.Doc}}
	if s.Seq == 0 {
		a.broken = errors.New("it does not say its place")
		return a
	}
	a.rec.Fact, a.broken = event.Decode(a.rec.Doc)
	if a.broken != nil {
		return a
	}
	if s.Subject != a.rec.Fact.LogSubject() {
		a.broken = errors.New("it does not belong to its subject")
		return a
	}
	a.key = s.Subject[len(event.Root)+1 : strings.LastIndexByte(s.Subject, '.')]
	a.rec.hash = event.Hash(a.rec.Doc)
	a.rec.Data, a.broken = contract.Decode(a.rec.Fact)
	return a
}
