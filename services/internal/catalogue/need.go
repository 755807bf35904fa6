package catalogue

import (
	"cmp"
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Need is one need of a region as it was declared last.
type Need struct {
	contract.NeedDeclared
	Region string // code
	Basis  event.Basis
}

func (c *Catalogue) declare(p *place, n *Need) {
	c.withdraw(p, n.Need)
	c.needs[n.Need] = n
	p.needs = append(p.needs, n)
	slices.SortFunc(p.needs, compareNeeds)
}

func compareNeeds(a, b *Need) int {
	return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.Need, b.Need))
}

func (c *Catalogue) withdraw(p *place, id string) {
	old := c.needs[id]
	if old == nil {
		return
	}
	gone := func(n *Need) bool { return n == old }
	delete(c.needs, id)
	p.needs = slices.DeleteFunc(p.needs, gone)
}

// Need gives one need.
func (c *Catalogue) Need(id string) (Need, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if n := c.needs[id]; n != nil {
		return *n, true
	}
	return Need{}, false
}

// NeedsOf gives the needs of a region, the most pressing first.
func (c *Catalogue) NeedsOf(code string) []Need {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var all []Need
	if p := c.byRegion[tokenOf(code)]; p != nil {
		for _, n := range p.needs {
			all = append(all, *n)
		}
	}
	return all
}

// Needs gives all needs by region and priority.
func (c *Catalogue) Needs() []Need {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]Need, 0, len(c.needs))
	for _, n := range c.needs {
		all = append(all, *n)
	}
	slices.SortFunc(all, func(a, b Need) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), compareNeeds(&a, &b))
	})
	return all
}
