package matches

import (
	"context"

	"makcomblang.id/pkg/calendar"
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
// that a region arranges itself.
func (s *Service) propose(ctx context.Context, who web.Caller, in *proposeInput) (*web.Done, error) {
	p, basis, err := s.readProposal(in.Body)
	if err != nil {
		return nil, err
	}
	action := policy.MatchOverride
	if p.Origin == match.FromSelf {
		action = policy.MatchSelf
	}
	if err := who.Allow(action, object(p.MatchProposed)); err != nil {
		return nil, err
	}
	id := match.ID(p.Period, p.Need, p.Innovation)
	r, err := s.matches.Handle(ctx, who.Command(s.now()), id, func(m match.State, _ uint64) (eventlog.Draft, error) {
		got, err := m.Propose(p)
		if f, ok := fault.As(err); ok && m.Status != "" {
			err = f.With("match", id)
		}
		return draft(got, basis), err
	})
	if err != nil {
		return nil, err
	}
	s.note(r)
	return &web.Done{Receipt: r, Location: "/matches/" + id, Result: map[string]string{"state": string(match.Proposed)}}, nil
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
	period := in.Period
	if period == "" {
		period = s.cat.PeriodFor(s.today())
	}
	wrong.Add(intake.Period("period", period))
	if _, last := period.Bounds(); last != "" && last < s.today() {
		wrong.Add(fault.Invalid("period", "period.over", "This visiting period is over.", "a period that has not ended"))
	}
	reason, err := match.ParseReason("reason", in.Reason, in.Origin == match.FromOverride)
	wrong.Add(err)
	if err := wrong.Err(); err != nil {
		return p, "", err
	}
	p.MatchProposed = contract.MatchProposed{
		Origin: in.Origin, Innovation: in.Innovation, Owner: practice.Owner, Region: need.Region, Need: in.Need,
		Problem: need.Problem, Priority: need.Priority, Period: period, Reason: reason,
	}
	s.knowOwner(&p)
	ev, err := s.evaluate(p.MatchProposed, s.today())
	if err != nil {
		return p, "", err
	}
	p.Gates = gatesOf(ev, p.Origin == match.FromOverride)
	p.Score, p.Parts, p.Unknown, p.Rubric = ev.Score, ev.PartValues(), ev.OpenKeys(), ev.Rubric
	p.Mode, p.Session, err = s.chooseMode(in, ev, period)
	return p, ev.Basis, err
}

// chooseMode is the mode that was asked for, or the first that is left; without any it is a visit by video, which costs
// nobody a journey.
func (s *Service) chooseMode(in proposeBody, ev matching.Evaluation, period calendar.Period) (mode, session string, err error) {
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
	if !ok || seats.Innovation != in.Innovation || seats.Period != period {
		return "", "", fault.Invalid("session", "session.unknown", "This practice has no such group session in the period.",
			"the id of an open session of the practice, or another mode")
	}
	return mode, session, nil
}

func modes() []string { return []string{"outgoing", "incoming", "virtual", modeGroup} }
