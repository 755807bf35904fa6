// Package catalogue folds the public facts of the log into what is known of
// practices, owners, regions, needs, capacity and matches, in memory and
// indexed by the problem that a practice solves. It exists so that every
// service of a process judges a pair on the same state: the matcher that ranks
// and plans, the matches that are decided, the pages that explain.
//
// It decides nothing and appends nothing. What it hands out are snapshots that
// share memory with it: nobody may change a slice or map of theirs.
package catalogue

import (
	"sync"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/internal/eventlog"
)

// Catalogue is the state. One loop folds, any number read.
type Catalogue struct {
	mu       sync.RWMutex
	position uint64

	practices map[string]*practice
	byProblem map[string][]*practice // by main problem, ordered by id
	owners    map[string]*owner
	byRegion  map[string]*place // by token
	needs     map[string]*Need

	sessions map[string]*session
	loads    map[string]map[string]bool // load aggregate -> matches that took one
	visits   map[string]int             // region token -> visits approved so far
	matches  map[string]*Match
	pairs    map[pairKey]*matching.Between
	periods  map[calendar.Period]bool // periods with offers

	adopted contract.RubricAdopted
	rubric  matching.Rubric
	touched touched
}

type pairKey struct{ practice, region string } // region token

// New returns the catalogue of a log and attaches it. Call it before the log
// runs.
func New(log *eventlog.Log) *Catalogue {
	c := Empty()
	log.Attach(c)
	return c
}

// Empty returns a catalogue that knows nothing; it is fed with Follow.
func Empty() *Catalogue {
	c := &Catalogue{
		practices: map[string]*practice{}, byProblem: map[string][]*practice{}, owners: map[string]*owner{},
		byRegion: map[string]*place{}, needs: map[string]*Need{},
		sessions: map[string]*session{}, loads: map[string]map[string]bool{}, visits: map[string]int{},
		matches: map[string]*Match{}, pairs: map[pairKey]*matching.Between{}, periods: map[calendar.Period]bool{},
		touched: newTouched(),
	}
	c.adopt(DefaultRubric())
	return c
}

// Follow folds a batch of records.
func (c *Catalogue) Follow(batch []eventlog.Record) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range batch {
		c.fold(&batch[i])
		c.position = batch[i].Seq
	}
	return nil
}

// Position is the sequence of the last record that was folded.
func (c *Catalogue) Position() uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.position
}

// fold applies one record. Facts of access, endpoints, plans and
// recommendations change nothing here.
func (c *Catalogue) fold(rec *eventlog.Record) {
	switch rec.Fact.Kind() {
	case "innovation":
		c.foldPractice(rec)
	case "owner":
		c.foldOwner(rec)
	case "region":
		c.foldRegion(rec)
	case "match":
		c.foldMatch(rec)
	case "load":
		c.foldLoad(rec)
	case "question":
		c.foldAnswer(rec)
	case "rubric":
		if d, ok := rec.Data.(*contract.RubricAdopted); ok {
			c.adopt(*d)
			c.touched.all = rec.Seq
		}
	}
}

// adopt takes a rubric into use. A fact that the matcher's own rules would have
// refused cannot be in the log; if one is, the criteria before it stay.
func (c *Catalogue) adopt(a contract.RubricAdopted) {
	r, err := matching.NewRubric(a)
	if err != nil {
		return
	}
	c.adopted, c.rubric = a, r
}

// DefaultRubric is what holds until a rubric is adopted, and what the matcher
// adopts at its first start: equal weights, since no official ones are readable
// (the national ones stand in annexes of decrees).
func DefaultRubric() contract.RubricAdopted {
	weights := map[string]int{}
	for _, part := range matching.PartNames() {
		weights[part] = 100
	}
	return contract.RubricAdopted{
		Number: 1, Weights: weights, Floor: 400_000, Strong: 800_000, Medium: 600_000,
		TieBreak: "need priority, fewer visits so far, SHA-256 of period and pair",
		Decision: "belum ada keputusan / no decision",
		Date:     "2026-11-21",
		Source:   "bobot belum resmi / weights not official",
	}
}

// Rubric gives the criteria in use.
func (c *Catalogue) Rubric() contract.RubricAdopted {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.adopted
}
