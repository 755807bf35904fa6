package portal

import (
	"strconv"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/catalogue"
)

// regionName is the present name of a region; its code if it is not registered.
func (s *Service) regionName(code string) string {
	if r, ok := s.cat.Region(code); ok {
		return r.Name
	}
	return code
}

// provinceName is the name of the province of a region.
func (s *Service) provinceName(code string) string {
	return s.regionName(string(region.Code(code).Province()))
}

// ownerName is the name of an owner; its id if it is not registered.
func (s *Service) ownerName(id string) string {
	if o, ok := s.cat.Owner(id); ok {
		return o.Name
	}
	return id
}

// practiceLabel is a practice as every list shows it.
type practiceLabel struct {
	ID, Title, Owner, Award string
	AwardBasis              event.Basis
	Liveness                string // in words, with its date
	LivenessState           string
	LivenessBasis           event.Basis
	LivenessSource          string
	Abroad                  string // country, if it is not Indonesia
}

// home is the country of the regions that learn.
const home = "Indonesia"

func (s *Service) practiceLabel(v *visit, id string) practiceLabel {
	l := v.tongue
	p, ok := s.cat.Practice(id)
	if !ok {
		return practiceLabel{ID: id, Title: id, Liveness: l.say("liveness.unconfirmed"), LivenessState: "unconfirmed"}
	}
	label := practiceLabel{ID: id, Title: p.Title, Owner: s.ownerName(p.Owner)}
	label.Award, label.AwardBasis = awardLine(l, p)
	if !s.sees(v, p.Liveness.Basis) {
		p.Liveness = catalogue.Liveness{}
	}
	label.LivenessState = p.Liveness.On(s.today())
	label.Liveness = livenessLine(l, p.Liveness, s.today())
	if label.LivenessState != "unconfirmed" {
		label.LivenessBasis, label.LivenessSource = p.Liveness.Basis, p.Liveness.Source
	}
	if p.Country != home {
		label.Abroad = p.Country
	}
	return label
}

// awardLine is the first award with its year.
func awardLine(l *tongue, p catalogue.Practice) (string, event.Basis) {
	if len(p.Awards) == 0 {
		return l.say("practice.no_award"), ""
	}
	return awardWords(p.Awards[0]), p.Awards[0].Basis
}

func awardWords(a catalogue.Award) string {
	if a.Year == 0 || strings.Contains(a.Award, strconv.Itoa(a.Year)) {
		return a.Award
	}
	return a.Award + " " + strconv.Itoa(a.Year)
}

// livenessLine says whether a practice still runs, and as of when somebody said so.
func livenessLine(l *tongue, k catalogue.Liveness, on calendar.Date) string {
	return l.say("liveness."+k.On(on), "date", l.date(k.CheckedOn))
}

// problem is a problem of a need in words.
func (l *tongue) problem(id string) string { return l.name("problem", id) }

// listName is the name of a list of lagging regencies: perpres-63-2020 is Perpres 63/2020.
func listName(id string) string {
	parts := strings.Split(id, "-")
	if len(parts) == 3 && parts[0] == "perpres" {
		return "Perpres " + parts[1] + "/" + parts[2]
	}
	return id
}

// statusWords says the legal status of a region with its list and period. Nobody is called by the status alone.
func (l *tongue) statusWords(p statusPeriod, on calendar.Date) string {
	key := "status." + p.Status
	if p.Status == "lagging" && p.Until != "" && p.Until < on {
		key = "status.was_lagging"
	}
	return l.say(key, "list", listName(p.List), "from", strconv.Itoa(p.From.Year()), "until", strconv.Itoa(p.Until.Year()), "day", l.date(p.From), "end", l.date(p.Until))
}

// trim keeps what is said behind the name of a part or a gate, with a capital: the name stands beside it already.
func trim(sentence, name string) string {
	rest, cut := strings.CutPrefix(sentence, name+": ")
	if !cut || rest == "" {
		return sentence
	}
	return strings.ToUpper(rest[:1]) + rest[1:]
}
