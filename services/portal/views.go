package portal

import (
	"cmp"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/views"
)

// viewVersion is raised when a row, a key or the fold changes: the view is then rebuilt from the first fact.
const viewVersion = 3

// The states of a proposal and of a plan, as the facts give them.
const (
	proposed  = "proposed"
	deferred  = "deferred"
	approved  = "approved"
	rejected  = "rejected"
	cancelled = "cancelled"

	computed  = "computed"
	published = "published"
	withdrawn = "withdrawn"
)

// entry is one line of a history. By is an opaque id.
type entry struct {
	Type   string
	At     time.Time
	By     string
	Reason string
	Until  calendar.Date
	Basis  event.Basis
}

// proposalRow is one proposal as its facts tell it.
type proposalRow struct {
	ID      string
	State   string
	Since   time.Time // in the queue since
	Changed time.Time
	Until   calendar.Date
	Basis   event.Basis
	Version uint64
	Pair    contract.MatchProposed
	History []entry
}

func (p proposalRow) open() bool { return p.State == proposed || p.State == deferred }

func (p proposalRow) province() string { return string(region.Code(p.Pair.Region).Province()) }

// place is where a proposal stands in the queue: pressing needs first, then the oldest.
func (p proposalRow) place() string {
	return views.Number(int64(9-p.Pair.Priority)) + "/" + views.Time(p.Since)
}

// anyValue stands in a key for a filter that is not set.
const anyValue = "-"

// queueKey is the prefix of the queue under a filter; empty values are not filtered.
func queueKey(state, province, period, problem string) string {
	key := []string{state, province, period, problem}
	for i, v := range key {
		if v == "" {
			key[i] = anyValue
		}
	}
	return strings.Join(key, "/") + "/"
}

// The queue holds each proposal under every combination of filters, so that a filtered page and its total are exact
// and cost the same as an unfiltered one: 16 entries each.
var queueIndex = views.Index[proposalRow]{Name: "queue", Keys: func(k *views.Keys, _ string, p proposalRow) {
	place := p.place()
	for _, state := range orAny(p.State) {
		for _, province := range orAny(p.province()) {
			for _, period := range orAny(string(p.Pair.Period)) {
				for _, problem := range orAny(p.Pair.Problem) {
					k.Add(state, "/", province, "/", period, "/", problem, "/", place)
				}
			}
		}
	}
}}

// orAny is a value and the sign that stands for any.
func orAny(v string) [2]string { return [2]string{cmp.Or(v, anyValue), anyValue} }

// sideKey is the prefix of what concerns one side: "r" and a region code, or "o" and an owner.
func sideKey(side, who, state string) string {
	if state == "" {
		state = anyValue
	}
	return side + "/" + who + "/" + state + "/"
}

var sideIndex = views.Index[proposalRow]{Name: "side", Keys: func(k *views.Keys, _ string, p proposalRow) {
	place := p.place()
	for _, state := range orAny(p.State) {
		k.Add("r/", p.Pair.Region, "/", state, "/", place)
		k.Add("o/", p.Pair.Owner, "/", state, "/", place)
	}
}}

// sampleKey is the prefix of the proposals that rest on samples, of one state or of all.
func sampleKey(state string) string {
	if state == "" {
		state = anyValue
	}
	return state + "/"
}

// The index of samples holds what public counts leave out.
var sampleIndex = views.Index[proposalRow]{Name: "sample", Keys: func(k *views.Keys, _ string, p proposalRow) {
	if p.Basis == event.Sample {
		k.Add(sampleKey(p.State))
		k.Add(sampleKey(""))
	}
}}

var proposalTable = views.NewTable("proposal", queueIndex, sideIndex, sampleIndex)

// questionRow is one question as its facts tell it.
type questionRow struct {
	ID       string
	Open     bool
	Asked    contract.QuestionAsked
	AskedAt  time.Time
	AskedBy  string
	Answer   contract.QuestionAnswered
	Answered time.Time
	By       string
	Basis    event.Basis
	Version  uint64
}

// gateKey is how gates are named in lists: the code, and behind a colon the item.
func (q questionRow) gateKey() string {
	if q.Asked.Item == "" {
		return q.Asked.Gate
	}
	return q.Asked.Gate + ":" + q.Asked.Item
}

func (q questionRow) state() string {
	if q.Open {
		return "open"
	}
	return "answered"
}

// Questions are found by the pair that they are about, by their state, and by the side that was asked.
var (
	questionPair = views.Index[questionRow]{Name: "pair", Keys: func(k *views.Keys, _ string, q questionRow) {
		k.Add(q.Asked.Practice, "/", views.Time(q.AskedAt))
	}}
	questionState = views.Index[questionRow]{Name: "state", Keys: func(k *views.Keys, _ string, q questionRow) {
		k.Add(q.state(), "/", views.Time(q.AskedAt))
	}}
	questionTable = views.NewTable("question", questionPair, questionState)
)

// planRow is one plan as its facts tell it.
type planRow struct {
	ID       string
	State    string
	Plan     contract.PlanComputed
	Basis    event.Basis
	Computed time.Time
	Changed  time.Time
	Reason   string
	Version  uint64
	History  []entry
}

var (
	planIndex = views.Index[planRow]{Name: "computed", Keys: func(k *views.Keys, _ string, p planRow) { k.Add(views.Time(p.Computed)) }}
	planTable = views.NewTable("plan", planIndex)
)

// statusRow is the legal statuses that a region had, in the order in which they were recorded.
type statusRow struct {
	Periods []statusPeriod
}

type statusPeriod struct {
	contract.RegionStatusSet
	Basis event.Basis
}

var statusTable = views.NewTable("status", views.All[statusRow]("all"))

// needRow says since when a need has a practice, or has none.
type needRow struct {
	Answered bool
	Since    time.Time
}

var needTable = views.NewTable("need", views.All[needRow]("all"))

// listRow says when the list of suggestions for a region last changed.
type listRow struct {
	Changed time.Time
	Rubric  int
}

var listTable = views.NewTable("list", views.All[listRow]("all"))
