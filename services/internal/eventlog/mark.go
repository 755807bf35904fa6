package eventlog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"makcomblang.id/pkg/event"
)

// Mark is where a reader of the log stands whose state outlives the process. A number alone would not tell that the log was
// replaced by an older one that has grown past it since: the facts in between would be skipped in silence. A document holds
// its id, its time and the hash of the one before it, so another history has another one at the same place.
type Mark struct {
	Log  string `json:"log,omitempty"`  // which log: the moment its stream was made, which a restore does anew
	Seq  uint64 `json:"seq"`            // of the last fact that was taken; 0 for none
	Hash string `json:"hash,omitempty"` // event.Hash of that fact; empty if it was not kept, as by older programs
}

// MarkOf is the mark of a reader that has taken a record and all before it.
func (l *Log) MarkOf(rec Record) Mark {
	hash := rec.hash
	if hash == "" { // appended by this process
		hash = event.Hash(rec.Doc)
	}
	return Mark{Log: l.identity, Seq: rec.Seq, Hash: hash}
}

// identityOf tells the stream of a log from one that was made in its place; "" for a journal that has no birth.
func identityOf(info *jetstream.StreamInfo) string {
	if info.Created.IsZero() {
		return ""
	}
	return info.Created.UTC().Format(time.RFC3339Nano)
}

// ID names this log to readers outside, who keep it beside their position: a restore makes another. Empty for a journal that
// has no birth.
func (l *Log) ID() string {
	if l.identity == "" {
		return ""
	}
	return event.Hash([]byte(l.identity))[:16]
}

// standing is how a mark fits the log.
type standing struct {
	wrong    string // what is wrong, of a reader named at the front; "" if the mark is one of this log
	end      uint64 // of the log
	restored uint64 // the last fact that a restore brought back, if the mark is from before it
}

// compare says whether the log holds what a reader has taken. A server that was cut off may show an old end, so one that seems
// too short is asked again for as long as stale.
func (l *Log) compare(ctx context.Context, m Mark, stale time.Duration) (standing, error) {
	info, err := l.upTo(ctx, m.Seq, stale)
	if err != nil {
		return standing{}, err
	}
	s := standing{end: info.State.LastSeq}
	if m.Log != identityOf(info) {
		s.restored = restoredHead(info.Config)
	}
	if m.Seq > s.end {
		s.wrong = fmt.Sprintf("has taken %d facts, but the log ends at %d", m.Seq, s.end)
		return s, nil
	}
	if m.Seq == 0 || m.Hash == "" {
		return s, nil
	}
	hash, err := l.hashAt(ctx, m.Seq)
	if err == nil && hash != "" && hash != m.Hash { // one that is not there is a gap, which the stream's state tells
		s.wrong = fmt.Sprintf("has taken another fact %d than the log holds", m.Seq)
	}
	return s, err
}

// hashAt gives the hash of the document at a sequence, "" if there is none. It is as patient as upTo.
func (l *Log) hashAt(ctx context.Context, seq uint64) (hash string, err error) {
	for start, pause := time.Now(), firstPause; ; pause = min(2*pause, longestPause) {
		_, err = l.ask(ctx, fmt.Sprintf("fact %d", seq), func(ctx context.Context) (Stored, error) {
			found, err := l.journal.At(ctx, seq)
			if err == nil {
				hash = event.Hash(found.Doc)
			}
			return Stored{}, err
		})
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			return "", nil
		case err == nil || ctx.Err() != nil || !retryable(err) || time.Since(start) >= deadline:
			return hash, err
		}
		rest(ctx, pause)
	}
}

// Resume gives the fact after which a reader goes on, and is called before it takes anything. A mark from before a restore
// that the log does not hold gives the last restored fact: what was taken beyond it is not in this log, and everything new is
// still to come. Without a restore such a mark shows that the log lost facts: Health turns red and the reader stays where the
// log ends at most.
func (l *Log) Resume(ctx context.Context, reader string, m Mark) (uint64, error) {
	s, err := l.compare(ctx, m, staleAtStart)
	switch {
	case err != nil:
		return 0, err
	case s.wrong == "":
		return m.Seq, nil
	case s.restored > 0:
		l.log.Warn("a reader stood in the log before it was restored from a backup, and goes on behind what was restored",
			zap.String("reader", reader), zap.Uint64("seq", m.Seq), zap.Uint64("restored", s.restored))
		return s.restored, nil
	}
	l.health.damage(reader + " " + s.wrong)
	l.log.Error("integrity check failed", zap.String("reason", reader+" "+s.wrong))
	return min(m.Seq, s.end), nil
}

// foreignError says that the log is not any more the one that this process has folded.
type foreignError struct{ reason string }

func (e *foreignError) Error() string { return "eventlog: " + e.reason }

func foreign(err error) bool {
	var f *foreignError
	return errors.As(err, &f)
}

// still says whether the log is the one that this process has folded so far, by its stream and by the last document that was
// folded. It is a *foreignError if it is not; errShort if it ends before that document, which a server that was cut off may
// say too.
func (l *Log) still(ctx context.Context, stale time.Duration) error {
	mark := l.standsAt()
	info, err := l.upTo(ctx, mark.Seq, 0)
	if err == nil && info.State.LastSeq < mark.Seq && identityOf(info) == l.identity {
		info, err = l.upTo(ctx, mark.Seq, stale)
	}
	if err != nil {
		return err
	}
	return l.stillAt(ctx, mark, info)
}

// stillAt is still for what was folded before this state of the stream was read.
func (l *Log) stillAt(ctx context.Context, mark Mark, info *jetstream.StreamInfo) error {
	if at := identityOf(info); at != l.identity {
		reason := "the stream of the log was made anew while this process ran, which has folded the one before"
		if n := restoredHead(info.Config); n > 0 {
			reason += fmt.Sprintf("; it was restored from a backup with %d facts", n)
		}
		return &foreignError{reason + ": start this process again"}
	}
	if info.State.LastSeq < mark.Seq {
		return errShort
	}
	if mark.Seq == 0 {
		return nil
	}
	hash, err := l.hashAt(ctx, mark.Seq)
	if err == nil && hash != "" && hash != mark.Hash { // one that is not there is a gap, which the stream's state tells
		err = &foreignError{fmt.Sprintf("fact %d is not the one that this process has folded, so the store of the log was set back: "+
			"look what became of it, and start this process again", mark.Seq)}
	}
	return err
}

// errShort says that the log ends before what was folded.
var errShort = errors.New("eventlog: the log ends before what this process has folded")

// standsAt is the last record that the loop has handed to its followers.
func (l *Log) standsAt() Mark {
	l.head.mu.Lock()
	defer l.head.mu.Unlock()
	return l.head.mark
}
