package catalogue

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
)

// The states of a match, as far as the catalogue tells them apart.
const (
	MatchProposed  = "proposed"
	MatchApproved  = "approved"
	MatchRejected  = "rejected"
	MatchDeferred  = "deferred"
	MatchCancelled = "cancelled"
)

// coolingMonths is how long a pair is not proposed again after it was not
// approved.
const coolingMonths = 6

// Match is one proposed pair and where it stands.
type Match struct {
	ID string
	contract.MatchProposed
	State string
}

func (c *Catalogue) foldMatch(rec *eventlog.Record) {
	id := rec.Fact.Subject
	if d, ok := rec.Data.(*contract.MatchProposed); ok {
		c.matches[id] = &Match{ID: id, MatchProposed: *d, State: MatchProposed}
		return
	}
	m := c.matches[id]
	if m == nil {
		return
	}
	before := m.State
	between := c.between(m.Innovation, m.Region)
	switch rec.Data.(type) {
	case *contract.MatchApproved:
		m.State = MatchApproved
	case *contract.MatchRejected:
		m.State = MatchRejected
		between.CoolingUntil = dayOf(rec.Fact.Time).AddMonths(coolingMonths)
	case *contract.MatchDeferred:
		m.State = MatchDeferred
	case *contract.MatchReopened:
		m.State = MatchProposed
		between.CoolingUntil = ""
	case *contract.MatchCancelled:
		m.State = MatchCancelled
	}
	p := c.practice(m.Innovation)
	if taken := (visit{m.Period, m.Mode}); m.State == MatchApproved && before != MatchApproved {
		p.taken[taken]++
	} else if m.State != MatchApproved && before == MatchApproved {
		p.taken[taken]--
	}
	c.touched.problem(p.known.MainProblem, rec.Seq)
	c.touched.region(tokenOf(m.Region), rec.Seq)
}

// dayOf is the civil date in Jakarta, where the programme is run.
func dayOf(t time.Time) calendar.Date {
	return calendar.DateOf(t.In(region.Jakarta.Location()))
}

// between is what is known of a practice and a region together.
func (c *Catalogue) between(practice, code string) *matching.Between {
	key := pairKey{practice, tokenOf(code)}
	b := c.pairs[key]
	if b == nil {
		b = &matching.Between{}
		c.pairs[key] = b
	}
	return b
}

// foldLoad counts what owners, sessions and regions have given. What a need has is known from its matches.
func (c *Catalogue) foldLoad(rec *eventlog.Record) {
	id := rec.Fact.Subject
	if strings.HasPrefix(id, "n-") {
		return
	}
	isRegion := strings.HasPrefix(id, "r-")
	token, _, _ := strings.Cut(strings.TrimPrefix(id, "r-"), "-")
	switch d := rec.Data.(type) {
	case *contract.LoadTaken:
		if c.loads[id] == nil {
			c.loads[id] = map[string]bool{}
		}
		if isRegion && !c.loads[id][d.Match] {
			c.visits[token]++
		}
		c.loads[id][d.Match] = true
	case *contract.LoadReleased:
		if isRegion && c.loads[id][d.Match] {
			c.visits[token]--
		}
		delete(c.loads[id], d.Match)
	}
	if isRegion {
		c.touched.region(token, rec.Seq)
		return
	}
	for _, name := range c.ownersOfLoad(id) {
		c.touchOwner(c.owners[name], rec.Seq)
	}
}

// ownersOfLoad gives the owner whose capacity a load of an owner or a session
// counts against.
func (c *Catalogue) ownersOfLoad(id string) []string {
	if s, ok := strings.CutPrefix(id, "s-"); ok {
		if open := c.sessions[s]; open != nil {
			return []string{open.owner}
		}
		return nil
	}
	rest := strings.TrimPrefix(id, "o-")
	for at := len(rest); at > 0; at = strings.LastIndexByte(rest[:at], '-') {
		if c.owners[rest[:at]] != nil {
			return []string{rest[:at]}
		}
	}
	return nil
}

// foldAnswer applies an answered question to the gate that it is about.
func (c *Catalogue) foldAnswer(rec *eventlog.Record) {
	d, ok := rec.Data.(*contract.QuestionAnswered)
	if !ok {
		return
	}
	answer, _ := matching.ParseAnswer(d.Answer)
	s := matching.Stated{Answer: answer, On: d.CheckedOn, Basis: rec.Fact.Basis}
	p := c.practice(d.Practice)
	between := c.between(d.Practice, d.Region)
	code, of := matching.ParseKey(d.Gate)
	switch code {
	case matching.GateRunning:
		state := map[matching.Answer]string{matching.Yes: "continuing", matching.No: "stopped"}[answer]
		p.live(Liveness{State: state, CheckedOn: d.CheckedOn, Source: "answered question", Basis: s.Basis})
		p.renew()
	case matching.GateMature:
		p.mature = s
		p.renew()
	case matching.GatePrecondition:
		here := c.place(tokenOf(d.Region))
		here.items[cmp.Or(d.Item, of)] = item{answer, s.Basis}
		here.renew()
	case matching.GateSetting:
		between.Setting = s
	case matching.GateReplicating:
		between.Replicating = s
	case matching.GateConflict:
		between.Conflict = s
	case matching.GateTravel:
		between.Travel = s
	case matching.GateCapacity:
		between.Capacity = s
	}
	c.touched.problem(p.known.MainProblem, rec.Seq)
	c.touched.region(tokenOf(d.Region), rec.Seq)
}

// Matches gives all matches of a period by id, however they stand.
func (c *Catalogue) Matches(p calendar.Period) []Match {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.matchesOf(p, func(Match) bool { return true })
}

// approved gives the approved matches of a period by id: a plan may not move them.
func (c *Catalogue) approved(p calendar.Period) []Match {
	return c.matchesOf(p, func(m Match) bool { return m.State == MatchApproved })
}

func (c *Catalogue) matchesOf(p calendar.Period, want func(Match) bool) []Match {
	var all []Match
	for _, m := range c.matches {
		if m.Period == p && want(*m) {
			all = append(all, *m)
		}
	}
	slices.SortFunc(all, func(a, b Match) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
