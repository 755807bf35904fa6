package innovations

import (
	"sync"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog"
)

// heard is what a decision here needs of the facts of other services: which
// regions there are, and how many trips of an owner approved matches took.
type heard struct {
	mu      sync.RWMutex
	regions map[string]bool // by dotted code
	taken   map[string]int  // by id of the load
}

func newHeard() *heard {
	return &heard{regions: make(map[string]bool), taken: make(map[string]int)}
}

// Follow takes what concerns the service out of the log.
func (h *heard) Follow(batch []eventlog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, rec := range batch {
		switch d := rec.Data.(type) {
		case *contract.RegionRegistered:
			h.regions[d.Code] = true
		case *contract.LoadTaken:
			h.taken[rec.Fact.Subject]++
		case *contract.LoadReleased:
			h.taken[rec.Fact.Subject]--
		}
	}
	return nil
}

func (h *heard) region(code string) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.regions[code]
}

// trips is the number of trips that approved matches took of the owner.
func (h *heard) trips(owner string, p calendar.Period) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.taken[ownerLoad(owner, p)]
}

// ownerLoad is the id of the load of an owner in a period.
func ownerLoad(owner string, p calendar.Period) string { return "o-" + owner + "-" + string(p) }
