package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
)

const (
	leaseBucket = "LEASE"
	leaseFor    = 3 * time.Second        // a holder that is silent for so long has lost it
	leaseRenew  = 700 * time.Millisecond // how often a holder says that it lives, and the others ask
	leaseSafe   = 2 * time.Second        // a holder that could not say so for this long stops by itself, before another begins
)

func wantedLeases(replicas int) jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{
		Bucket: leaseBucket, Description: "Which of several processes does a work that one does at a time.", History: 1,
		TTL: leaseFor, Storage: jetstream.MemoryStorage, Replicas: replicas,
	}
}

// ensureLeases makes the bucket if it is missing. It lies in memory: whoever restarts an embedded server is alone, and
// need not wait for a lease of the process that was killed.
func ensureLeases(ctx context.Context, js jetstream.JetStream, replicas int) error {
	kv, err := js.CreateKeyValue(ctx, wantedLeases(replicas))
	if errors.Is(err, jetstream.ErrBucketExists) {
		kv, err = js.KeyValue(ctx, leaseBucket)
	}
	if err != nil {
		return away("create bucket "+leaseBucket, err)
	}
	status, err := kv.Status(ctx)
	if err != nil {
		return away("create bucket "+leaseBucket, err)
	}
	if live := status.Config(); live.TTL != leaseFor || live.History != 1 || live.Replicas != replicas {
		return fmt.Errorf("queue: bucket %s must keep one version for %v, with %d replicas: delete it with the nats tool and run setup again",
			leaseBucket, leaseFor, replicas)
	}
	return nil
}

// ErrLost is the cause of a context that ended because another process may do the work now.
var ErrLost = errors.New("queue: the lease was lost")

// Lead runs work in one process at a time: the others wait, and one of them goes on when it ends or falls silent, within
// four seconds. The context that work gets ends, with ErrLost as its cause, before another process begins; work that is
// in the middle of something then may overlap with its successor for as long as it takes to stop, so what it does must
// bear being done twice. Lead blocks until ctx ends, and gives nil, or until work fails.
func (q *Queue) Lead(ctx context.Context, name string, work func(context.Context) error) error {
	if !event.ValidToken(name) {
		return ErrToken
	}
	l := lease{q: q, name: name, holder: nats.NewInbox()}
	for ctx.Err() == nil {
		began, err := l.take(ctx)
		if err != nil {
			if !errors.Is(err, jetstream.ErrKeyExists) {
				q.trouble(fmt.Errorf("queue: lease %s: %w", name, err))
			}
			wait(ctx, leaseRenew)
			continue
		}
		if err := l.during(ctx, began, work); err != nil {
			return err
		}
	}
	return nil
}

type lease struct {
	q            *Queue
	name, holder string
	kv           jetstream.KeyValue
	revision     uint64
}

// take tries once, and gives the time at which the lease was certainly not older.
func (l *lease) take(ctx context.Context) (began time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, leaseSafe)
	defer cancel()
	if l.kv == nil {
		if l.kv, err = l.q.js.KeyValue(ctx, leaseBucket); err != nil {
			return began, err
		}
	}
	began = time.Now()
	l.revision, err = l.kv.Create(ctx, l.name, []byte(l.holder))
	return began, err
}

// during runs the work while the lease lasts, and gives it back.
func (l *lease) during(ctx context.Context, began time.Time, work func(context.Context) error) error {
	held, lose := context.WithCancelCause(ctx)
	defer lose(nil)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		l.keep(held, began)
		lose(ErrLost)
	}()
	err := work(held)
	lost := errors.Is(context.Cause(held), ErrLost)
	lose(nil)
	<-kept
	if lost {
		return nil // whatever work says of it
	}
	letting, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseSafe)
	defer cancel()
	_ = l.kv.Delete(letting, l.name, jetstream.LastRevision(l.revision)) // or it ends by itself
	return err
}

// keep renews the lease until ctx ends or it is lost.
func (l *lease) keep(ctx context.Context, sure time.Time) {
	for {
		wait(ctx, min(leaseRenew, time.Until(sure.Add(leaseSafe))))
		if ctx.Err() != nil {
			return
		}
		left := time.Until(sure.Add(leaseSafe))
		if left <= 0 {
			return
		}
		began := time.Now()
		asking, cancel := context.WithTimeout(ctx, left)
		revision, err := l.kv.Update(asking, l.name, []byte(l.holder), l.revision)
		cancel()
		var refused *jetstream.APIError
		switch {
		case err == nil:
			l.revision, sure = revision, began
		case errors.As(err, &refused) && refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence:
			return // somebody else has it, or the server forgot it
		case ctx.Err() == nil:
			l.q.trouble(fmt.Errorf("queue: lease %s: %w", l.name, err))
		}
	}
}
