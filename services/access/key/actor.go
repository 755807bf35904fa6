package key

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// reserved are ids that no key acts as: those under which the services themselves act, their names, and the names of the
// roles, which in a history would read as everybody who has the role.
var reserved = []string{
	"host", "service", "system",
	"access", "gateway", "innovations", "matcher", "matches", "portal", "regions", "subscriptions", "visits",
	"public", string(Coordinator), string(Hub), string(Region), string(Innovator), string(Integrator), string(Auditor),
}

// servicePrefix begins the ids of services that act on their own.
const servicePrefix = "service-"

// CheckActor refuses what is no opaque id of a person or a system, with key.actor for its form and key.actor_reserved for
// an id that is not theirs.
func CheckActor(field, actor string) error {
	switch {
	case !event.ValidToken(actor):
		return fault.Invalid(field, "key.actor", "The actor is named by an opaque id.",
			"1 to 100 of a-z, 0-9, - and _; never a name")
	case slices.Contains(reserved, actor) || strings.HasPrefix(actor, servicePrefix):
		return fault.Invalid(field, "key.actor_reserved", "This id stands for a service or a role; no key acts as it.",
			"an opaque id of a person or a system, or none")
	}
	return nil
}

// known refuses a second key for an actor that was not said to be one: what it does would be told as the first one's.
func known() error {
	e := fault.Conflictf("key.actor_exists", "A key was issued to this actor already, and what a new one does would be told as the same person's acts.")
	e.Field = "actor_id"
	e = e.Allowing(fault.Textf("existing: true if it is the same person or system, else another id"))
	return e
}
