package planning

import (
	"cmp"
	"maps"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
)

// Inputs are what a plan is made of, as they stood at one position of the log.
type Inputs struct {
	Period     calendar.Period
	Candidates []*matching.Evaluation // pairs that may be suggested
	Ties       []int                  // of the candidates, if they are known already
	Owners     map[string]int         // trips left; an owner that stated none is not in it
	Offers     map[string]Offer       // visits left, by practice
	Homes      map[string]string      // by owner: code of the region that it governs
	Sessions   []Session              // open group sessions
	Regions    []Region
	Needs      []Need
}

// Offer is what is left of a practice's visits by mode.
type Offer struct {
	Outgoing, Incoming, Virtual int
	More                        int // in a what-if run: on top, in no mode of its own
}

func (o Offer) total() int { return o.Outgoing + o.Incoming + o.Virtual + o.More }

// Session is a group session with the seats that are left. Its trip was taken
// from the owner when it was opened, so its seats are a capacity of their own.
type Session struct {
	ID         string
	Innovation string
	Left       int
}

// Region is a region with the visits that it can still take on.
type Region struct {
	Code   string
	Left   int
	Visits int // it had so far, in any period
}

// Need is a need that the plan may meet once.
type Need struct {
	ID       string
	Region   string
	Priority int
}

// SessionPrefix stands before the id of a session in the instance, where a
// session is a practice of its own.
const SessionPrefix = "session:"

// Model is the problem that the solver is given, and the way back.
type Model struct {
	Problem solve.Problem
	terms   Terms
	lift    matching.Lift
	offers  map[string]Offer
	homes   map[string]string
	owners  map[string]string // by practice
	steps   int               // parts of a search under a budget; 0: as many as a plan gets
	rows    []row
	pairs   map[string][]cell // by practice, by column
}

type row struct{ practice, session string }

// cell is a pair that may be chosen.
type cell struct {
	column, tie int
	pair        *matching.Evaluation
}

// NewModel builds the nested problem: practices under owners, needs under
// regions, sessions beside the owners, minimum 0. Pairs that the gates or the
// floor keep out are not in it, and neither is a practice whose capacity nobody
// has stated: a plan promises no visit that nobody offered.
func NewModel(in Inputs, t Terms) *Model {
	m := &Model{terms: t, offers: in.Offers, homes: in.Homes, pairs: map[string][]cell{}}
	visits := 0
	regions := map[string]int{}
	for i, r := range in.Regions {
		regions[r.Code] = i
		visits += r.Left
		m.Problem.Regions = append(m.Problem.Regions, solve.Region{ID: r.Code, Max: r.Left, Tie: t.tie(in.Period, r)})
	}
	columns := map[string]int{}
	for i, n := range in.Needs {
		columns[n.ID] = i
		m.Problem.Needs = append(m.Problem.Needs, solve.Need{ID: n.ID, Region: regions[n.Region], Priority: n.Priority})
	}
	m.supply(in)
	m.lift = t.lift(min(visits, len(in.Needs)), min(len(m.rows), len(in.Needs)))
	m.candidates(in, columns)
	return m
}

// candidates lists the pairs that may be chosen, by row and column.
func (m *Model) candidates(in Inputs, columns map[string]int) {
	if in.Ties == nil {
		in.Ties = tiesOf(in.Candidates)
	}
	for k, e := range in.Candidates {
		if column, ok := columns[e.Need]; ok && e.Candidate() {
			m.pairs[e.Innovation] = append(m.pairs[e.Innovation], cell{column, in.Ties[k], e})
		}
	}
	byColumn := func(a, b cell) int { return cmp.Compare(a.column, b.column) }
	total := 0
	for _, r := range m.rows {
		list := m.pairs[r.practice]
		total += len(list)
		if !slices.IsSortedFunc(list, byColumn) {
			slices.SortStableFunc(list, byColumn)
		}
	}
	m.Problem.Candidates = make([]solve.Candidate, 0, total)
	for i, r := range m.rows {
		for _, c := range m.pairs[r.practice] {
			value := m.lift.With(c.pair, c.tie)
			if r.session != "" && m.lift.Shift() > 0 {
				value++ // the seat of an open session before a visit of its own
			}
			m.Problem.Candidates = append(m.Problem.Candidates, solve.Candidate{Practice: i, Column: c.column, Score: value})
		}
	}
}

