package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
)

const (
	liveBuffer  = 16 // batches of the loop that a client may lag behind before it is dropped
	liveClients = 1000
	liveBatch   = 256
	liveWrite   = 10 * time.Second
)

// LiveLog is what a live stream reads of the log to resume.
type LiveLog interface {
	Position() uint64
	Wait(ctx context.Context, seq uint64) error
	Reach(ctx context.Context, seq uint64) error
	Read(ctx context.Context, from uint64, limit int) ([]eventlog.Record, error)
}

// Live hands the facts of the follow loop to clients as server-sent events; an event's id is its sequence, so that a
// client resumes without a gap. Attach it to the log last, after the folds. A client that does not keep up is dropped,
// never waited for: it comes again and resumes.
type Live struct {
	log   LiveLog
	beat  time.Duration
	mu    sync.Mutex
	chans map[chan []eventlog.Record]struct{}
	last  uint64 // sequence of the last record that was offered; the log's position may still be behind it
	done  bool
}

// NewLive returns a live stream of a log with a heartbeat of this period (0 is 15 seconds).
func NewLive(log LiveLog, beat time.Duration) *Live {
	return &Live{log: log, beat: or(beat, 15*time.Second), chans: make(map[chan []eventlog.Record]struct{})}
}

// Follow offers the records to every client. It never blocks the loop.
func (l *Live) Follow(batch []eventlog.Record) error {
	if len(batch) == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = batch[len(batch)-1].Seq
	if len(l.chans) == 0 {
		return nil
	}
	batch = slices.Clone(batch) // the loop may use its own again
	for ch := range l.chans {
		select {
		case ch <- batch:
		default:
			delete(l.chans, ch)
			close(ch)
		}
	}
	return nil
}

// Close ends all streams, for a graceful stop.
func (l *Live) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = true
	for ch := range l.chans {
		delete(l.chans, ch)
		close(ch)
	}
}

// Clients says how many are listening.
func (l *Live) Clients() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.chans)
}

// open takes a place among the listeners. What comes after joined arrives on the channel, all before it is in the log.
func (l *Live) open() (ch chan []eventlog.Record, joined uint64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done || len(l.chans) >= liveClients {
		return nil, 0, fault.Unavailable(nil, "No more listeners are taken now.").After(30 * time.Second)
	}
	ch = make(chan []eventlog.Record, liveBuffer)
	l.chans[ch] = struct{}{}
	return ch, l.last, nil
}

func (l *Live) leave(ch chan []eventlog.Record) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, in := l.chans[ch]; in {
		delete(l.chans, ch)
		close(ch)
	}
}

// Serve streams to one client, from after its Last-Event-ID (or from now on) until it leaves, lags or the server stops.
// visible is the audience filter. A Last-Event-ID beyond the log's end is refused before the stream begins.
func (l *Live) Serve(w http.ResponseWriter, r *http.Request, visible func(eventlog.Record) bool) error {
	ctx := r.Context()
	after := l.log.Position()
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		n, err := strconv.ParseUint(id, 10, 64)
		if err != nil {
			return fault.Invalid("Last-Event-ID", "request.last_event_id", "This is not the id of an event.", "the id of the last event received")
		}
		if err := l.log.Reach(ctx, n); err != nil {
			return err
		}
		after = n
	}
	out := &stream{w: w, rc: http.NewResponseController(w), visible: visible, after: after}
	// Catch up before taking a place among the listeners: a long history would overflow its buffer.
	out.start()
	if x := exchangeOf(ctx); x != nil && x.head {
		return nil
	}
	if err := out.replay(ctx, l.log); err != nil {
		return nil
	}
	ch, joined, err := l.open()
	if err != nil {
		return nil
	}
	defer l.leave(ch)
	// The loop hands a batch to its followers before it moves the position: without waiting for it, a batch that was
	// offered just before we joined would be neither in the channel nor in what is read.
	if l.log.Wait(ctx, joined) != nil || out.replay(ctx, l.log) != nil {
		return nil
	}
	out.live(ctx, l.log, ch, l.beat)
	return nil
}

// stream is one client's connection.
type stream struct {
	w       http.ResponseWriter
	rc      *http.ResponseController
	visible func(eventlog.Record) bool
	after   uint64 // sequence of the last record that was passed
}

func (o *stream) start() {
	h := o.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	_ = o.rc.SetReadDeadline(time.Time{}) // a server's read timeout is for requests that end
	o.w.WriteHeader(http.StatusOK)
	_ = o.comment("hello")
}

// replay sends what the log holds after the client's place.
func (o *stream) replay(ctx context.Context, log LiveLog) error {
	for o.after < log.Position() {
		batch, err := log.Read(ctx, o.after+1, liveBatch)
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := o.records(batch); err != nil {
			return err
		}
	}
	return nil
}

func (o *stream) records(batch []eventlog.Record) error {
	for _, rec := range batch {
		if err := o.record(rec); err != nil {
			return err
		}
	}
	return nil
}

func (o *stream) live(ctx context.Context, log LiveLog, ch <-chan []eventlog.Record, beat time.Duration) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case batch, open := <-ch:
			if !open {
				return // lagged, or the server stops
			}
			if err = log.Wait(ctx, batch[len(batch)-1].Seq); err == nil { // shown only after every fold has it
				err = o.records(batch)
			}
		case <-tick.C:
			err = o.comment("beat")
		}
		if err != nil {
			return
		}
	}
}

// record sends one fact unless it was sent before or is not for this client.
func (o *stream) record(rec eventlog.Record) error {
	if rec.Seq <= o.after {
		return nil
	}
	o.after = rec.Seq
	if !o.visible(rec) {
		return nil
	}
	b := make([]byte, 0, len(rec.Doc)+96)
	b = append(b, "id: "...)
	b = strconv.AppendUint(b, rec.Seq, 10)
	b = append(b, "\nevent: "...)
	b = append(b, rec.Fact.Type...)
	b = append(b, "\ndata: "...)
	b = append(b, rec.Doc...)
	return o.send(append(b, "\n\n"...))
}

func (o *stream) comment(text string) error { return o.send([]byte(": " + text + "\n\n")) }

// send writes with a deadline, so that a peer that reads nothing cannot hold the goroutine.
func (o *stream) send(b []byte) error {
	_ = o.rc.SetWriteDeadline(time.Now().Add(liveWrite)) // recorders have none
	if _, err := o.w.Write(b); err != nil {
		return err
	}
	return o.rc.Flush()
}
