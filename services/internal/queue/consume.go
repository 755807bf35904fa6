package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/trace"
)

const (
	// maxDelivered bounds how often an attempt is handed out without an answer: a handler that takes the process down
	// each time must not do so for ever.
	maxDelivered = 10
	settleFor    = 10 * time.Second
)

// Handler does one attempt and says what becomes of the delivery. The context ends when the consumer stops; a handler
// that is interrupted returns the zero Outcome.
type Handler func(ctx context.Context, m Message) Outcome

// Consume hands the due deliveries of a lane, or of all lanes if lane is empty, to handle, at most maxInflight at once in
// this process. Several processes may consume under one name and share the work; two names may not share a lane. It
// blocks until ctx ends and all handlers have returned, and then gives nil. It returns an error only if the server
// refuses the consumer; while NATS is away it waits.
func (q *Queue) Consume(ctx context.Context, name, lane string, maxInflight int, handle func(context.Context, Message) Outcome) error {
	if !event.ValidToken(name) || maxInflight < 1 || (lane != "" && !event.ValidToken(lane)) {
		return fmt.Errorf("queue: consume: a consumer has a token for a name, at least one handler and a lane or all")
	}
	c := consumer{q: q, handle: handle, slots: make(chan struct{}, maxInflight), jobs: make(chan *nats.Msg, maxInflight)}
	defer c.running.Wait()
	defer close(c.jobs)
	for ctx.Err() == nil {
		err := c.run(ctx, name, lane)
		var refused *jetstream.APIError
		if errors.As(err, &refused) && refused.Code < 500 && !errors.Is(err, jetstream.ErrConsumerNotFound) {
			return fmt.Errorf("queue: consume %s: %w", name, err)
		}
		if ctx.Err() == nil {
			q.trouble(fmt.Errorf("queue: consume %s: %w", name, err))
			wait(ctx, q.pause)
		}
	}
	return nil
}

// Forget removes a consumer and whatever waits in its lane, schedules excepted: those fall into a lane without a
// consumer unless they are cancelled.
func (q *Queue) Forget(ctx context.Context, name, lane string) error {
	if !event.ValidToken(lane) {
		return ErrToken
	}
	err := q.js.DeleteConsumer(ctx, streamName, name)
	if err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return away("forget consumer", err)
	}
	s, err := q.js.Stream(ctx, streamName)
	if err == nil {
		err = s.Purge(ctx, jetstream.WithPurgeSubject(dueRoot+lane))
	}
	if err != nil {
		return away("forget lane", err)
	}
	return nil
}

func (q *Queue) trouble(err error) {
	if q.Trouble != nil && err != nil {
		q.Trouble(err)
	}
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

type consumer struct {
	q       *Queue
	handle  Handler
	slots   chan struct{}  // one for each delivery in hand
	jobs    chan *nats.Msg // as many as there are slots
	idle    atomic.Int32   // workers that nothing was given
	running sync.WaitGroup
}

// run asks for a delivery when it can be started at once, and not before: none lies in this process while its time to
// answer runs. The server allows more in flight than one process takes, so that those of a process that was killed do
// not keep its successor waiting. The server keeps the consumer's state in memory: what is not done lies in the stream in
// any case, so a restarted server hands it out at once, and a hundred lanes do not write a hundred files all the time.
func (c *consumer) run(ctx context.Context, name, lane string) error {
	filter := dueRoot + ">"
	if lane != "" {
		filter = dueRoot + lane
	}
	_, err := c.q.js.CreateOrUpdateConsumer(ctx, streamName, jetstream.ConsumerConfig{
		Durable: name, FilterSubject: filter, AckPolicy: jetstream.AckExplicitPolicy, AckWait: c.q.ackWait,
		MaxDeliver: -1, MaxAckPending: 4 * cap(c.slots), MemoryStorage: true,
	})
	if err != nil {
		return err
	}
	p, err := openPull(c.q.js, name)
	if err != nil {
		return err
	}
	defer p.close()
	for {
		select {
		case c.slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		msg, err := p.next(ctx)
		if err != nil {
			<-c.slots
			return err
		}
		c.start(ctx, msg)
	}
}

// start gives a delivery to a worker. Workers stay: a new one for each delivery would grow its stack each time anew. Who
// holds a slot finds an idle worker or room for one more, since a worker is idle before its slot is free.
func (c *consumer) start(ctx context.Context, msg *nats.Msg) {
	c.jobs <- msg // there is room as well
	if c.idle.Load() > 0 {
		c.idle.Add(-1)
		return
	}
	c.running.Go(func() {
		for msg := range c.jobs {
			c.one(ctx, msg)
			c.idle.Add(1)
			<-c.slots
		}
	})
}

// one handles a delivery and keeps telling the server so, that it is not handed to somebody else meanwhile.
func (c *consumer) one(ctx context.Context, msg *nats.Msg) {
	beating := startBeat(c.q.ackWait/4, func() { c.q.trouble(msg.InProgress()) })
	m, out := c.attempt(ctx, msg)
	beating.stop()
	within := trace.Carrier(msg.Header).Extract(context.WithoutCancel(ctx)) // the next attempt belongs to the same trace
	settling, cancel := context.WithTimeout(within, settleFor)
	defer cancel()
	c.q.trouble(c.q.settle(settling, msg, m, out))
}

func (c *consumer) attempt(ctx context.Context, msg *nats.Msg) (m Message, out Outcome) {
	meta, err := msg.Metadata()
	if err != nil {
		return m, Dead("a message that is not of a stream")
	}
	m, err = decodeMessage(dueRoot, msg.Subject, msg.Header, msg.Data)
	if err != nil {
		return m, Dead(err.Error())
	}
	m.Redelivered = meta.NumDelivered > 1
	if meta.NumDelivered > maxDelivered {
		return m, Dead(fmt.Sprintf("handed out %d times without an answer", maxDelivered))
	}
	defer func() {
		if r := recover(); r != nil {
			c.q.trouble(fmt.Errorf("queue: the handler of %s panicked: %v", m.id(), r))
			out = Outcome{}
		}
	}()
	ctx, span := c.q.Tracer.Start(trace.Carrier(msg.Header).Extract(ctx), trace.Consumer, "deliver", "")
	span.Number(trace.Attempt, uint64(m.Attempt))
	defer func() { span.End(out.failure()) }()
	return m, c.handle(ctx, m)
}
