package catalogue

import (
	"cmp"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
)

// Owner is what is known of an owner.
type Owner struct {
	ID string
	contract.OwnerRegistered
	Basis     event.Basis
	Practices []string // ids in the order of registration
}

type owner struct {
	known    Owner
	engine   *matching.Owner
	problems map[string]int // main problems of its practices, how many
	stated   map[calendar.Period]capacityStated
	blocks   map[string]contract.OwnerCalendarBlocked
	opened   []*session
}

type capacityStated struct {
	trips  int
	source string
	basis  event.Basis
}

// session is an open group session.
type session struct {
	owner string
	contract.OwnerSessionOpened
	basis event.Basis
}

func (c *Catalogue) owner(id string) *owner {
	o := c.owners[id]
	if o == nil {
		o = &owner{
			known: Owner{ID: id}, engine: &matching.Owner{ID: id}, problems: map[string]int{},
			stated: map[calendar.Period]capacityStated{}, blocks: map[string]contract.OwnerCalendarBlocked{},
		}
		c.owners[id] = o
	}
	return o
}

func (c *Catalogue) foldOwner(rec *eventlog.Record) {
	o := c.owner(rec.Fact.Subject)
	switch d := rec.Data.(type) {
	case *contract.OwnerRegistered:
		o.known.OwnerRegistered, o.known.Basis = *d, rec.Fact.Basis
		code, _ := region.ParseCode(d.Region)
		o.engine = &matching.Owner{ID: o.known.ID, Region: code, Country: d.Country}
	case *contract.OwnerCapacitySet:
		o.stated[d.Period] = capacityStated{d.Trips, d.Source, rec.Fact.Basis}
	case *contract.OwnerCalendarBlocked:
		o.blocks[d.Block] = *d
	case *contract.OwnerSessionOpened:
		s := &session{o.known.ID, *d, rec.Fact.Basis}
		if c.sessions[d.Session] == nil {
			o.opened = append(o.opened, s)
		}
		c.sessions[d.Session] = s
	}
	c.touchOwner(o, rec.Seq)
}

// touchOwner marks the problems of all practices of an owner.
func (c *Catalogue) touchOwner(o *owner, seq uint64) {
	for problem, n := range o.problems {
		if n > 0 {
			c.touched.problem(problem, seq)
		}
	}
}

// Owner gives one owner.
func (c *Catalogue) Owner(id string) (Owner, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	o := c.owners[id]
	if o == nil || o.known.Country == "" {
		return Owner{}, false
	}
	return o.known, true
}

// Owners gives all owners by id.
func (c *Catalogue) Owners() []Owner {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]Owner, 0, len(c.owners))
	for _, o := range c.owners {
		if o.known.Country != "" {
			all = append(all, o.known)
		}
	}
	slices.SortFunc(all, func(a, b Owner) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
