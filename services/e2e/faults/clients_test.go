package faults

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
)

// listener follows the live stream and comes again with Last-Event-ID whenever it is cut.
type listener struct {
	stop  context.CancelFunc
	done  sync.WaitGroup
	mu    sync.Mutex
	last  uint64
	seen  map[uint64]bool
	wrong []string
	cuts  int
}

func startListener(c *cluster, key string) *listener {
	ctx, cancel := context.WithCancel(context.Background())
	s := &listener{stop: cancel, seen: make(map[uint64]bool)}
	s.done.Go(func() {
		for ctx.Err() == nil {
			s.listen(ctx, c.base, key)
			s.mu.Lock()
			s.cuts++
			s.mu.Unlock()
			pause()
		}
	})
	c.t.Cleanup(func() { cancel(); s.done.Wait() })
	return s
}

func (s *listener) listen(ctx context.Context, base, key string) {
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/v1/live", nil)
	req.Header.Set("Authorization", "Bearer "+key)
	s.mu.Lock()
	req.Header.Set("Last-Event-ID", strconv.FormatUint(s.last, 10))
	s.mu.Unlock()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "id: ")
		if !ok {
			continue
		}
		seq, err := strconv.ParseUint(text, 10, 64)
		s.mu.Lock()
		if err != nil || seq <= s.last || s.seen[seq] {
			s.wrong = append(s.wrong, "event "+text+" after "+strconv.FormatUint(s.last, 10))
		}
		s.last, s.seen[seq] = seq, true
		s.mu.Unlock()
	}
}

// missing gives the acknowledged facts that the listener never heard, once it has heard the last of them.
func (s *listener) missing(t testing.TB, ops []*op) (missing []uint64) {
	t.Helper()
	last := uint64(0)
	for _, o := range ops {
		last = max(last, o.position)
	}
	await(t, "the listener hears the last fact", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.last >= last })
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range ops {
		if o.acked && !s.seen[o.position] {
			missing = append(missing, o.position)
		}
	}
	for _, w := range s.wrong {
		t.Errorf("the live stream went wrong: %s", w)
	}
	return missing
}

// slowListeners open live streams and read nothing from them.
func (c *cluster) slowListeners(n int, key string) (leave func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var bodies []*http.Response
	for range n {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/v1/live", nil)
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Last-Event-ID", "0")
		if resp, err := http.DefaultClient.Do(req); err == nil {
			bodies = append(bodies, resp)
		}
	}
	return func() {
		cancel()
		for _, resp := range bodies {
			_ = resp.Body.Close()
		}
	}
}

// slowConsumer is a reactor that digests nothing: it holds what it was handed and goes silent.
func (c *cluster) slowConsumer() {
	js, err := jetstream.New(c.link)
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	cons, err := js.CreateConsumer(ctx, "EVENTS", jetstream.ConsumerConfig{
		Durable: "slow", AckPolicy: jetstream.AckExplicitPolicy, AckWait: time.Second, MaxAckPending: 16, InactiveThreshold: time.Minute,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := cons.Fetch(16); err != nil {
		c.t.Fatal(err)
	}
}

// indigestible runs a reactor that cannot digest one fact, and sees it among the dead letters while the rest flows on.
func (c *cluster) indigestible(l *load) {
	t := c.t
	log, err := eventlog.Open(t.Context(), c.link, eventlog.Options{Source: "urn:makcomblang:faults", Now: time.Now, Replicas: 3})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	defer func() { cancel(); running.Wait() }()
	running.Go(func() {
		if err := log.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	<-log.CaughtUp()
	bad, digested := log.Position()+20, make(map[uint64]int)
	var mu sync.Mutex
	running.Go(func() {
		err := log.React(ctx, "faults", []string{"owner"}, func(_ context.Context, rec eventlog.Record) error {
			mu.Lock()
			defer mu.Unlock()
			digested[rec.Seq]++
			if rec.Seq == bad {
				return errors.New("the poison of the test")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	l.await(t, 200)
	last := l.position()
	await(t, "the reactor digests what follows the poison", func() bool { mu.Lock(); defer mu.Unlock(); return digested[last] > 0 })
	js, err := jetstream.New(c.link)
	if err != nil {
		t.Fatal(err)
	}
	dead, err := js.Stream(t.Context(), "DLQ")
	if err != nil {
		t.Fatal(err)
	}
	letter, err := dead.GetLastMsgForSubject(t.Context(), eventlog.DeadSubject+".faults")
	if err != nil || !strings.Contains(letter.Header.Get("Reason"), "poison of the test") {
		t.Errorf("got %+v, %v, want the dead letter with its reason", letter, err)
	}
	if n := digested[bad]; n != 1 {
		t.Errorf("the poison was handed out %d times", n)
	}
}

// poison puts a document into the log that nobody can read, which only the admin's identity can, and gives its sequence.
// The roles go red: they read on and write nothing. It is the last thing that a log sees.
func poison(ctx context.Context, nc *nats.Conn) (uint64, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return 0, err
	}
	ack, err := js.Publish(ctx, "mak.evt.owner.contoh-0.capacity_set", []byte(`{"not":"a fact"}`), jetstream.WithExpectStream(eventlog.StreamName))
	if err != nil {
		return 0, err
	}
	return ack.Sequence, nil
}
