package bulletin

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// maxListed bounds the lists, so that the fact stays below what a webhook should carry.
const maxListed = 30

// agreedType is the fact of a match to which both sides agreed; it is known by its name and its sides.
const agreedType = "match.agreed.v1"

type practice struct {
	title, owner, sector string
	basis                event.Basis
	since                time.Time
	running              bool
	checked              string // date
}

type need struct {
	contract.NeedDeclared
	region   string // token
	basis    event.Basis
	first    time.Time
	ranked   bool
	answered string // "", yes, no
}

type match struct {
	innovation, region string
	basis              event.Basis
	approved, agreed   bool
	at                 time.Time // of the agreement
}

// Compiler reads the log in its order and makes an edition of it.
type Compiler struct {
	edition  Edition
	from, to time.Time // of the period; to is its end and not in it
	sample   bool
	last     uint64
	basis    event.Basis

	regions   map[string]string // name of every region, by token
	owners    map[string]string
	practices map[string]*practice
	needs     map[string]*need
	matches   map[string]*match
}

// NewCompiler makes the compiler of an edition; days begin at midnight in loc. Without sample, what is made up is as if it
// were not in the log, and so is what was decided about it.
func NewCompiler(e Edition, loc *time.Location, sample bool) *Compiler {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc) }
	return &Compiler{
		edition: e, from: day(e.From.Time()), to: day(e.To.AddDays(1).Time()), sample: sample,
		regions: map[string]string{}, owners: map[string]string{},
		practices: map[string]*practice{}, needs: map[string]*need{}, matches: map[string]*match{},
	}
}

// Add takes one fact of the log. Facts behind the period and made-up ones change nothing.
func (c *Compiler) Add(seq uint64, f event.Fact, data any) {
	if !f.Time.Before(c.to) || f.Basis == event.Sample && !c.sample {
		return
	}
	c.last = seq
	switch f.Kind() {
	case "region":
		c.region(f, data)
	case "innovation":
		c.innovation(f, data)
	case "match":
		c.match(f, data)
	case "owner":
		if d, ok := data.(*contract.OwnerRegistered); ok {
			c.owners[f.Subject] = d.Name
		}
	case "recommendation", "need":
		c.judged(f, data)
	}
}

func (c *Compiler) region(f event.Fact, data any) {
	switch d := data.(type) {
	case *contract.RegionRegistered:
		c.regions[f.Subject] = d.Name
	case *contract.RegionRenamed:
		c.regions[f.Subject] = d.Name
	case *contract.NeedDeclared:
		n := c.needs[d.Need]
		if n == nil {
			n = &need{first: f.Time}
			c.needs[d.Need] = n
		}
		n.NeedDeclared, n.region, n.basis = *d, f.Subject, f.Basis
	case *contract.NeedWithdrawn:
		delete(c.needs, d.Need)
	}
}

func (c *Compiler) innovation(f event.Fact, data any) {
	p := c.practices[f.Subject]
	if p == nil {
		p = &practice{since: f.Time}
	}
	switch d := data.(type) {
	case *contract.InnovationRegistered:
		p.title, p.owner, p.sector, p.basis = d.Title, d.Owner, d.Sector, f.Basis
		c.practices[f.Subject] = p
	case *contract.InnovationRevised:
		if p.owner != "" {
			p.title, p.owner, p.sector, p.basis = d.Title, d.Owner, d.Sector, f.Basis
		}
	case *contract.InnovationLivenessChecked:
		if string(d.CheckedOn) >= p.checked {
			p.checked, p.running = string(d.CheckedOn), d.State != "stopped"
		}
	case *contract.InnovationRetired:
		delete(c.practices, f.Subject)
	}
}

// judged notes whether a practice can be suggested for a need. A list of suggestions is told to the parties alone; that it
// is empty or not is a count.
func (c *Compiler) judged(f event.Fact, data any) {
	switch d := data.(type) {
	case *contract.RecommendationRanked:
		for _, r := range d.Needs {
			if n := c.needs[r.Need]; n != nil {
				n.ranked = len(r.Candidates) > 0
			}
		}
	case *contract.NeedUnanswered:
		if n := c.needs[f.Subject]; n != nil {
			n.answered = "no"
		}
	case *contract.NeedAnswered:
		if n := c.needs[f.Subject]; n != nil {
			n.answered = "yes"
		}
	}
}

