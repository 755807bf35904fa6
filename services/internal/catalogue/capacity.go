package catalogue

import (
	"cmp"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
)

// DefaultAbsorption is how many visits in a period a region is taken to be able
// to follow up as long as it stated nothing. It is the system's assumption and
// labelled as such wherever it counts.
const DefaultAbsorption = 2

// Capacity is what an owner can give in a period: groups and trips it stated,
// less days given to others, less one trip for each group session, less visits
// approved.
type Capacity struct {
	Stated   bool
	Trips    int
	Blocked  int
	Sessions int
	Taken    int
	Left     int
	Source   string
	Basis    event.Basis
}

// Limit is how many approved visits the owner's load may hold.
func (c Capacity) Limit() int { return max(0, c.Trips-c.Blocked-c.Sessions) }

// OwnerCapacity gives what an owner can give in a period.
func (c *Catalogue) OwnerCapacity(owner string, p calendar.Period) Capacity {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if o := c.owners[owner]; o != nil {
		return c.capacity(o, p)
	}
	return Capacity{}
}

func (c *Catalogue) capacity(o *owner, p calendar.Period) Capacity {
	s, ok := o.stated[p]
	k := Capacity{Stated: ok, Trips: s.trips, Source: s.source, Basis: s.basis}
	from, to := p.Bounds()
	for _, b := range o.blocks {
		if b.From <= to && b.To >= from {
			k.Blocked += b.Trips
		}
	}
	for _, s := range o.opened {
		if s.Period == p {
			k.Sessions++
		}
	}
	k.Taken = len(c.loads["o-"+o.known.ID+"-"+string(p)])
	k.Left = max(0, k.Limit()-k.Taken)
	return k
}

// Seats is a group session with the seats that are left.
type Seats struct {
	Session    string
	Innovation string
	Owner      string
	Period     calendar.Period
	Seats      int
	Taken      int
	Left       int
	Basis      event.Basis
}

func (c *Catalogue) seats(s *session) Seats {
	taken := len(c.loads["s-"+s.Session])
	return Seats{s.Session, s.Innovation, s.owner, s.Period, s.Seats, taken, max(0, s.Seats-taken), s.basis}
}

// SessionSeats gives one group session.
func (c *Catalogue) SessionSeats(session string) (Seats, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s := c.sessions[session]
	if s == nil {
		return Seats{}, false
	}
	return c.seats(s), true
}

// Sessions gives the group sessions of a period by id.
func (c *Catalogue) Sessions(p calendar.Period) []Seats {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.sessionsOf(p)
}

func (c *Catalogue) sessionsOf(p calendar.Period) []Seats {
	var all []Seats
	for _, s := range c.sessions {
		if s.Period == p {
			all = append(all, c.seats(s))
		}
	}
	slices.SortFunc(all, func(a, b Seats) int { return cmp.Compare(a.Session, b.Session) })
	return all
}

// Absorption is how many visits a region can follow up in a period. Stated
// false means that it is the system's default.
type Absorption struct {
	Stated bool
	Visits int
	Taken  int
	Left   int
	Source string
	Basis  event.Basis
}

// Absorption gives what a region can take on in a period.
func (c *Catalogue) Absorption(code string, p calendar.Period) Absorption {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.absorption(tokenOf(code), p)
}

func (c *Catalogue) absorption(token string, p calendar.Period) Absorption {
	a := Absorption{Visits: DefaultAbsorption, Source: "system default"}
	if r := c.byRegion[token]; r != nil {
		if s, ok := r.absorption[p]; ok {
			a = Absorption{Stated: true, Visits: s.Visits, Source: s.Source, Basis: s.basis}
		}
	}
	a.Taken = len(c.loads["r-"+token+"-"+string(p)])
	a.Left = max(0, a.Visits-a.Taken)
	return a
}

// ModeLeft is what the offer of a practice still has in a period.
type ModeLeft struct {
	Stated   bool
	Outgoing int
	Incoming int
	Virtual  int
	Basis    event.Basis
}

// OfferLeft gives what the offer of a practice still has in a period.
func (c *Catalogue) OfferLeft(innovation string, p calendar.Period) ModeLeft {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if q := c.practices[innovation]; q != nil {
		return c.offerLeft(q, p)
	}
	return ModeLeft{}
}

func (c *Catalogue) offerLeft(q *practice, p calendar.Period) ModeLeft {
	offer, ok := q.known.Offers[p]
	if !ok {
		return ModeLeft{}
	}
	left := ModeLeft{true, offer.Outgoing, offer.Incoming, offer.Virtual, offer.Basis}
	left.Outgoing -= q.taken[visit{p, "outgoing"}]
	left.Incoming -= q.taken[visit{p, "incoming"}]
	left.Virtual -= q.taken[visit{p, "virtual"}]
	left.Outgoing, left.Incoming, left.Virtual = max(0, left.Outgoing), max(0, left.Incoming), max(0, left.Virtual)
	return left
}

// supply gathers what is left for a practice in a period for the engine.
func (c *Catalogue) supply(q *practice, p calendar.Period) matching.Supply {
	o := c.owners[q.known.Owner]
	capacity, offer := c.capacity(o, p), c.offerLeft(q, p)
	s := matching.Supply{
		OwnerStated: capacity.Stated, OwnerLeft: capacity.Left, OfferStated: offer.Stated,
		Outgoing: offer.Outgoing, Incoming: offer.Incoming, Virtual: offer.Virtual,
		Basis: event.Weakest(capacity.Basis, offer.Basis),
	}
	for _, open := range o.opened {
		if open.Innovation != q.known.ID || open.Period != p {
			continue
		}
		if seats := c.seats(open); seats.Left > s.Seats {
			s.Session, s.Seats, s.Basis = seats.Session, seats.Left, event.Weakest(s.Basis, seats.Basis)
		}
	}
	return s
}

// PeriodFor gives the visiting period that a question without one is about: the
// first with offers that is not over on the day, or else the next year.
func (c *Catalogue) PeriodFor(on calendar.Date) calendar.Period {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var best calendar.Period
	for p := range c.periods {
		from, to := p.Bounds()
		bestFrom, bestTo := best.Bounds()
		if to >= on && (best == "" || from < bestFrom || (from == bestFrom && to < bestTo)) {
			best = p
		}
	}
	if best == "" {
		return calendar.Period(on.AddMonths(12)[:4])
	}
	return best
}

// tokenOf gives the token of a code in either form; of anything else, the thing
// itself, which no region has.
func tokenOf(code string) string {
	parsed, err := region.ParseCode(code)
	if err != nil {
		return code
	}
	return parsed.Token()
}
