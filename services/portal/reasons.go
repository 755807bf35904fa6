package portal

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vocabulary"
)

// scoreView is a score with its parts.
type scoreView struct {
	Band   band
	Basis  event.Basis
	Rubric contract.RubricAdopted
	// RubricSource is where the weights come from, in the language of the page.
	RubricSource string
	Bar          []segment
	Parts        []partView
}

// partView is one part of the score. A part without data is not counted, and says so.
type partView struct {
	Name, Class, Says string
	Known             bool
	Value, Weight     int // Value in hundredths
	Basis             event.Basis
}

// said is one reason for or against.
type said struct {
	Text  string
	Basis event.Basis
}

// gateView is one condition as it stands today.
type gateView struct {
	Name, Says, Answer, Word string
	Blocking                 bool // it must be a yes before approval
	Basis                    event.Basis
	Asked                    string // when the side that knows was asked
	To                       string // side that knows
}

func scoreOf(l *tongue, ev matching.Evaluation, rubric contract.RubricAdopted) scoreView {
	name := func(part string) string { return matching.PartName(l.lang, part) }
	v := scoreView{Band: l.band(ev.Band), Basis: ev.Basis, Rubric: rubric, RubricSource: l.half(rubric.Source), Bar: stack(ev.Parts, rubric.Weights, name)}
	for _, p := range ev.Parts {
		v.Parts = append(v.Parts, partView{
			Name: name(p.Name), Class: "part-" + p.Name, Known: p.Known, Value: p.Value / 10_000, Weight: rubric.Weights[p.Name],
			Says: partSays(l, p), Basis: knownBasis(p),
		})
	}
	return v
}

func knownBasis(p matching.Part) event.Basis {
	if !p.Known {
		return ""
	}
	return p.Basis
}

// partSays is the sentence of a part without its name and basis, which stand beside it.
func partSays(l *tongue, p matching.Part) string {
	p.Basis = ""
	return trim(matching.ExplainPart(l.lang, vocabulary.Names, p), matching.PartName(l.lang, p.Name))
}

// leadOf is the sentence that begins with "Disarankan karena": what speaks most for the pair.
func leadOf(l *tongue, ev matching.Evaluation, medium int) string {
	var why []string
	for _, p := range ev.Parts {
		if p.Known && p.Value >= medium && len(why) < 3 {
			text := strings.TrimSuffix(partSays(l, p), ".")
			first, _, _ := strings.Cut(text, "; ")
			why = append(why, strings.ToLower(first[:1])+first[1:])
		}
	}
	if len(why) == 0 {
		return l.say("proposal.lead_none")
	}
	return l.say("proposal.lead", "why", strings.Join(why, "; "))
}

// reasonsOf sorts what is known into what speaks for the pair and what against it: a part counts for it from the value
// on at which the rubric calls a score medium. What nobody answered may yet speak against it, and so stands there too.
func reasonsOf(l *tongue, p proposalRow, ev matching.Evaluation, medium int) (favour, against []said) {
	for _, part := range ev.Parts {
		r := said{partSays(l, part), knownBasis(part)}
		switch {
		case part.Known && part.Value >= medium:
			favour = append(favour, r)
		case part.Known:
			against = append(against, r)
		}
	}
	var open []string
	for _, g := range ev.Gates {
		switch {
		case p.State == approved && g.Code == matching.GateCapacity: // it has its visit
		case g.Answer == matching.Unknown:
			open = append(open, gateTopic(l, g))
		case g.Answer == matching.No:
			against = append(against, said{gateSays(l, g), g.Basis})
		case g.Answer == matching.Yes && (g.Code == matching.GateRunning || g.Code == matching.GatePrecondition):
			favour = append(favour, said{gateSays(l, g), g.Basis})
		}
	}
	if len(open) > 0 {
		against = append(against, said{Text: l.say("reasons.unknown", "what", strings.Join(open, "; "))})
	}
	return favour, against
}

// gateTopic names what a condition is about: what has to be there in the region, or the condition itself.
func gateTopic(l *tongue, g matching.Gate) string {
	if g.Item != "" {
		return matching.GateName(l.lang, g.Code) + " (" + l.name(g.Code, g.Item) + ")"
	}
	return matching.GateName(l.lang, g.Code)
}

