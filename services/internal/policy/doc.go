// Package policy owns the answer to one question: who may do what to which thing. The rules are one table in code (see
// table.go), so that a person can read them on one screen and a test can walk all of them.
//
// It also knows the callers: [Directory] folds the facts of access into keys and roles, [NewKey] makes a key, and
// [Sessions] turns a key into the value of a cookie. A secret is never kept: only its SHA-256 is.
package policy

// Role is what a key may act as. Each but Public is granted, and narrowed to a scope where the comment says so.
type Role string

// The roles. Everybody, known or not, is also Public.
const (
	Coordinator Role = "coordinator" // of the ministry
	Hub         Role = "hub"         // delegate of a province; scope: its code
	Region      Role = "region"      // officer of a regional government; scope: its code
	Innovator   Role = "innovator"   // agency that runs practices; scope: the owner's id
	Integrator  Role = "integrator"  // a system that listens
	Auditor     Role = "auditor"     // reads everything, decides nothing
	Public      Role = "public"      // no key
)

// Grant is a role with its scope: a province code for Hub, a region code for Region (dotted or not), an owner id for
// Innovator, empty for the others.
type Grant struct {
	Role  Role
	Scope string
}

// Subject is who acts. The zero Subject is a caller without a key.
type Subject struct {
	Actor  string // opaque id, as it stands in facts
	KeyID  string
	Grants []Grant
}

// Known says whether the caller presented a valid key.
func (s Subject) Known() bool { return s.KeyID != "" }

// Has says whether the subject holds the role in any scope. Everybody holds Public.
func (s Subject) Has(role Role) bool {
	for _, g := range s.Grants {
		if g.Role == role {
			return true
		}
	}
	return role == Public
}

// Scopes lists the scopes in which the subject holds the role, for queries that narrow a list to what is seen.
func (s Subject) Scopes(role Role) []string {
	var scopes []string
	for _, g := range s.Grants {
		if g.Role == role {
			scopes = append(scopes, g.Scope)
		}
	}
	return scopes
}

// Object is what is acted upon. Set what is known: a match has a region and an owner, a plan neither. An empty field
// never equals a scope.
type Object struct {
	Region   string // region code, dotted ("92.06") or as a token ("9206")
	Province string // province code; taken from Region when empty
	Owner    string // owner id
	Holder   string // actor id of whom the thing belongs to (an endpoint, a subscription)
}

// Decision is the answer. Reason is one sentence that can be shown: why it is refused, or as what it is allowed.
type Decision struct {
	Allow  bool
	Reason string
}
