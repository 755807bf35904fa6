package eventlog

import (
	"context"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
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
// another process may have written a moment ago. It says whether there was anything to wait for; if the log cannot be read or
// ctx ends first, there was not.
func (l *Log) Refresh(ctx context.Context, kind string) bool {
	last, err := l.ask(ctx, "last fact about "+kind, func(ctx context.Context) (Stored, error) {
		return l.journal.Last(ctx, event.KindFilter(kind))
	})
	if err != nil || last.Seq <= l.folded.get() {
		return false
	}
	return l.WaitFolded(ctx, last.Seq) == nil
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
