package eventlog

import (
	"context"

	"makcomblang.id/pkg/fault"
)

// onFresh lets a refusal, or a part that appends nothing, stand only if it rests on the last fact of every aggregate. What
// is appended carries its expectation into the log; what is not would otherwise be decided on a state that another process
// has moved on from. It returns errConflict if any aggregate has moved, else the given error.
func (l *Log) onFresh(ctx context.Context, parts []Part, refusal error) error {
	for _, p := range parts {
		kind, id := p.aggregate()
		last, err := l.last(ctx, kind, id)
		switch {
		case err != nil && refusal != nil:
			return refusal // better an answer on what is known than none
		case err != nil:
			return fault.Unavailable(err, "The log of facts cannot be read at the moment; nothing was written.")
		case last.Seq > p.at():
			return errConflict
		}
	}
	return refusal
}
