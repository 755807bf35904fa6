package match

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
)

// Decision is what a coordinator or a hub delegate says about a match.
type Decision struct {
	Tie    string        // "owner" or "region" if the actor belongs to that side; empty otherwise
	Reason string        // parsed by ParseReason
	Until  calendar.Date // for Defer: the day on which to look again
	Today  calendar.Date
	Gates  []Gate // for Approve: today's answers
}

// Approve says yes. It refuses with recusal.required an actor of either side, with gate.no a condition that is known not
// to hold, with gate.unknown a blocking one that nobody has answered, and with Stale match.decided a match that somebody
// has decided. The loads are taken beside it, in the same batch.
func (s State) Approve(d Decision) (*contract.MatchApproved, error) {
	if err := s.decidable(d); err != nil {
		return nil, err
	}
	if err := shut(d.Gates, func(string) bool { return false }); err != nil {
		return nil, err
	}
	if err := unanswered(d.Gates); err != nil {
		return nil, err
	}
	return &contract.MatchApproved{MatchSides: s.Sides(), Reason: d.Reason}, nil
}

// Reject says no, with a reason.
func (s State) Reject(d Decision) (*contract.MatchRejected, error) {
	if err := s.decidable(d); err != nil {
		return nil, err
	}
	if err := reasonGiven(d); err != nil {
		return nil, err
	}
	return &contract.MatchRejected{MatchSides: s.Sides(), Reason: d.Reason}, nil
}

// Defer puts the decision off, with a reason and a day that has not passed. A deferred match may be deferred again.
func (s State) Defer(d Decision) (*contract.MatchDeferred, error) {
	if err := s.decidable(d); err != nil {
		return nil, err
	}
	if err := reasonGiven(d); err != nil {
		return nil, err
	}
	if _, err := calendar.ParseDate(string(d.Until)); err != nil || d.Until < d.Today {
		return nil, fault.Invalid("until", "match.until", "The day on which to look again is missing or has passed.",
			"a date YYYY-MM-DD, today or later")
	}
	return &contract.MatchDeferred{MatchSides: s.Sides(), Reason: d.Reason, Until: d.Until}, nil
}

// Reopen takes a decision back: the match waits again, and loads that an approval took are released in the same batch.
func (s State) Reopen(d Decision) (*contract.MatchReopened, error) {
	if err := s.known(); err != nil {
		return nil, err
	}
	if err := recuse(d); err != nil {
		return nil, err
	}
	if err := reasonGiven(d); err != nil {
		return nil, err
	}
	if s.Status == Proposed {
		return nil, fault.Conflictf("match.open", "This match is open: there is no decision to take back.")
	}
	return &contract.MatchReopened{MatchSides: s.Sides(), Reason: d.Reason}, nil
}

// Cancel ends the proposal because its plan was withdrawn. It answers nil, which is nothing to append, for a match that
// is not open or that does not rest on this plan: approved matches stay.
func (s State) Cancel(plan, reason string) *contract.MatchCancelled {
	if !s.Status.Open() || s.Proposal.Origin != FromPlan || s.Proposal.Plan != plan {
		return nil
	}
	return &contract.MatchCancelled{MatchSides: s.Sides(), Reason: reason}
}

func (s State) decidable(d Decision) error {
	if err := s.known(); err != nil {
		return err
	}
	if err := recuse(d); err != nil {
		return err
	}
	if !s.Status.Open() {
		return s.decided()
	}
	return nil
}

func (s State) known() error {
	if s.Status == "" {
		return fault.NotFoundf("match.unknown", "There is no such match.")
	}
	return nil
}

// decided tells a second coordinator what the first one did.
func (s State) decided() error {
	return fault.Stalef("match.decided", "This match has been decided; reopen it with a reason to decide it again.").
		With("decided_by", s.Last.By).With("decided_at", s.Last.At).With("decided", s.Last.Type).With("state", string(s.Status))
}

func recuse(d Decision) error {
	if d.Tie == "" {
		return nil
	}
	return fault.Forbiddenf("recusal.required", "You belong to the %s of this match; somebody else has to decide it.", sideWord(d.Tie)).
		With("side", d.Tie)
}

func sideWord(tie string) fault.Text {
	if tie == "owner" {
		return fault.Textf("practice's owner")
	}
	return fault.Textf("receiving region")
}

func reasonGiven(d Decision) error {
	if d.Reason == "" {
		return fault.Invalid("reason", "reason.required", "This decision needs its reason.", reasonAllowed)
	}
	return nil
}
