package queue

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/trace"
)

// waiting is a message that waits, in its lane or for its time.
type waiting struct {
	seq  uint64 // of the stream
	key  uint64 // its place in the wanted order
	root string
}

// Gather puts what waits in a lane and what is scheduled for it into the lane anew, due at once, in the order that key
// gives to bodies. It is for a receiver that is back: without it, what failed last week comes after what happened today,
// and only when its time has come. Each becomes its next attempt, so the message ids stay what they are. At most most of
// each kind are moved; a lane in which more wait keeps its order, and the scheduled ones come behind it.
//
// It must not run while deliveries of the lane are in hand: call it between two calls of Consume. One that is scheduled moves in
// one step, on the condition that it has not fired: then it is in the lane by itself. Only one that the server is firing at that very
// moment, between its decision and its storing, comes twice, as two attempts. One in the lane is stored anew before the
// old message is removed, so a crash in between brings it twice, as its next attempt too, and loses none; the promise of the
// queue is at least once, and the delivery's name, by which a receiver knows it, is the same.
func (q *Queue) Gather(ctx context.Context, lane string, most int, key func(body []byte) uint64) (moved int, err error) {
	s, err := q.js.Stream(ctx, streamName)
	if err != nil {
		return 0, away("gather", err)
	}
	due := dueRoot + lane
	scheduled, _, err := collect(ctx, s, schedRoot, schedRoot+">", most, key, func(m *jetstream.RawStreamMsg) bool {
		return m.Header.Get(jetstream.ScheduleTargetHeader) == due
	})
	if err != nil {
		return 0, err
	}
	inLane, more, err := collect(ctx, s, dueRoot, due, most, key, func(*jetstream.RawStreamMsg) bool { return true })
	if err != nil {
		return 0, err
	}
	byKey := func(a, b waiting) int { return cmp.Compare(a.key, b.key) }
	switch {
	case more:
		inLane = nil
	case len(scheduled) == 0 && slices.IsSortedFunc(inLane, byKey):
		return 0, nil
	}
	all := append(inLane, scheduled...)
	slices.SortStableFunc(all, byKey)
	for _, w := range all {
		did, err := q.renew(ctx, s, w, lane)
		if err != nil {
			return moved, err
		}
		if did {
			moved++
		}
	}
	return moved, nil
}

// collect finds the messages below a subject that are wanted; more tells whether there are more than most.
func collect(ctx context.Context, s jetstream.Stream, root, subject string, most int, key func([]byte) uint64, wanted func(*jetstream.RawStreamMsg) bool) (list []waiting, more bool, err error) {
	for after := uint64(0); ; {
		raw, err := s.GetMsg(ctx, after+1, jetstream.WithGetMsgSubject(subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return list, false, nil
		}
		if err != nil {
			return nil, false, away("gather", err)
		}
		after = raw.Sequence
		if !wanted(raw) {
			continue
		}
		if len(list) == most {
			return list, true, nil
		}
		list = append(list, waiting{raw.Sequence, key(raw.Data), root})
	}
}

// renew stores a waiting message as its next attempt and removes it. A schedule that fires meanwhile is in its lane.
func (q *Queue) renew(ctx context.Context, s jetstream.Stream, w waiting, lane string) (bool, error) {
	raw, err := s.GetMsg(ctx, w.seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	if err != nil {
		return false, away("gather", err)
	}
	m, err := decodeMessage(w.root, raw.Subject, raw.Header, raw.Data)
	if err != nil {
		return false, nil // it is put aside when it is handed out
	}
	m.Lane, m.Attempt, m.Due = lane, m.Attempt+1, time.Time{}
	ctx = trace.Carrier(raw.Header).Extract(ctx)
	if w.root == schedRoot {
		return q.advance(ctx, raw.Subject, w.seq, m)
	}
	if err := q.publish(ctx, m); err != nil {
		return false, err
	}
	if err := s.DeleteMsg(ctx, w.seq); err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
		return true, away("gather", err)
	}
	return true, nil
}

// advance puts a scheduled delivery into its lane and removes its schedule, or does neither: false says that the schedule is not
// the one at that sequence any more, because it fired, or because a try before this one was not answered.
func (q *Queue) advance(ctx context.Context, schedule string, seq uint64, m Message) (bool, error) {
	msg, err := m.encode(ctx, dueRoot+m.Lane)
	if err != nil {
		return false, err
	}
	msg.Header.Set("Nats-Scheduler", schedule)
	msg.Header.Set("Nats-Schedule-Next", "purge")
	_, err = q.js.PublishMsg(ctx, msg, jetstream.WithMsgID(m.id()), jetstream.WithExpectLastSequenceForSubject(seq, schedule))
	var refused *jetstream.APIError
	if errors.As(err, &refused) && (refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant) {
		return false, nil
	}
	if err != nil {
		return false, away("gather", err)
	}
	return true, nil
}
