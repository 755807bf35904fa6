package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

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
	c := consumer{q: q, handle: handle, slots: make(chan struct{}, maxInflight)}
	defer c.running.Wait()
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
		return errToken
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
	slots   chan struct{} // one for each delivery in hand
	running sync.WaitGroup
}

// run fetches as many deliveries as can be started at once and no more: none lies in this process while its time to
// answer runs. The server allows more in flight than one process takes, so that those of a process that was killed do
// not keep its successor waiting. The server keeps the consumer's state in memory: what is not done lies in the stream in
// any case, so a restarted server hands it out at once, and a hundred lanes do not write a hundred files all the time.
func (c *consumer) run(ctx context.Context, name, lane string) error {
	filter := dueRoot + ">"
	if lane != "" {
		filter = dueRoot + lane
	}
	cons, err := c.q.js.CreateOrUpdateConsumer(ctx, streamName, jetstream.ConsumerConfig{
		Durable: name, FilterSubject: filter, AckPolicy: jetstream.AckExplicitPolicy, AckWait: c.q.ackWait,
		MaxDeliver: -1, MaxAckPending: 4 * cap(c.slots), MemoryStorage: true,
	})
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		free := c.take(ctx)
		if free == 0 {
			break
		}
		batch, err := cons.Fetch(free, jetstream.FetchContext(ctx))
		if err == nil {
			for msg := range batch.Messages() {
				free--
				c.running.Go(func() { defer c.release(1); c.one(ctx, msg) })
			}
			err = batch.Error()
		}
		c.release(free)
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
	return ctx.Err()
}

// take waits for a free slot and takes all there are.
func (c *consumer) take(ctx context.Context) (n int) {
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	for n = 1; n < cap(c.slots); n++ {
		select {
		case c.slots <- struct{}{}:
		default:
			return n
		}
	}
	return n
}

func (c *consumer) release(n int) {
	for range n {
		<-c.slots
	}
}

// one handles a delivery and keeps telling the server so, that it is not handed to somebody else meanwhile.
func (c *consumer) one(ctx context.Context, msg jetstream.Msg) {
	beat := time.NewTicker(c.q.ackWait / 4)
	handled, beating := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(beating)
		for {
			select {
			case <-beat.C:
				c.q.trouble(msg.InProgress())
			case <-handled:
				return
			}
		}
	}()
	m, out := c.attempt(ctx, msg)
	close(handled)
	<-beating
	beat.Stop()
	within := trace.Carrier(msg.Headers()).Extract(context.WithoutCancel(ctx)) // the next attempt belongs to the same trace
	settling, cancel := context.WithTimeout(within, settleFor)
	defer cancel()
	c.q.trouble(c.q.settle(settling, msg, m, out))
}

func (c *consumer) attempt(ctx context.Context, msg jetstream.Msg) (m Message, out Outcome) {
	meta, err := msg.Metadata()
	if err != nil {
		return m, Dead("a message that is not of a stream")
	}
	m, err = decodeMessage(dueRoot, msg.Subject(), msg.Headers(), msg.Data())
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
	ctx, span := c.q.Tracer.Start(trace.Carrier(msg.Headers()).Extract(ctx), trace.Consumer, "deliver", "")
	span.Number(trace.Attempt, uint64(m.Attempt))
	defer func() { span.End(out.failure()) }()
	return m, c.handle(ctx, m)
}
