package eventlog

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	// silence is how often a reader hears from the server while there are no facts; after two that are missed it is lost.
	silence = time.Second
	// readIdle is how long the server keeps a reader that is gone, should it not have been told.
	readIdle = 30 * time.Second
	// openTime bounds the opening of a consumer; a request that went down with a server is made again.
	openTime = 2 * time.Second
)

// Scan reads with a consumer of its own, kept in the server's memory. It ends at the first sign that a document may have
// been missed, and whoever reads comes again from the next one: the library's ordered consumer would do so as well, but
// waits up to half a minute where a server took the request with it.
func (j *streamJournal) Scan(ctx context.Context, from uint64, size int, got func(Stored)) (<-chan struct{}, error) {
	cons, err := j.reader(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("eventlog: consumer: %w", err)
	}
	ctx, lost := context.WithCancel(ctx)
	var busy atomic.Bool // got takes its time, and what the server says meanwhile waits behind it
	place := uint64(0)   // in the consumer's own counting, without gaps
	consuming, err := cons.Consume(func(msg jetstream.Msg) {
		meta, err := msg.Metadata()
		if place++; err != nil || meta.Sequence.Consumer != place {
			lost()
		}
		if ctx.Err() != nil {
			return
		}
		busy.Store(true)
		got(Stored{Seq: meta.Sequence.Stream, Subject: msg.Subject(), Doc: msg.Data()})
		busy.Store(false)
	}, jetstream.PullMaxMessages(size), jetstream.PullHeartbeat(silence), jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) {
		if !errors.Is(err, jetstream.ErrNoHeartbeat) || !busy.Load() {
			lost()
		}
	}))
	if err != nil {
		lost()
		return nil, fmt.Errorf("eventlog: consume: %w", err)
	}
	back := j.nc.StatusChanged(nats.CONNECTED, nats.CLOSED)
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		select {
		case <-back: // what came while the connection was away went nowhere
		case <-ctx.Done():
		}
		lost()
		j.nc.RemoveStatusListener(back)
		consuming.Stop()
		j.forget(cons)
	}()
	return closed, nil
}

func (j *streamJournal) reader(ctx context.Context, from uint64) (jetstream.Consumer, error) {
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	return j.stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from, AckPolicy: jetstream.AckNonePolicy,
		InactiveThreshold: readIdle, Replicas: 1, MemoryStorage: true,
	})
}

// stored takes a consumer's message; one without its place has sequence 0.
func stored(msg jetstream.Msg) Stored {
	s := Stored{Subject: msg.Subject(), Doc: msg.Data()}
	if meta, err := msg.Metadata(); err == nil {
		s.Seq = meta.Sequence.Stream
	}
	return s
}

// forget removes the consumer of a reading that ended; many short readings would pile up otherwise.
func (j *streamJournal) forget(cons jetstream.Consumer) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = j.stream.DeleteConsumer(ctx, cons.CachedInfo().Name) // else it is gone after readIdle
}
