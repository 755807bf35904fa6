package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/trace"
)

const (
	batchFrom  = 24      // deliveries from which on a batch is cheaper than so many publishes
	batchMost  = 256     // deliveries of one batch; the server takes 1,000
	batchBytes = 4 << 20 // of one batch
	atOnce     = 16      // publishes under way where there is no batch
)

// First is the first attempt of a delivery, to be done at once.
type First struct {
	Lane, Delivery string
	Body           []byte
	Trace          string // traceparent of what it follows from, if there is one
}

// RefusedError names deliveries that no queue takes however often they are published. All others of the call were taken.
type RefusedError struct{ Deliveries []Refused }

// Refused is a delivery that no queue takes, and why: ErrTooLarge or ErrToken.
type Refused struct {
	First
	Err error
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("queue: %d deliveries cannot be taken: %v", len(e.Deliveries), e.Unwrap())
}

// Unwrap gives the reason of one of them.
func (e *RefusedError) Unwrap() error { return e.Deliveries[0].Err }

// PublishAll is Publish for many: one write to disk stands for up to 256 of them. It returns a *RefusedError if all but
// those in it were taken. After any other error some may be taken and others not; publish them all again, each is taken once
// within ten minutes.
func (q *Queue) PublishAll(ctx context.Context, all []First) error {
	var refused RefusedError
	for len(all) > 0 {
		n := fitting(all)
		if err := q.publishSome(ctx, all[:n], &refused); err != nil {
			return err
		}
		all = all[n:]
	}
	if len(refused.Deliveries) > 0 {
		return &refused
	}
	return nil
}

// fitting is how many of the first ones go into one batch.
func fitting(all []First) (n int) {
	bytes := 0
	for n = 0; n < min(len(all), batchMost); n++ {
		if bytes += len(all[n].Body); bytes > batchBytes && n > 0 {
			break
		}
	}
	return n
}

func (q *Queue) publishSome(ctx context.Context, some []First, refused *RefusedError) error {
	if len(some) >= batchFrom {
		err := q.publishBatch(ctx, some)
		if err == nil || fault.KindOf(err).Temporary() {
			return err
		}
		// A batch is taken whole or not at all: one that is known already or can never be taken, or a stream that takes no
		// batches, leaves each to itself.
	}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, f := range some {
		g.Go(func() error {
			err := q.Publish(trace.Continue(ctx, f.Trace), f.Lane, f.Delivery, f.Body)
			if err == nil || fault.KindOf(err).Temporary() {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			refused.Deliveries = append(refused.Deliveries, Refused{f, err})
			return nil
		})
	}
	return g.Wait()
}

// publishBatch stores all or none (ADR-50 of NATS), with one synchronisation of the disk. The server's refusal is a
// *jetstream.APIError; without an answer the error is of kind unavailable, and of another kind if one of them cannot be sent.
func (q *Queue) publishBatch(ctx context.Context, some []First) error {
	ctx, cancel := context.WithTimeout(ctx, settleFor)
	defer cancel()
	name := strings.TrimPrefix(nats.NewInbox(), nats.InboxPrefix) // of this try alone: parts of two never become one batch
	msgs := make([]*nats.Msg, len(some))
	for i, f := range some {
		m := Message{Delivery: f.Delivery, Lane: f.Lane, Attempt: 1, Body: f.Body}
		msg, err := m.encode(trace.Continue(ctx, f.Trace), dueRoot+m.Lane)
		if err != nil {
			return err
		}
		msg.Header.Set(jetstream.MsgIDHeader, m.id())
		msg.Header.Set("Nats-Batch-Id", name)
		msg.Header.Set("Nats-Batch-Sequence", strconv.Itoa(i+1))
		msgs[i] = msg
	}
	last := msgs[len(msgs)-1]
	last.Header.Set("Nats-Batch-Commit", "1")
	nc := q.js.Conn()
	for _, msg := range msgs[:len(msgs)-1] {
		if err := nc.PublishMsg(msg); err != nil {
			return notTaken("publish", err)
		}
	}
	reply, err := nc.RequestMsgWithContext(ctx, last)
	if err != nil {
		return notTaken("publish", err)
	}
	var ack struct {
		Error *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(reply.Data, &ack); err != nil {
		return away("publish", fmt.Errorf("an acknowledgement that cannot be read: %w", err))
	}
	if ack.Error != nil {
		return ack.Error
	}
	return nil
}