func gateSays(l *tongue, g matching.Gate) string {
	g.Basis = ""
	return matching.ExplainGate(l.lang, vocabulary.Names, g)
}

func gatesOf(l *tongue, p proposalRow, ev matching.Evaluation, questions []questionRow) []gateView {
	var all []gateView
	for _, g := range ev.Gates {
		if p.State == approved && g.Code == matching.GateCapacity {
			continue // it has its visit
		}
		all = append(all, gateOf(l, p.Pair, g, questions))
	}
	slices.SortStableFunc(all, func(a, b gateView) int { return a.concern() - b.concern() })
	return all
}

// concern orders conditions by how much they ask for attention: known noes, what nobody answered, what must hold before
// approval, the rest.
func (g gateView) concern() int {
	switch {
	case g.Answer == "no":
		return 0
	case g.Answer == "unknown" && g.Blocking:
		return 1
	case g.Answer == "unknown":
		return 2
	case g.Blocking:
		return 3
	}
	return 4
}

// evaluate judges a proposal as it stands today, for the mode that was chosen: a seat in a session is no answer for a
// journey, and a visit of one mode none for another.
func (s *Service) evaluate(p proposalRow) (matching.Evaluation, error) {
	d := p.Pair
	ev, err := s.cat.Evaluate(d.Innovation, d.Need, s.today(), d.Period)
	if err != nil {
		return ev, err
	}
	left, offered := s.cat.OfferLeft(d.Innovation, d.Period), map[string]int{}
	offered["outgoing"], offered["incoming"], offered["virtual"] = left.Outgoing, left.Incoming, left.Virtual
	n, ofMode := offered[d.Mode]
	gates := slices.Clone(ev.Gates)
	for i, g := range gates {
		if g.Code == matching.GateCapacity && ofMode && left.Stated && n <= 0 && p.open() {
			gates[i].Answer, gates[i].Reason, gates[i].Number, gates[i].Basis = matching.No, "offer-used", 0, left.Basis
		}
	}
	ev.Gates = gates
	return ev, nil
}

func gateOf(l *tongue, d contract.MatchProposed, g matching.Gate, questions []questionRow) gateView {
	v := gateView{
		Name: matching.GateName(l.lang, g.Code), Says: trim(gateSays(l, g), matching.GateName(l.lang, g.Code)), Answer: g.Answer.String(),
		Word: l.say("answer." + g.Answer.String()), Blocking: matching.BlocksApproval(g.Code), Basis: g.Basis,
	}
	if g.Answer == matching.Unknown {
		v.Basis = "" // nobody said anything
		if to := matching.AskedOf(g.Code); to != "" {
			v.To = l.say("side." + to)
		}
		if q, ok := askedAbout(questions, d, g.Key()); ok && q.Open {
			v.Asked = l.date(dayOf(q.AskedAt))
		}
	}
	return v
}

// askForm asks the sides that know about what nobody has answered.
type askForm struct {
	ID, Key, Next string
	Choices       []askChoice
}

type askChoice struct {
	Gate, Text, To string
	Blocking       bool
}

// askForm is nil when nothing is left to ask or it is not for the caller to ask.
func (s *Service) askForm(v *visit, p proposalRow, ev matching.Evaluation, questions []questionRow) *askForm {
	may := v.May(policy.MatchDecide, p.object()) || v.May(policy.MatchSelf, p.object())
	if !may || p.State == rejected || p.State == cancelled {
		return nil
	}
	f := &askForm{ID: p.ID, Key: newKey(), Next: v.here("pertanyaan")}
	for _, g := range ev.Open() {
		to := matching.AskedOf(g.Code)
		q, asked := askedAbout(questions, p.Pair, g.Key())
		if to == "" || (asked && q.Open) {
			continue
		}
		f.Choices = append(f.Choices, askChoice{
			Gate: g.Key(), Text: matching.Question(v.lang, vocabulary.Names, g), To: v.say("side." + to), Blocking: matching.BlocksApproval(g.Code),
		})
	}
	if len(f.Choices) == 0 {
		return nil
	}
	return f
}
