package access

import (
	"context"
	"strconv"
	"sync"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/access/key"
	"makcomblang.id/services/internal/eventlog"
)

// known are the regions and owners that a role can be about. A key for a place that nobody registered would open nothing,
// and its holder would not learn why.
type known struct {
	mu      sync.RWMutex
	regions map[string]bool // dotted codes
	owners  map[string]bool
}

func newKnown() *known { return &known{regions: map[string]bool{}, owners: map[string]bool{}} }

// Follow remembers what is registered; nothing of it ever ends.
func (k *known) Follow(batch []eventlog.Record) error {
	for _, rec := range batch {
		switch d := rec.Data.(type) {
		case *contract.RegionRegistered:
			k.add(k.regions, d.Code)
		case *contract.OwnerRegistered:
			k.add(k.owners, rec.Fact.Subject)
		}
	}
	return nil
}

func (k *known) add(to map[string]bool, id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	to[id] = true
}

// heard waits for what other processes registered a moment ago, before a refusal stands.
func heard(ctx context.Context, log *eventlog.Log) {
	_, _ = log.Refresh(ctx, "region")
	_, _ = log.Refresh(ctx, "owner")
}

// check refuses a role about what is not registered. A role or scope that is wrong in itself is for the decision to tell.
func (k *known) check(g key.Grant) *fault.Error {
	g, err := g.Checked()
	if err != nil {
		return nil
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	switch {
	case (g.Role == key.Region || g.Role == key.Hub) && !k.regions[g.Scope]:
		return fault.Invalid("scope", "key.scope_unknown", "No region with this code is registered here.", "a code of /regions; register the region first")
	case g.Role == key.Innovator && !k.owners[g.Scope]:
		return fault.Invalid("scope", "key.scope_unknown", "No owner with this id is registered here.", "an id of /owners; register the owner first")
	}
	return nil
}

// checkRoles refuses roles about what is not registered, each with its place in the list, and a list that is empty.
func (k *known) checkRoles(roles []roleBody) error {
	if roles != nil && len(roles) == 0 {
		return fault.Invalid("roles", "key.roles_none", "A key without a role opens nothing.", "1 to 20 roles, or the field left out to grant them later")
	}
	var wrong fault.List
	for i, r := range roles {
		if err := k.check(r.grant()); err != nil {
			wrong.At("roles["+strconv.Itoa(i)+"]", err)
		}
	}
	return wrong.Err()
}
