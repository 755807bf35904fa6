// Package question turns a gate that nobody has answered into a question to the side that knows, and keeps the answer.
// It is pure; one question serves every match that needs its answer.
package question

import (
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/matching"
)

// The sides that can know.
const (
	Owner  = "owner"
	Region = "region"
)

// An answer about whether a practice runs holds for this long (see the running gate).
const holdsMonths = 12

// State is one question as its facts tell it.
type State struct {
	Asked  contract.QuestionAsked
	Answer contract.QuestionAnswered
	Open   bool // asked and not answered since
	Times  int  // how often it was asked
	Basis  event.Basis
	LastBy string
	LastAt string // in TimeForm
}

// TimeForm is the form of a time in a state: UTC, and in the order of time when sorted.
const TimeForm = "2006-01-02T15:04:05Z"

// ID is the id of the question. What is true of the practice alone is the same question for every region.
func ID(q contract.QuestionAsked) string {
	region := q.Region
	if q.Gate == matching.GateRunning || q.Gate == matching.GateMature {
		region = ""
	}
	return event.MintID("q", q.Gate+"/"+q.Item, q.Practice, region)
}

// Apply folds one fact.
func (s State) Apply(f event.Fact, data any) State {
	switch d := data.(type) {
	case *contract.QuestionAsked:
		s.Asked, s.Open = *d, true
		s.Times++
	case *contract.QuestionAnswered:
		s.Answer, s.Open, s.Basis = *d, false, f.Basis
	default:
		return s
	}
	s.LastBy, s.LastAt = f.Actor, f.Time.UTC().Format(TimeForm)
	return s
}

// Ask puts the question. It answers nil, which is nothing to append, while the question is open. It may be asked again
// after an answer: the caller only asks what is unknown today.
func (s State) Ask(q contract.QuestionAsked) (*contract.QuestionAsked, error) {
	if s.Open {
		return nil, nil
	}
	if q.To != Owner && q.To != Region {
		return nil, fault.Invalid("to", "question.side", "A question goes to one of the two sides.", "owner or region")
	}
	return &q, nil
}

// Reply is what a side answers.
type Reply struct {
	Side      string // Owner or Region: the side of the question that the actor speaks for; empty for neither
	Answer    string // yes or no
	CheckedOn calendar.Date
	Note      string // parsed by match.ParseReason; a made-up answer says so in it
	Ground    intake.Ground
	Today     calendar.Date
}

// Reply answers the question. It refuses with question.side an actor of the other side, a coordinator too, who would
// invent it; with question.closed what is not open; and with Invalid a wrong answer, date or basis.
func (s State) Reply(r Reply) (*contract.QuestionAnswered, error) {
	if s.Times == 0 {
		return nil, fault.NotFoundf("question.unknown", "There is no such question.")
	}
	if r.Side != s.Asked.To {
		return nil, fault.Forbiddenf("question.side", "Only the %s can answer this question.", sideWord(s.Asked.To)).With("to", s.Asked.To)
	}
	if !s.Open {
		return nil, fault.Stalef("question.closed", "This question has been answered.").
			With("decided_by", s.LastBy).With("decided_at", s.LastAt).With("decided", "question.answered.v1")
	}
	if err := s.check(r); err != nil {
		return nil, err
	}
	q := s.Asked
	return &contract.QuestionAnswered{
		Answer: r.Answer, Note: r.Note, CheckedOn: r.CheckedOn,
		Match: q.Match, Gate: q.Gate, Item: q.Item, Owner: q.Owner, Region: q.Region, Practice: q.Practice,
	}, nil
}

func (s State) check(r Reply) error {
	var wrong fault.List
	wrong.Add(intake.OneOf("answer", r.Answer, "yes", "no"))
	oldest := r.Today.AddMonths(-holdsMonths)
	if _, err := calendar.ParseDate(string(r.CheckedOn)); err != nil || r.CheckedOn > r.Today || r.CheckedOn < oldest {
		wrong.Add(fault.Invalid("checked_on", "question.checked_on", "The day on which it was checked is missing, lies ahead, or is too long ago to answer this.",
			"a date YYYY-MM-DD within the last 12 months, today included"))
	}
	ground := r.Ground.Check("basis")
	wrong.Add(ground)
	if ground == nil && r.Ground.Sample() {
		if r.Answer == "no" && !r.Ground.Fictitious {
			wrong.Add(fault.Invalid("basis", "basis.invented", "A no must not be made up for a government that exists.", "official, press or reading"))
		}
		wrong.Add(intake.Labelled("note", r.Note, true))
	}
	return wrong.Err()
}

func sideWord(side string) fault.Text {
	if side == Owner {
		return fault.Textf("owner of the practice")
	}
	return fault.Textf("region")
}
