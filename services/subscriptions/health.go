package subscriptions

import (
	"time"

	"makcomblang.id/services/subscriptions/endpoint"
)

// health is how an endpoint fares.
type health struct {
	Delivered    uint64    `json:"delivered"`
	Failed       uint64    `json:"failed"`
	Fails        int       `json:"fails"`                  // in a row
	FailingSince time.Time `json:"failing_since,omitzero"` // first of the failures in a row
	Start        uint64    `json:"start,omitempty"`        // sequence of the start of deliveries that the row belongs to
}

// since is how an endpoint fares since its deliveries were started at this place in the log: its old failures are no
// reason to stop it at the first new one.
func (h health) since(start uint64) health {
	if h.Start == start {
		return h
	}
	return health{Delivered: h.Delivered, Failed: h.Failed, Start: start}
}

// percent is how far an endpoint is on the way to being disabled.
func (h health) percent(now time.Time, failAfter time.Duration) int {
	return endpoint.Percent(h.Fails, h.FailingSince, now, failAfter)
}
