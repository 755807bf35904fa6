package portal

import (
	"net/url"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/policy"
)

// decisionForm is what a coordinator or hub delegate can say about a proposal. Every form has a key of its own: pressing
// a button twice decides once.
type decisionForm struct {
	ID         string
	Version    uint64
	Next       string
	ApproveKey string // empty: a condition keeps it from approval
	OtherKey   string // of the form for no and for later
	ReopenKey  string // of a decided one
	Today      string // first day that a deferral can name
	Later      string // the day that is filled in
	Tied       bool   // the caller belongs to a side and takes no part
}

// lookAgainMonths is the deferral that is filled in.
const lookAgainMonths = 1

// decisionForm is nil for a caller who does not decide on the proposal.
func (s *Service) decisionForm(v *visit, p proposalRow, clear bool, next string) *decisionForm {
	if !v.May(policy.MatchDecide, p.object()) {
		return nil
	}
	today := s.today()
	f := &decisionForm{
		ID: p.ID, Version: p.Version, Next: withDone(next, p.ID), Tied: s.tied(v, p),
		Today: string(today), Later: string(today.AddMonths(lookAgainMonths)),
	}
	switch {
	case f.Tied:
	case p.open():
		f.OtherKey = newKey()
		if clear {
			f.ApproveKey = newKey()
		}
	default:
		f.ReopenKey = newKey()
	}
	return f
}

// withDone makes the queue say what became of a proposal; other pages show it themselves.
func withDone(next, id string) string {
	u, err := url.Parse(next)
	if err != nil || u.Path != "/usulan" {
		return next
	}
	q := u.Query()
	q.Set("baru", id)
	u.RawQuery = q.Encode()
	return u.String()
}

// stateWord is the state of a proposal in words.
func (v *visit) stateWord(p proposalRow) string { return v.say("state." + v.seen(p)) }

// seen is the state as the caller may know it: a no and a deferral are facts for the ministry alone. The sides are told
// what is true without them: that it does not go on, or that it still waits.
func (v *visit) seen(p proposalRow) string {
	switch {
	case v.ministry():
		return p.State
	case p.State == rejected:
		return "closed"
	case p.State == deferred:
		return proposed
	}
	return p.State
}

// stateNote says since when, until when and why, as far as the caller may know.
func (v *visit) stateNote(p proposalRow) string {
	last := entry{}
	if len(p.History) > 0 {
		last = p.History[len(p.History)-1]
	}
	var notes []string
	if p.State == deferred && p.Until != "" && v.ministry() {
		notes = append(notes, v.say("state.until", "date", v.date(p.Until)))
	}
	if !p.open() && v.seen(p) != "closed" {
		notes = append(notes, v.date(dayOf(p.Changed)))
	}
	if last.Reason != "" && v.ministry() && p.State != proposed {
		notes = append(notes, last.Reason)
	}
	return strings.Join(notes, " · ")
}

// dayOf is the date of a time in Jakarta.
func dayOf(t time.Time) calendar.Date { return calendar.DateOf(t.In(region.Jakarta.Location())) }
