package match

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
)

// The origins of a proposal.
const (
	FromPlan     = "plan"
	FromOverride = "override"
	FromSelf     = "self"
)

// Proposal is a pair that somebody wants to be decided, with what is known of it.
type Proposal struct {
	contract.MatchProposed
	OwnerRegion string // code of the government that the owner is; empty for others
	Foreign     bool   // the owner is outside Indonesia
	Gates       []Gate // today's answers; a plan has looked at them itself and leaves them out
}

// Propose puts the pair into the queue. From a plan it answers nil, which is nothing to append, for a pair that is open
// by a person's act or has been decided already: a new plan never moves what people did. A newer plan takes over an open
// pair of an older one, so that withdrawing the older plan does not cancel it.
//
// It refuses with match.self the government that would learn from itself, with match.foreign a foreign practice other
// than by a coordinator's override, with reason.required an override without a reason, with gate.no a condition that is
// known not to hold, with match.open a pair that is in the queue, and with Stale match.decided a decided one.
func (s State) Propose(p Proposal) (*contract.MatchProposed, error) {
	if p.OwnerRegion != "" && p.OwnerRegion == p.Region {
		return nil, fault.Invalid("innovation", "match.self", "A government cannot be matched with its own practice.",
			"a practice of another owner")
	}
	if p.Foreign && p.Origin != FromOverride {
		return nil, fault.Invalid("innovation", "match.foreign", "A foreign practice is inspiration; only a coordinator's explicit choice with a reason proposes it.",
			"a practice from Indonesia, or origin override by a coordinator")
	}
	switch p.Origin {
	case FromPlan:
		return s.proposeFromPlan(p)
	case FromOverride:
		if p.Reason == "" {
			return nil, fault.Invalid("reason", "reason.required", "A choice that differs from the plan needs its reason.", reasonAllowed)
		}
	case FromSelf:
	default:
		return nil, fault.Invalid("origin", "match.origin", "This is not an origin of a proposal.", "plan, override or self")
	}
	if s.Status.Open() {
		return nil, fault.Conflictf("match.open", "This pair is in the queue already.")
	}
	if s.Status == Approved || s.Status == Rejected {
		return nil, s.decided()
	}
	// Whether a capacity is left is decided at approval: by then a visit may have been given back.
	if err := shut(p.Gates, func(code string) bool { return code == matching.GateCapacity }); err != nil {
		return nil, err
	}
	out := p.MatchProposed
	out.Plan = ""
	return &out, nil
}

func (s State) proposeFromPlan(p Proposal) (*contract.MatchProposed, error) {
	switch {
	case s.Status == Approved || s.Status == Rejected:
		return nil, nil
	case s.Status.Open() && (s.Proposal.Origin != FromPlan || s.Proposal.Plan == p.Plan):
		return nil, nil
	}
	out := p.MatchProposed
	out.Reason = ""
	return &out, nil
}
