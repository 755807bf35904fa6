package subscriptions

import (
	"context"
	"time"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/endpoint"
)

// maxPerHolder bounds the endpoints of one actor; each has a consumer of its own.
const maxPerHolder = 50

// register opens an endpoint and gives its secret. The secret is stored first: an endpoint without one could not sign.
// One that the holder brought along is not repeated.
func (s *Service) register(ctx context.Context, who web.Caller, in endpoint.Register, own string) (eventlog.Receipt, string, error) {
	if err := ownSecret(own); err != nil {
		return eventlog.Receipt{}, "", err
	}
	id := who.Mint("e")
	c := who.Command(s.opt.Now())
	in.Owner = who.Subject.Actor
	holder := holderOf(who.Subject)
	rules := endpoint.Rules{AllowLoopback: s.opt.AllowLoopback}
	if st, _, ok := s.endpoints.Get(id); !ok || !st.Exists() {
		// Decided once before anything is stored, so that a refused registration leaves no secret behind.
		if _, err := in.Decide(endpoint.State{}, holder, rules); err != nil {
			return eventlog.Receipt{}, "", err
		}
		if err := checkWords(in.Filter.Sectors, in.Filter.Problems); err != nil {
			return eventlog.Receipt{}, "", err
		}
		if s.countOf(in.Owner) >= maxPerHolder {
			return eventlog.Receipt{}, "", fault.Conflictf("endpoint.many", "One holder has at most %d endpoints. Remove one that is not needed.", maxPerHolder)
		}
	}
	secret, err := s.secrets.first(ctx, id, own)
	if err != nil {
		return eventlog.Receipt{}, "", err
	}
	receipt, err := s.endpoints.Handle(ctx, c, id, func(st endpoint.State, _ uint64) (eventlog.Draft, error) {
		return draft(in.Decide(st, holder, rules))
	})
	if err != nil {
		return receipt, "", err
	}
	if st, _, _ := s.endpoints.Get(id); st.Rotated > 0 || st.Removed || own != "" {
		secret = "" // a retry that comes so late is not shown a newer secret
	}
	return receipt, secret, nil
}

func (s *Service) countOf(owner string) (n int) {
	s.endpoints.All(func(_ string, st endpoint.State, _ uint64) bool {
		if st.Exists() && st.Owner == owner {
			n++
		}
		return true
	})
	return n
}

// change is every command on an endpoint that needs nothing but its state.
func (s *Service) change(ctx context.Context, who web.Caller, id string, decide func(endpoint.State) (eventlog.Draft, error)) (eventlog.Receipt, error) {
	return s.endpoints.Handle(ctx, who.Command(s.opt.Now()), id, func(st endpoint.State, _ uint64) (eventlog.Draft, error) {
		return decide(st)
	})
}

// rotate makes a new secret and gives it. Called again with the same key it gives none: the secret was shown.
func (s *Service) rotate(ctx context.Context, who web.Caller, id string, st endpoint.State, overlap time.Duration, own string) (eventlog.Receipt, string, error) {
	if err := ownSecret(own); err != nil {
		return eventlog.Receipt{}, "", err
	}
	in := endpoint.Rotate{Overlap: overlap}
	now := s.opt.Now()
	if _, err := in.Decide(st, now); err != nil {
		return eventlog.Receipt{}, "", err
	}
	var secret string
	receipt, err := s.change(ctx, who, id, func(st endpoint.State) (eventlog.Draft, error) {
		if secret == "" {
			// Inside the decision, so that a repeated command, which decides nothing, makes no secret.
			var err error
			wall := s.opt.Wall() // which stamps the signatures
			if secret, err = s.secrets.rotate(ctx, id, own, wall, wall.Add(overlap)); err != nil {
				return eventlog.Draft{}, err
			}
		}
		return draft(in.Decide(st, now))
	})
	if own != "" {
		secret = ""
	}
	return receipt, secret, err
}

// mine gives an endpoint that the caller may do this to. One that belongs to others does not exist for the caller.
func (s *Service) mine(ctx context.Context, who web.Caller, action policy.Action, id string) (endpoint.State, uint64, error) {
	st, version, ok, err := s.endpoints.Find(ctx, id)
	if err != nil {
		return st, 0, err
	}
	if !ok || !st.Exists() || !who.May(action, policy.Object{Holder: st.Owner}) {
		return st, 0, fault.NotFoundf("endpoint.unknown", "There is no such endpoint.")
	}
	return st, version, nil
}
