package catalogue

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
)

// Planning is everything that a plan is computed from, read at one position.
type Planning struct {
	Position    uint64
	Rubric      contract.RubricAdopted
	Rankings    []Ranking // of the regions' needs, in the order asked for
	Owners      map[string]Capacity
	Offers      map[string]ModeLeft // by practice
	Sessions    []Seats
	Absorptions map[string]Absorption // by region code
	Approved    []Match               // immovable
}

// Planning reads the needs of regions with all that could meet them, without a
// fact in between.
func (c *Catalogue) Planning(regions []string, on calendar.Date, p calendar.Period) Planning {
	c.mu.RLock()
	defer c.mu.RUnlock()
	in := Planning{
		Position: c.position, Rubric: c.adopted, Owners: map[string]Capacity{}, Offers: map[string]ModeLeft{},
		Sessions: c.sessionsOf(p), Absorptions: map[string]Absorption{}, Approved: c.approved(p),
	}
	for _, code := range regions {
		here := c.byRegion[tokenOf(code)]
		if here == nil {
			continue
		}
		in.Absorptions[here.code.Dotted()] = c.absorption(here.code.Token(), p)
		for _, n := range here.needs {
			r := c.rank(n, on, p)
			in.Rankings = append(in.Rankings, r)
			for _, e := range r.Candidates {
				in.Owners[e.Owner] = c.capacity(c.owners[e.Owner], p)
				in.Offers[e.Innovation] = c.offerLeft(c.practices[e.Innovation], p)
			}
		}
	}
	return in
}
