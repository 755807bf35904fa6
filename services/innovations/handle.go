package innovations

import (
	"context"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/innovations/owner"
	"makcomblang.id/services/innovations/practice"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/internal/web"
)

// decision is a command of one of the two domains.
type decision[S any] interface {
	Decide(S) (data any, basis event.Basis, err error)
}

// handle takes a command to one aggregate. make builds it on the state that it is
// decided on, since that may differ from the one that was read before.
func handle[S any](
	ctx context.Context, g *eventlog.Ledger[S], c eventlog.Command, id string, build func(S) decision[S],
) (eventlog.Receipt, error) {
	return g.Handle(ctx, c, id, func(s S, _ uint64) (eventlog.Draft, error) {
		data, basis, err := build(s).Decide(s)
		return eventlog.Draft{Data: data, Basis: basis}, err
	})
}

// permitted is a decision that asks for permission on the state that it is taken on: the one that was read before may have
// had another owner.
type permitted[S any] struct {
	decision[S]
	may func(S) error
}

// Decide asks first.
func (p permitted[S]) Decide(s S) (data any, basis event.Basis, err error) {
	if err := p.may(s); err != nil {
		return nil, "", err
	}
	return p.decision.Decide(s)
}

// allowed asks whether the caller may do this with a practice: its owner's permission counts.
func allowed(who web.Caller, action policy.Action) func(practice.State) error {
	return func(s practice.State) error {
		if !s.Registered {
			return nil // which the domain says
		}
		return who.Allow(action, policy.Object{Owner: s.Profile.Owner})
	}
}

// around is what a practice must know besides itself, by its owner's id.
func (s *Service) around(ownerID string, basis event.Basis) practice.Around {
	o, _, known := s.owners.Get(ownerID)
	return practice.Around{
		Ground: intake.Ground{
			Basis: basis, AllowSample: s.opt.AllowSample, Fictitious: known && owner.Fictitious(o.Profile),
		},
		Today:      s.today(),
		OwnerKnown: known,
		Words: practice.Words{
			Region: s.heard.region, Sector: is(vocabulary.Sector), Problem: is(vocabulary.Problem),
			Precondition: is(vocabulary.Precondition),
		},
	}
}

func is(find func(id string) (vocabulary.Term, bool)) func(string) bool {
	return func(id string) bool {
		_, ok := find(id)
		return ok
	}
}

// aroundOwner is what an owner must know besides itself.
func (s *Service) aroundOwner(st owner.State, basis event.Basis) owner.Around {
	return owner.Around{
		Ground: intake.Ground{
			Basis: basis, AllowSample: s.opt.AllowSample, Fictitious: owner.Fictitious(st.Profile),
		},
		Today:       s.today(),
		RegionKnown: s.heard.region,
	}
}

// knownPractice finds a registered practice.
func (s *Service) knownPractice(ctx context.Context, id string) (practice.State, error) {
	st, _, ok, err := s.practices.Find(ctx, id)
	if err != nil {
		return st, err
	}
	if !ok {
		return st, fault.NotFoundf("practice.unknown", "There is no practice with this id.")
	}
	return st, nil
}

// knownOwner refuses an id without an owner before anybody is asked for
// permission, so that a typing error is not told to be a missing right.
func (s *Service) knownOwner(ctx context.Context, id string) error {
	_, _, ok, err := s.owners.Find(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		return fault.NotFoundf("owner.unknown", "There is no owner with this id.")
	}
	return nil
}

// sessionElsewhere says whether another owner has a session with this id: seats
// are taken by the session's id alone.
func (s *Service) sessionElsewhere(session, ownerID string) (taken bool) {
	s.owners.All(func(id string, st owner.State, _ uint64) bool {
		_, has := st.Sessions[session]
		taken = has && id != ownerID
		return !taken
	})
	return taken
}
