package queue

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/trace"
)

// Letter is something that could not be done. Letters of reactors that could not digest a fact lie here too; they have no
// Delivery.
type Letter struct {
	Seq      uint64 // names the letter; rises with time
	Place    string // queue.<lane> or react.<reactor>
	Lane     string // empty for a letter of a reactor
	Delivery string
	Attempt  int
	Reason   string
	Time     time.Time // when it was put aside
	Body     []byte
}

// DeadLetters gives up to limit letters whose Seq is above after, oldest first. They are kept for 90 days.
func (q *Queue) DeadLetters(ctx context.Context, after uint64, limit int) ([]Letter, error) {
	s, err := q.js.Stream(ctx, deadName)
	if err != nil {
		return nil, away("dead letters", err)
	}
	var letters []Letter
	for len(letters) < limit {
		raw, err := s.GetMsg(ctx, after+1, jetstream.WithGetMsgSubject(deadRoot+">"))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			break
		}
		if err != nil {
			return nil, away("dead letters", err)
		}
		letters = append(letters, letterOf(raw))
		after = raw.Sequence
	}
	return letters, nil
}

// Revive puts the delivery of a letter back into its lane as its next attempt, due at once, and removes the letter. It
// returns a fault of kind not_found for a letter that is not there and of kind conflict for one of a reactor, whose fact
// stands in the log.
func (q *Queue) Revive(ctx context.Context, seq uint64) error {
	s, err := q.js.Stream(ctx, deadName)
	if err != nil {
		return away("revive", err)
	}
	raw, err := s.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return fault.NotFoundf("letter.not_found", "There is no such dead letter.")
	}
	if err != nil {
		return away("revive", err)
	}
	if !strings.HasPrefix(raw.Subject, deadQueue) {
		return fault.Conflictf("letter.of_reactor", "This letter belongs to a reactor and cannot be delivered again.")
	}
	m, err := decodeMessage(deadQueue, raw.Subject, raw.Header, raw.Data)
	if err != nil {
		return fault.Conflictf("letter.damaged", "This letter does not say what it was a delivery of.").Because(err)
	}
	m.Attempt, m.Due = m.Attempt+1, time.Time{}
	if err := q.publish(trace.Carrier(raw.Header).Extract(ctx), m); err != nil {
		return err
	}
	if err := s.DeleteMsg(ctx, seq); err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
		return away("remove a revived letter", err)
	}
	return nil
}

func letterOf(raw *jetstream.RawStreamMsg) Letter {
	l := Letter{Seq: raw.Sequence, Place: strings.TrimPrefix(raw.Subject, deadRoot), Reason: raw.Header.Get(headReason), Time: raw.Time, Body: raw.Data}
	if strings.HasPrefix(raw.Subject, deadQueue) {
		m, _ := decodeMessage(deadQueue, raw.Subject, raw.Header, raw.Data) // what cannot be read stays empty
		l.Lane, l.Delivery, l.Attempt = m.Lane, m.Delivery, m.Attempt
	}
	return l
}
