// Package key is the domain of access: what one API key may do and until when. It decides who holds a key and which
// roles go with it; what a role allows is the policy table's business. It knows no secret, only the hash of one.
package key

import (
	"slices"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// Role names a set of permissions; the policy table says which.
type Role string

// The roles that a key can hold. Whoever shows no key is the public, which is not a role.
const (
	Coordinator Role = "coordinator"
	Hub         Role = "hub"       // of one province
	Region      Role = "region"    // officer of one region
	Innovator   Role = "innovator" // of one owner
	Integrator  Role = "integrator"
	Auditor     Role = "auditor"
)

// MaxGrants bounds the roles of one key, so that a fact stays small and a key stays somebody's.
const MaxGrants = 20

// Grant is a role, narrowed to a scope where the role has one.
type Grant struct {
	Role  Role
	Scope string
}

// State is what is known of one key.
type State struct {
	Actor   string
	Hash    string
	Label   string
	Issued  time.Time
	Expires time.Time // zero: none
	Revoked bool
	Grants  []Grant
}

// Live tells whether the key opens anything at this time.
func (s State) Live(now time.Time) bool {
	return s.Hash != "" && !s.Revoked && (s.Expires.IsZero() || now.Before(s.Expires))
}

// Holds tells whether the key has this role with this scope.
func (s State) Holds(g Grant) bool { return slices.Contains(s.Grants, g) }

// Apply folds one fact of the key. It never changes what the old state holds.
func (s State) Apply(f event.Fact, data any) State {
	switch d := data.(type) {
	case *contract.KeyIssued:
		s.Actor, s.Hash, s.Label = d.Actor, d.Hash, d.Label
		s.Issued, s.Expires = f.Time, d.Expires
		s.Grants = grantsOf(d.Grants)
	case *contract.KeyRevoked:
		s.Revoked = true
	case *contract.RoleGranted:
		if g := (Grant{Role(d.Role), d.Scope}); !s.Holds(g) {
			s.Grants = append(slices.Clip(s.Grants), g)
		}
	case *contract.RoleRevoked:
		gone := Grant{Role(d.Role), d.Scope}
		s.Grants = slices.DeleteFunc(slices.Clone(s.Grants), func(g Grant) bool { return g == gone })
	}
	return s
}

func grantsOf(given []contract.RoleGranted) []Grant {
	grants := make([]Grant, 0, len(given))
	for _, g := range given {
		grants = append(grants, Grant{Role(g.Role), g.Scope})
	}
	return grants
}

// exists refuses a key that was never issued.
func (s State) exists() error {
	if s.Hash == "" {
		return fault.NotFoundf("key.unknown", "There is no such key.")
	}
	return nil
}

// usable refuses a key that was never issued or has ended.
func (s State) usable() error {
	if err := s.exists(); err != nil {
		return err
	}
	if s.Revoked {
		return fault.Conflictf("key.revoked", "This key has been revoked and stays so.")
	}
	return nil
}
