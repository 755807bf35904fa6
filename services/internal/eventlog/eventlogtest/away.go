package eventlogtest

import (
	"sync/atomic"

	"makcomblang.id/services/internal/eventlog"
)

// Away is a view whose store can go away: from then on it lies behind, and keeps nobody from going on. Attach it before the
// log runs.
type Away struct {
	at   atomic.Uint64
	away atomic.Bool
}

// Leave takes the store away.
func (a *Away) Leave() { a.away.Store(true) }

// Return brings it back; the view has what it lacks.
func (a *Away) Return() { a.away.Store(false) }

// Follow implements eventlog.Follower.
func (a *Away) Follow(batch []eventlog.Record) error {
	if len(batch) > 0 && !a.away.Load() {
		a.at.Store(batch[len(batch)-1].Seq)
	}
	return nil
}

// Behind implements eventlog.Lagging.
func (a *Away) Behind() (at uint64, behind bool) { return a.at.Load(), a.away.Load() }
