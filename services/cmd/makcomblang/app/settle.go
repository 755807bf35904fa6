package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"makcomblang.id/services/internal/eventlog"
)

// quietFor is how long nothing may be folded before memory is given back.
const quietFor = 10 * time.Second

// roomy is how large the heap may grow before it is collected while the log is folded at the start: measured on 200,000
// facts, a quarter of the processor time of a rebuild goes to collecting with the usual target, and with a fixed higher one
// the process ends at 1.4 GiB.
const roomy = 640 << 20

// governing is how often the target is set anew while the log is folded.
const governing = 50 * time.Millisecond

// settle lets the collector be lazy while the log is folded at the start, and gives memory that a rebuild or an import needed
// back to the system once things are quiet; the runtime by itself keeps it for minutes.
type settle struct {
	log   *eventlog.Log
	usual int // the collector's target to go back to
}

func newSettle(log *eventlog.Log) *settle {
	return &settle{log: log, usual: debug.SetGCPercent(target(0))}
}

func (*settle) Name() string { return "settle" }

func (s *settle) Run(ctx context.Context) error {
	s.govern(ctx)
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

// govern keeps the heap near roomy until the log is folded, whatever lives in it.
func (s *settle) govern(ctx context.Context) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(governing)
	defer tick.Stop()
	for set := target(0); ; {
		select {
		case <-s.log.CaughtUp():
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		metrics.Read(live)
		if want := target(live[0].Value.Uint64()); want < set*9/10 {
			debug.SetGCPercent(want)
			set = want
		}
	}
}

// target is the collector's target in percent at which a heap with so many bytes alive is collected at roomy, or at one and a
// half times what lives if that is more.
func target(live uint64) int { return int(min(max(roomy/(live/100+1), 150), 1100)) - 100 }
