// Package match decides about one pair: one practice for one need in one period. It is pure: what is known of the world
// (gates, the owner's government, the actor's ties, the date) comes in as parameters, what was decided goes out as the
// data of a fact.
package match

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Status is where a match stands. The zero Status is a match that was never proposed.
type Status string

// The states of a match. Proposed and Deferred are open: they wait for a decision.
const (
	Proposed  Status = "proposed"
	Deferred  Status = "deferred"
	Approved  Status = "approved"
	Rejected  Status = "rejected"
	Cancelled Status = "cancelled"
)

// Open tells whether the match waits for a decision.
func (s Status) Open() bool { return s == Proposed || s == Deferred }

// State is one match as its facts tell it.
type State struct {
	Status   Status
	Proposal contract.MatchProposed // the last proposal
	Basis    event.Basis            // weakest of the last proposal and what was decided since
	Last     Entry                  // the last fact
}

// Entry is one fact of the history as people are shown it. By is an opaque id.
type Entry struct {
	Type   string        `json:"type"`
	At     string        `json:"at"`
	By     string        `json:"by,omitempty"`
	Reason string        `json:"reason,omitempty"`
	Until  calendar.Date `json:"until,omitempty"`
}

// ID is the id of the match of this practice for this need in this period. It is derived, so that two proposals of the
// same pair meet in one aggregate and only one can be open.
func ID(period calendar.Period, need, innovation string) string {
	return event.MintID("m", string(period), need, innovation)
}

// Sides names whom a decision is about.
func (s State) Sides() contract.MatchSides {
	return contract.MatchSides{Innovation: s.Proposal.Innovation, Owner: s.Proposal.Owner, Region: s.Proposal.Region, Need: s.Proposal.Need}
}

// Apply folds one fact. Facts of other kinds and unknown types change nothing, so that an older reader survives a newer
// log.
func (s State) Apply(f event.Fact, data any) State {
	entry := EntryOf(f, data)
	switch d := data.(type) {
	case *contract.MatchProposed:
		s.Proposal, s.Basis = *d, f.Basis
		// A newer plan that holds a deferred pair takes it over, but does not undo the deferral.
		if s.Status == Deferred {
			return s
		}
		s.Status = Proposed
	case *contract.MatchApproved:
		s.Status = Approved
	case *contract.MatchRejected:
		s.Status = Rejected
	case *contract.MatchDeferred:
		s.Status = Deferred
	case *contract.MatchReopened:
		s.Status = Proposed
	case *contract.MatchCancelled:
		s.Status = Cancelled
	default:
		return s
	}
	s.Basis = event.Weakest(s.Basis, f.Basis)
	s.Last = entry
	return s
}

// EntryOf is a fact of a match as a line of its history.
func EntryOf(f event.Fact, data any) Entry {
	e := Entry{Type: f.Type, At: f.Time.UTC().Format("2006-01-02T15:04:05Z"), By: f.Actor}
	switch d := data.(type) {
	case *contract.MatchProposed:
		e.Reason = d.Reason
	case *contract.MatchApproved:
		e.Reason = d.Reason
	case *contract.MatchRejected:
		e.Reason = d.Reason
	case *contract.MatchDeferred:
		e.Reason, e.Until = d.Reason, d.Until
	case *contract.MatchReopened:
		e.Reason = d.Reason
	case *contract.MatchCancelled:
		e.Reason = d.Reason
	}
	return e
}
