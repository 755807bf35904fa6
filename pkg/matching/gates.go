package matching

import (
	"slices"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
)

// matureYears of running count as mature without an award.
const matureYears = 3

// gates answers every gate of the pair, in the order of the codes.
func gates(p *Pair, on calendar.Date) []Gate {
	all := make([]Gate, 0, 14+len(p.Practice.Preconditions))
	if p.Owner.Region.Fictitious() != p.Need.Region.Fictitious() {
		all = append(all, Gate{Code: GateFictitious, Answer: No, Reason: "mixed", Basis: event.Sample})
	}
	all = append(all, sameGovernment(p), foreign(p), problem(p), nationalRule(p), nationalService(p),
		running(p.Practice, on), mature(p.Practice, on), setting(p))
	for _, item := range p.Practice.Preconditions {
		all = append(all, precondition(p.Place, item))
	}
	return append(all, replicating(p), coolingOff(p, on), conflict(p), capacity(p), travel(p))
}

func answered(ok bool) Answer {
	if ok {
		return Yes
	}
	return No
}

func sameGovernment(p *Pair) Gate {
	g := Gate{Code: GateSameGovernment, Answer: Yes, Reason: "different"}
	if !p.Owner.Region.IsZero() && p.Owner.Region == p.Need.Region {
		g.Answer, g.Reason = No, "same"
	}
	return g
}

// IsForeign says whether a practice of this owner is international inspiration.
func IsForeign(practiceCountry, ownerCountry string) bool {
	if practiceCountry == "" {
		practiceCountry = ownerCountry
	}
	return practiceCountry != Home || (ownerCountry != "" && ownerCountry != Home)
}

func foreign(p *Pair) Gate {
	if IsForeign(p.Practice.Country, p.Owner.Country) {
		return Gate{Code: GateForeign, Answer: No, Reason: "abroad", Basis: p.Practice.Classified}
	}
	return Gate{Code: GateForeign, Answer: Yes, Reason: "domestic", Basis: p.Practice.Classified}
}

func problem(p *Pair) Gate {
	g := Gate{Code: GateProblem, Answer: Yes, Reason: "main", Basis: p.Practice.Classified}
	if p.Practice.MainProblem != p.Need.Problem {
		g.Answer, g.Reason = No, "other"
		if slices.Contains(p.Practice.Addresses, p.Need.Problem) {
			g.Reason = "related"
		}
	}
	return g
}

func nationalRule(p *Pair) Gate {
	g := Gate{Code: GateNationalRule, Answer: answered(p.Practice.Nature != "national-rule"), Basis: p.Practice.Classified}
	g.Reason = map[Answer]string{Yes: "local", No: "binding"}[g.Answer]
	return g
}

func nationalService(p *Pair) Gate {
	g := Gate{Code: GateNationalService, Answer: answered(p.Practice.Nature != "national-service"), Basis: p.Practice.Classified}
	g.Reason = map[Answer]string{Yes: "copyable", No: "to-use"}[g.Answer]
	return g
}

func running(p *Practice, on calendar.Date) Gate {
	state := p.Liveness.On(on)
	g := Gate{Code: GateRunning, Reason: state, Date: p.Liveness.CheckedOn, Basis: p.Liveness.Basis}
	switch state {
	case Running, Developed:
		g.Answer = Yes
	case Stopped:
		g.Answer = No
	}
	if p.Retired {
		g.Answer, g.Reason = No, "retired"
	}
	return g
}

func mature(p *Practice, on calendar.Date) Gate {
	g := Gate{Code: GateMature, Answer: Yes}
	year := on.Year()
	switch {
	case award.Tier(p.Award.Tier).Rank() > 0:
		g.Reason, g.Item, g.Number, g.Basis = "award", "", p.Award.Year, p.Award.Basis
	case p.Shared:
		g.Reason, g.Basis = "offered", p.SharedBasis
	case p.Launched > 0 && year-p.Launched >= matureYears:
		g.Reason, g.Number, g.Basis = "years", year-p.Launched, p.Classified
	case p.Launched == 0 && p.FirstAward > 0 && year-p.FirstAward >= matureYears:
		g.Reason, g.Number, g.Basis = "years-since-award", year-p.FirstAward, p.Award.Basis
	case p.Mature.Answer != Unknown:
		return stated(g, p.Mature)
	case p.Launched > 0:
		g.Answer, g.Reason, g.Number, g.Basis = No, "young", max(0, year-p.Launched), p.Classified
	default:
		g.Answer, g.Reason = Unknown, "unknown-age"
	}
	return g
}

// stated is a gate as somebody answered it.
func stated(g Gate, s Stated) Gate {
	g.Answer, g.Date, g.Basis, g.Number = s.Answer, s.On, s.Basis, 0
	g.Reason = map[Answer]string{Yes: "stated-yes", No: "stated-no", Unknown: "unstated"}[s.Answer]
	return g
}

