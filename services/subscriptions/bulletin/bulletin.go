// Package bulletin is the domain of the public bulletin: which period is due, what of the log belongs into it, and how a
// published one is put right. It names nothing of a match before both sides agreed, and gives every count with what it is
// a part of.
package bulletin

import (
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// Cadence is how often a bulletin comes out, in days.
type Cadence int

// The cadences.
const (
	Weekly      Cadence = 7
	Fortnightly Cadence = 14
)

// anchor is the Monday from which fortnights are counted.
const anchor calendar.Date = "2026-01-05"

// Edition is one bulletin by its period.
type Edition struct {
	ID       string
	From, To calendar.Date
}

// Last gives the newest edition whose period is over on a day: weeks and fortnights begin on a Monday.
func Last(c Cadence, today calendar.Date) Edition {
	days := int(today.Time().Sub(anchor.Time()) / (24 * time.Hour))
	past := days % int(c)
	if past < 0 {
		past += int(c)
	}
	from := today.AddDays(-past - int(c))
	to := from.AddDays(int(c) - 1)
	return Edition{ID: "b-" + strings.ReplaceAll(string(from), "-", "") + "-" + strings.ReplaceAll(string(to), "-", ""), From: from, To: to}
}

// Correction is what was put right.
type Correction struct {
	contract.BulletinCorrected
	At time.Time
}

// State is one bulletin as it stands.
type State struct {
	contract.BulletinPublished
	Basis       event.Basis
	At          time.Time // when it came out
	Seq         uint64    // of the fact that published it
	Fact        string    // its id
	Corrections []Correction
}

// Exists tells whether it came out.
func (s State) Exists() bool { return s.From != "" }

// Updated is when it was changed last.
func (s State) Updated() time.Time {
	if n := len(s.Corrections); n > 0 {
		return s.Corrections[n-1].At
	}
	return s.At
}

// Apply folds one fact of the bulletin.
func (s State) Apply(seq uint64, f event.Fact, data any) State {
	switch d := data.(type) {
	case *contract.BulletinPublished:
		s.BulletinPublished, s.Basis, s.At, s.Seq, s.Fact = *d, f.Basis, f.Time, seq, f.ID
	case *contract.BulletinCorrected:
		gone := func(id string) bool { return slices.Contains(d.Drop, id) }
		s.Matches = slices.DeleteFunc(slices.Clone(s.Matches), func(m contract.BulletinMatch) bool { return gone(m.ID) })
		s.Practices = slices.DeleteFunc(slices.Clone(s.Practices), func(p contract.BulletinPractice) bool { return gone(p.ID) })
		s.Needs = slices.DeleteFunc(slices.Clone(s.Needs), func(n contract.BulletinNeed) bool { return gone(n.ID) })
		s.Corrections = append(slices.Clip(s.Corrections), Correction{*d, f.Time})
	}
	return s
}

// has tells whether one of the entries has this id.
func (s State) has(id string) bool {
	return slices.ContainsFunc(s.Matches, func(m contract.BulletinMatch) bool { return m.ID == id }) ||
		slices.ContainsFunc(s.Practices, func(p contract.BulletinPractice) bool { return p.ID == id }) ||
		slices.ContainsFunc(s.Needs, func(n contract.BulletinNeed) bool { return n.ID == id })
}

// Publish brings a compiled edition out.
type Publish struct{ Edition contract.BulletinPublished }

// Decide gives the fact, or nil when the edition is out already.
func (c Publish) Decide(s State) *contract.BulletinPublished {
	if s.Exists() {
		return nil
	}
	return &c.Edition
}

// Correct puts a published bulletin right.
type Correct struct {
	Note string
	Drop []string
}

const maxNote = 500

// Decide gives the fact, or every fault of the input at once.
func (c Correct) Decide(s State) (*contract.BulletinCorrected, error) {
	if !s.Exists() {
		return nil, fault.NotFoundf("bulletin.unknown", "There is no such bulletin.")
	}
	var faults fault.List
	note := strings.TrimSpace(c.Note)
	switch {
	case note == "" || len([]rune(note)) > maxNote:
		faults.Add(fault.Invalid("note", "bulletin.note", "Say what was wrong and what is right.", "1 to 500 characters"))
	case strings.ContainsFunc(note, func(r rune) bool { return r < ' ' }):
		faults.Add(fault.Invalid("note", "text.form", "A note is one line of text.", "one line of UTF-8"))
	case intake.Personal(note):
		faults.Add(fault.Invalid("note", "text.personal", "A note holds no address or number of a person.", "text without personal data"))
	}
	for _, id := range c.Drop {
		if !s.has(id) {
			faults.Add(fault.Invalid("drop", "bulletin.entry", "There is no such entry in this bulletin.", "ids of its entries"))
			break
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return &contract.BulletinCorrected{Note: note, Drop: c.Drop}, nil
}
