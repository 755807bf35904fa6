package queue

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/trace"
)

// Outcome says what becomes of a delivery after an attempt. The zero Outcome puts the attempt back: it comes again soon.
type Outcome struct {
	kind   outcome
	due    time.Time
	body   []byte
	reason string
}

type outcome uint8

const (
	putBack outcome = iota
	done
	retry
	dead
)

// Done ends the delivery.
func Done() Outcome { return Outcome{kind: done} }

// RetryAt brings the next attempt, with this body, not before due. A nil body keeps the present one.
func RetryAt(due time.Time, body []byte) Outcome { return Outcome{kind: retry, due: due, body: body} }

// Dead ends the delivery without success: it is kept among the dead letters with the reason, which carries no personal
// data and no secret.
func Dead(reason string) Outcome { return Outcome{kind: dead, reason: reason} }

// settle stores what follows from the outcome and then, only then, releases the attempt. After an error the attempt comes
// again.
func (q *Queue) settle(ctx context.Context, msg *nats.Msg, m Message, out Outcome) error {
	switch out.kind {
	case retry:
		next := m
		next.Attempt, next.Due = m.Attempt+1, out.due
		if out.body != nil {
			next.Body = out.body
		}
		if err := q.schedule(ctx, next); err != nil {
			return q.putBack(msg, err)
		}
	case dead:
		if err := q.bury(ctx, msg, m, out.reason); err != nil {
			return q.putBack(msg, err)
		}
		if err := msg.Respond([]byte("+TERM " + out.reason)); err != nil {
			return away("end a delivery", err)
		}
		return nil
	case putBack:
		return q.putBack(msg, nil)
	}
	if err := msg.AckSync(nats.Context(ctx)); err != nil {
		return away("acknowledge", err)
	}
	return nil
}

func (q *Queue) putBack(msg *nats.Msg, cause error) error {
	if err := msg.NakWithDelay(q.pause); err != nil && cause == nil {
		return away("put back", err)
	}
	return cause
}

// bury keeps the attempt among the dead letters, under one id for every try.
func (q *Queue) bury(ctx context.Context, msg *nats.Msg, m Message, reason string) error {
	lane := m.Lane
	if lane == "" {
		lane = "unknown"
	}
	letter := nats.NewMsg(deadQueue + lane)
	letter.Data = msg.Data
	for name, values := range msg.Header {
		if name == headDelivery || name == headAttempt || name == headDue || name == trace.Header {
			letter.Header[name] = values
		}
	}
	letter.Header.Set(headReason, reason)
	var opts []jetstream.PublishOpt
	if m.Attempt > 0 {
		opts = append(opts, jetstream.WithMsgID(m.id()+"-dead"))
	}
	if _, err := q.js.PublishMsg(ctx, letter, opts...); err != nil {
		return away("keep a dead letter", err)
	}
	return nil
}

var errNotDone = errors.New("queue: the attempt did not end the delivery")

// failure is an error for an attempt that has to be made again or was in vain.
func (o Outcome) failure() error {
	if o.kind == done {
		return nil
	}
	return errNotDone
}
