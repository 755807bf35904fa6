package subscriptions

import "time"

const (
	beatEvery = 80 * time.Millisecond
	beatFrom  = 32 // parcels in one beat from which on they are gathered for the next
)

// pace lets the fan-out gather parcels while many come: one batch of fifty costs the disk and the server what five batches
// of ten cost five times. While few come, none waits.
type pace struct {
	begun  time.Time
	number int // of parcels in this beat
}

// handed counts parcels that were handed out, and says how long to gather before the next.
func (p *pace) handed(parcels int, now time.Time) time.Duration {
	if now.Sub(p.begun) >= beatEvery {
		p.begun, p.number = now, 0
	}
	p.number += parcels
	if p.number < beatFrom {
		return 0
	}
	return beatEvery - now.Sub(p.begun)
}
