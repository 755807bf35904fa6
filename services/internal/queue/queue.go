package queue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/trace"
)

// Headers of ours. They do not begin with Nats-Schedule, so the server keeps them when a schedule fires.
const (
	headDelivery = "Mak-Delivery"
	headAttempt  = "Mak-Attempt"
	headDue      = "Mak-Due"
	headReason   = "Reason"
)

// Queue publishes and consumes deliveries. Set Trouble and Tracer before the first Consume.
type Queue struct {
	// Trouble hears of failures that cost no delivery but time, such as an acknowledgement that did not arrive. Nil
	// hears nothing.
	Trouble func(error)

	// Tracer records the attempts; nil records none.
	Tracer *trace.Tracer

	js      jetstream.JetStream
	ackWait time.Duration // how long a consumer may be silent about a delivery
	pause   time.Duration // before a delivery that was put back comes again
}

// Message is one attempt of a delivery. The handler may see it twice, after a crash.
type Message struct {
	Delivery    string
	Lane        string
	Attempt     int       // counted from 1
	Due         time.Time // when it was to be done; zero if at once
	Body        []byte
	Redelivered bool // it was handed out before, and nobody said what became of it
}

// Open gives the queue over a connection. It asks the server nothing.
func Open(nc *nats.Conn) (*Queue, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("queue: jetstream: %w", err)
	}
	return &Queue{js: js, ackWait: 10 * time.Second, pause: time.Second}, nil
}

// Publish puts the first attempt of a delivery into its lane, to be done at once. The same delivery published again
// within ten minutes is taken once. An error of kind unavailable leaves open whether it was taken: publish it again.
func (q *Queue) Publish(ctx context.Context, lane, delivery string, body []byte) error {
	return q.publish(ctx, Message{Delivery: delivery, Lane: lane, Attempt: 1, Body: body})
}

// Later schedules the first attempt of a delivery. As with Publish, the same delivery is taken once within ten minutes,
// whatever its due time: to put it off, cancel it and schedule it under another id.
func (q *Queue) Later(ctx context.Context, delivery, lane string, due time.Time, body []byte) error {
	return q.schedule(ctx, Message{Delivery: delivery, Lane: lane, Attempt: 1, Due: due, Body: body})
}

// Cancel removes the schedule of a delivery, if it has one. An attempt that is already in its lane stays.
func (q *Queue) Cancel(ctx context.Context, delivery string) error {
	if !event.ValidToken(delivery) {
		return ErrToken
	}
	s, err := q.js.Stream(ctx, streamName)
	if err == nil {
		err = s.Purge(ctx, jetstream.WithPurgeSubject(schedRoot+delivery))
	}
	if err != nil {
		return away("cancel", err)
	}
	return nil
}

// Why a delivery is never taken.
var (
	ErrToken    = errors.New("queue: lane and delivery are tokens of a-z, 0-9, - and _")
	ErrTooLarge = errors.New("queue: larger than a message may be")
)

func (q *Queue) publish(ctx context.Context, m Message) error {
	msg, err := m.encode(ctx, dueRoot+m.Lane)
	if err != nil {
		return err
	}
	if _, err := q.js.PublishMsg(ctx, msg, jetstream.WithMsgID(m.id())); err != nil {
		return notTaken("publish", err)
	}
	return nil
}

// notTaken is away, but for a message that is larger than one may be: it is never taken.
func notTaken(doing string, err error) error {
	const tooLarge jetstream.ErrorCode = 10054 // of the server, for the stream's own limit
	var api *jetstream.APIError
	if errors.Is(err, nats.ErrMaxPayload) || errors.As(err, &api) && api.ErrorCode == tooLarge {
		return fmt.Errorf("%w: %s: %w", ErrTooLarge, doing, err)
	}
	return away(doing, err)
}

// schedule writes the headers by hand: nats.go's WithScheduleAt cuts the time to whole seconds, which fires up to a
// second early. The server makes a schedule replace the last one on its subject.
func (q *Queue) schedule(ctx context.Context, m Message) error {
	msg, err := m.encode(ctx, schedRoot+m.Delivery)
	if err != nil {
		return err
	}
	msg.Header.Set(jetstream.ScheduleHeader, "@at "+m.Due.UTC().Format(time.RFC3339Nano))
	msg.Header.Set(jetstream.ScheduleTargetHeader, dueRoot+m.Lane)
	if _, err := q.js.PublishMsg(ctx, msg, jetstream.WithMsgID(m.id())); err != nil {
		return away("schedule", err)
	}
	return nil
}

// id is the same for every try to store this attempt, so that a repeated one is not stored twice.
func (m Message) id() string { return m.Delivery + "-" + strconv.Itoa(m.Attempt) }

// encode writes a message in the trace of ctx.
func (m Message) encode(ctx context.Context, subject string) (*nats.Msg, error) {
	if !event.ValidToken(m.Lane) || !event.ValidToken(m.Delivery) {
		return nil, ErrToken
	}
	msg := nats.NewMsg(subject)
	msg.Data = m.Body
	trace.Carrier(msg.Header).Inject(ctx)
	msg.Header.Set(headDelivery, m.Delivery)
	msg.Header.Set(headAttempt, strconv.Itoa(m.Attempt))
	if !m.Due.IsZero() {
		msg.Header.Set(headDue, m.Due.UTC().Format(time.RFC3339Nano))
	}
	return msg, nil
}

// decodeMessage reads what encode wrote, from a message below root.
func decodeMessage(root, subject string, head nats.Header, body []byte) (Message, error) {
	m := Message{Delivery: head.Get(headDelivery), Body: body}
	if len(subject) > len(root) {
		m.Lane = subject[len(root):]
	}
	var err error
	if m.Attempt, err = strconv.Atoi(head.Get(headAttempt)); err != nil || m.Attempt < 1 {
		return m, errors.New("queue: a message without its attempt")
	}
	if due := head.Get(headDue); due != "" {
		if m.Due, err = time.Parse(time.RFC3339Nano, due); err != nil {
			return m, errors.New("queue: a message with a due time that is no time")
		}
	}
	if !event.ValidToken(m.Delivery) || !event.ValidToken(m.Lane) {
		return m, ErrToken
	}
	return m, nil
}
