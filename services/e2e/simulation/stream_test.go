package simulation

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
)

// chance is the seeded source of everything that can go either way in a world.
type chance struct {
	mu  sync.Mutex
	rng *rand.Rand
}

func (c *chance) n(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.IntN(n)
}

func (c *chance) percent(p int) bool { return c.n(100) < p }

// delay lets up to so many milliseconds of the world's time pass.
func (c *chance) delay(ms int) { pass(time.Duration(c.n(ms*1000)) * time.Microsecond) }

// pending is a document on its way into the log, as eventlog prepares it.
type pending struct {
	key      string // kind.id
	rec      eventlog.Record
	expected uint64
}

var (
	errConflict  = errors.New("wrong last sequence")
	errDuplicate = errors.New("acknowledged as a duplicate")
	errAway      = errors.New("no answer")
)

// stream is the log as NATS keeps it: one order, expectations by aggregate, all of a batch or nothing.
type stream struct {
	*chance
	replicated bool // answers a repeated id as R3 does, before it looks at the expectation; R1 looks there first

	mu    sync.Mutex
	facts []eventlog.Record
	last  map[string]uint64
	ids   map[string]uint64
}

func newStream(c *chance) *stream {
	return &stream{chance: c, replicated: c.percent(50), last: make(map[string]uint64), ids: make(map[string]uint64)}
}

// publish stores the documents, or refuses, or does either and loses the answer.
func (s *stream) publish(docs []*pending) error {
	s.delay(5)
	if s.percent(10) {
		return errAway
	}
	err := s.store(docs)
	s.delay(5)
	if s.percent(10) {
		return errAway
	}
	return err
}

func (s *stream) store(docs []*pending) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range docs {
		known := s.ids[d.rec.Fact.ID] > 0
		if known && s.replicated {
			return errDuplicate
		}
		if s.last[d.key] != d.expected || known {
			return errConflict
		}
	}
	for _, d := range docs {
		d.rec.Seq = uint64(len(s.facts) + 1)
		s.facts = append(s.facts, d.rec)
		s.last[d.key], s.ids[d.rec.Fact.ID] = d.rec.Seq, d.rec.Seq
	}
	return nil
}

// outcome asks for the last fact of each aggregate: whether the documents are those.
func (s *stream) outcome(docs []*pending) (done, known bool) {
	s.delay(3)
	if s.percent(10) {
		return false, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range docs {
		last := s.last[d.key]
		if last == 0 || s.facts[last-1].Fact.ID != d.rec.Fact.ID {
			return false, true
		}
		d.rec = s.facts[last-1]
	}
	return true, true
}

func (s *stream) lastOf(key string) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last[key]
}

// after gives up to n facts that follow a sequence.
func (s *stream) after(seq uint64, n int) []eventlog.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.facts[seq:min(len(s.facts), int(seq)+n)]
}

func (s *stream) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.facts)
}

func keyOf(f event.Fact) string { return f.Kind() + "." + f.Subject }

// pass lets the world's time pass; it takes none of ours.
func pass(d time.Duration) { <-time.After(d) }
