package eventlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/trace"
)

const (
	// awayTime is how long a lost connection is waited for before a command is refused: another server of a cluster takes
	// a client in well under a second.
	awayTime = 1500 * time.Millisecond
	// pulseTime is after how long a server that answers nothing, not even a ping, is left for another one.
	pulseTime = 500 * time.Millisecond
)

// streamJournal is the log on a stream of NATS.
type streamJournal struct {
	nc     *nats.Conn
	js     jetstream.JetStream
	stream jetstream.Stream
	pulse  sync.Mutex // held while somebody asks whether the server is alive
}

// Append publishes one message, or an atomic batch (ADR-50 of NATS) in which each carries the expectation for its own
// aggregate. A message that the user may not publish is not answered: the server says so to the connection.
func (j *streamJournal) Append(ctx context.Context, entries []Entry) (last uint64, err error) {
	before := j.nc.LastError()
	if len(entries) > 1 {
		last, err = j.appendBatch(ctx, entries)
	} else {
		last, err = j.appendOne(ctx, entries[0])
	}
	if said := j.nc.LastError(); errors.Is(err, context.DeadlineExceeded) && news(said, before) && denies(said, entries) {
		return 0, said
	}
	return last, err
}

// news says whether a connection has said something since. What cannot be compared counts as new: the library keeps whatever
// an error it met is made of.
func news(said, before error) bool {
	if said == nil {
		return false
	}
	return !reflect.ValueOf(said).Comparable() || said != before
}

// denies says whether the server refused the user one of the subjects.
func denies(said error, entries []Entry) bool {
	return errors.Is(said, nats.ErrPermissionViolation) && slices.ContainsFunc(entries, func(e Entry) bool {
		return strings.Contains(said.Error(), strconv.Quote(e.Subject))
	})
}

func (j *streamJournal) appendOne(ctx context.Context, e Entry) (uint64, error) {
	msg := nats.NewMsg(e.Subject)
	msg.Data = e.Doc
	trace.Carrier(msg.Header).Inject(ctx)
	ack, err := j.js.PublishMsg(ctx, msg, jetstream.WithMsgID(e.ID),
		jetstream.WithExpectStream(StreamName), jetstream.WithExpectLastSequenceForSubject(e.Expected, e.Filter),
		jetstream.WithRetryAttempts(0))
	if err != nil {
		return 0, err
	}
	if ack.Duplicate {
		return 0, ErrDuplicate
	}
	return ack.Sequence, nil
}

func (j *streamJournal) appendBatch(ctx context.Context, entries []Entry) (uint64, error) {
	for i, e := range entries {
		msg := nats.NewMsg(e.Subject)
		msg.Data = e.Doc
		trace.Carrier(msg.Header).Inject(ctx)
		msg.Header.Set(jetstream.MsgIDHeader, e.ID)
		msg.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(e.Expected, 10))
		msg.Header.Set(jetstream.ExpectedLastSubjSeqSubjHeader, e.Filter)
		msg.Header.Set("Nats-Batch-Id", entries[0].ID)
		msg.Header.Set("Nats-Batch-Sequence", strconv.Itoa(i+1))
		if i+1 < len(entries) {
			if err := j.nc.PublishMsg(msg); err != nil {
				return 0, err
			}
			continue
		}
		msg.Header.Set("Nats-Batch-Commit", "1")
		return commitBatch(ctx, j.nc, msg)
	}
	return 0, nil
}

// commitBatch sends the last message of a batch and gives its sequence.
func commitBatch(ctx context.Context, nc *nats.Conn, msg *nats.Msg) (uint64, error) {
	reply, err := nc.RequestMsgWithContext(ctx, msg)
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

func (j *streamJournal) Last(ctx context.Context, filter string) (Stored, error) {
	msg, err := j.stream.GetLastMsgForSubject(ctx, filter)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return Stored{}, nil
	}
	if err != nil {
		return Stored{}, err
	}
	return Stored{Seq: msg.Sequence, Subject: msg.Subject, Doc: msg.Data}, nil
}

func (j *streamJournal) At(ctx context.Context, seq uint64) (Stored, error) {
	msg, err := j.stream.GetMsg(ctx, seq)
	if err != nil {
		return Stored{}, err
	}
	return Stored{Seq: msg.Sequence, Subject: msg.Subject, Doc: msg.Data}, nil
}

func (j *streamJournal) Info(ctx context.Context) (*jetstream.StreamInfo, error) {
	return j.stream.Info(ctx)
}

// Reach waits a moment for a lost connection.
func (j *streamJournal) Reach(ctx context.Context) error {
	if j.nc.IsConnected() {
		return nil
	}
	back := j.nc.StatusChanged(nats.CONNECTED, nats.CLOSED)
	defer j.nc.RemoveStatusListener(back)
	ctx, cancel := context.WithTimeout(ctx, awayTime)
	defer cancel()
	for !j.nc.IsConnected() {
		select {
		case <-back:
			if j.nc.IsClosed() {
				return ErrAway
			}
		case <-ctx.Done():
			return ErrAway
		}
	}
	return nil
}

// Doubt leaves a server that does not even answer a ping, as behind a cut cable, for another one; the library would notice
// after seconds.
func (j *streamJournal) Doubt() {
	if !j.pulse.TryLock() {
		return
	}
	defer j.pulse.Unlock()
	if !j.nc.IsConnected() || len(j.nc.Servers()) < 2 {
		return
	}
	was := j.nc.Stats().Reconnects
	if err := j.nc.FlushTimeout(pulseTime); errors.Is(err, nats.ErrTimeout) && j.nc.Stats().Reconnects == was {
		_ = j.nc.ForceReconnect() // it fails only if the connection was closed
	}
}
