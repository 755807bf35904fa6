package eventlog

import (
	"context"
	"strconv"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

const (
	reachTime  = 10 * time.Second // that a reader waits for a position
	reachStale = time.Second      // that a new leader may take to know the end of its own log
)

// Find is Get for what a caller says exists: an aggregate that this process has not heard of is asked from the log and waited
// for, since another process may have made it a moment ago. It returns false for one that the log does not have either, and
// a fault of kind unavailable if the log did not answer within the time that a command may take.
func (g *Ledger[S]) Find(ctx context.Context, id string) (state S, version uint64, ok bool, err error) {
	if state, version, ok = g.Get(id); ok || !event.ValidToken(id) {
		return state, version, ok, nil
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	last, err := g.log.last(ctx, g.kind, id)
	if err == nil && last.Seq > 0 {
		err = g.log.WaitFolded(ctx, last.Seq)
	}
	if err != nil {
		return state, 0, false, fault.Unavailable(err, sentenceNoRead).After(2 * time.Second)
	}
	state, version, ok = g.Get(id)
	return state, version, ok, nil
}

// Refresh waits until this process has folded the last fact of a kind that the log holds, for a refusal that rests on what
// another process may have written a moment ago. It says whether there was anything to wait for. It is unavailable if the log
// cannot be asked or ctx ends first: the refusal then rests on what may be old.
func (l *Log) Refresh(ctx context.Context, kind string) (heard bool, err error) {
	last, err := l.ask(ctx, "last fact about "+kind, func(ctx context.Context) (Stored, error) {
		return l.journal.Last(ctx, event.KindFilter(kind))
	})
	if err == nil && last.Seq > l.folded.get() {
		heard, err = true, l.WaitFolded(ctx, last.Seq)
	}
	if err != nil {
		return false, fault.Unavailable(err, "This process has not read the log so far yet.").After(2 * time.Second)
	}
	return heard, nil
}

// Reach waits a moment until this process shows the record at seq, which a reader has from another process perhaps. It is a
// conflict, position.beyond_end, if the log ends before it: the log was restored from an older backup, or the reader's number
// is of another log. It is unavailable if the log cannot be asked or this process lies too far behind.
func (l *Log) Reach(ctx context.Context, seq uint64) error {
	if seq <= l.Position() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	info, err := l.upTo(ctx, seq, reachStale)
	if err != nil {
		return fault.Unavailable(err, sentenceNoRead).After(2 * time.Second)
	}
	if end := info.State.LastSeq; end < seq {
		return fault.Conflictf("position.beyond_end", "This position is beyond the log's end at %d. The log may have been restored from a backup: "+
			"start again from a position up to that, and drop the facts whose ids you know.", end).With("end", strconv.FormatUint(end, 10))
	}
	if err := l.Wait(ctx, seq); err != nil {
		return fault.Unavailable(err, "This process has not read the log so far yet.").After(2 * time.Second)
	}
	return nil
}

// onFresh lets a refusal, or a part that appends nothing, stand only if it rests on the last fact of every aggregate. What
// is appended carries its expectation into the log; what is not would otherwise be decided on a state that another process
// has moved on from. It returns errConflict if any aggregate has moved, unavailable if the log cannot be asked, else the given
// error.
func (l *Log) onFresh(ctx context.Context, parts []Part, refusal error) error {
	for _, p := range parts {
		kind, id := p.aggregate()
		last, err := l.last(ctx, kind, id)
		switch {
		case err != nil: // a refusal that nobody can vouch for might be of a command that was done already
			return fault.Unavailable(err, "The log of facts cannot be read at the moment; nothing was written.").After(2 * time.Second)
		case last.Seq > p.at():
			return errConflict
		}
	}
	return refusal
}
