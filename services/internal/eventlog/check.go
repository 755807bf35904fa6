package eventlog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

// Check repeats the whole integrity check: the state and configuration of the stream, and a reading of all facts from the
// first, whose chains must hold and whose rolling hash must be the one that the follow loop has. Damage turns Health
// red. The error says only that the check could not be finished.
func (l *Log) Check(ctx context.Context) error {
	if _, err := l.checkStore(ctx, staleAtStart); err != nil {
		return err
	}
	if !l.health.get().Writes {
		return nil // red already; a log that is shorter than it was could not be read to its end
	}
	head := l.Head()
	found, err := l.audit(ctx, head)
	if err != nil {
		return err
	}
	if found != "" {
		l.health.damage(found)
		l.log.Error("integrity check failed", zap.String("reason", found))
	}
	return nil
}

// audit reads the log from the first fact to head and returns what is wrong with it, or "".
func (l *Log) audit(ctx context.Context, head Head) (found string, err error) {
	c := newChain()
	err = l.each(ctx, 1, head.Sequence, func(a arrival) error {
		if a.broken != nil {
			found = fmt.Sprintf("fact %d cannot be read: %v", a.rec.Seq, a.broken)
			return errStop
		}
		if found = c.next(a.rec.Seq, a.key, a.rec.Fact, a.rec.hash, a.rec.Doc); found != "" {
			return errStop
		}
		return nil
	})
	if err != nil || found != "" {
		return found, err
	}
	if head.Sequence > 0 && c.head() != head.SHA256 {
		return fmt.Sprintf("the facts up to %d are not those that were read before", head.Sequence), nil
	}
	return "", nil
}

// errStop ends a reading early without a failure.
var errStop = errors.New("stop")

// each calls fn for the messages from and to, both included, in order. It ends early, without error, on errStop. A reader
// that is lost comes again from where it was, as long as it gets on.
func (l *Log) each(ctx context.Context, from, to uint64, fn func(arrival) error) error {
	for lost := 0; from <= to; lost++ {
		next, err := l.some(ctx, from, to, fn)
		switch {
		case errors.Is(err, errStop):
			return nil
		case !errors.Is(err, errLost) || lost == maxLost:
			return err
		case next > from:
			lost = 0
		}
		from = next
		rest(ctx, firstPause)
	}
	return nil
}

// maxLost is how often in a row a reading begins again without having got on.
const maxLost = 3

// errLost says that a reader of the log ended before its work was done.
var errLost = errors.New("eventlog: the reader of the log was lost")

// some is each with one reader; next is the sequence that it would have handed over next.
func (l *Log) some(ctx context.Context, from, to uint64, fn func(arrival) error) (next uint64, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	incoming := make(chan arrival, 256)
	closed, err := l.scan(ctx, from, int(min(to-from+1, 2*maxBatch)), func(a arrival) {
		select {
		case incoming <- a:
		case <-ctx.Done():
		}
	})
	if err != nil {
		return from, errors.Join(errLost, err)
	}
	quiet := time.NewTicker(silence)
	defer quiet.Stop()
	for next = from; next <= to; {
		select {
		case <-quiet.C: // is it slow, or is there nothing to come?
			if _, err := l.get(ctx, next); errors.Is(err, jetstream.ErrMsgNotFound) {
				return next, fmt.Errorf("eventlog: fact %d is not in the log any more", next)
			}
		case <-ctx.Done():
			return next, ctx.Err()
		case <-closed:
			return next, errLost
		case a := <-incoming:
			if err := fn(a); err != nil {
				return next, err
			}
			next = a.rec.Seq + 1
			quiet.Reset(silence)
		}
	}
	return next, nil
}