// match follows a match that was proposed; one about what is not counted here is not counted either.
func (c *Compiler) match(f event.Fact, data any) {
	if d, ok := data.(*contract.MatchProposed); ok {
		if c.practices[d.Innovation] != nil && c.needs[d.Need] != nil {
			c.matches[f.Subject] = &match{innovation: d.Innovation, region: strings.Replace(d.Region, ".", "", 1), basis: f.Basis}
		}
		return
	}
	m := c.matches[f.Subject]
	if m == nil {
		return
	}
	switch data.(type) {
	case *contract.MatchApproved:
		m.approved = true
	case *contract.MatchReopened, *contract.MatchRejected, *contract.MatchDeferred, *contract.MatchCancelled:
		m.approved, m.agreed = false, false
	}
	var sides contract.MatchSides
	if f.Type == agreedType && json.Unmarshal(f.Data, &sides) == nil {
		m.approved, m.agreed, m.at = true, true, f.Time
	}
}

func (c *Compiler) within(t time.Time) bool { return !t.Before(c.from) && t.Before(c.to) }

// Edition gives the bulletin and the weakest basis of what it counts; ok is false while there is nothing to tell of.
func (c *Compiler) Edition() (b contract.BulletinPublished, basis event.Basis, ok bool) {
	b = contract.BulletinPublished{From: c.edition.From, To: c.edition.To, Position: c.last}
	c.countRegions(&b)
	c.countPractices(&b)
	c.countMatches(&b)
	return b, c.basis, b.Counts.Practices+b.Counts.Declared > 0
}

func (c *Compiler) countRegions(b *contract.BulletinPublished) {
	for token := range c.regions {
		if len(token) > 2 {
			b.Counts.Regions++
		}
	}
	with := map[string]bool{}
	for id, n := range c.needs {
		with[n.region] = true
		c.basis = event.Weakest(c.basis, n.basis)
		b.Counts.Declared++
		word := "unknown"
		switch {
		case n.answered == "no":
			word = "no"
			b.Counts.Unanswered++
		case n.answered == "yes" || n.ranked:
			word = "yes"
			b.Counts.Answered++
		}
		if c.within(n.first) {
			b.Needs = append(b.Needs, contract.BulletinNeed{
				ID: id, Region: dotted(n.region), Name: c.regions[n.region], Problem: n.Problem,
				Statement: n.Statement, Answered: word, Basis: string(n.basis),
			})
		}
	}
	b.Counts.RegionsWithNeeds = len(with)
	slices.SortFunc(b.Needs, func(x, y contract.BulletinNeed) int { return cmp.Compare(x.ID, y.ID) })
	b.MoreNeeds = max(0, len(b.Needs)-maxListed)
	b.Needs = b.Needs[:len(b.Needs)-b.MoreNeeds]
}

func (c *Compiler) countPractices(b *contract.BulletinPublished) {
	since := string(c.edition.To.AddMonths(-12))
	for id, p := range c.practices {
		c.basis = event.Weakest(c.basis, p.basis)
		b.Counts.Practices++
		if p.running && p.checked >= since {
			b.Counts.PracticesRunning++
		}
		if c.within(p.since) {
			b.Practices = append(b.Practices, contract.BulletinPractice{
				ID: id, Title: p.title, Owner: cmp.Or(c.owners[p.owner], p.owner), Sector: p.sector, Basis: string(p.basis),
			})
		}
	}
	slices.SortFunc(b.Practices, func(x, y contract.BulletinPractice) int { return cmp.Compare(x.ID, y.ID) })
	b.MorePractices = max(0, len(b.Practices)-maxListed)
	b.Practices = b.Practices[:len(b.Practices)-b.MorePractices]
}

func (c *Compiler) countMatches(b *contract.BulletinPublished) {
	for id, m := range c.matches {
		b.Counts.Proposed++
		if m.approved {
			b.Counts.Approved++
		}
		if !m.agreed {
			continue
		}
		b.Counts.Agreed++
		p := c.practices[m.innovation]
		if c.within(m.at) && p != nil {
			b.Matches = append(b.Matches, contract.BulletinMatch{
				ID: id, Title: p.title, Owner: cmp.Or(c.owners[p.owner], p.owner),
				Region: dotted(m.region), Name: c.regions[m.region], Basis: string(m.basis),
			})
		}
	}
	slices.SortFunc(b.Matches, func(x, y contract.BulletinMatch) int { return cmp.Compare(x.ID, y.ID) })
}

// dotted is the code of a token: 9206 is 92.06.
func dotted(token string) string {
	if len(token) <= 2 {
		return token
	}
	return token[:2] + "." + token[2:]
}
