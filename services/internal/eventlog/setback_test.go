package eventlog_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// shelf is a journal whose content can be set back, as when a disk is replaced by an older copy of itself.
type shelf struct {
	mu    sync.Mutex
	facts []eventlog.Stored
	end   context.CancelFunc // of the reading under way
}

func (s *shelf) Append(context.Context, []eventlog.Entry) (uint64, error) {
	return 0, errors.New("it is read only")
}

func (s *shelf) Last(context.Context, string) (eventlog.Stored, error) { return eventlog.Stored{}, nil }

func (s *shelf) At(_ context.Context, seq uint64) (eventlog.Stored, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > uint64(len(s.facts)) {
		return eventlog.Stored{}, jetstream.ErrMsgNotFound
	}
	return s.facts[seq-1], nil
}

func (s *shelf) Info(context.Context) (*jetstream.StreamInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &jetstream.StreamInfo{
		Config: eventlog.Wanted(1, 8<<30), State: jetstream.StreamState{FirstSeq: 1, LastSeq: uint64(len(s.facts))},
	}, nil
}

func (s *shelf) Scan(ctx context.Context, from uint64, _ int, got func(eventlog.Stored)) (<-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, s.end = context.WithCancel(ctx)
	for _, f := range s.facts[min(from-1, uint64(len(s.facts))):] {
		go got(f) // one at most in this test
	}
	return ctx.Done(), nil
}

func (*shelf) Reach(context.Context) error { return nil }

func (*shelf) Doubt() {}

// put sets what lies there and ends the reading, as the loss of a connection does.
func (s *shelf) put(facts ...eventlog.Stored) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.facts = facts
	if s.end != nil {
		s.end()
	}
}

// onlyFact is the one document of a log of its own.
func onlyFact(t *testing.T, key string, n int) eventlog.Stored {
	t.Helper()
	l, g := newTrips(t)
	if _, err := g.Handle(t.Context(), command(key), "kota-a", set(n)); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	recs, err := l.Read(t.Context(), 1, 1)
	if err != nil || len(recs) != 1 {
		t.Fatalf("got %d records, %v", len(recs), err)
	}
	return eventlog.Stored{Seq: 1, Subject: recs[0].Fact.LogSubject(), Doc: recs[0].Doc}
}

// TestAStoreThatIsSetBackUnderAProcessIsNoticed: the stream is the same, and it grew again to where the process stands, with other
// facts.
func TestAStoreThatIsSetBackUnderAProcessIsNoticed(t *testing.T) {
	t.Parallel()
	was, is := onlyFact(t, "k1", 1), onlyFact(t, "k2", 2)
	s := &shelf{facts: []eventlog.Stored{was}}
	l := eventlog.Over(s, eventlog.Options{Source: "urn:makcomblang:test", Now: eventlogtest.Now})
	ended := make(chan error, 1)
	go func() { ended <- l.Run(context.WithoutCancel(t.Context())) }()
	if err := l.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.put(was) // a connection that is lost and comes back changes nothing
	s.put(is)
	select {
	case err := <-ended:
		if err == nil || !strings.Contains(err.Error(), "fact 1 is not the one that this process has folded") {
			t.Errorf("ended with %v, want the reason", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it goes on over facts that it has not folded")
	}
	if h := l.Health(); h.Writes || !strings.Contains(h.Reason, "set back") {
		t.Errorf("got %+v, want red", h)
	}
}