func tiesOf(candidates []*matching.Evaluation) []int {
	ties := make([]int, len(candidates))
	for k, e := range candidates {
		ties[k] = matching.Tie(e)
	}
	return ties
}

// supply adds the owners, the practices and the sessions that have visits left.
func (m *Model) supply(in Inputs) {
	owners := map[string]int{}
	practices := map[string]string{} // practice -> owner
	m.owners = practices
	for _, e := range in.Candidates {
		practices[e.Innovation] = e.Owner
	}
	for _, id := range slices.Sorted(maps.Keys(practices)) {
		left, stated := in.Owners[practices[id]]
		if total := in.Offers[id].total(); stated && left > 0 && total > 0 {
			if _, ok := owners[practices[id]]; !ok {
				owners[practices[id]] = len(m.Problem.Owners)
				m.Problem.Owners = append(m.Problem.Owners, solve.Owner{ID: practices[id], Capacity: left})
			}
			m.rows = append(m.rows, row{practice: id})
			m.Problem.Practices = append(m.Problem.Practices, solve.Practice{ID: id, Owner: owners[practices[id]], Capacity: total})
		}
	}
	for _, s := range in.Sessions {
		if _, ok := practices[s.Innovation]; ok && s.Left > 0 {
			m.rows = append(m.rows, row{practice: s.Innovation, session: s.ID})
			m.Problem.Practices = append(m.Problem.Practices, solve.Practice{ID: SessionPrefix + s.ID, Owner: solve.NoOwner, Capacity: s.Left})
		}
	}
}

// Shift is how many low bits of the instance's scores break ties.
func (m *Model) Shift() int { return m.lift.Shift() }

// Millionths gives the whole millionths of a total of the instance.
func (m *Model) Millionths(total int64) int64 { return m.lift.Score(total) }

// Planned turns the solver's pairs into planned ones, by region and need. The
// mode of a visit of its own is the first that the practice's offer still has
// of outgoing (the programme's wish: the innovator travels), incoming and
// virtual; the most pressing need, then the better score, chooses first.
func (m *Model) Planned(r *solve.Result) []contract.PlannedPair {
	type chosen struct {
		row  row
		pair *matching.Evaluation
	}
	var all []chosen
	for _, p := range r.Pairs {
		c := m.rows[p.Practice]
		all = append(all, chosen{c, m.pair(c.practice, p.Column)})
	}
	slices.SortFunc(all, func(a, b chosen) int {
		return cmp.Or(cmp.Compare(b.pair.Priority, a.pair.Priority), matching.Compare(a.pair, b.pair))
	})
	left := maps.Clone(m.offers)
	planned := make([]contract.PlannedPair, 0, len(all))
	for _, c := range all {
		e := c.pair
		p := contract.PlannedPair{
			Innovation: e.Innovation, Owner: e.Owner, Region: e.Region, Need: e.Need, Problem: e.Problem, Priority: e.Priority,
			Mode: "group", Session: c.row.session, Score: e.Score, Parts: e.PartValues(), Unknown: e.OpenKeys(), Basis: string(e.Basis),
		}
		if c.row.session == "" {
			offer := left[e.Innovation]
			p.Mode = offer.take()
			left[e.Innovation] = offer
		}
		planned = append(planned, p)
	}
	slices.SortFunc(planned, func(a, b contract.PlannedPair) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Need, b.Need))
	})
	return planned
}

// pair is the judgement on a practice for a column that may have it.
func (m *Model) pair(practice string, column int) *matching.Evaluation {
	list := m.pairs[practice]
	at, _ := slices.BinarySearchFunc(list, column, func(c cell, column int) int { return cmp.Compare(c.column, column) })
	return list[at].pair
}

// take uses up one visit in the first mode that has one.
func (o *Offer) take() string {
	switch {
	case o.Outgoing > 0:
		o.Outgoing--
		return "outgoing"
	case o.Incoming > 0:
		o.Incoming--
		return "incoming"
	}
	o.Virtual--
	return "virtual"
}
