package portal

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/policy"
)

// reach is which proposals a caller sees in the queue: all, those of provinces, or those that concern one side.
type reach struct {
	all       bool
	provinces []string // of a hub delegate
	side, who string   // "r" and a region code, or "o" and an owner, for a caller who belongs to one side only
}

// reachOf takes the widest of the caller's roles.
func reachOf(s policy.Subject) reach {
	if s.Has(policy.Coordinator) || s.Has(policy.Auditor) {
		return reach{all: true}
	}
	if provinces := s.Scopes(policy.Hub); len(provinces) > 0 {
		return reach{provinces: provinces}
	}
	for _, scope := range s.Scopes(policy.Region) {
		code, _ := region.ParseCode(scope)
		return reach{side: "r", who: code.Dotted()}
	}
	for _, scope := range s.Scopes(policy.Innovator) {
		return reach{side: "o", who: scope}
	}
	return reach{}
}

// ministry says whether the caller may hear what is told to the ministry alone: who refused or put off, and why.
func (v *visit) ministry() bool {
	return v.Subject.Has(policy.Coordinator) || v.Subject.Has(policy.Auditor) || v.Subject.Has(policy.Hub)
}

// of says whether the caller speaks for this side of a proposal, or for the ministry: what a side can give or take on is
// told to these only.
func (v *visit) of(role policy.Role, scope string) bool {
	return v.ministry() || slices.ContainsFunc(v.Subject.Scopes(role), func(s string) bool { return token(s) == token(scope) })
}

// object is what the policy asks about a proposal.
func (p proposalRow) object() policy.Object {
	return policy.Object{Region: p.Pair.Region, Owner: p.Pair.Owner}
}

// tied says that the caller belongs to one of the two sides, and so takes no part in the decision.
func (s *Service) tied(v *visit, p proposalRow) bool {
	o, _ := s.cat.Owner(p.Pair.Owner)
	for _, g := range v.Subject.Grants {
		official := g.Role == policy.Region || g.Role == policy.Hub
		switch {
		case g.Role == policy.Innovator && g.Scope == p.Pair.Owner:
			return true
		case official && (token(g.Scope) == token(p.Pair.Region) || (o.Region != "" && token(g.Scope) == token(o.Region))):
			return true
		}
	}
	return false
}

// token is a region code without its dot.
func token(code string) string { return strings.Replace(code, ".", "", 1) }
