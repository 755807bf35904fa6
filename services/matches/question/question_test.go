package question_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/matches/question"
)

const today = "2026-11-21"

var running = contract.QuestionAsked{
	Match: "m-1", Gate: "running", To: question.Owner, Owner: "kabupaten-teluk-bintuni", Region: "94.03",
	Practice: "sistem-edat-malaria", AskedText: "Is the practice still running?",
}

func reply(change func(*question.Reply)) question.Reply {
	r := question.Reply{Side: question.Owner, Answer: "yes", CheckedOn: "2026-11-01", Ground: intake.Ground{Basis: event.Official}, Today: today}
	if change != nil {
		change(&r)
	}
	return r
}

func sample(change func(*question.Reply)) question.Reply {
	r := reply(func(r *question.Reply) {
		r.Note, r.Ground = "Contoh: the office says that it runs.", intake.Ground{Basis: event.Sample, AllowSample: true}
	})
	if change != nil {
		change(&r)
	}
	return r
}

func apply(s question.State, data any) question.State {
	return s.Apply(event.Fact{Type: contract.TypeOf(data), Actor: "o-one", Time: time.Unix(0, 0)}, data)
}

func TestOneQuestionServesAllMatches(t *testing.T) {
	t.Parallel()
	other := running
	other.Match, other.Region = "m-2", "91.01"
	if question.ID(running) != question.ID(other) {
		t.Error("two regions ask the owner the same question, but get two ids")
	}
	road := running
	road.Gate, road.Item, road.To = "precondition", "road-access", question.Region
	elsewhere := road
	elsewhere.Region = "91.01"
	if question.ID(road) == question.ID(elsewhere) {
		t.Error("two regions are asked about their own roads, but share an id")
	}
	if id := question.ID(road); id == question.ID(running) || !event.ValidToken(id) {
		t.Errorf("got the id %q", id)
	}
}

func TestAskedOnceWhileOpen(t *testing.T) {
	t.Parallel()
	var s question.State
	first, err := s.Ask(running)
	if err != nil || first == nil {
		t.Fatalf("got %v, %v", first, err)
	}
	s = apply(s, first)
	if again, err := s.Ask(running); again != nil || err != nil {
		t.Errorf("an open question was asked again: %v, %v", again, err)
	}
	answer, err := s.Reply(reply(nil))
	if err != nil {
		t.Fatal(err)
	}
	s = apply(s, answer)
	if later, err := s.Ask(running); later == nil || err != nil {
		t.Errorf("an answer that no longer holds cannot be asked anew: %v, %v", later, err)
	}
	nobody := running
	nobody.To = ""
	if _, err := (question.State{}).Ask(nobody); fault.KindOf(err) != fault.KindInvalid {
		t.Errorf("a question to nobody: got %v", err)
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	open := apply(question.State{}, &running)
	tests := map[string]struct {
		given question.State
		when  question.Reply
		code  string
	}{
		"yes":                   {open, reply(nil), ""},
		"no":                    {open, reply(func(r *question.Reply) { r.Answer = "no" }), ""},
		"perhaps":               {open, reply(func(r *question.Reply) { r.Answer = "perhaps" }), "word.unknown"},
		"the other side":        {open, reply(func(r *question.Reply) { r.Side = question.Region }), "question.side"},
		"a coordinator":         {open, reply(func(r *question.Reply) { r.Side = "" }), "question.side"},
		"tomorrow":              {open, reply(func(r *question.Reply) { r.CheckedOn = "2026-11-22" }), "question.checked_on"},
		"no date":               {open, reply(func(r *question.Reply) { r.CheckedOn = "" }), "question.checked_on"},
		"exactly 12 months ago": {open, reply(func(r *question.Reply) { r.CheckedOn = "2025-11-21" }), ""},
		"more than 12 months":   {open, reply(func(r *question.Reply) { r.CheckedOn = "2025-11-20" }), "question.checked_on"},
		"no basis":              {open, reply(func(r *question.Reply) { r.Ground.Basis = "" }), "basis.unknown"},
		"a sample here":         {open, sample(func(r *question.Reply) { r.Ground.AllowSample = false }), "basis.sample"},
		"a sample in a demo":    {open, sample(nil), ""},
		"a sample not labelled": {open, sample(func(r *question.Reply) { r.Note = "It runs." }), "text.label"},
		"an invented no":        {open, sample(func(r *question.Reply) { r.Answer = "no" }), "basis.invented"},
		"a fictitious no":       {open, sample(func(r *question.Reply) { r.Answer, r.Ground.Fictitious = "no", true }), ""},
		"nothing was asked":     {question.State{}, reply(nil), "question.unknown"},
		"answered already":      {apply(open, &contract.QuestionAnswered{Answer: "no"}), reply(nil), "question.closed"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.given.Reply(tc.when)
			var code string
			if f, ok := fault.As(err); ok {
				code = f.Code
			}
			if code != tc.code || (got != nil) != (tc.code == "") {
				t.Fatalf("got %v, refusal %q (%v), want %q", got, code, err, tc.code)
			}
			if got != nil && (got.Practice != running.Practice || got.Gate != running.Gate || got.CheckedOn != tc.when.CheckedOn) {
				t.Errorf("the answer lost what it is about: %+v", got)
			}
		})
	}
}

func TestAnyHistoryFolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s question.State
		var log []any
		for n := rapid.IntRange(0, 20).Draw(t, "commands"); n > 0; n-- {
			if rapid.Bool().Draw(t, "ask") {
				if got, err := s.Ask(running); err == nil && got != nil {
					log = append(log, got)
					s = apply(s, got)
				}
				continue
			}
			day := calendar.Date("2026-11-21").AddDays(rapid.IntRange(-400, 2).Draw(t, "day"))
			got, err := s.Reply(reply(func(r *question.Reply) { r.CheckedOn = day }))
			if err == nil {
				log = append(log, got)
				s = apply(s, got)
			}
		}
		var again question.State
		for i, data := range log {
			again = apply(again, data)
			if _, asked := data.(*contract.QuestionAsked); asked != (i%2 == 0) {
				t.Fatal("questions and answers do not alternate")
			}
		}
		if diff := cmp.Diff(s, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
