package owner

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// SetCapacity states how many guest groups and trips the owner takes in a
// period; it takes the place of an earlier statement for that period.
type SetCapacity struct {
	Around
	Capacity contract.OwnerCapacitySet
}

// Decide gives the fact to append, or nil data if it is known.
func (c SetCapacity) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	var wrong fault.List
	wrong.Add(c.Ground.Check("basis"))
	wrong.Add(intake.Period("period", c.Capacity.Period))
	wrong.Add(intake.Range("trips", c.Capacity.Trips, 0, MaxCapacity))
	wrong.Add(intake.Line("source", c.Capacity.Source, intake.MaxSource))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if s.Capacities[c.Capacity.Period] == (Capacity{c.Capacity, c.Ground.Basis}) {
		return nil, "", nil
	}
	if c.Capacity.Trips > 0 {
		if s.Profile.Country != Home {
			return nil, "", fault.Conflictf("owner.foreign",
				"This owner belongs to another country; its practices are shown as inspiration and it takes no visits.")
		}
		if s.overlaps(c.Capacity.Period) {
			return nil, "", fault.Conflictf("capacity.overlap",
				"Trips are stated for another period that shares days with this one, and would count twice; set those to 0 first.")
		}
	}
	return &c.Capacity, c.Ground.Basis, nil
}

func (s State) overlaps(p calendar.Period) bool {
	from, to := p.Bounds()
	for other, c := range s.Capacities {
		start, end := other.Bounds()
		if other != p && c.Trips > 0 && start <= to && end >= from {
			return true
		}
	}
	return false
}

// BlockCalendar takes days out of the calendar; the same id again moves the
// entry.
type BlockCalendar struct {
	Around
	Block contract.OwnerCalendarBlocked
}

// The reasons of an entry of the calendar.
const (
	OutsideGuests = "outside-guests"
	Blackout      = "blackout"
)

// Decide gives the fact to append, or nil data if it is known.
func (c BlockCalendar) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	b := c.Block
	var wrong fault.List
	wrong.Add(c.Ground.Check("basis"))
	wrong.Add(intake.ID("block", b.Block))
	wrong.Add(intake.Span("from", b.From, "to", b.To))
	wrong.Add(intake.OneOf("why", b.Why, OutsideGuests, Blackout))
	least := 0
	if b.Why == OutsideGuests {
		least = 1
	}
	wrong.Add(intake.Range("trips", b.Trips, least, MaxCapacity))
	wrong.Add(intake.Line("source", b.Source, intake.MaxSource))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if s.Blocks[b.Block] == (Block{b, c.Ground.Basis}) {
		return nil, "", nil
	}
	return &b, c.Ground.Basis, nil
}

func (s State) open() error {
	if !s.Registered {
		return fault.NotFoundf("owner.unknown", "There is no owner with this id.")
	}
	return nil
}
