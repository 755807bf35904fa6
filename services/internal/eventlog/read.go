package eventlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Read returns up to limit records from a sequence on, as far as this process has folded the log.
func (l *Log) Read(ctx context.Context, from uint64, limit int) ([]Record, error) {
	from = max(from, 1)
	to := min(l.Position(), from+uint64(max(limit, 0))-1)
	if limit <= 0 || from > to {
		return nil, nil
	}
	records := make([]Record, 0, to-from+1)
	err := l.Each(ctx, from, to, func(rec Record) error {
		records = append(records, rec)
		return nil
	})
	return records, err
}

// Each calls fn for the records from and to, both included, in order. A document that cannot be read is an error.
func (l *Log) Each(ctx context.Context, from, to uint64, fn func(Record) error) error {
	return l.each(ctx, from, to, func(a arrival) error {
		if a.broken != nil {
			return fmt.Errorf("eventlog: fact %d: %w", a.rec.Seq, a.broken)
		}
		return fn(a.rec)
	})
}

// get returns the record at a sequence, asked from the stream's leader.
func (l *Log) get(ctx context.Context, seq uint64) (Record, error) {
	msg, err := l.stream.GetMsg(ctx, seq)
	if err != nil {
		return Record{}, fmt.Errorf("eventlog: get fact %d: %w", seq, err)
	}
	return recordOf(msg)
}

// last returns the last record of an aggregate from the stream's leader, or the zero record if it has none.
func (l *Log) last(ctx context.Context, kind, id string) (Record, error) {
	msg, err := l.stream.GetLastMsgForSubject(ctx, event.AggregateFilter(kind, id))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return Record{}, nil
	}
	if err != nil {
		return Record{}, fmt.Errorf("eventlog: last fact of %s.%s: %w", kind, id, err)
	}
	return recordOf(msg)
}

func recordOf(msg *jetstream.RawStreamMsg) (Record, error) {
	f, err := event.Decode(msg.Data)
	if err != nil {
		return Record{}, fmt.Errorf("eventlog: fact %d: %w", msg.Sequence, err)
	}
	data, err := contract.Decode(f)
	if err != nil {
		return Record{}, fmt.Errorf("eventlog: fact %d: %w", msg.Sequence, err)
	}
	return Record{Seq: msg.Sequence, Fact: f, Data: data, Doc: msg.Data}, nil
}