// Traits that are not geography: city follows from the code of a government,
// and a prison is an institution, not a kind of region, so that a practice for
// prisons alone reaches no region that does not name one.
const (
	traitCity   = string(region.CitySetting)
	traitPrison = string(region.Prison)
)

func setting(p *Pair) Gate {
	g := Gate{Code: GateSetting, Answer: Yes, Reason: "anywhere", Basis: p.Practice.Classified}
	wants := p.Practice.Settings
	if len(wants) == 0 {
		return g
	}
	possible, institution := false, true
	for _, w := range wants {
		institution = institution && w == traitPrison
		switch fits(p.Place, w) {
		case Yes:
			g.Reason, g.Basis = "fits", event.Weakest(g.Basis, p.Place.Basis)
			return g
		case Unknown:
			possible = true
		}
	}
	switch {
	case possible && p.Between.Setting.Answer != Unknown:
		return stated(g, p.Between.Setting)
	case possible:
		g.Answer, g.Reason = Unknown, "undescribed"
	case institution:
		g.Answer, g.Reason = No, "institution"
	default:
		g.Answer, g.Reason, g.Basis = No, "contradiction", event.Weakest(g.Basis, p.Place.Basis)
	}
	return g
}

// fits says whether a place has one setting.
func fits(place *Place, want string) Answer {
	if slices.Contains(place.Settings, want) {
		return Yes
	}
	switch want {
	case traitCity:
		return map[region.Level]Answer{region.City: Yes, region.Regency: No}[place.Code.Level()]
	case traitPrison:
		return No
	}
	if len(place.Settings) == 0 {
		return Unknown
	}
	return No
}

func precondition(place *Place, item string) Gate {
	g := Gate{Code: GatePrecondition, Item: item, Reason: "unstated", Basis: place.Basis}
	switch {
	case slices.Contains(place.Lacks, item):
		g.Answer, g.Reason = No, "lacks"
	case slices.Contains(place.Has, item):
		g.Answer, g.Reason = Yes, "has"
	default:
		g.Basis = ""
	}
	return g
}

// replicating, conflict and cooling-off are yes as long as nothing is on
// record: a replication, a conflict of interest and a refusal are declared, and
// whoever approves declares by approving.
func replicating(p *Pair) Gate {
	g := Gate{Code: GateReplicating, Answer: Yes, Reason: "none-recorded"}
	if p.Between.Replicating.Answer != Unknown {
		return stated(g, p.Between.Replicating)
	}
	return g
}

func coolingOff(p *Pair, on calendar.Date) Gate {
	g := Gate{Code: GateCoolingOff, Answer: Yes, Reason: "none-recorded"}
	if until := p.Between.CoolingUntil; until != "" {
		g.Date, g.Reason = until, "over"
		if on <= until {
			g.Answer, g.Reason = No, "cooling"
		}
	}
	return g
}

func conflict(p *Pair) Gate {
	g := Gate{Code: GateConflict, Answer: Yes, Reason: "none-declared"}
	if p.Between.Conflict.Answer != Unknown {
		return stated(g, p.Between.Conflict)
	}
	return g
}

// capacity is a known no only when everything that could give a visit is stated
// and used up.
func capacity(p *Pair) Gate {
	s := p.Supply
	g := Gate{Code: GateCapacity, Reason: "left", Basis: s.Basis}
	single := s.Outgoing + s.Incoming + s.Virtual
	switch {
	case s.Seats > 0:
		g.Answer, g.Reason, g.Number = Yes, "seats", s.Seats
	case s.OfferStated && single == 0:
		g.Answer, g.Reason = No, "offer-used"
	case s.OwnerStated && s.OwnerLeft <= 0:
		g.Answer, g.Reason = No, "owner-used"
	case s.OfferStated && s.OwnerStated:
		g.Answer, g.Number = Yes, min(single, s.OwnerLeft)
	case p.Between.Capacity.Answer != Unknown:
		return stated(g, p.Between.Capacity)
	case s.OfferStated:
		g.Reason = "owner-unstated"
	default:
		g.Reason = "offer-unstated"
	}
	return g
}

func travel(p *Pair) Gate {
	s := p.Supply
	g := Gate{Code: GateTravel, Reason: "unstated"}
	switch {
	case s.Seats > 0 || s.Virtual > 0:
		g.Answer, g.Reason = Yes, "no-travel-needed"
	case p.Between.Travel.Answer != Unknown:
		return stated(g, p.Between.Travel)
	}
	return g
}

// modes lists what is left, in the order of choice: seats of a session that is
// open already, then the programme's wish that the innovator travels, then the
// region's journey, then video.
func modes(s Supply) []string {
	var open []string
	if s.Seats > 0 {
		open = append(open, "group")
	}
	if s.OwnerStated && s.OwnerLeft <= 0 {
		return open
	}
	for _, m := range []struct {
		name string
		left int
	}{{"outgoing", s.Outgoing}, {"incoming", s.Incoming}, {"virtual", s.Virtual}} {
		if m.left > 0 {
			open = append(open, m.name)
		}
	}
	return open
}
