package matches

import (
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/matches/match"
)

// viewVersion is raised when a row, a key or the fold changes: the views are then rebuilt from the first fact.
const viewVersion = 1

// row is one match as lists and its own page show it.
type row struct {
	ID         string          `json:"id"`
	State      string          `json:"state"`
	Origin     string          `json:"origin"`
	Plan       string          `json:"plan,omitempty"`
	Innovation string          `json:"innovation"`
	Owner      string          `json:"owner"`
	Region     string          `json:"region"`
	Need       string          `json:"need"`
	Problem    string          `json:"problem"`
	Priority   int             `json:"priority"`
	Period     calendar.Period `json:"period"`
	Mode       string          `json:"mode"`
	Session    string          `json:"session,omitempty"`
	Score      int             `json:"score,omitempty"`
	Parts      contract.Parts  `json:"parts,omitempty"`
	Unknown    []string        `json:"unknown,omitempty"`
	Rubric     int             `json:"rubric,omitempty"`
	Reason     string          `json:"reason,omitempty"`
	Until      calendar.Date   `json:"until,omitempty"`
	Basis      event.Basis     `json:"basis,omitempty"`
	Since      time.Time       `json:"since"`
	Changed    time.Time       `json:"changed"`
	Version    uint64          `json:"version"`
	History    []match.Entry   `json:"history"`
}

func (r row) province() string { return string(region.Code(r.Region).Province()) }

// place is where a match stands in the queue: pressing needs first, then the oldest.
func (r row) place() string {
	return views.Number(int64(9-r.Priority)) + "/" + views.Time(r.Since)
}

// The indexes hold matches by what people narrow a list to, each in the order of the queue.
var (
	everyMatch = matchIndex("every", func(row) string { return "" })
	byState    = matchIndex("state", func(r row) string { return r.State })
	byPlan     = matchIndex("plan", func(r row) string { return r.Plan })
	byRegion   = matchIndex("region", func(r row) string { return r.Region })
	byOwner    = matchIndex("owner", func(r row) string { return r.Owner })
	byProvince = matchIndex("province", row.province)
	byNeed     = matchIndex("need", func(r row) string { return r.Need })
	matchTable = views.NewTable("match", everyMatch, byState, byPlan, byRegion, byOwner, byProvince, byNeed)
)

func matchIndex(name string, of func(row) string) views.Index[row] {
	return views.Index[row]{Name: name, Keys: func(k *views.Keys, _ string, r row) { k.Add(of(r), "/", r.place()) }}
}

// questionRow is one question as lists show it.
type questionRow struct {
	ID        string        `json:"id"`
	State     string        `json:"state"`
	Gate      string        `json:"gate"`
	Item      string        `json:"item,omitempty"`
	To        string        `json:"to"`
	Owner     string        `json:"owner"`
	Region    string        `json:"region"`
	Practice  string        `json:"practice"`
	Match     string        `json:"match,omitempty"`
	Text      string        `json:"text"`
	Asked     time.Time     `json:"asked"`
	Answer    string        `json:"answer,omitempty"`
	Note      string        `json:"note,omitempty"`
	CheckedOn calendar.Date `json:"checked_on,omitempty"`
	Answered  time.Time     `json:"answered,omitzero"`
	By        string        `json:"by,omitempty"`
	Basis     event.Basis   `json:"basis,omitempty"`
	Version   uint64        `json:"version"`
}

// States of a question.
const (
	questionOpen     = "open"
	questionAnswered = "answered"
)

// Questions are listed oldest first.
var (
	everyQuestion    = questionIndex("every", func(questionRow) string { return "" })
	questionsByState = questionIndex("state", func(q questionRow) string { return q.State })
	questionsOwner   = questionIndex("owner", func(q questionRow) string { return q.Owner })
	questionsRegion  = questionIndex("region", func(q questionRow) string { return q.Region })
	questionTable    = views.NewTable("question", everyQuestion, questionsByState, questionsOwner, questionsRegion)
)

func questionIndex(name string, of func(questionRow) string) views.Index[questionRow] {
	return views.Index[questionRow]{Name: name, Keys: func(k *views.Keys, _ string, q questionRow) { k.Add(of(q), "/", views.Time(q.Asked)) }}
}

func fold(w views.Writer, rec eventlog.Record) error {
	switch rec.Fact.Kind() {
	case "match":
		matchTable.Change(w, rec.Fact.Subject, func(old row, _ bool) row { return old.after(rec) })
	case "question":
		questionTable.Change(w, rec.Fact.Subject, func(old questionRow, _ bool) questionRow { return old.after(rec) })
	}
	return nil
}
