package matching

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
)

// Home is the country whose practices enter plans; all others are inspiration.
const Home = "Indonesia"

// Practice is what is known of a practice.
type Practice struct {
	ID            string
	Owner         string
	MainProblem   string
	Addresses     []string
	Preconditions []string
	Settings      []string    // where it can work at all; empty is anywhere
	Nature        string      // replicable, national-rule, national-service
	Launched      int         // year, 0 if unknown
	Country       string      // "" counts as the owner's country
	Award         Award       // highest award
	FirstAward    int         // year of the first award, 0 if none: it ran by then at the latest
	Liveness      Liveness    // latest statement
	Retired       bool        // left the register
	Shared        bool        // its owner publicly offers visits
	SharedBasis   event.Basis // of the offer
	Mature        Stated      // answered question
	Leverage      Share       // declared and sourced, never derived
	Outcome       Record      // what became of its replications
	Classified    event.Basis // of problem, settings, preconditions and nature
}

// Award is one award of one year.
type Award struct {
	Tier  string
	Name  string
	Year  int
	Basis event.Basis
}

// Liveness is a statement that a practice runs or was stopped.
type Liveness struct {
	State     string // "", continuing, developed, stopped
	CheckedOn calendar.Date
	Basis     event.Basis
}

// validMonths is how long a statement of liveness holds.
const validMonths = 12

// The words of a practice's state on a day.
const (
	Running     = "running"
	Developed   = "developed"
	Stopped     = "stopped"
	Expired     = "expired"
	Unconfirmed = "unconfirmed"
)

// On says what is known on a day: a stop stays known, a confirmation holds for
// 12 months, and after that the state is not known any more.
func (l Liveness) On(day calendar.Date) string {
	switch {
	case l.State == "stopped":
		return Stopped
	case l.State == "" || l.CheckedOn == "":
		return Unconfirmed
	case l.CheckedOn.AddMonths(validMonths) < day:
		return Expired
	case l.State == "developed":
		return Developed
	}
	return Running
}

// Owner is who runs practices.
type Owner struct {
	ID      string
	Region  region.Code // the government of which region it is; zero if of none
	Country string
}

// Place is what is known of a region.
type Place struct {
	Code       region.Code
	Settings   []string // empty: nobody has described the place
	AirOnly    bool
	Has        []string // preconditions known to be there
	Lacks      []string // preconditions known to be missing
	Population int64    // 0 if unknown
	Basis      event.Basis
}

// Need is one need of a region.
type Need struct {
	ID       string
	Region   region.Code
	Problem  string
	Priority int   // 1 to 5
	Severity Share // of the gap of the indicator that belongs to the problem
	Basis    event.Basis
}

// Share is a figure between 0 and a million millionths, or no figure.
type Share struct {
	Value int
	Known bool
	Basis event.Basis
}

// Record counts replications that were tried and that came to run.
type Record struct {
	Ran, Tried int
	Basis      event.Basis
}

// Stated is an answer that somebody gave to a question.
type Stated struct {
	Answer Answer
	On     calendar.Date
	Basis  event.Basis
}

// Supply is what is left of a practice's visits in the period.
type Supply struct {
	OwnerStated bool // the owner stated its capacity
	OwnerLeft   int  // guest groups and trips left
	OfferStated bool // visits of this practice were offered
	Outgoing    int
	Incoming    int
	Virtual     int
	Session     string // open group session with the most seats left
	Seats       int    // seats left in it
	Basis       event.Basis
}

// Between is what was stated about this very practice and region.
type Between struct {
	Setting, Replicating, Conflict, Travel, Capacity Stated
	CoolingUntil                                     calendar.Date // last day of the cooling-off; none if empty
}

// Pair is everything a judgement rests on. Practice, Owner, Place and Need are
// required; From is the region that the owner is the government of, nil if none
// is known.
type Pair struct {
	Practice *Practice
	Owner    *Owner
	From     *Place
	Place    *Place
	Need     *Need
	Others   []string // problems of the region's other needs
	Supply   Supply
	Visits   int // visits that the region has had so far
	Between  Between
}
