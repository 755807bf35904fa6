// Package subscription is the domain of what people and offices want to be told by mail: who, about what, how often, and
// why a thing was told. It decides; addresses, mails and time belong to the service around it.
package subscription

import (
	"slices"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/region"
)

// Channels.
const (
	Person = "person" // mail to one person
	Office = "office" // mail to the role mailbox of an office
	Page   = "page"   // saved, for the page alone
)

// Cadences.
const (
	AtOnce = "at-once"
	Daily  = "daily"
	Weekly = "weekly"
)

// Reasons.
const (
	ByHand       = "by-hand"
	Bounced      = "bounced"
	Unsubscribed = "unsubscribed"
)

const (
	maxList  = 50
	maxLabel = 100
)

// State is what is known of one subscription.
type State struct {
	Channel   string
	Owner     string
	Filter    contract.SubscriptionFilter
	Settings  contract.SubscriptionSettings
	Confirmed bool
	Paused    string // reason; empty while mails go on
	Closed    bool
	Since     uint64 // sequence from which on it wants to hear: of its opening, confirmation or last start
	SinceAt   time.Time
}

// Apply folds one fact of the subscription, which stands in the log at seq.
func (s State) Apply(seq uint64, at time.Time, data any) State {
	switch d := data.(type) {
	case *contract.SubscriptionOpened:
		s.Channel, s.Owner, s.Filter, s.Settings, s.Since = d.Channel, d.Owner, d.SubscriptionFilter, d.SubscriptionSettings, seq
		s.SinceAt = at
	case *contract.SubscriptionConfirmed:
		s.Confirmed, s.Since, s.SinceAt = true, seq, at
	case *contract.SubscriptionChanged:
		s.Filter, s.Settings = d.SubscriptionFilter, d.SubscriptionSettings
	case *contract.SubscriptionPaused:
		s.Paused = d.Reason
	case *contract.SubscriptionResumed:
		s.Paused, s.Since, s.SinceAt = "", seq, at
	case *contract.SubscriptionClosed:
		s.Closed = true
	}
	return s
}

// Exists tells whether it was opened and goes on.
func (s State) Exists() bool { return s.Channel != "" && !s.Closed }

// Mails tells whether mails are sent now.
func (s State) Mails() bool {
	return s.Exists() && s.Channel != Page && s.Confirmed && s.Paused == ""
}

// Zone is where its 08.00 is.
func (s State) Zone() *time.Location { return region.TimeZone(s.Settings.TimeZone).Location() }

// Hour of a digest, local time.
const hour = 8

// Due gives the moment of the last digest that is due at now: today at 08.00 where the reader is, or on Monday; zero for
// one that is told at once.
func (s State) Due(now time.Time) time.Time {
	if s.Settings.Cadence != Daily && s.Settings.Cadence != Weekly {
		return time.Time{}
	}
	local := now.In(s.Zone())
	due := time.Date(local.Year(), local.Month(), local.Day(), hour, 0, 0, 0, s.Zone())
	if due.After(now) {
		due = due.AddDate(0, 0, -1)
	}
	if s.Settings.Cadence == Weekly {
		for due.Weekday() != time.Monday {
			due = due.AddDate(0, 0, -1)
		}
	}
	return due
}

// Next gives the first 08.00 after now in any of the country's zones.
func Next(now time.Time) time.Time {
	var next time.Time
	for _, zone := range []region.TimeZone{region.Jakarta, region.Makassar, region.Jayapura} {
		local := now.In(zone.Location())
		due := time.Date(local.Year(), local.Month(), local.Day(), hour, 0, 0, 0, zone.Location())
		if !due.After(now) {
			due = due.AddDate(0, 0, 1)
		}
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next
}

// Open begins a subscription.
type Open struct {
	Channel  string
	Owner    string
	Filter   contract.SubscriptionFilter
	Settings contract.SubscriptionSettings
}

// Decide gives the fact, or every fault of the input at once.
func (c Open) Decide(s State) (*contract.SubscriptionOpened, error) {
	if s.Channel != "" {
		return nil, fault.Conflictf("subscription.exists", "This subscription has been opened already.")
	}
	var faults fault.List
	if !slices.Contains([]string{Person, Office, Page}, c.Channel) {
		faults.Add(fault.Invalid("channel", "subscription.channel", "There is no such channel.", "person, office or page"))
	}
	filter := checkFilter(c.Filter, &faults)
	checkSettings(c.Settings, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return &contract.SubscriptionOpened{Channel: c.Channel, Owner: c.Owner, SubscriptionFilter: filter, SubscriptionSettings: c.Settings}, nil
}

// Change replaces filter and settings.
type Change struct {
	Filter   contract.SubscriptionFilter
	Settings contract.SubscriptionSettings
}

// Decide gives the fact.
func (c Change) Decide(s State) (*contract.SubscriptionChanged, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	var faults fault.List
	filter := checkFilter(c.Filter, &faults)
	checkSettings(c.Settings, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return &contract.SubscriptionChanged{SubscriptionFilter: filter, SubscriptionSettings: c.Settings}, nil
}

// Confirm notes that the address answered. Nil when that is known.
func Confirm(s State) (*contract.SubscriptionConfirmed, error) {
	if err := s.exists(); err != nil || s.Confirmed {
		return nil, err
	}
	return &contract.SubscriptionConfirmed{}, nil
}

// Pause stops mails. Nil when they are stopped.
func Pause(s State, reason string) (*contract.SubscriptionPaused, error) {
	if err := s.exists(); err != nil || s.Paused != "" {
		return nil, err
	}
	return &contract.SubscriptionPaused{Reason: reason}, nil
}

// Resume starts mails again. Nil when they go on.
func Resume(s State) (*contract.SubscriptionResumed, error) {
	if err := s.exists(); err != nil || s.Paused == "" {
		return nil, err
	}
	return &contract.SubscriptionResumed{}, nil
}

// Close ends it for good. Nil when it has ended: a link that is followed twice does no harm.
func Close(s State, reason string) (*contract.SubscriptionClosed, error) {
	if s.Closed {
		return nil, nil
	}
	if err := s.exists(); err != nil {
		return nil, err
	}
	return &contract.SubscriptionClosed{Reason: reason}, nil
}

func (s State) exists() error {
	if !s.Exists() {
		return fault.NotFoundf("subscription.unknown", "There is no such subscription.")
	}
	return nil
}

func checkSettings(c contract.SubscriptionSettings, faults *fault.List) {
	if !slices.Contains([]string{AtOnce, Daily, Weekly}, c.Cadence) {
		faults.Add(fault.Invalid("cadence", "subscription.cadence", "There is no such cadence.", "at-once, daily or weekly"))
	}
	_, err := region.ParseTimeZone(c.TimeZone)
	faults.At("time_zone", err)
	if len([]rune(c.Label)) > maxLabel || intake.Personal(c.Label) {
		faults.Add(fault.Invalid("label", "subscription.label", "A label is short and names no person.", "up to 100 characters without personal data"))
	}
}
