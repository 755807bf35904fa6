package app

import (
	"context"
	"runtime/debug"
	"time"

	"makcomblang.id/services/internal/eventlog"
)

// quietFor is how long nothing may be folded before memory is given back.
const quietFor = 10 * time.Second

// settle gives memory that a rebuild or an import needed back to the system once things are quiet; the runtime by itself
// keeps it for minutes.
type settle struct{ log *eventlog.Log }

func (*settle) Name() string { return "settle" }

func (s *settle) Run(ctx context.Context) error {
	tick := time.NewTicker(quietFor)
	defer tick.Stop()
	last, settled := s.log.Position(), false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		at := s.log.Position()
		if at == last && !settled {
			debug.FreeOSMemory()
		}
		last, settled = at, at == last
	}
}
