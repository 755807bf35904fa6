// Package endpoint is the domain of subscriptions: who wants to hear what, at which place, and what an answer of that
// place means. It decides; sending, secrets and time belong to the service around it.
package endpoint

import (
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// Reasons for which deliveries stop.
const (
	Gone    = "gone"    // the place answered 410
	Failing = "failing" // it failed for too long
	ByHand  = "by-hand" // its holder or a coordinator stopped it
)

// DefaultInFlight is how many deliveries one endpoint gets at the same time: few enough that a hanging one holds
// nothing that another needs.
const DefaultInFlight = 4

// State is what is known of one endpoint.
type State struct {
	URL      string
	Local    bool   // it is on this machine
	Owner    string // opaque id of the actor it belongs to
	Label    string
	Filter   contract.EndpointFilter
	Settings contract.EndpointSettings
	Verified bool
	Rotated  int // how many secrets came after the first

	Registered uint64 // sequence of the registration: older facts are no news
	Removed    bool
	Ended      time.Time // when it was removed
	Disabled   string    // reason; empty while deliveries go on
	Stopped    uint64    // sequence of the last stop
	Resumed    uint64    // sequence of the last start after it; 0 while stopped
	CaughtUp   bool      // that start also delivers what was missed in between
	Notice     Notice    // the last one since the last start; it may be about failures that are over
}

// Apply folds one fact of the endpoint, which stands in the log at seq.
func (s State) Apply(seq uint64, f event.Fact, data any) State {
	switch d := data.(type) {
	case *contract.EndpointRegistered:
		s.URL, s.Owner, s.Label = d.URL, d.Owner, d.Label
		s.Filter, s.Settings = d.EndpointFilter, d.EndpointSettings
		s.Registered, s.Local = seq, Loopback(d.URL)
	case *contract.EndpointChanged:
		s.Filter, s.Settings, s.Label = d.EndpointFilter, d.EndpointSettings, d.Label
	case *contract.EndpointVerified:
		s.Verified = true
	case *contract.EndpointSecretRotated:
		s.Rotated++
	case *contract.EndpointFailing:
		s.Notice = Notice{Percent: d.Percent, Since: d.Since, Failures: d.Failures, Given: f.Time}
	case *contract.EndpointDisabled:
		s.Disabled, s.Stopped, s.Resumed, s.CaughtUp = d.Reason, seq, 0, false
	case *contract.EndpointEnabled:
		s.Disabled, s.Resumed, s.CaughtUp, s.Notice = "", seq, d.CatchUpFrom > 0, Notice{}
	case *contract.EndpointRemoved:
		s.Removed, s.Ended = true, f.Time
	}
	return s
}

// Exists tells whether there is such an endpoint now.
func (s State) Exists() bool { return s.URL != "" && !s.Removed }

// Active tells whether it gets deliveries now.
func (s State) Active() bool {
	return s.Exists() && s.Disabled == "" && s.Verified
}

// Drains tells whether parcels of a removed endpoint can still come due: the longest wait of the table, and some.
func (s State) Drains(now time.Time) bool {
	return s.Removed && now.Before(s.Ended.Add(schedule[MaxAttempts-1]+MaxRetryAfter))
}

// Wants tells whether the fact at seq is to be sent when the fan-out comes to it. The fan-out may lag behind the state:
// what stood in the log before a stop is still sent (it waits in the lane), what stands after the stop is left to the
// catch-up of the next start.
func (s State) Wants(seq uint64) bool {
	if !s.Exists() || seq <= s.Registered || !s.Verified {
		return false
	}
	if s.Stopped == 0 || seq < s.Stopped {
		return true
	}
	return s.Resumed > 0 && seq > s.Resumed
}

// InFlight is how many deliveries it gets at the same time.
func (s State) InFlight() int {
	if s.Settings.InFlight > 0 {
		return s.Settings.InFlight
	}
	return DefaultInFlight
}

// Thin tells whether it wants documents without their data.
func (s State) Thin() bool { return s.Settings.Mode == "thin" }

func (s State) exists() error {
	if !s.Exists() {
		return fault.NotFoundf("endpoint.unknown", "There is no such endpoint.")
	}
	return nil
}
