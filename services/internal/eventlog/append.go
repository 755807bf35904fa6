package eventlog

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// Codes of the server that the client library has no name for.
const (
	codeDuplicateInBatch  jetstream.ErrorCode = 10201 // a message id of the batch is known already
	codeDuplicateInFlight jetstream.ErrorCode = 10158 // the same message id is being stored
	codeBatchIncomplete   jetstream.ErrorCode = 10176 // a part of a batch did not arrive; the whole is sent again
	codeTooManyBatches    jetstream.ErrorCode = 10199 // too many batches are under way
)

const (
	// attemptTime bounds the first try of a publish, and a question: an answer takes milliseconds, and a server that went
	// down with it is not waited for. againTime bounds the tries after it, which find out when there is a leader again; one
	// too many does no harm.
	attemptTime, againTime = time.Second, 500 * time.Millisecond
	// Between two tries the pause grows from the first to the longest: a new leader is found soon after it was chosen.
	firstPause, longestPause = 20 * time.Millisecond, 200 * time.Millisecond
)

const (
	sentenceLate    = "The log of facts did not answer in time. Send the command again with the same idempotency key: it will be done once."
	sentenceAway    = "The log of facts is not connected at the moment; nothing was written."
	sentenceNoRead  = "The log of facts cannot be read at the moment."
	sentenceRefused = "The log of facts refuses what it is sent, so it was changed from outside; nothing was written."
	sentenceLogFull = "The log of facts is full; nothing was written."
	sentenceTooBig  = "The NATS server takes no message as large as this fact; nothing was written. Its operator sets max_payload to 1 MB, the default."
	sentenceDenied  = "NATS does not let this process write such facts; nothing was written. Its operator gives the user the permissions that `makcomblang setup users` writes."
)

// append publishes the documents, one by itself or several as an atomic batch, and fills in their sequences. What is not
// answered is sent again, the same bytes with the same ids and expectations, until the context ends: whatever became of the
// try before, at most one of them can be stored. An answer that may be about a try before, a conflict or a known id, is
// settled by looking into the log. While nothing was sent yet, a log that cannot be reached is refused soon.
func (l *Log) append(ctx context.Context, docs []*pending) error {
	if len(docs) == 0 {
		return nil
	}
	entries := make([]Entry, len(docs))
	for i, d := range docs {
		entries[i] = d.entry()
	}
	sent := false // a try may have reached the log
	for pause, limit := firstPause, attemptTime; ; pause, limit = min(2*pause, longestPause), againTime {
		last, err := l.try(ctx, entries, limit)
		if err == nil {
			for n, d := range docs {
				d.rec.Seq = last - uint64(len(docs)-1-n)
			}
			return nil
		}
		if isConflict(err) || sent && (code(err) != 0 || permanent(err) != nil) {
			done, known := l.outcome(ctx, docs)
			switch {
			case done:
				return nil
			case known && isConflict(err):
				return errConflict
			case !known:
				err = errUnknown // the answer may be about a try before: ask again
			}
		}
		switch {
		case errors.Is(err, ErrAway) && !sent:
			return fault.Unavailable(err, sentenceAway).After(2 * time.Second)
		case full(err):
			return fault.Unavailable(err, sentenceLogFull).After(time.Minute)
		case permanent(err) != nil:
			return permanent(err)
		case ctx.Err() != nil:
			return fault.Unavailable(err, sentenceLate).After(2 * time.Second)
		case !retryable(err):
			l.doubt()
			return fault.Unavailable(err, sentenceRefused).After(lookEvery)
		}
		sent = sent || !unheard(err)
		rest(ctx, pause)
	}
}

// errUnknown says that it could not be found out what became of the documents.
var errUnknown = errors.New("eventlog: the outcome is not known")

func (d *pending) entry() Entry {
	return Entry{
		ID: d.rec.Fact.ID, Subject: d.rec.Fact.LogSubject(), Filter: event.AggregateFilter(d.kind, d.id), Expected: d.expected, Doc: d.rec.Doc,
	}
}

func (l *Log) try(ctx context.Context, entries []Entry, limit time.Duration) (uint64, error) {
	if err := l.journal.Reach(ctx); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	last, err := l.journal.Append(ctx, entries)
	if errors.Is(err, context.DeadlineExceeded) {
		l.journal.Doubt()
	}
	return last, err
}

// outcome asks the log whether these very documents are in it. A fact with the same id and another content is not ours: it
// was decided on another state, by another process that got the same command. known is false if the log did not answer.
func (l *Log) outcome(ctx context.Context, docs []*pending) (done, known bool) {
	for _, d := range docs {
		last, err := l.last(ctx, d.kind, d.id)
		if err != nil {
			return false, false
		}
		if !bytes.Equal(last.Doc, d.rec.Doc) {
			return false, true // perhaps this command's fact, but decided on another state: fold it first
		}
		d.rec.Seq = last.Seq
	}
	return true, true
}

// rest waits for a while or until ctx ends.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func isConflict(err error) bool {
	switch code(err) {
	case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant, codeDuplicateInBatch:
		return true
	}
	return errors.Is(err, ErrDuplicate)
}

// full recognises a stream at its byte limit or a store without space (codes 10047 and 10077 of the server).
func full(err error) bool { return code(err) == 10077 || code(err) == 10047 }

// permanent gives the refusal of what never reaches the log however often it is sent, nil for anything else.
func permanent(err error) *fault.Error {
	switch {
	case errors.Is(err, nats.ErrMaxPayload):
		return fault.Unavailable(err, sentenceTooBig).After(time.Minute)
	case errors.Is(err, nats.ErrPermissionViolation):
		return fault.Unavailable(err, sentenceDenied).After(time.Minute)
	}
	return nil
}

// retryable recognises failures that may pass: no answer, no leader yet (codes 10008 and 10009 of the server), or a batch that
// has to be sent again.
func retryable(err error) bool {
	switch code(err) {
	case 0, 10008, 10009, codeDuplicateInFlight, codeBatchIncomplete, codeTooManyBatches:
		return true
	}
	return false
}

// unheard recognises a try that reached no server of the stream: there was no connection, or nobody listened.
func unheard(err error) bool {
	return errors.Is(err, ErrAway) || errors.Is(err, jetstream.ErrNoStreamResponse) || errors.Is(err, nats.ErrNoResponders)
}

// code is the server's error code, 0 for an error that is not the server's answer.
func code(err error) jetstream.ErrorCode {
	var api *jetstream.APIError
	if errors.As(err, &api) {
		return api.ErrorCode
	}
	var js jetstream.JetStreamError
	if errors.As(err, &js) && js.APIError() != nil {
		return js.APIError().ErrorCode
	}
	return 0
}
