package endpoint

import (
	"slices"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
)

// Overlaps of a rotation: how long the old secret signs beside the new one.
const (
	DefaultOverlap = 24 * time.Hour
	MaxOverlap     = 7 * 24 * time.Hour
)

// Rules say what this server accepts.
type Rules struct {
	AllowLoopback bool // http and loopback addresses, for development
}

// Register opens a new endpoint for a holder.
type Register struct {
	URL      string
	Filter   contract.EndpointFilter
	Settings contract.EndpointSettings
	Owner    string
	Label    string
}

// Decide gives the fact, or every fault of the input at once.
func (c Register) Decide(s State, holder Holder, rules Rules) (*contract.EndpointRegistered, error) {
	if s.URL != "" {
		return nil, fault.Conflictf("endpoint.exists", "This endpoint has been registered already.")
	}
	var faults fault.List
	url, err := CheckURL(c.URL, rules)
	faults.At("url", err)
	filter := checkFilter(c.Filter, holder, &faults)
	checkSettings(c.Settings, &faults)
	faults.Add(checkLabel(c.Label))
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return &contract.EndpointRegistered{
		URL: url, EndpointFilter: filter, EndpointSettings: c.Settings, Owner: c.Owner, Label: c.Label,
	}, nil
}

// Change replaces filter, settings and label.
type Change struct {
	Filter   contract.EndpointFilter
	Settings contract.EndpointSettings
	Label    string
}

// Decide gives the fact, or nil when nothing would change.
func (c Change) Decide(s State, holder Holder) (*contract.EndpointChanged, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	var faults fault.List
	filter := checkFilter(c.Filter, holder, &faults)
	checkSettings(c.Settings, &faults)
	faults.Add(checkLabel(c.Label))
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if sameFilter(filter, s.Filter) && c.Settings == s.Settings && c.Label == s.Label {
		return nil, nil
	}
	return &contract.EndpointChanged{EndpointFilter: filter, EndpointSettings: c.Settings, Label: c.Label}, nil
}

func sameFilter(a, b contract.EndpointFilter) bool {
	return a.Region == b.Region && slices.Equal(a.Types, b.Types) && slices.Equal(a.Hosts, b.Hosts) &&
		slices.Equal(a.Sectors, b.Sectors) && slices.Equal(a.Problems, b.Problems) && slices.Equal(a.Bases, b.Bases)
}

// Verify records that the place answered the signed challenge.
type Verify struct{}

// Decide gives the fact, or nil when it is known already.
func (Verify) Decide(s State) (*contract.EndpointVerified, error) {
	if err := s.exists(); err != nil || s.Verified {
		return nil, err
	}
	return &contract.EndpointVerified{}, nil
}

// Rotate lets a new secret sign and the old ones beside it for the overlap.
type Rotate struct{ Overlap time.Duration }

// Decide gives the fact.
func (c Rotate) Decide(s State, now time.Time) (*contract.EndpointSecretRotated, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	if c.Overlap < 0 || c.Overlap > MaxOverlap {
		return nil, fault.Invalid("overlap_seconds", "endpoint.overlap",
			"The old secret cannot stay that long.", "0 to 604800 seconds (7 days)")
	}
	return &contract.EndpointSecretRotated{OverlapUntil: now.Add(c.Overlap).UTC()}, nil
}

// Disable stops deliveries.
type Disable struct{ Reason string }

// Decide gives the fact, or nil when it is stopped already.
func (c Disable) Decide(s State) (*contract.EndpointDisabled, error) {
	if err := s.exists(); err != nil || s.Disabled != "" {
		return nil, err
	}
	return &contract.EndpointDisabled{Reason: c.Reason}, nil
}

// Enable starts deliveries again, with what was missed in between unless SkipMissed.
type Enable struct{ SkipMissed bool }

// Decide gives the fact, or nil when deliveries go on already.
func (c Enable) Decide(s State) (*contract.EndpointEnabled, error) {
	if err := s.exists(); err != nil || s.Disabled == "" {
		return nil, err
	}
	if c.SkipMissed {
		return &contract.EndpointEnabled{}, nil
	}
	return &contract.EndpointEnabled{CatchUpFrom: s.Stopped}, nil
}

// Remove ends the endpoint for good.
type Remove struct{ Reason string }

// Decide gives the fact, or nil when it has ended already.
func (c Remove) Decide(s State) (*contract.EndpointRemoved, error) {
	if s.URL != "" && s.Removed {
		return nil, nil
	}
	if err := s.exists(); err != nil {
		return nil, err
	}
	return &contract.EndpointRemoved{Reason: c.Reason}, nil
}
