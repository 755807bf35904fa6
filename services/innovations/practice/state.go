// Package practice decides what may be said of one practice of public service,
// and remembers what was said: its profile, its awards, whether it still runs
// and how many visits its owner offers. It is pure: dates and everything that
// other aggregates know come in with a command.
package practice

import (
	"maps"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Home is the country whose practices can be visited within the programme.
// Practices of other countries are inspiration: shown, never offered.
const Home = "Indonesia"

// The states of a liveness check.
const (
	Continuing = "continuing"
	Developed  = "developed"
	Stopped    = "stopped"
)

// State is what is known of one practice. A State that was handed out never
// changes; [State.Apply] gives a new one.
type State struct {
	Registered bool
	First      contract.InnovationProfile // as registered, before any revision
	FirstBasis event.Basis
	Profile    contract.InnovationProfile // as it holds now
	Basis      event.Basis
	Awards     []Award
	Checks     []Check // as they came
	Offers     map[calendar.Period]Offer
	Retired    bool
	Reason     string // why it was retired
}

// Award is one award with what the statement rests on.
type Award struct {
	contract.InnovationAwarded
	Basis event.Basis
}

// Check is one statement about liveness.
type Check struct {
	contract.InnovationLivenessChecked
	Basis event.Basis
}

// Offer is what the owner offers in one period.
type Offer struct {
	contract.InnovationVisitsOffered
	Basis event.Basis
}

// Apply folds the data of one fact. Data of facts that it does not know leave it
// as it is.
func (s State) Apply(data any, basis event.Basis) State {
	switch d := data.(type) {
	case *contract.InnovationRegistered:
		s.Registered = true
		s.First, s.FirstBasis = d.InnovationProfile, basis
		s.Profile, s.Basis = d.InnovationProfile, basis
	case *contract.InnovationRevised:
		s.Profile, s.Basis = d.InnovationProfile, basis
	case *contract.InnovationAwarded:
		s.Awards = withAward(s.Awards, Award{*d, basis})
	case *contract.InnovationLivenessChecked:
		s.Checks = append(slices.Clip(s.Checks), Check{*d, basis})
	case *contract.InnovationVisitsOffered:
		offers := make(map[calendar.Period]Offer, len(s.Offers)+1)
		maps.Copy(offers, s.Offers)
		offers[d.Period] = Offer{*d, basis}
		s.Offers = offers
	case *contract.InnovationRetired:
		s.Retired, s.Reason = true, d.Reason
	}
	return s
}

// withAward: an award is known by its name and year; a later statement about the
// same one takes the place of the earlier.
func withAward(awards []Award, a Award) []Award {
	awards = slices.Clone(awards)
	for i, old := range awards {
		if old.Award == a.Award && old.Year == a.Year {
			awards[i] = a
			return awards
		}
	}
	return append(awards, a)
}

// Liveness gives the last check, and false if nobody ever stated whether the
// practice runs. Checks come in the order of their days, see [CheckLiveness].
func (s State) Liveness() (Check, bool) {
	if len(s.Checks) == 0 {
		return Check{}, false
	}
	return s.Checks[len(s.Checks)-1], true
}

// Stopped says whether the last check found that the practice no longer runs.
func (s State) Stopped() bool {
	c, ok := s.Liveness()
	return ok && c.State == Stopped
}

// Foreign says whether the practice belongs to another country.
func (s State) Foreign() bool { return s.Profile.Country != Home }
