// Package load counts what approved matches take of a capacity: an owner's trips and a region's absorption in a period,
// the seats of a group session, or the one visit that a need gets in a period. It is pure; each capacity is one aggregate,
// so two approvals can never take one slot.
package load

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// The sides whose capacity is counted.
const (
	Owner   = "owner"
	Session = "session"
	Region  = "region"
	Need    = "need"
)

// State is who holds a unit of one capacity.
type State struct {
	Matches []string // holders, sorted; never changed in place
}

// Take is one match's claim on a capacity.
type Take struct {
	Match  string
	Side   string // Owner, Session, Region or Need
	Holder string // owner id, session id, region code or need id
	Period calendar.Period
	Limit  int // capacity as it is known now
}

// OwnerID is the aggregate id of an owner's load in a period.
func OwnerID(owner string, period calendar.Period) string { return "o-" + owner + "-" + string(period) }

// RegionID is the aggregate id of a region's load in a period; token is the region code without its dot.
func RegionID(token string, period calendar.Period) string {
	return "r-" + token + "-" + string(period)
}

// SessionID is the aggregate id of a group session's seats.
func SessionID(session string) string { return "s-" + session }

// NeedID is the aggregate id of what is taken of a need in a period: one visit.
func NeedID(need string, period calendar.Period) string { return "n-" + need + "-" + string(period) }

// Taken is how many units are taken.
func (s State) Taken() int { return len(s.Matches) }

// Holds tells whether the match has taken a unit.
func (s State) Holds(match string) bool {
	_, found := slices.BinarySearch(s.Matches, match)
	return found
}

// Apply folds one fact; a release of what was not taken changes nothing.
func (s State) Apply(_ event.Fact, data any) State {
	switch d := data.(type) {
	case *contract.LoadTaken:
		if at, found := slices.BinarySearch(s.Matches, d.Match); !found {
			s.Matches = slices.Insert(slices.Clone(s.Matches), at, d.Match)
		}
	case *contract.LoadReleased:
		if at, found := slices.BinarySearch(s.Matches, d.Match); found {
			s.Matches = slices.Delete(slices.Clone(s.Matches), at, at+1)
		}
	}
	return s
}

// Take takes one unit. It answers nil, which is nothing to append, for a match that holds one already, and refuses with
// Conflict load.full when nothing is left, or need.met, which names the other match, for a need that has its visit.
func (s State) Take(t Take) (*contract.LoadTaken, error) {
	if s.Holds(t.Match) {
		return nil, nil
	}
	if t.Side == Need && s.Taken() >= t.Limit {
		e := fault.Conflictf("need.met", "This need has an approved visit in the period already, by match %s.", strings.Join(s.Matches, ", "))
		return nil, e.At("need").With("match", strings.Join(s.Matches, ", ")).
			Allowing(fault.Textf("one visit for a need and period; reopen the other match first if this one fits better"))
	}
	if s.Taken() >= t.Limit {
		return nil, full(t).At("capacity." + t.Side).
			Allowing(fault.Textf("a match whose sides have a visit left; reopen another one or raise the capacity"))
	}
	return &contract.LoadTaken{Match: t.Match, Side: t.Side, Holder: t.Holder, Period: t.Period, Limit: t.Limit}, nil
}

// Release gives the unit back. It answers nil, which is nothing to append, for a match that holds none.
func (s State) Release(match, reason string) *contract.LoadReleased {
	if !s.Holds(match) {
		return nil
	}
	return &contract.LoadReleased{Match: match, Reason: reason}
}

func full(t Take) *fault.Error {
	switch t.Side {
	case Session:
		return fault.Conflictf("load.full", "All seats of this group session are taken.")
	case Region:
		return fault.Conflictf("load.full", "All visits that the region can absorb in this period are taken.")
	default:
		return fault.Conflictf("load.full", "All visits that the owner takes in this period are taken.")
	}
}
