package portal

import (
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
)

// queueSize is how many proposals one page of the queue holds.
const queueSize = 25

// queuePage is the queue under a filter.
type queuePage struct {
	Filter filter
	Rows   []queueRow
	Total  int
	Next   string // address of the next page
	First  string // address of the first page, on a later one
	Done   *doneNotice
	Asked  []answerForm // open questions to the caller's own side
	Reads  bool         // the caller reads and does not decide
}

// doneNotice says what became of the proposal that was just decided.
type doneNotice struct{ Href, Region, Practice, State string }

// queueRow is one proposal in the queue.
type queueRow struct {
	ID, Href                             string
	Region, Province, Problem, Statement string
	Priority                             int
	NeedBasis                            event.Basis
	Practice                             practiceLabel
	Band                                 band
	HasBand                              bool
	Open                                 int // conditions that nobody has answered
	Waits                                []wait
	Load                                 gauge
	LoadWord                             string
	State, StateWord, StateNote          string
	ModeShort                            string
	Since                                string
	Form                                 *decisionForm
	Basis                                event.Basis // the weakest that the row rests on
}

// wait is a condition that keeps a proposal from approval.
type wait struct {
	Text  string
	Asked bool // the side that knows has been asked
	No    bool // it is known not to hold
}

func (s *Service) queue(v *visit) error {
	f, err := s.filterOf(v)
	if err != nil {
		return err
	}
	at, err := s.site.ParseCursor(f.list(), v.Query.Get("lanjut"))
	if err != nil {
		return err
	}
	q := views.Query{Prefix: f.prefix, After: markOf(at), Limit: queueSize + 1}
	rows, err := proposalTable.List(v.Context(), s.view.View(), f.index, q)
	if err != nil {
		return err
	}
	page := &queuePage{Filter: f, Reads: !policy.CanSomewhere(v.Subject, policy.MatchDecide).Allow}
	if page.Total, err = proposalTable.Count(v.Context(), s.view.View(), f.index, views.Query{Prefix: f.prefix}); err != nil {
		return err
	}
	if len(rows) > queueSize {
		rows = rows[:queueSize]
		page.Next = f.href(s.site.Cursor(f.list(), cursorOf(rows[queueSize-1].Mark())))
	}
	if at.After != "" {
		page.First = f.href("")
	}
	open, err := s.openQuestions(v)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if v.May(policy.MatchRead, r.Doc.object()) {
			page.Rows = append(page.Rows, s.queueRow(v, r.Doc, open, f.href(v.Query.Get("lanjut"))))
		}
	}
	page.Asked = s.askedOf(v, open)
	v.shell.Moves = len(page.Rows) > 0
	v.shell.Decides = slices.ContainsFunc(page.Rows, func(r queueRow) bool { return r.Form != nil && r.Form.OtherKey != "" })
	page.Done = s.done(v)
	return v.show("queue", v.say("queue.title"), page)
}

// A cursor carries the place in the index.
func cursorOf(m views.Mark) web.Cursor { return web.Cursor{After: m.Key + "\n" + m.ID} }

func markOf(c web.Cursor) views.Mark {
	key, id, _ := strings.Cut(c.After, "\n")
	return views.Mark{Key: key, ID: id}
}

// queueRow is a proposal as it stands today; next is where its forms come back to.
func (s *Service) queueRow(v *visit, p proposalRow, open []questionRow, next string) queueRow {
	d := p.Pair
	row := queueRow{
		ID: p.ID, Href: "/usulan/" + p.ID, Region: s.regionName(d.Region), Province: s.provinceName(d.Region),
		Problem: v.problem(d.Problem), Priority: d.Priority, Practice: s.practiceLabel(v, d.Innovation),
		Basis: p.Basis, State: v.seen(p), StateWord: v.stateWord(p), StateNote: v.stateNote(p), ModeShort: v.say("mode.short." + d.Mode), Since: v.date(dayOf(p.Since)),
	}
	if n, ok := s.cat.Need(d.Need); ok {
		row.Statement, row.NeedBasis = n.Statement, n.Basis
	}
	if v.of(policy.Innovator, d.Owner) {
		row.Load, row.LoadWord = s.hostLoad(v.tongue, d)
		row.Basis = event.Weakest(row.Basis, s.cat.OwnerCapacity(d.Owner, d.Period).Basis)
	}
	ev, err := s.evaluate(p)
	if err != nil {
		row.Band, row.HasBand = v.bandOf(d.Score, s.cat.Rubric())
		row.Waits = []wait{{Text: v.say("proposal.gone"), No: true}}
		return row
	}
	row.Band, row.HasBand, row.Open, row.Basis = v.band(ev.Band), true, len(ev.Open()), event.Weakest(row.Basis, ev.Basis)
	row.Waits = waitsOf(v.tongue, p, ev, open)
	row.Form = s.decisionForm(v, p, len(row.Waits) == 0, next)
	return row
}

// waitsOf names what must hold before approval and does not, as it is known today.
func waitsOf(l *tongue, p proposalRow, ev matching.Evaluation, open []questionRow) []wait {
	var all []wait
	for _, g := range ev.Gates {
		name := matching.GateName(l.lang, g.Code)
		chosen := p.Pair.Origin == "override" && (g.Code == matching.GateForeign || g.Code == matching.GateCoolingOff)
		switch {
		case chosen || g.Answer == matching.Yes || (p.State == approved && g.Code == matching.GateCapacity):
		case g.Answer == matching.No:
			all = append(all, wait{Text: name, No: true})
		case matching.BlocksApproval(g.Code):
			_, asked := askedAbout(open, p.Pair, g.Key())
			all = append(all, wait{Text: name, Asked: asked})
		}
	}
	return all
}

// hostLoad is how much is taken of what the host can give: seats of the session for a group, else the owner's visits.
func (s *Service) hostLoad(l *tongue, d contract.MatchProposed) (gauge, string) {
	if d.Mode == "group" {
		if seats, ok := s.cat.SessionSeats(d.Session); ok {
			g := newGauge(seats.Taken, seats.Seats)
			return g, l.say("load.seats", "taken", g.Taken, "limit", g.Limit)
		}
	}
	c := s.cat.OwnerCapacity(d.Owner, d.Period)
	if !c.Stated {
		return gauge{}, l.say("load.unstated")
	}
	g := newGauge(c.Taken, c.Limit())
	return g, l.say("load.visits", "taken", g.Taken, "limit", g.Limit)
}

// done reads what became of the proposal that a form of the queue was about.
func (s *Service) done(v *visit) *doneNotice {
	id := v.Query.Get("baru")
	if id == "" {
		return nil
	}
	p, ok, err := proposalTable.Get(v.Context(), s.view.View(), id)
	if err != nil || !ok || !v.May(policy.MatchRead, p.object()) {
		return nil
	}
	return &doneNotice{
		Href: "/usulan/" + id, Region: s.regionName(p.Pair.Region), Practice: s.practiceLabel(v, p.Pair.Innovation).Title, State: v.stateWord(p),
	}
}
