package eventlog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/trace"
)

// Codes of the server that the client library has no name for.
const (
	codeDuplicateInBatch  jetstream.ErrorCode = 10201 // a message id of the batch is known already
	codeDuplicateInFlight jetstream.ErrorCode = 10158 // the same message id is being stored
	codeBatchIncomplete   jetstream.ErrorCode = 10176 // a part of a batch did not arrive; the whole is sent again
	codeTooManyBatches    jetstream.ErrorCode = 10199 // too many batches are under way
)

// attemptTime bounds one try of one publish: long enough for a disk, short enough to ask what became of it.
const attemptTime = 2 * time.Second

// append publishes the documents, one by itself or several as an atomic batch, and fills in their sequences. After a lost
// acknowledgement it asks the log what became of the documents and sends the same bytes again until the context ends, so
// that an unknown outcome is never left behind as long as the log can be reached.
func (l *Log) append(ctx context.Context, docs []*pending) error {
	if len(docs) == 0 {
		return nil
	}
	for {
		err := l.publish(ctx, docs)
		if err == nil {
			return nil
		}
		done, known := l.outcome(ctx, docs)
		switch {
		case done:
			return nil
		case known && isConflict(err):
			return errConflict
		case full(err):
			return fault.Unavailable(err, "The log of facts is full; nothing was written.").After(time.Minute)
		case ctx.Err() != nil:
			return fault.Unavailable(err, "The log of facts did not answer in time. Send the command again with the same idempotency key: it will be done once.").After(2 * time.Second)
		case known && !retryable(err):
			return fmt.Errorf("eventlog: append: %w", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (l *Log) publish(ctx context.Context, docs []*pending) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	if len(docs) > 1 {
		return l.publishBatch(ctx, docs)
	}
	d := docs[0]
	msg := nats.NewMsg(d.rec.Fact.LogSubject())
	msg.Data = d.rec.Doc
	trace.Carrier(msg.Header).Inject(ctx)
	ack, err := l.js.PublishMsg(ctx, msg, jetstream.WithMsgID(d.rec.Fact.ID), jetstream.WithExpectStream(StreamName),
		jetstream.WithExpectLastSequenceForSubject(d.expected, event.AggregateFilter(d.kind, d.id)),
		jetstream.WithRetryAttempts(0))
	if err != nil {
		return err
	}
	if ack.Duplicate {
		return errDuplicate
	}
	d.rec.Seq = ack.Sequence
	return nil
}

// errDuplicate asks for the outcome: a duplicate acknowledgement counts only if the message there is this aggregate's.
var errDuplicate = errors.New("eventlog: acknowledged as a duplicate")

// publishBatch appends all documents or none (ADR-50 of NATS). Each carries the expectation for its own aggregate.
func (l *Log) publishBatch(ctx context.Context, docs []*pending) error {
	batch := docs[0].rec.Fact.ID
	for i, d := range docs {
		msg := nats.NewMsg(d.rec.Fact.LogSubject())
		msg.Data = d.rec.Doc
		trace.Carrier(msg.Header).Inject(ctx)
		msg.Header.Set(jetstream.MsgIDHeader, d.rec.Fact.ID)
		msg.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(d.expected, 10))
		msg.Header.Set(jetstream.ExpectedLastSubjSeqSubjHeader, event.AggregateFilter(d.kind, d.id))
		msg.Header.Set("Nats-Batch-Id", batch)
		msg.Header.Set("Nats-Batch-Sequence", strconv.Itoa(i+1))
		if i+1 < len(docs) {
			if err := l.nc.PublishMsg(msg); err != nil {
				return err
			}
			continue
		}
		msg.Header.Set("Nats-Batch-Commit", "1")
		last, err := l.commitBatch(ctx, msg)
		if err != nil {
			return err
		}
		for n, d := range docs {
			d.rec.Seq = last - uint64(len(docs)-1-n)
		}
	}
	return nil
}

func (l *Log) commitBatch(ctx context.Context, msg *nats.Msg) (uint64, error) {
	reply, err := l.nc.RequestMsgWithContext(ctx, msg)
	if err != nil {
		return 0, err
	}
	var ack struct {
		Error    *jetstream.APIError `json:"error"`
		Sequence uint64              `json:"seq"`
	}
	if err := json.Unmarshal(reply.Data, &ack); err != nil {
		return 0, fmt.Errorf("eventlog: batch acknowledgement: %w", err)
	}
	if ack.Error != nil {
		return 0, ack.Error
	}
	return ack.Sequence, nil
}

// outcome asks the log whether these very documents are in it. A fact with the same id and another content is not ours: it
// was decided on another state, by another process that got the same command. known is false if the log did not answer.
func (l *Log) outcome(ctx context.Context, docs []*pending) (done, known bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), attemptTime)
	defer cancel()
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

func isConflict(err error) bool {
	switch code(err) {
	case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant, codeDuplicateInBatch:
		return true
	}
	return errors.Is(err, errDuplicate)
}

// full recognises a stream at its byte limit or a store without space (codes 10047 and 10077 of the server).
func full(err error) bool { return code(err) == 10077 || code(err) == 10047 }

// retryable recognises failures that may pass: no answer, no leader yet (codes 10008 and 10009 of the server), or a batch that
// has to be sent again.
func retryable(err error) bool {
	switch code(err) {
	case 0, 10008, 10009, codeDuplicateInFlight, codeBatchIncomplete, codeTooManyBatches:
		return true
	}
	return false
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
