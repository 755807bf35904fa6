package key

import (
	"encoding/hex"
	"slices"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
)

// Issue makes a key for an actor. The hash of its secret comes from the shell, which alone sees the secret, and so does
// whether the actor has or had a key before.
type Issue struct {
	Actor    string
	Known    bool // some key was issued to the actor
	Existing bool // one more key for a known actor is what is meant
	Hash     string
	Label    string
	Expires  time.Time
	Grants   []Grant
}

// Decide gives the fact, or every fault of the input at once.
func (c Issue) Decide(s State, now time.Time) (*contract.KeyIssued, error) {
	if s.Hash != "" {
		return nil, fault.Conflictf("key.exists", "This key has been issued already.")
	}
	var faults fault.List
	faults.Add(CheckActor("actor_id", c.Actor))
	if c.Existing && !c.Known {
		faults.Add(fault.Invalid("existing", "key.actor_unknown", "No key was issued to this actor yet.",
			"the id of an actor that has or had a key, or existing left out"))
	}
	if raw, err := hex.DecodeString(c.Hash); err != nil || len(raw) != 32 {
		faults.Add(fault.Invalid("hash", "key.hash", "Only the SHA-256 of a secret can be kept.", "64 hexadecimal digits"))
	}
	faults.Add(CheckLabel("label", c.Label))
	if !c.Expires.IsZero() && !c.Expires.After(now) {
		faults.Add(fault.Invalid("expires", "key.expires", "The end lies in the past.", "a time after now, or none"))
	}
	granted := issued(c.Grants, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if c.Known && !c.Existing {
		return nil, known()
	}
	return &contract.KeyIssued{
		Actor: c.Actor, Hash: c.Hash, Label: c.Label, Expires: c.Expires.UTC(), Grants: granted,
	}, nil
}

func issued(grants []Grant, faults *fault.List) []contract.RoleGranted {
	if len(grants) > MaxGrants {
		faults.Add(tooMany())
		return nil
	}
	var out []contract.RoleGranted
	for i, g := range grants {
		g, err := g.Checked()
		if err != nil {
			faults.At(index("roles", i), err)
			continue
		}
		if given := (contract.RoleGranted{Role: string(g.Role), Scope: g.Scope}); !slices.Contains(out, given) {
			out = append(out, given)
		}
	}
	return out
}

// Revoke ends a key at once. A key that has ended already gives no further fact.
type Revoke struct{ Reason string }

// Decide gives the fact, or nil when there is nothing left to revoke.
func (c Revoke) Decide(s State) (*contract.KeyRevoked, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	if err := checkReason(c.Reason); err != nil {
		return nil, err
	}
	if s.Revoked {
		return nil, nil
	}
	return &contract.KeyRevoked{Reason: c.Reason}, nil
}

// GrantRole gives a key one more role.
type GrantRole struct{ Grant Grant }

// Decide gives the fact, or nil when the key holds the role already.
func (c GrantRole) Decide(s State) (*contract.RoleGranted, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	g, err := c.Grant.Checked()
	if err != nil {
		return nil, err
	}
	if s.Holds(g) {
		return nil, nil
	}
	if len(s.Grants) >= MaxGrants {
		return nil, tooMany()
	}
	return &contract.RoleGranted{Role: string(g.Role), Scope: g.Scope}, nil
}

// RevokeRole takes a role back.
type RevokeRole struct{ Grant Grant }

// Decide gives the fact, or nil when the key does not hold the role.
func (c RevokeRole) Decide(s State) (*contract.RoleRevoked, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	g, err := c.Grant.Checked()
	if err != nil {
		return nil, err
	}
	if !s.Holds(g) {
		return nil, nil
	}
	return &contract.RoleRevoked{Role: string(g.Role), Scope: g.Scope}, nil
}

func tooMany() *fault.Error {
	return fault.Invalid("roles", "key.roles_many", "A key holds a limited number of roles.", "up to 20")
}
