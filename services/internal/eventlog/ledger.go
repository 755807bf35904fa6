package eventlog

import (
	"context"
	"sync"

	"makcomblang.id/pkg/event"
)

// Ledger is the folded state of all aggregates of one kind, kept in memory by the service that owns the kind. A state is
// never changed in place: apply returns a new one, so that readers need no lock while they look at it.
type Ledger[S any] struct {
	log   *Log
	kind  string
	apply func(S, Record) S

	mu      sync.RWMutex
	entries map[string]*entry[S]
	locks   map[string]*idLock
}

type entry[S any] struct {
	state   S
	version uint64
	seq     uint64
	hash    string
	marks   []mark
}

// idLock is a channel and no mutex, so that the time of a simulated world passes for those who wait.
type idLock struct {
	held  chan struct{}
	users int
}

// NewLedger makes the ledger of a kind and attaches it to the log.
func NewLedger[S any](l *Log, kind string, apply func(S, Record) S) *Ledger[S] {
	g := &Ledger[S]{
		log: l, kind: kind, apply: apply,
		entries: make(map[string]*entry[S]), locks: make(map[string]*idLock),
	}
	l.Attach(g)
	return g
}

// Follow folds the records of the ledger's kind.
func (g *Ledger[S]) Follow(batch []Record) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, rec := range batch {
		if rec.Fact.Kind() == g.kind {
			g.advance(rec)
		}
	}
	return nil
}

// advance folds one record unless it is folded already: the process that appended it did so at once.
func (g *Ledger[S]) advance(rec Record) {
	e := g.entries[rec.Fact.Subject]
	if e == nil {
		e = new(entry[S])
		g.entries[rec.Fact.Subject] = e
	}
	if rec.Seq <= e.seq {
		return
	}
	e.state = g.apply(e.state, rec)
	e.version, e.seq, e.hash = rec.Fact.Version, rec.Seq, rec.hash
	if e.hash == "" { // appended by this process
		e.hash = event.Hash(rec.Doc)
	}
	e.marks = append(e.marks, markOf(rec))
}

// Get returns the state of an aggregate and its version.
func (g *Ledger[S]) Get(id string) (state S, version uint64, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	e := g.entries[id]
	if e == nil {
		return state, 0, false
	}
	return e.state, e.version, true
}

// All calls fn for every aggregate, in no order, until fn returns false. fn must not call the ledger.
func (g *Ledger[S]) All(fn func(id string, s S, version uint64) bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for id, e := range g.entries {
		if !fn(id, e.state, e.version) {
			return
		}
	}
}

// Handle takes a command to one aggregate: it locks the aggregate, decides on its state and appends what was decided.
// decide is called with version 0 for an aggregate that does not exist and may be called again after a conflict with
// another process. A repeated command is answered with the fact it appended before. Errors are faults: invalid for a key
// that was used with another body, stale for a version other than Command.IfMatch, unavailable when the log takes no
// facts, conflict when other writers won three times, or what decide returned.
func (g *Ledger[S]) Handle(ctx context.Context, c Command, id string, decide func(s S, version uint64) (Draft, error)) (Receipt, error) {
	receipts, err := g.log.Commit(ctx, c, Step(g, id, decide))
	if err != nil {
		return Receipt{}, err
	}
	return receipts[0], nil
}

// Part is one aggregate's part in a command, made by Step.
type Part interface {
	key() string
	lock()
	unlock()
	look(c Command) (version uint64, last uint64, found mark, ok bool)
	version() uint64 // that look saw
	at() uint64      // sequence that look saw
	decide(c Command) (*pending, error)
	advance(rec Record)
	aggregate() (kind, id string)
}

type step[S any] struct {
	ledger *Ledger[S]
	id     string
	do     func(s S, version uint64) (Draft, error)
	seen   entry[S] // by look: repetition, If-Match and decision rest on one reading of the state
}

// Step is the part of one aggregate in a command that moves several; see Log.Commit.
func Step[S any](g *Ledger[S], id string, decide func(s S, version uint64) (Draft, error)) Part {
	return &step[S]{ledger: g, id: id, do: decide}
}

func (s *step[S]) key() string                  { return s.ledger.kind + "." + s.id }
func (s *step[S]) aggregate() (kind, id string) { return s.ledger.kind, s.id }

func (s *step[S]) lock() {
	g := s.ledger
	g.mu.Lock()
	l := g.locks[s.id]
	if l == nil {
		l = &idLock{held: make(chan struct{}, 1)}
		g.locks[s.id] = l
	}
	l.users++
	g.mu.Unlock()
	l.held <- struct{}{}
}

func (s *step[S]) unlock() {
	g := s.ledger
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.locks[s.id]
	<-l.held
	if l.users--; l.users == 0 {
		delete(g.locks, s.id)
	}
}

func (s *step[S]) snapshot() entry[S] {
	s.ledger.mu.RLock()
	defer s.ledger.mu.RUnlock()
	if e := s.ledger.entries[s.id]; e != nil {
		return *e
	}
	return entry[S]{}
}

func (s *step[S]) look(c Command) (version, last uint64, found mark, ok bool) {
	e := s.snapshot()
	s.seen = e
	found, ok = c.find(e.marks, s.ledger.kind, s.id, s.ledger.log.kinds[s.ledger.kind])
	return e.version, e.seq, found, ok
}

func (s *step[S]) version() uint64 { return s.seen.version }
func (s *step[S]) at() uint64      { return s.seen.seq }

func (s *step[S]) decide(c Command) (*pending, error) {
	e := s.seen
	draft, err := s.do(e.state, e.version)
	if err != nil || draft.Data == nil {
		return nil, err
	}
	return s.ledger.log.prepare(c, s.ledger.kind, s.id, draft, e.version, e.seq, e.hash)
}

func (s *step[S]) advance(rec Record) {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	s.ledger.advance(rec)
}
