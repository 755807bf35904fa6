package access

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/access/key"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
)

// idBytes is how much of the randomness of policy.NewKey becomes the id of the key.
const idBytes = 10

// issue makes a key. Its id derives from the command, so that a retry names the same one; its secret does not, so a
// retry is answered without it.
func (s *Service) issue(ctx context.Context, c eventlog.Command, in key.Issue) (eventlog.Receipt, string, error) {
	seed := sha256.Sum256([]byte(event.MintID("k", c.Actor, c.Route, c.Key)))
	id, presented, hash, err := policy.NewKey(io.MultiReader(bytes.NewReader(seed[:idBytes]), s.random))
	if err != nil {
		return eventlog.Receipt{}, "", err
	}
	in.Hash = hash
	if in.Actor == "" {
		in.Actor = id
	}
	receipt, err := s.alone(ctx, c, id, func(st key.State, _ uint64) (eventlog.Draft, error) {
		in.Known = s.acted(in.Actor)
		return draft(in.Decide(st, c.Now))
	})
	if err != nil || receipt.Repeated {
		return receipt, "", err
	}
	return receipt, presented, nil
}

// acted tells whether a key was ever issued to the actor, also one that has ended.
func (s *Service) acted(actor string) bool {
	found := false
	s.keys.All(func(_ string, st key.State, _ uint64) bool {
		found = st.Actor == actor
		return !found
	})
	return found
}

func (s *Service) revoke(ctx context.Context, c eventlog.Command, id string, in key.Revoke) (eventlog.Receipt, error) {
	return s.alone(ctx, c, id, func(st key.State, _ uint64) (eventlog.Draft, error) {
		if !st.Revoked && st.Holds(key.Grant{Role: key.Coordinator}) {
			if err := s.notTheLast(id, c.Now); err != nil {
				return eventlog.Draft{}, err
			}
		}
		return draft(in.Decide(st))
	})
}

func (s *Service) grant(ctx context.Context, c eventlog.Command, id string, in key.GrantRole) (eventlog.Receipt, error) {
	return s.handle(ctx, c, id, func(st key.State, _ uint64) (eventlog.Draft, error) {
		return draft(in.Decide(st))
	})
}

func (s *Service) revokeRole(ctx context.Context, c eventlog.Command, id string, in key.RevokeRole) (eventlog.Receipt, error) {
	return s.alone(ctx, c, id, func(st key.State, _ uint64) (eventlog.Draft, error) {
		if in.Grant.Role == key.Coordinator && st.Holds(in.Grant) {
			if err := s.notTheLast(id, c.Now); err != nil {
				return eventlog.Draft{}, err
			}
		}
		return draft(in.Decide(st))
	})
}

// alone is handle for a decision that rests on other keys than its own: the ledger locks one key, so that two coordinators
// at the same moment could each be the other's reason to go.
func (s *Service) alone(ctx context.Context, c eventlog.Command, id string, decide func(key.State, uint64) (eventlog.Draft, error)) (eventlog.Receipt, error) {
	s.across.Lock()
	receipt, err := s.keys.Handle(ctx, c, id, decide)
	s.across.Unlock()
	return s.told(ctx, receipt, err)
}

// handle takes a command to a key and answers when it holds.
func (s *Service) handle(ctx context.Context, c eventlog.Command, id string, decide func(key.State, uint64) (eventlog.Draft, error)) (eventlog.Receipt, error) {
	receipt, err := s.keys.Handle(ctx, c, id, decide)
	return s.told(ctx, receipt, err)
}

// told waits until the directory of this process has folded what was appended: when the answer arrives, a new key opens
// and a revoked one does not.
func (s *Service) told(ctx context.Context, receipt eventlog.Receipt, err error) (eventlog.Receipt, error) {
	if err == nil && receipt.Seq > 0 {
		_ = s.log.WaitFolded(ctx, receipt.Seq) // the fact is on disk whether or not we can wait
	}
	return receipt, err
}

// draft turns a decision into what is appended; a nil decision appends nothing.
func draft[T any](data *T, err error) (eventlog.Draft, error) {
	if err != nil || data == nil {
		return eventlog.Draft{}, err
	}
	return eventlog.Draft{Data: data}, nil
}

// notTheLast refuses to end the only key that could issue another one.
func (s *Service) notTheLast(id string, now time.Time) error {
	others := false
	s.keys.All(func(other string, st key.State, _ uint64) bool {
		others = other != id && st.Live(now) && st.Holds(key.Grant{Role: key.Coordinator})
		return !others
	})
	if others {
		return nil
	}
	return fault.Conflictf("key.last_coordinator",
		"This is the last valid key of a coordinator. Issue another one first, so that nobody is locked out.")
}
