package portal

import (
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/event"
)

// line is one line of a history: what happened, when with its zone, and under which opaque id.
type line struct {
	At    time.Time
	What  string
	By    string
	Note  string
	Basis event.Basis
}

// questionView is one question with its answer.
type questionView struct {
	Text, To, Asked string
	Open            bool
	Answer, Word    string // yes or no, and in words
	Note, Answered  string
	Checked         string
	Basis           event.Basis
}

func (s *Service) questionView(v *visit, q questionRow) questionView {
	view := questionView{Text: v.question(q.Asked), To: v.say("side." + q.Asked.To), Asked: v.date(dayOf(q.AskedAt)), Open: q.Open}
	if !q.Open {
		view.Answer, view.Word, view.Note, view.Basis = q.Answer.Answer, v.say("answer."+q.Answer.Answer), q.Answer.Note, q.Basis
		view.Answered, view.Checked = v.date(dayOf(q.Answered)), v.date(q.Answer.CheckedOn)
	}
	return view
}

// history is what happened to a proposal and its questions, the latest first. A no and a deferral are facts for the
// ministry alone, so the sides do not read them here.
func (s *Service) history(v *visit, p proposalRow, questions []questionRow) []line {
	var all []line
	for _, e := range p.History {
		word := eventWord(e.Type)
		if !v.ministry() && (word == rejected || word == deferred) {
			continue
		}
		l := line{At: e.At, What: v.say("history." + word), By: e.By, Basis: e.Basis, Note: e.Reason}
		if !v.ministry() {
			l.Note = ""
		}
		if e.Until != "" {
			l.Note = strings.TrimSpace(v.say("state.until", "date", v.date(e.Until)) + " " + l.Note)
		}
		all = append(all, l)
	}
	for _, q := range questions {
		text := v.question(q.Asked)
		all = append(all, line{At: q.AskedAt, What: v.say("history.asked", "to", v.say("side."+q.Asked.To)), By: q.AskedBy, Note: text})
		if !q.Open {
			all = append(all, line{
				At: q.Answered, What: v.say("history.answered", "answer", v.say("answer."+q.Answer.Answer)), By: q.By, Note: text, Basis: q.Basis,
			})
		}
	}
	slices.SortStableFunc(all, func(a, b line) int { return b.At.Compare(a.At) })
	return all
}

// planHistory is what happened to a plan, the latest first.
func (v *visit) planHistory(p planRow) []line {
	var all []line
	for _, e := range slices.Backward(p.History) {
		all = append(all, line{At: e.At, What: v.say("history.plan." + eventWord(e.Type)), By: e.By, Note: e.Reason})
	}
	return all
}

// eventWord is the name of a fact without kind and version: match.approved.v1 is approved.
func eventWord(typ string) string {
	parts := strings.Split(typ, ".")
	if len(parts) < 2 {
		return typ
	}
	return parts[1]
}
