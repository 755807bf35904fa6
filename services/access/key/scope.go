package key

import (
	"strconv"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
)

const rolesAllowed = "coordinator, hub, region, innovator, integrator, auditor"

// Checked gives the grant with its scope in the one form that the policy table compares (region codes dotted), or says
// why role and scope do not fit: a hub without a province would approve for the whole country.
func (g Grant) Checked() (Grant, error) {
	switch g.Role {
	case Coordinator, Integrator, Auditor:
		if g.Scope != "" {
			return Grant{}, scopeFault("This role holds everywhere and has no scope.", "nothing")
		}
		return g, nil
	case Hub:
		code, err := region.ParseCode(g.Scope)
		if err != nil || code.Level() != region.Province {
			return Grant{}, scopeFault("A hub delegate decides for one province.", "the code of a province, such as 92")
		}
		return Grant{Hub, code.Dotted()}, nil
	case Region:
		code, err := region.ParseCode(g.Scope)
		if err != nil {
			return Grant{}, scopeFault("A regional officer acts for one region.", "a region code, such as 92.06")
		}
		return Grant{Region, code.Dotted()}, nil
	case Innovator:
		if !event.ValidToken(g.Scope) {
			return Grant{}, scopeFault("An innovator acts for one owner.", "the id of an owner")
		}
		return g, nil
	}
	return Grant{}, fault.Invalid("role", "key.role", "There is no such role.", rolesAllowed)
}

func scopeFault(message, allowed string) *fault.Error {
	return fault.Invalid("scope", "key.scope", message, allowed)
}

func index(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }
