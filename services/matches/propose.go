package matches

import (
	"context"
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/matches/match"
)

// propose puts a pair into the queue by a person's act: a coordinator's choice that differs from the plan, or a visit
// that a region arranges itself. Everything about the pair is read after the log was asked whether this command was done
// before: a repetition is answered also when the practice or the need has left the register.
func (s *Service) propose(ctx context.Context, who web.Caller, in *proposeInput) (*web.Done, error) {
	b := in.Body
	if b.Period == "" {
		b.Period = s.cat.PeriodFor(s.today())
	}
	id := match.ID(b.Period, b.Need, b.Innovation)
	parts := []eventlog.Part{eventlog.Step(s.matches, id, func(m match.State, _ uint64) (eventlog.Draft, error) {
		p, basis, err := s.proposal(who, b)
		if err != nil {
			return eventlog.Draft{}, err
		}
		got, err := m.Propose(p)
		if f, ok := fault.As(err); ok && m.Status != "" {
			err = f.With("match", id)
		}
		return draft(got, basis), err
	})}
	if in.Body.Period == "" { // the next period may have been another one when this command was sent first
		for _, other := range s.inOtherPeriods(id, b) {
			parts = append(parts, eventlog.Step(s.matches, other, func(match.State, uint64) (eventlog.Draft, error) { return eventlog.Draft{}, nil }))
		}
	}
	receipts, err := s.log.Commit(ctx, who.Command(s.now()), parts...)
	if err != nil {
		return nil, err
	}
	s.note(receipts...)
	r := receipts[max(0, slices.IndexFunc(receipts, func(r eventlog.Receipt) bool { return r.FactID != "" }))]
	if _, err := s.known(ctx, who, r.ID); err != nil {
		return nil, err // a repetition by somebody who may not see it any more
	}
	return &web.Done{Receipt: r, Location: "/matches/" + r.ID, Result: decided{string(match.Proposed)}}, nil
}

// inOtherPeriods are the matches of the same pair.
func (s *Service) inOtherPeriods(id string, b proposeBody) (ids []string) {
	s.matches.All(func(other string, m match.State, _ uint64) bool {
		if other != id && m.Proposal.Need == b.Need && m.Proposal.Innovation == b.Innovation {
			ids = append(ids, other)
		}
		return true
	})
	return ids
}

// proposal reads what is proposed and asks whether the caller may propose it.
func (s *Service) proposal(who web.Caller, b proposeBody) (match.Proposal, event.Basis, error) {
	p, basis, err := s.readProposal(b)
	if err != nil {
		return p, "", err
	}
	action := policy.MatchOverride
	if p.Origin == match.FromSelf {
		action = policy.MatchSelf
	}
	return p, basis, who.Allow(action, object(p.MatchProposed))
}

// readProposal completes what the caller named with what is known of the pair today.
func (s *Service) readProposal(in proposeBody) (match.Proposal, event.Basis, error) {
	var p match.Proposal
	var wrong fault.List
	wrong.Add(intake.OneOf("origin", in.Origin, match.FromOverride, match.FromSelf))
	practice, ok := s.cat.Practice(in.Innovation)
	if !ok || practice.Retired {
		wrong.Add(fault.Invalid("innovation", "innovation.unknown", "There is no such practice in the register.", "the id of a practice"))
	}
	need, ok := s.cat.Need(in.Need)
	if !ok {
		wrong.Add(fault.Invalid("need", "need.unknown", "There is no such need.", "the id of a declared need"))
	}
	wrong.Add(intake.Period("period", in.Period))
	if _, last := in.Period.Bounds(); last != "" && last < s.today() {
		wrong.Add(fault.Invalid("period", "period.over", "This visiting period is over.", "a period that has not ended"))
	}
	reason, err := match.ParseReason("reason", in.Reason, in.Origin == match.FromOverride)
	wrong.Add(err)
	if err := wrong.Err(); err != nil {
		return p, "", err
	}
	p.MatchProposed = contract.MatchProposed{
		Origin: in.Origin, Innovation: in.Innovation, Owner: practice.Owner, Region: need.Region, Need: in.Need,
		Problem: need.Problem, Priority: need.Priority, Period: in.Period, Reason: reason,
	}
	s.knowOwner(&p)
	ev, err := s.evaluate(p.MatchProposed, s.today())
	if err != nil {
		return p, "", err
	}
	p.Gates = gatesOf(ev, p.Origin == match.FromOverride)
	p.Score, p.Parts, p.Unknown, p.Rubric = ev.Score, ev.PartValues(), ev.OpenKeys(), ev.Rubric
	p.Mode, p.Session, err = s.chooseMode(in, ev)
	return p, ev.Basis, err
}

// chooseMode is the mode that was asked for, or the first that is left; without any it is a visit by video, which costs
// nobody a journey.
func (s *Service) chooseMode(in proposeBody, ev matching.Evaluation) (mode, session string, err error) {
	mode = in.Mode
	if mode == "" && in.Session != "" {
		mode = modeGroup
	}
	if mode == "" && len(ev.Modes) > 0 {
		mode = ev.Modes[0]
	}
	if mode == "" {
		mode = "virtual"
	}
	if mode != modeGroup {
		return mode, "", intake.OneOf("mode", mode, modes()...)
	}
	session = in.Session
	if session == "" {
		session = ev.Session
	}
	seats, ok := s.cat.SessionSeats(session)
	if !ok || seats.Innovation != in.Innovation || seats.Period != in.Period {
		return "", "", fault.Invalid("session", "session.unknown", "This practice has no such group session in the period.",
			"the id of an open session of the practice, or another mode")
	}
	return mode, session, nil
}

func modes() []string { return []string{"outgoing", "incoming", "virtual", modeGroup} }
