package portal

import (
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/vocabulary"
)

// answerForm is one open question with the form of the side that was asked.
type answerForm struct {
	ID, Text, Practice, Region string
	AskedOn                    string
	Version                    uint64
	Key, Next                  string
	Today, Earliest            string
	Bases                      []option
}

// openQuestions are all that wait for an answer, the oldest first.
func (s *Service) openQuestions(v *visit) ([]questionRow, error) {
	rows, err := questionTable.List(v.Context(), s.view.View(), questionState, views.Query{Prefix: "open/"})
	all := make([]questionRow, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.Doc)
	}
	return all, err
}

// about says whether a question is about a pair. What is true of the practice alone is one question for every region.
func (q questionRow) about(d contract.MatchProposed) bool {
	alone := q.Asked.Gate == matching.GateRunning || q.Asked.Gate == matching.GateMature
	return q.Asked.Practice == d.Innovation && (alone || q.Asked.Region == d.Region)
}

// askedAbout finds the question that a condition of a pair became.
func askedAbout(all []questionRow, d contract.MatchProposed, gateKey string) (questionRow, bool) {
	i := slices.IndexFunc(all, func(q questionRow) bool { return q.about(d) && q.gateKey() == gateKey })
	if i < 0 {
		return questionRow{}, false
	}
	return all[i], true
}

// askedOf are the open questions that the caller's own side was asked. Nobody else can answer them, a coordinator
// neither.
func (s *Service) askedOf(v *visit, open []questionRow) []answerForm {
	var forms []answerForm
	for _, q := range open {
		if s.mayAnswer(v, q) {
			forms = append(forms, s.answerForm(v, q))
		}
	}
	return forms
}

func (s *Service) mayAnswer(v *visit, q questionRow) bool {
	of := policy.Object{Region: q.Asked.Region}
	if q.Asked.To == "owner" {
		of = policy.Object{Owner: q.Asked.Owner}
	}
	return q.Open && v.May(policy.QuestionAnswer, of)
}

func (s *Service) answerForm(v *visit, q questionRow) answerForm {
	today := s.today()
	f := answerForm{
		ID: q.ID, Text: v.question(q.Asked), Practice: s.practiceLabel(v, q.Asked.Practice).Title, Region: s.regionName(q.Asked.Region),
		AskedOn: v.date(dayOf(q.AskedAt)), Version: q.Version, Key: newKey(), Next: v.here(""),
		Today: string(today), Earliest: string(today.AddMonths(-12)),
	}
	for _, b := range []event.Basis{event.Official, event.Press, event.Reading, event.Sample} {
		if b != event.Sample || s.opt.Demo {
			f.Bases = append(f.Bases, option{Value: string(b), Text: v.basis(b)})
		}
	}
	return f
}

// question is the sentence of a question in the language of the page.
func (l *tongue) question(q contract.QuestionAsked) string {
	text := matching.Question(l.lang, vocabulary.Names, matching.Gate{Code: q.Gate, Item: q.Item})
	if text == "" {
		return q.AskedText
	}
	return text
}
