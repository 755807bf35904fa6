package queue

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/trace"
)

// dumped is one delivery that waits, in its lane or for its time, as a line of a dump.
type dumped struct {
	Delivery string    `json:"delivery"`
	Lane     string    `json:"lane"`
	Attempt  int       `json:"attempt"` // the one it waits for, counted from 1
	Due      time.Time `json:"due,omitzero"`
	Trace    string    `json:"trace,omitempty"` // traceparent
	Body     []byte    `json:"body"`
}

// Dump writes every delivery that waits as a line of JSON, also one that is in hand, and gives how many. What moves meanwhile is
// in it at least once, in its old place or in its new one: a message is read in the order in which it was stored, and what
// follows from an attempt is stored behind it before it goes. Dead letters are not in it.
func (q *Queue) Dump(ctx context.Context, w io.Writer) (n int, err error) {
	s, err := q.js.Stream(ctx, streamName)
	if err != nil {
		return 0, away("dump", err)
	}
	buf := bufio.NewWriter(w)
	out := json.NewEncoder(buf)
	for after := uint64(0); ; {
		raw, err := s.GetMsg(ctx, after+1, jetstream.WithGetMsgSubject(">"))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			break
		}
		if err != nil {
			return n, away("dump", err)
		}
		after = raw.Sequence
		m, err := decodeWaiting(raw)
		if err != nil {
			continue // it would be put aside when it is handed out
		}
		line := dumped{Delivery: m.Delivery, Lane: m.Lane, Attempt: m.Attempt, Due: m.Due, Trace: raw.Header.Get(trace.Header), Body: m.Body}
		if err := out.Encode(line); err != nil {
			return n, fmt.Errorf("queue: dump: %w", err)
		}
		n++
	}
	if err := buf.Flush(); err != nil {
		return n, fmt.Errorf("queue: dump: %w", err)
	}
	return n, nil
}

// decodeWaiting reads a message of the queue, in its lane or scheduled for it. Only a scheduled one waits for its due time.
func decodeWaiting(raw *jetstream.RawStreamMsg) (Message, error) {
	if strings.HasPrefix(raw.Subject, schedRoot) {
		m, err := decodeMessage(schedRoot, raw.Subject, raw.Header, raw.Data)
		m.Lane = strings.TrimPrefix(raw.Header.Get(jetstream.ScheduleTargetHeader), dueRoot)
		return m, err
	}
	m, err := decodeMessage(dueRoot, raw.Subject, raw.Header, raw.Data)
	m.Due = time.Time{}
	return m, err
}

// A Dumped queue was read and found whole.
type Dumped struct{ lines []dumped }

// ReadDump reads what Dump wrote, before anything is changed.
func ReadDump(r io.Reader) (*Dumped, error) {
	var d Dumped
	in := json.NewDecoder(r)
	in.DisallowUnknownFields()
	for {
		var l dumped
		err := in.Decode(&l)
		if errors.Is(err, io.EOF) {
			return &d, nil
		}
		if err == nil {
			_, err = l.message().encode(context.Background(), dueRoot+l.Lane)
		}
		if err == nil && l.Attempt < 1 {
			err = errors.New("a delivery without its attempt")
		}
		if err != nil {
			return nil, fmt.Errorf("queue: load: line %d: %w", len(d.lines)+1, err)
		}
		d.lines = append(d.lines, l)
	}
}

// Len is how many deliveries wait in it.
func (d *Dumped) Len() int { return len(d.lines) }

func (l dumped) message() Message {
	return Message{Delivery: l.Delivery, Lane: l.Lane, Attempt: l.Attempt, Due: l.Due, Body: l.Body}
}

// Load puts the deliveries of a dump into an empty queue, under the ids they had: those whose time has come by now at once, the
// others for their time. A load that did not end is done again as a whole.
func (q *Queue) Load(ctx context.Context, d *Dumped, now time.Time) error {
	for _, l := range d.lines {
		m, put := l.message(), q.schedule
		if !m.Due.After(now) {
			m.Due, put = time.Time{}, q.publish
		}
		if err := put(trace.Continue(ctx, l.Trace), m); err != nil {
			return err
		}
	}
	return nil
}
