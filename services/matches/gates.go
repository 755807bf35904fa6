package matches

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/matches/match"
	"makcomblang.id/services/matches/question"
)

// modeGroup is the mode of a group session.
const modeGroup = "group"

// evaluate answers the conditions of a pair as they are known on a day.
func (s *Service) evaluate(p contract.MatchProposed, on calendar.Date) (matching.Evaluation, error) {
	ev, err := s.cat.Evaluate(p.Innovation, p.Need, on, p.Period)
	if fault.KindOf(err) == fault.KindNotFound {
		return ev, fault.Conflictf("match.gone", "The practice or the need is no longer in the register.")
	}
	if err != nil {
		return ev, err
	}
	for i, g := range ev.Gates {
		if g.Code == matching.GateCapacity {
			ev.Gates[i] = s.capacityGate(g, p)
		}
	}
	return ev, nil
}

// capacityGate answers for the mode of the match what the catalogue answers for any mode: a seat in a session is no
// answer for a journey. Where numbers are stated it says yes as long as the offer has a visit of the mode; whether a
// trip or a seat is left is then decided by the load, which nobody can pass at the same time.
func (s *Service) capacityGate(g matching.Gate, p contract.MatchProposed) matching.Gate {
	if p.Mode == "" {
		return g // not chosen yet
	}
	if p.Mode == modeGroup {
		if seats, ok := s.cat.SessionSeats(p.Session); ok {
			g.Answer, g.Reason, g.Number, g.Basis = matching.Yes, "seats", seats.Left, seats.Basis
		}
		return g
	}
	trips := s.cat.OwnerCapacity(p.Owner, p.Period)
	left, offered := s.offerLeft(p)
	switch {
	case offered && left <= 0:
		g.Answer, g.Reason, g.Number = matching.No, "offer-used", 0
	case offered && trips.Stated:
		g.Answer, g.Reason, g.Number = matching.Yes, "left", min(left, trips.Left)
	case g.Reason == "stated-yes" || g.Reason == "stated-no":
	case offered:
		g.Answer, g.Reason, g.Number = matching.Unknown, "owner-unstated", 0
	default:
		g.Answer, g.Reason, g.Number = matching.Unknown, "offer-unstated", 0
	}
	return g
}

// offerLeft is how many visits of the mode the offer of the practice still has. It counts this service's own states, in
// which an approval shows at once; approvals of one owner follow one another, because each takes a unit of its load.
func (s *Service) offerLeft(p contract.MatchProposed) (left int, offered bool) {
	practice, _ := s.cat.Practice(p.Innovation)
	offer, ok := practice.Offers[p.Period]
	if !ok {
		return 0, false
	}
	left = map[string]int{"outgoing": offer.Outgoing, "incoming": offer.Incoming, "virtual": offer.Virtual}[p.Mode]
	s.matches.All(func(_ string, m match.State, _ uint64) bool {
		o := m.Proposal
		if m.Status == match.Approved && o.Innovation == p.Innovation && o.Period == p.Period && o.Mode == p.Mode {
			left--
		}
		return true
	})
	return left, true
}

// gatesOf turns an evaluation into what a decision asks about. A coordinator's explicit choice with a reason opens the
// gate for a foreign practice, and that of a pause after an earlier refusal; both hold for everybody else.
func gatesOf(ev matching.Evaluation, chosen bool) []match.Gate {
	gates := make([]match.Gate, 0, len(ev.Gates))
	for _, g := range ev.Gates {
		if chosen && (g.Code == matching.GateForeign || g.Code == matching.GateCoolingOff) {
			continue
		}
		gates = append(gates, match.Gate{
			Code: g.Code, Item: g.Item, Answer: g.Answer.String(),
			Says: fault.Bilingual(matching.ExplainGate(matching.English, vocabulary.Names, g), matching.ExplainGate(matching.Indonesian, vocabulary.Names, g)),
			Ask:  adviceOn(g),
		})
	}
	return gates
}

// adviceOn says what a coordinator can do about an unknown condition.
func adviceOn(g matching.Gate) fault.Text {
	switch {
	case g.Answer != matching.Unknown:
		return fault.Text{}
	case g.Code == matching.GateCapacity:
		return fault.Textf("a yes: the owner states its capacity and the visits of this practice for the period, or answers the question that you ask with POST questions of this match")
	case matching.AskedOf(g.Code) == question.Region:
		return fault.Textf("a yes of the region: ask it with POST questions of this match, then approve again")
	default:
		return fault.Textf("a yes of the practice's owner, not older than 12 months: ask it with POST questions of this match, then approve again")
	}
}

// questionAbout is the question that a condition of a match becomes when nobody has answered it.
func questionAbout(id string, m match.State, g matching.Gate) contract.QuestionAsked {
	p := m.Proposal
	return contract.QuestionAsked{
		Match: id, Gate: g.Code, Item: g.Item, To: matching.AskedOf(g.Code), Owner: p.Owner, Region: p.Region, Practice: p.Innovation,
		AskedText: matching.Question(matching.Indonesian, vocabulary.Names, g),
	}
}
