package catalogue

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
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
	Homes       map[string]string     // by owner: code of the region that it is the government of; "" for none
	Fresh       map[string]bool       // regions, by code, that have had no visit in any period
	Names       map[string]string     // of the regions, by code
	Lagging     map[string]bool       // regions, by code, whose last known status is that of a lagging regency
}

// fictitious is the province of made-up regions.
const fictitious = "99"

// Planning reads the needs of regions with all that could meet them, without a
// fact in between.
func (c *Catalogue) Planning(regions []string, on calendar.Date, p calendar.Period) Planning {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.planning(regions, on, p)
}

// PlanningIn is Planning for the regions of a scope, which are found in the same
// reading: those on the list, or all that stated a need, narrowed to a province
// or region. Fictitious regions are in only when they are named. A list that has
// no regions and a region that is not registered are faults of kind invalid.
func (c *Catalogue) PlanningIn(scope contract.PlanScope, on calendar.Date, p calendar.Period) (Planning, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	codes, err := c.regionsIn(scope)
	if err != nil {
		return Planning{}, err
	}
	return c.planning(codes, on, p), nil
}

// RegionsIn gives the codes of the regions in a scope, in order, as PlanningIn
// finds them.
func (c *Catalogue) RegionsIn(scope contract.PlanScope) ([]string, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.regionsIn(scope)
}

func (c *Catalogue) regionsIn(scope contract.PlanScope) ([]string, error) {
	var codes []string
	if scope.List != "" {
		codes = c.listedIn(scope.List, scope.On)
		if len(codes) == 0 {
			return nil, fault.Invalid("scope.list", "scope.list", "No region is on such a list.", "the id of a list of lagging regencies, for example perpres-63-2020")
		}
	} else {
		for _, n := range c.needs {
			codes = append(codes, n.Region)
		}
		slices.Sort(codes)
		codes = slices.Compact(codes)
	}
	within := scope.Region
	if within != "" {
		if here := c.byRegion[tokenOf(within)]; here == nil || here.known.Code == "" {
			return nil, fault.Invalid("scope.region", "region.unknown", "No region is registered under this code.", "the code of a registered province, regency or city")
		}
	}
	return slices.DeleteFunc(codes, func(code string) bool {
		inside := code == within || strings.HasPrefix(code, within+".") || within == ""
		return !inside || (strings.HasPrefix(code, fictitious) && !strings.HasPrefix(within, fictitious))
	}), nil
}

func (c *Catalogue) planning(regions []string, on calendar.Date, p calendar.Period) Planning {
	in := Planning{
		Position: c.position, Rubric: c.adopted, Owners: map[string]Capacity{}, Offers: map[string]ModeLeft{},
		Sessions: c.sessionsOf(p), Absorptions: map[string]Absorption{}, Approved: c.approved(p),
		Homes: map[string]string{}, Fresh: map[string]bool{}, Names: map[string]string{}, Lagging: map[string]bool{},
	}
	for _, code := range regions {
		here := c.byRegion[tokenOf(code)]
		if here == nil {
			continue
		}
		dotted := here.code.Dotted()
		in.Absorptions[dotted] = c.absorption(here.code.Token(), p)
		in.Fresh[dotted] = c.visits[here.code.Token()] == 0
		in.Names[dotted] = here.known.Name
		in.Lagging[dotted] = here.statusOn(on).State == "lagging"
		for _, n := range here.needs {
			r := c.rank(n, on, p)
			in.Rankings = append(in.Rankings, r)
			for _, e := range r.Candidates {
				c.supplyOf(&in, e.Owner, e.Innovation, p)
			}
			for i := range r.Shut { // other weights may lift it above the floor
				if e := &r.Shut[i]; e.BelowFloor() {
					c.supplyOf(&in, e.Owner, e.Innovation, p)
				}
			}
		}
	}
	return in
}

// supplyOf adds what is left of an owner's trips and of a practice's visits.
func (c *Catalogue) supplyOf(in *Planning, owner, practice string, p calendar.Period) {
	if _, ok := in.Offers[practice]; ok {
		return
	}
	o := c.owners[owner]
	in.Owners[owner], in.Homes[owner] = c.capacity(o, p), o.engine.Region.Dotted()
	in.Offers[practice] = c.offerLeft(c.practices[practice], p)
}
