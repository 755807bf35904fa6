package eventlog

import (
	"context"
	"errors"
	"fmt"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Read returns up to limit records from a sequence on, as far as this process has folded the log.
func (l *Log) Read(ctx context.Context, from uint64, limit int) ([]Record, error) {
	from = max(from, 1)
	to := min(l.folded.get(), from+uint64(max(limit, 0))-1)
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
	return l.ask(ctx, fmt.Sprintf("fact %d", seq), func(ctx context.Context) (Stored, error) { return l.journal.At(ctx, seq) })
}

// last returns the last record of an aggregate from the stream's leader, or the zero record if it has none.
func (l *Log) last(ctx context.Context, kind, id string) (Record, error) {
	return l.ask(ctx, "last fact of "+kind+"."+id, func(ctx context.Context) (Stored, error) {
		return l.journal.Last(ctx, event.AggregateFilter(kind, id))
	})
}

// ask puts a question until it is answered, ctx ends or the connection is gone for longer than a moment: while the stream
// has no leader a question is not answered at all.
func (l *Log) ask(ctx context.Context, what string, question func(context.Context) (Stored, error)) (Record, error) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := l.journal.Reach(ctx)
		if err != nil {
			return Record{}, fmt.Errorf("eventlog: get %s: %w", what, err)
		}
		try, cancel := context.WithTimeout(ctx, attemptTime)
		found, err := question(try)
		cancel()
		switch {
		case err == nil && found.Seq == 0:
			return Record{}, nil
		case err == nil:
			return recordOf(found)
		case ctx.Err() != nil || !retryable(err):
			return Record{}, fmt.Errorf("eventlog: get %s: %w", what, err)
		case errors.Is(err, context.DeadlineExceeded):
			l.journal.Doubt()
		}
		rest(ctx, pause)
	}
}

func recordOf(found Stored) (Record, error) {
	f, err := event.Decode(found.Doc)
	if err != nil {
		return Record{}, fmt.Errorf("eventlog: fact %d: %w", found.Seq, err)
	}
	data, err := contract.Decode(f)
	if err != nil {
		return Record{}, fmt.Errorf("eventlog: fact %d: %w", found.Seq, err)
	}
	return Record{Seq: found.Seq, Fact: f, Data: data, Doc: found.Doc}, nil
}
