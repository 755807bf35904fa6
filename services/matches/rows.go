package matches

import (
	"slices"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/matches/match"
)

// after is the row with one more fact. The state is folded by the domain, so that a page can never say anything else
// than a decision would find.
func (r row) after(rec eventlog.Record) row {
	f := rec.Fact
	state := match.State{Status: match.Status(r.State), Basis: r.Basis}.Apply(f, rec.Data)
	if d, ok := rec.Data.(*contract.MatchProposed); ok {
		r = r.proposed(f.Subject, f.Time, *d)
	}
	r.State, r.Basis = string(state.Status), state.Basis
	if state.Last.Type != "" {
		r.Until = state.Last.Until
	}
	r.Changed, r.Version = f.Time, f.Version
	r.History = append(slices.Clone(r.History), match.EntryOf(f, rec.Data))
	return r
}

// proposed replaces what a proposal says; a pair that waits already keeps its place in the queue.
func (r row) proposed(id string, at time.Time, d contract.MatchProposed) row {
	if !match.Status(r.State).Open() {
		r.Since = at
	}
	r.ID, r.Origin, r.Plan = id, d.Origin, d.Plan
	r.Innovation, r.Owner, r.Region, r.Need, r.Problem = d.Innovation, d.Owner, d.Region, d.Need, d.Problem
	r.Priority, r.Period, r.Mode, r.Session = d.Priority, d.Period, d.Mode, d.Session
	r.Score, r.Parts, r.Unknown, r.Rubric, r.Reason = d.Score, d.Parts, d.Unknown, d.Rubric, d.Reason
	return r
}

// after is the row with one more fact.
func (q questionRow) after(rec eventlog.Record) questionRow {
	f := rec.Fact
	switch d := rec.Data.(type) {
	case *contract.QuestionAsked:
		q = questionRow{
			ID: f.Subject, State: questionOpen, Gate: d.Gate, Item: d.Item, To: d.To, Owner: d.Owner, Region: d.Region,
			Practice: d.Practice, Match: d.Match, Text: d.AskedText, Asked: f.Time,
		}
	case *contract.QuestionAnswered:
		q.State, q.Answer, q.Note, q.CheckedOn = questionAnswered, d.Answer, d.Note, d.CheckedOn
		q.Answered, q.By, q.Basis = f.Time, f.Actor, f.Basis
	}
	q.Version = f.Version
	return q
}
