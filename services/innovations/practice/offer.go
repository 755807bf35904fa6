package practice

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// MaxCapacity bounds every number of visits, seats, trips and persons.
const MaxCapacity = 10_000

// OfferVisits says how many visits the owner offers in a period; it takes the
// place of an earlier offer for that period, zeroes take it back.
type OfferVisits struct {
	Around
	Offer contract.InnovationVisitsOffered
}

// Decide gives the fact to append, or nil data if that is what is offered.
func (c OfferVisits) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	o := c.Offer
	var wrong fault.List
	wrong.Add(c.Ground.Check("basis"))
	wrong.Add(intake.Period("period", o.Period))
	wrong.Add(intake.Range("outgoing", o.Outgoing, 0, MaxCapacity))
	wrong.Add(intake.Range("incoming", o.Incoming, 0, MaxCapacity))
	wrong.Add(intake.Range("virtual", o.Virtual, 0, MaxCapacity))
	wrong.Add(intake.Range("group_seats", o.GroupSeats, 0, MaxCapacity))
	wrong.Add(intake.Range("max_delegation", o.MaxDelegation, 0, MaxCapacity))
	wrong.Add(intake.Line("source", o.Source, intake.MaxSource))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if s.Offers[o.Period] == (Offer{o, c.Ground.Basis}) {
		return nil, "", nil
	}
	if o.Singles()+o.GroupSeats > 0 {
		if s.Stopped() {
			return nil, "", fault.Conflictf("practice.stopped", "This practice no longer runs, so no visit to it can be offered.")
		}
		if s.Foreign() {
			return nil, "", fault.Conflictf("practice.foreign",
				"This practice belongs to another country; it is shown as inspiration and offers no visits.")
		}
	}
	return &o, c.Ground.Basis, nil
}

// Retire takes the practice out of the register.
type Retire struct {
	Reason string
}

// Decide gives the fact to append, or nil data if it was retired for this reason.
// It is a bare decision and has no basis.
func (c Retire) Decide(s State) (any, event.Basis, error) {
	if s.Retired && s.Reason == c.Reason {
		return nil, "", nil
	}
	if err := s.open(); err != nil {
		return nil, "", err
	}
	if err := intake.Line("reason", c.Reason, intake.MaxLine); err != nil {
		return nil, "", err
	}
	return &contract.InnovationRetired{Reason: c.Reason}, "", nil
}
