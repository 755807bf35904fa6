package portal

import (
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/views"
)

func fold(w views.Writer, rec eventlog.Record) error {
	id := rec.Fact.Subject
	switch rec.Fact.Kind() {
	case "match":
		proposalTable.Change(w, id, func(old proposalRow, _ bool) proposalRow { return old.after(rec) })
	case "question":
		questionTable.Change(w, id, func(old questionRow, _ bool) questionRow { return old.after(rec) })
	case "plan":
		planTable.Change(w, id, func(old planRow, _ bool) planRow { return old.after(rec) })
	case "recommendation":
		if d, ok := rec.Data.(*contract.RecommendationRanked); ok {
			listTable.Put(w, id, listRow{Changed: rec.Fact.Time, Rubric: d.Rubric})
		}
	case "need":
		_, answered := rec.Data.(*contract.NeedAnswered)
		needTable.Put(w, id, needRow{Answered: answered, Since: rec.Fact.Time})
	case "region":
		if d, ok := rec.Data.(*contract.RegionStatusSet); ok {
			statusTable.Change(w, id, func(old statusRow, _ bool) statusRow {
				return statusRow{Periods: append(slices.Clone(old.Periods), statusPeriod{*d, rec.Fact.Basis})}
			})
		}
	}
	return nil
}

// after is the proposal with one more fact. A fact of an unknown shape leaves a line in the history and changes nothing.
func (p proposalRow) after(rec eventlog.Record) proposalRow {
	f := rec.Fact
	line := entry{Type: f.Type, At: f.Time, By: f.Actor, Basis: f.Basis}
	state := p.State
	switch d := rec.Data.(type) {
	case *contract.MatchProposed:
		if !p.open() {
			p.Since = f.Time
		}
		p.ID, p.Pair, p.Basis = f.Subject, *d, f.Basis
		line.Reason = d.Reason
		if p.State != deferred { // a newer plan does not undo a deferral
			state = proposed
		}
	case *contract.MatchApproved:
		state, line.Reason = approved, d.Reason
	case *contract.MatchRejected:
		state, line.Reason = rejected, d.Reason
	case *contract.MatchDeferred:
		state, line.Reason, line.Until = deferred, d.Reason, d.Until
	case *contract.MatchReopened:
		state, line.Reason = proposed, d.Reason
	case *contract.MatchCancelled:
		state, line.Reason = cancelled, d.Reason
	}
	if state != p.State || line.Until != "" {
		p.Until = line.Until
	}
	p.State, p.Basis = state, event.Weakest(p.Basis, f.Basis)
	p.Changed, p.Version = f.Time, f.Version
	p.History = append(slices.Clone(p.History), line)
	return p
}

// after is the question with one more fact.
func (q questionRow) after(rec eventlog.Record) questionRow {
	f := rec.Fact
	switch d := rec.Data.(type) {
	case *contract.QuestionAsked:
		q = questionRow{ID: f.Subject, Open: true, Asked: *d, AskedAt: f.Time, AskedBy: f.Actor}
	case *contract.QuestionAnswered:
		q.Open, q.Answer, q.Answered, q.By, q.Basis = false, *d, f.Time, f.Actor, f.Basis
	}
	q.Version = f.Version
	return q
}

// after is the plan with one more fact.
func (p planRow) after(rec eventlog.Record) planRow {
	f := rec.Fact
	line := entry{Type: f.Type, At: f.Time, By: f.Actor, Basis: f.Basis}
	switch d := rec.Data.(type) {
	case *contract.PlanComputed:
		p = planRow{ID: f.Subject, State: computed, Plan: *d, Basis: f.Basis, Computed: f.Time, History: p.History}
	case *contract.PlanPublished:
		p.State, p.Reason = published, ""
	case *contract.PlanWithdrawn:
		p.State, p.Reason, line.Reason = withdrawn, d.Reason, d.Reason
	}
	p.Changed, p.Version = f.Time, f.Version
	p.History = append(slices.Clone(p.History), line)
	return p
}
