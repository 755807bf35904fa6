package catalogue

import (
	"cmp"
	"maps"
	"slices"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/eventlog"
)

// Practice is what is known of a practice.
type Practice struct {
	ID string
	contract.InnovationProfile
	Awards   []Award
	Liveness Liveness
	Offers   map[calendar.Period]Offer
	Retired  bool
	Basis    event.Basis // of the profile's title, owner and source
}

// Award is one award with its basis.
type Award struct {
	contract.InnovationAwarded
	Basis event.Basis
}

// Liveness is the latest statement on whether a practice runs.
type Liveness struct {
	State     string // "", continuing, developed, stopped
	CheckedOn calendar.Date
	Source    string
	Basis     event.Basis
}

// On says what is known on a day: running, developed, stopped, expired or
// unconfirmed.
func (l Liveness) On(day calendar.Date) string {
	return matching.Liveness{State: l.State, CheckedOn: l.CheckedOn}.On(day)
}

// Offer is what an owner offers for a practice in a period.
type Offer struct {
	contract.InnovationVisitsOffered
	Basis event.Basis
}

// visit is a way of visiting in a period.
type visit struct {
	period calendar.Period
	mode   string
}

// practice is the entry: what is handed out, and the same for the engine. Maps
// in them are replaced, never changed, and lists only grow at their end, so that
// a snapshot stays what it was.
type practice struct {
	known  Practice
	mature matching.Stated
	engine *matching.Practice
	taken  map[visit]int // approved visits
}

func (c *Catalogue) practice(id string) *practice {
	p := c.practices[id]
	if p == nil {
		p = &practice{known: Practice{ID: id}, taken: map[visit]int{}}
		c.practices[id] = p
	}
	return p
}

func (c *Catalogue) foldPractice(rec *eventlog.Record) {
	p := c.practice(rec.Fact.Subject)
	basis := rec.Fact.Basis
	c.touched.problem(p.known.MainProblem, rec.Seq)
	switch d := rec.Data.(type) {
	case *contract.InnovationRegistered:
		c.profile(p, d.InnovationProfile, basis)
	case *contract.InnovationRevised:
		c.profile(p, d.InnovationProfile, basis)
	case *contract.InnovationAwarded:
		p.known.Awards = append(p.known.Awards, Award{*d, basis})
	case *contract.InnovationLivenessChecked:
		p.live(Liveness{State: d.State, CheckedOn: d.CheckedOn, Source: d.Source, Basis: basis})
	case *contract.InnovationVisitsOffered:
		offers := maps.Clone(p.known.Offers)
		if offers == nil {
			offers = map[calendar.Period]Offer{}
		}
		offers[d.Period] = Offer{*d, basis}
		p.known.Offers = offers
		c.periods[d.Period] = true
	case *contract.InnovationRetired:
		p.known.Retired = true
	}
	p.renew()
	c.touched.problem(p.known.MainProblem, rec.Seq)
}

// live takes a statement unless a later day is known already.
func (p *practice) live(l Liveness) {
	if l.CheckedOn >= p.known.Liveness.CheckedOn {
		p.known.Liveness = l
	}
}

// profile replaces the profile and moves the practice in the indexes.
func (c *Catalogue) profile(p *practice, profile contract.InnovationProfile, basis event.Basis) {
	old := p.known.InnovationProfile
	if old.MainProblem != "" {
		c.byProblem[old.MainProblem] = slices.DeleteFunc(c.byProblem[old.MainProblem], func(q *practice) bool { return q == p })
	}
	if old.Owner != profile.Owner {
		if old.Owner != "" {
			o := c.owner(old.Owner)
			o.known.Practices = slices.DeleteFunc(slices.Clone(o.known.Practices), func(id string) bool { return id == p.known.ID })
		}
		o := c.owner(profile.Owner)
		o.known.Practices = append(o.known.Practices, p.known.ID)
	}
	if old.Owner != "" {
		c.owner(old.Owner).problems[old.MainProblem]--
	}
	c.owner(profile.Owner).problems[profile.MainProblem]++
	p.known.InnovationProfile, p.known.Basis, p.known.Retired = profile, basis, false
	if profile.MainProblem != "" {
		c.byProblem[profile.MainProblem] = append(c.byProblem[profile.MainProblem], p)
	}
}

// renew makes the engine's form.
func (p *practice) renew() {
	k := &p.known
	e := &matching.Practice{
		ID: k.ID, Owner: k.Owner, MainProblem: k.MainProblem, Addresses: k.Addresses, Preconditions: k.Preconditions,
		Settings: k.Settings, Nature: k.Nature, Launched: k.LaunchedYear, Country: k.Country, Retired: k.Retired,
		Liveness: matching.Liveness{State: k.Liveness.State, CheckedOn: k.Liveness.CheckedOn, Basis: k.Liveness.Basis},
		Mature:   p.mature, Classified: cmp.Or(event.Basis(k.Classified), k.Basis),
	}
	for _, a := range k.Awards {
		if award.Tier(a.Tier).Rank() > award.Tier(e.Award.Tier).Rank() || e.Award.Tier == "" {
			e.Award = matching.Award{Tier: a.Tier, Name: a.Award, Year: a.Year, Basis: a.Basis}
		}
		if a.Year > 0 && (e.FirstAward == 0 || a.Year < e.FirstAward) {
			e.FirstAward = a.Year
		}
	}
	for _, o := range k.Offers {
		if o.Singles()+o.GroupSeats > 0 {
			e.Shared, e.SharedBasis = true, event.Weakest(e.SharedBasis, o.Basis)
		}
	}
	p.engine = e
}

// Practice gives one practice, also a retired one.
func (c *Catalogue) Practice(id string) (Practice, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	p := c.practices[id]
	if p == nil || p.known.Owner == "" {
		return Practice{}, false
	}
	return p.known, true
}

// Practices gives all practices by id, also retired ones.
func (c *Catalogue) Practices() []Practice {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]Practice, 0, len(c.practices))
	for _, p := range c.practices {
		if p.known.Owner != "" {
			all = append(all, p.known)
		}
	}
	slices.SortFunc(all, func(a, b Practice) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// PracticesOf gives the ids of the practices whose main problem this is.
func (c *Catalogue) PracticesOf(problem string) []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var ids []string
	for _, p := range c.byProblem[problem] {
		ids = append(ids, p.known.ID)
	}
	slices.Sort(ids)
	return ids
}

// Inspiration gives the foreign practices with this main problem, or all of
// them for no problem, by id. They never enter a plan.
func (c *Catalogue) Inspiration(problem string) []Practice {
	var all []Practice
	for _, p := range c.Practices() {
		o, _ := c.Owner(p.Owner)
		if !p.Retired && matching.IsForeign(p.Country, o.Country) && (problem == "" || p.MainProblem == problem) {
			all = append(all, p)
		}
	}
	return all
}
