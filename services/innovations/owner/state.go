// Package owner decides what may be said of one owner of practices, a
// government or an agency: who it is, how many guest groups and trips it takes
// in a period, which of them are taken, and which group sessions it opens. It is
// pure: dates and everything that other aggregates know come in with a command.
package owner

import (
	"maps"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Home is the country whose owners take part; others are shown as inspiration.
const Home = "Indonesia"

// MaxCapacity bounds every number of trips and seats.
const MaxCapacity = 10_000

// State is what is known of one owner. A State that was handed out never
// changes; [State.Apply] gives a new one.
type State struct {
	Registered bool
	Profile    contract.OwnerRegistered
	Basis      event.Basis
	Capacities map[calendar.Period]Capacity
	Blocks     map[string]Block
	Sessions   map[string]Session
}

// Capacity is what the owner stated for one period.
type Capacity struct {
	contract.OwnerCapacitySet
	Basis event.Basis
}

// Block is one entry of the calendar.
type Block struct {
	contract.OwnerCalendarBlocked
	Basis event.Basis
}

// Session is one group session.
type Session struct {
	contract.OwnerSessionOpened
	Basis event.Basis
}

// Apply folds the data of one fact. Data of facts that it does not know leave it
// as it is.
func (s State) Apply(data any, basis event.Basis) State {
	switch d := data.(type) {
	case *contract.OwnerRegistered:
		s.Registered, s.Profile, s.Basis = true, *d, basis
	case *contract.OwnerCapacitySet:
		s.Capacities = with(s.Capacities, d.Period, Capacity{*d, basis})
	case *contract.OwnerCalendarBlocked:
		s.Blocks = with(s.Blocks, d.Block, Block{*d, basis})
	case *contract.OwnerSessionOpened:
		s.Sessions = with(s.Sessions, d.Session, Session{*d, basis})
	}
	return s
}

func with[K comparable, V any](m map[K]V, key K, value V) map[K]V {
	c := make(map[K]V, len(m)+1)
	maps.Copy(c, m)
	c[key] = value
	return c
}

// Usage is how the trips of a period are spent.
type Usage struct {
	Stated   bool // whether the owner stated a capacity for this very period
	Trips    int
	Blocked  int // by entries of the calendar that touch the period
	Sessions int // by group sessions of the period
	Approved int // by approved matches
	Left     int // never below 0
}

// Use adds up a period. An entry of the calendar counts in full in each period
// that it touches: where guests already are, nobody else is received. Approved
// is counted elsewhere and comes in.
func (s State) Use(p calendar.Period, approved int) Usage {
	c, stated := s.Capacities[p]
	u := Usage{Stated: stated, Trips: c.Trips, Approved: approved}
	from, to := p.Bounds()
	for _, b := range s.Blocks {
		if b.From <= to && b.To >= from {
			u.Blocked += b.Trips
		}
	}
	for _, open := range s.Sessions {
		if open.Period == p {
			u.Sessions++
		}
	}
	u.Left = max(0, u.Trips-u.Blocked-u.Sessions-u.Approved)
	return u
}
