package owner

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// Practice is what an owner must know of a practice to open a session for it.
type Practice struct {
	Known      bool
	Mine       bool // this owner runs it
	Retired    bool
	Stopped    bool
	GroupSeats int // offered in the period of the session
}

// OpenSession opens a group session. It takes one trip of the period, and so is
// refused when none is left; its seats become capacity of mode group.
type OpenSession struct {
	Around
	Session   contract.OwnerSessionOpened
	Practice  Practice
	Approved  int  // trips of the period that approved matches took
	Elsewhere bool // another owner has a session with this id
}

// Decide gives the fact to append, or nil data if the session is open.
func (c OpenSession) Decide(s State) (any, event.Basis, error) {
	if err := s.open(); err != nil {
		return nil, "", err
	}
	var wrong fault.List
	wrong.Add(c.Ground.Check("basis"))
	wrong.Add(intake.ID("session", c.Session.Session))
	wrong.Add(c.checkPractice())
	wrong.Add(intake.Period("period", c.Session.Period))
	wrong.Add(intake.Range("seats", c.Session.Seats, 1, MaxCapacity))
	wrong.Add(intake.Line("source", c.Session.Source, intake.MaxSource))
	if err := wrong.Err(); err != nil {
		return nil, "", err
	}
	if old, ok := s.Sessions[c.Session.Session]; ok || c.Elsewhere {
		if ok && old == (Session{c.Session, c.Ground.Basis}) {
			return nil, "", nil
		}
		return nil, "", fault.Conflictf("session.exists", "A session with this id was opened with other content.")
	}
	if err := c.checkRoom(s); err != nil {
		return nil, "", err
	}
	return &c.Session, c.Ground.Basis, nil
}

func (c OpenSession) checkPractice() error {
	if c.Practice.Known && c.Practice.Mine {
		return nil
	}
	return fault.Invalid("innovation", "practice.unknown", "This owner has no practice with this id.", "the id of a practice of this owner")
}

// checkRoom asks the present state of things: it may differ tomorrow.
func (c OpenSession) checkRoom(s State) error {
	switch use := s.Use(c.Session.Period, c.Approved); {
	case c.Practice.Retired:
		return fault.Conflictf("practice.retired", "This practice was taken out of the register.")
	case c.Practice.Stopped:
		return fault.Conflictf("practice.stopped", "This practice no longer runs, so no session about it can be opened.")
	case c.Practice.GroupSeats == 0:
		return fault.Conflictf("session.not_offered", "No group seats are offered for this practice in this period.")
	case c.Session.Seats > c.Practice.GroupSeats:
		return fault.Invalid("seats", "session.seats", "A session cannot have more seats than are offered.", "").
			Allowing(fault.Textf("1 to %d", c.Practice.GroupSeats))
	case !use.Stated:
		return fault.Conflictf("owner.no_capacity", "The owner has not stated how many trips it takes in this period.")
	case use.Left == 0:
		return fault.Conflictf("owner.no_trip", "The owner has no trip left in this period: %d stated, %d blocked, %d for sessions, %d approved.",
			use.Trips, use.Blocked, use.Sessions, use.Approved)
	}
	return nil
}
