package simulation

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/contract"
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

// codes of the server
const (
	wrongLast        = jetstream.JSErrCodeStreamWrongLastSequence
	duplicateInBatch = 10201
	noLeader         = 10008
	inFlight         = 10158
)

// stream is the log as NATS keeps it: one order, expectations by aggregate, all of a batch or nothing. It implements
// eventlog.Journal with every fault that the real one has.
type stream struct {
	*chance
	replicated bool // answers a repeated id as R3 does, before it looks at the expectation; R1 looks there first

	mu    sync.Mutex
	facts []eventlog.Record
	last  map[string]uint64 // by the filter of the aggregate
	ids   map[string]uint64
}

func newStream(c *chance) *stream {
	return &stream{chance: c, replicated: c.percent(50), last: make(map[string]uint64), ids: make(map[string]uint64)}
}

func refusal(code jetstream.ErrorCode) error { return &jetstream.APIError{ErrorCode: code} }

// Append stores the entries, or refuses, or does either and loses the answer, or does either long after nobody waits for it
// any more.
func (s *stream) Append(ctx context.Context, entries []eventlog.Entry) (uint64, error) {
	s.delay(5)
	switch s.n(20) {
	case 0: // lost on the way
		<-ctx.Done()
		return 0, ctx.Err()
	case 1:
		return 0, jetstream.ErrNoStreamResponse
	case 2:
		return 0, refusal(noLeader)
	case 3: // late
		go func() { s.delay(4000); _, _ = s.store(entries) }()
		<-ctx.Done()
		return 0, ctx.Err()
	case 4, 5: // the answer is lost
		_, _ = s.store(entries)
		<-ctx.Done()
		return 0, ctx.Err()
	case 6:
		if s.percent(30) {
			return 0, refusal(inFlight)
		}
	}
	last, err := s.store(entries)
	s.delay(5)
	return last, err
}

func (s *stream) store(entries []eventlog.Entry) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range entries {
		known := s.ids[e.ID] > 0
		switch {
		case known && len(entries) > 1:
			return 0, refusal(duplicateInBatch)
		case known && s.replicated:
			return 0, eventlog.ErrDuplicate
		case s.last[e.Filter] != e.Expected:
			return 0, refusal(wrongLast)
		}
	}
	for _, e := range entries {
		f, err := event.Decode(e.Doc)
		if err != nil {
			panic(err)
		}
		data, err := contract.Decode(f)
		if err != nil {
			panic(err)
		}
		seq := uint64(len(s.facts) + 1)
		s.facts = append(s.facts, eventlog.Record{Seq: seq, Fact: f, Data: data, Doc: e.Doc})
		s.last[e.Filter], s.ids[e.ID] = seq, seq
	}
	return uint64(len(s.facts)), nil
}

// asked is what a question meets: an answer after a while, none, or no leader.
func (s *stream) asked(ctx context.Context) error {
	s.delay(3)
	switch s.n(20) {
	case 0:
		<-ctx.Done()
		return ctx.Err()
	case 1:
		return refusal(noLeader)
	}
	return nil
}

func (s *stream) Last(ctx context.Context, filter string) (eventlog.Stored, error) {
	if err := s.asked(ctx); err != nil {
		return eventlog.Stored{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last[filter] == 0 {
		return eventlog.Stored{}, nil
	}
	return s.stored(s.last[filter]), nil
}

func (s *stream) At(ctx context.Context, seq uint64) (eventlog.Stored, error) {
	if err := s.asked(ctx); err != nil {
		return eventlog.Stored{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stored(seq), nil
}

// stored gives what lies at a sequence; the lock is held.
func (s *stream) stored(seq uint64) eventlog.Stored {
	rec := s.facts[seq-1]
	return eventlog.Stored{Seq: seq, Subject: rec.Fact.LogSubject(), Doc: rec.Doc}
}

func (s *stream) Info(ctx context.Context) (*jetstream.StreamInfo, error) {
	if err := s.asked(ctx); err != nil {
		return nil, err
	}
	return &jetstream.StreamInfo{
		Config: eventlog.Wanted(1, 8<<30), State: jetstream.StreamState{FirstSeq: 1, LastSeq: uint64(s.len())},
	}, nil
}

// Scan delivers in bursts with pauses of any length, and now and then loses its reader.
func (s *stream) Scan(ctx context.Context, from uint64, _ int, got func(eventlog.Stored)) (<-chan struct{}, error) {
	opening, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := s.asked(opening); err != nil {
		return nil, err
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		for seq := from; ctx.Err() == nil && !s.percent(2); {
			s.delay(20)
			if s.percent(3) {
				s.delay(3000) // the process hangs for a while
			}
			for range s.n(10) {
				if seq > uint64(s.len()) || ctx.Err() != nil {
					break
				}
				s.mu.Lock()
				next := s.stored(seq)
				s.mu.Unlock()
				got(next)
				seq++
			}
		}
	}()
	return closed, nil
}

// Reach is without a connection now and then.
func (s *stream) Reach(context.Context) error {
	if s.percent(2) {
		s.delay(1500)
		return eventlog.ErrAway
	}
	return nil
}

func (*stream) Doubt() {}

func (s *stream) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.facts)
}

func keyOf(f event.Fact) string { return f.Kind() + "." + f.Subject }

// entryOf is a fact on its way into the log, as the first of its aggregate.
func entryOf(f event.Fact) eventlog.Entry {
	return eventlog.Entry{ID: f.ID, Subject: f.LogSubject(), Filter: event.AggregateFilter(f.Kind(), f.Subject), Doc: f.Encode()}
}

// pass lets the world's time pass; it takes none of ours.
func pass(d time.Duration) { <-time.After(d) }
