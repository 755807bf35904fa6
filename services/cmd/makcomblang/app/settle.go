package app

import (
	"context"
	"runtime/debug"
	"time"

	"makcomblang.id/services/internal/eventlog"
)

// quietFor is how long nothing may be folded before memory is given back.
const quietFor = 10 * time.Second

// rebuildGC is the garbage collector's target while the log is folded at the start: measured on 200,000 facts, a quarter of
// the processor time of a rebuild goes to collecting at the usual 100.
const rebuildGC = 400

// settle lets the collector be lazy while the log is folded at the start, and gives memory that a rebuild or an import needed
// back to the system once things are quiet; the runtime by itself keeps it for minutes.
type settle struct {
	log   *eventlog.Log
	usual int // the collector's target to go back to
}

func newSettle(log *eventlog.Log) *settle {
	return &settle{log: log, usual: debug.SetGCPercent(rebuildGC)}
}

func (*settle) Name() string { return "settle" }

func (s *settle) Run(ctx context.Context) error {
	select {
	case <-s.log.CaughtUp():
	case <-ctx.Done():
	}
	debug.SetGCPercent(s.usual)
	debug.FreeOSMemory()
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
