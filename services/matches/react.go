package matches

import (
	"context"
	"errors"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/matches/match"
)

// actor is who acts in a reaction; the person stands in the fact that caused it.
const actor = "service-matches"

// reactToPlan turns the pairs of a published plan into proposals, and cancels those of a withdrawn one that nobody has
// approved. It can see any plan twice: the facts that follow derive their ids from the plan's.
func (s *Service) reactToPlan(ctx context.Context, rec eventlog.Record) error {
	switch d := rec.Data.(type) {
	case *contract.PlanPublished:
		return s.proposeAll(ctx, rec, d)
	case *contract.PlanWithdrawn:
		return s.cancelAll(ctx, rec, d)
	}
	return nil
}

func (s *Service) proposeAll(ctx context.Context, rec eventlog.Record, d *contract.PlanPublished) error {
	plan := rec.Fact.Subject
	var bad []error
	for _, pair := range d.Pairs {
		p := s.fromPlan(plan, d, pair)
		id := match.ID(p.Period, p.Need, p.Innovation)
		r, err := s.matches.Handle(ctx, s.reaction(rec), id, func(m match.State, _ uint64) (eventlog.Draft, error) {
			// A plan that was withdrawn, or comes again after that, must not fill the queue. It is asked for each pair: a
			// plan can be withdrawn while this loop runs, and the cancellation of its pairs may have passed us by.
			if gone, _, _ := s.withdrawn.Get(plan); gone {
				return eventlog.Draft{}, nil
			}
			got, err := m.Propose(p)
			return draft(got, event.Basis(pair.Basis)), err
		})
		switch {
		case err == nil:
			s.note(r)
		case fault.KindOf(err) == fault.KindInvalid:
			bad = append(bad, err) // one pair that must not be does not hold up the others
		default:
			return err
		}
	}
	return errors.Join(bad...)
}

func (s *Service) fromPlan(plan string, d *contract.PlanPublished, pair contract.PlannedPair) match.Proposal {
	p := match.Proposal{MatchProposed: contract.MatchProposed{
		Origin: match.FromPlan, Plan: plan, Innovation: pair.Innovation, Owner: pair.Owner, Region: pair.Region,
		Need: pair.Need, Problem: pair.Problem, Priority: pair.Priority, Period: d.Period, Mode: pair.Mode,
		Session: pair.Session, Score: pair.Score, Parts: pair.Parts, Unknown: pair.Unknown, Rubric: d.Rubric,
	}}
	s.knowOwner(&p)
	return p
}

// knowOwner adds which government the owner is and whether it is abroad.
func (s *Service) knowOwner(p *match.Proposal) {
	if o, ok := s.cat.Owner(p.Owner); ok {
		p.OwnerRegion, p.Foreign = o.Region, o.Country != "" && o.Country != home
	}
}

// home is the country of the regions that learn.
const home = "Indonesia"

func (s *Service) cancelAll(ctx context.Context, rec eventlog.Record, d *contract.PlanWithdrawn) error {
	plan := rec.Fact.Subject
	var ids []string
	s.matches.All(func(id string, m match.State, _ uint64) bool {
		if m.Cancel(plan, d.Reason) != nil {
			ids = append(ids, id)
		}
		return true
	})
	for _, id := range ids {
		r, err := s.matches.Handle(ctx, s.reaction(rec), id, func(m match.State, _ uint64) (eventlog.Draft, error) {
			return draft(m.Cancel(plan, d.Reason), m.Basis), nil
		})
		if err != nil {
			return err
		}
		s.note(r)
	}
	return nil
}

func (s *Service) reaction(rec eventlog.Record) eventlog.Command {
	return eventlog.Command{Actor: actor, Cause: rec.Fact.ID, Now: s.now()}
}

// draft makes a draft of a decision; a nil decision is nothing to append.
func draft[T any](data *T, basis event.Basis) eventlog.Draft {
	if data == nil {
		return eventlog.Draft{}
	}
	return eventlog.Draft{Data: data, Basis: basis}
}
