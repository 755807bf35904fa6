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

// Region is what is known of a region. Its Name is the present one.
type Region struct {
	contract.RegionRegistered
	Profile    *Profile             // nil: nobody has described it
	Indicators map[string]Indicator // latest year of each
	Basis      event.Basis
}

// Profile is what kind of place it is.
type Profile struct {
	contract.RegionAccessProfiled
	Basis event.Basis
}

// Indicator is one figure.
type Indicator struct {
	contract.RegionIndicatorRecorded
	Basis event.Basis
}

// place is the entry of a region.
type place struct {
	known      Region
	code       region.Code
	statuses   []status
	absorption map[calendar.Period]absorption
	needs      []*Need // priority first
	items      map[string]item
	engine     *matching.Place
}

// item is a precondition as the region answered a question about it.
type item struct {
	answer matching.Answer
	basis  event.Basis
}

type absorption struct {
	contract.RegionAbsorptionSet
	basis event.Basis
}

type status struct {
	contract.RegionStatusSet
	basis event.Basis
}

func (c *Catalogue) place(token string) *place {
	p := c.byRegion[token]
	if p == nil {
		code, _ := region.ParseCode(token)
		p = &place{code: code, absorption: map[calendar.Period]absorption{}, items: map[string]item{}}
		p.renew()
		c.byRegion[token] = p
	}
	return p
}

func (c *Catalogue) foldRegion(rec *eventlog.Record) {
	p := c.place(rec.Fact.Subject)
	basis := rec.Fact.Basis
	switch d := rec.Data.(type) {
	case *contract.RegionRegistered:
		p.known.RegionRegistered, p.known.Basis = *d, basis
	case *contract.RegionRenamed:
		p.known.Name = d.Name
	case *contract.RegionStatusSet:
		p.statuses = append(p.statuses, status{*d, basis})
	case *contract.RegionIndicatorRecorded:
		c.foldIndicator(p, Indicator{*d, basis})
	case *contract.NeedDeclared:
		c.declare(p, &Need{NeedDeclared: *d, Region: p.code.Dotted(), Basis: basis})
	case *contract.NeedWithdrawn:
		c.withdraw(p, d.Need)
	case *contract.RegionAbsorptionSet:
		p.absorption[d.Period] = absorption{*d, basis}
	case *contract.RegionAccessProfiled:
		p.known.Profile = &Profile{*d, basis}
		for _, named := range [][]string{d.Has, d.Lacks} {
			for _, precondition := range named {
				delete(p.items, precondition) // the profile is the newer word
			}
		}
	}
	p.renew()
	c.touched.region(rec.Fact.Subject, rec.Seq)
}

func (c *Catalogue) foldIndicator(p *place, i Indicator) {
	if p.known.Indicators[i.Indicator].Year > i.Year {
		return
	}
	figures := make(map[string]Indicator, len(p.known.Indicators)+1)
	for k, v := range p.known.Indicators {
		figures[k] = v
	}
	figures[i.Indicator] = i
	p.known.Indicators = figures
}

// renew makes the engine's form.
func (p *place) renew() {
	e := &matching.Place{Code: p.code}
	if profile := p.known.Profile; profile != nil {
		e.Settings, e.AirOnly, e.Basis = profile.Settings, profile.AirOnly, profile.Basis
		e.Has, e.Lacks = slices.Clone(profile.Has), slices.Clone(profile.Lacks)
	}
	for name, i := range p.items {
		drop := func(s string) bool { return s == name }
		e.Has, e.Lacks = slices.DeleteFunc(e.Has, drop), slices.DeleteFunc(e.Lacks, drop)
		if i.answer == matching.Yes {
			e.Has = append(e.Has, name)
		} else {
			e.Lacks = append(e.Lacks, name)
		}
		e.Basis = event.Weakest(e.Basis, i.basis)
	}
	if people, ok := p.known.Indicators["population"]; ok {
		e.Population = people.ValueMilli / 1000
	}
	p.engine = e
}

// Region gives one region by its code in either form.
func (c *Catalogue) Region(code string) (Region, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	p := c.byRegion[tokenOf(code)]
	if p == nil || p.known.Code == "" {
		return Region{}, false
	}
	return p.known, true
}

// Regions gives all regions by code.
func (c *Catalogue) Regions() []Region {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]Region, 0, len(c.byRegion))
	for _, p := range c.byRegion {
		if p.known.Code != "" {
			all = append(all, p.known)
		}
	}
	slices.SortFunc(all, func(a, b Region) int { return cmp.Compare(a.Code, b.Code) })
	return all
}
