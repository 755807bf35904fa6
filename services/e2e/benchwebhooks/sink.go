package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"makcomblang.id/pkg/webhook"
)

// sink takes deliveries: at /ok/… at once, at /hang/… never. It knows an event by its number, the value of the figure.
type sink struct {
	url string
	srv *http.Server

	mu      sync.Mutex
	sent    map[int]time.Time // when the request that appends it was sent
	count   map[int]int       // deliveries
	took    []time.Duration
	arrived []time.Time
	changed chan struct{} // closed at the next arrival
	release chan struct{} // ends the hanging
}

func newSink() *sink {
	s := &sink{
		sent: map[int]time.Time{}, count: map[int]int{}, changed: make(chan struct{}), release: make(chan struct{}),
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err) // no port on this machine: nothing can be measured
	}
	s.url = "http://" + ln.Addr().String()
	s.srv = &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.srv.Serve(ln) }()
	return s
}

func (s *sink) close() {
	close(s.release)
	_ = s.srv.Close()
}

// ServeHTTP implements http.Handler.
func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if answer, ok := webhook.AnswerChallenge(body); ok {
		_, _ = w.Write(answer)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/hang/") {
		select {
		case <-s.release:
		case <-r.Context().Done():
		}
		return
	}
	at := time.Now()
	w.WriteHeader(http.StatusNoContent)
	var doc struct {
		Data struct {
			Value int `json:"value_milli"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &doc) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count[doc.Data.Value]++
	s.took = append(s.took, at.Sub(s.sent[doc.Data.Value]))
	s.arrived = append(s.arrived, at)
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *sink) sends(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent[n] = time.Now()
}

var errLate = errors.New("the time is over")

// until waits for a condition that only an arrival can make true.
func (s *sink) until(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		good, changed := ok(), s.changed
		s.mu.Unlock()
		if good {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return errLate
		}
	}
}

// wait waits until so many events arrived, or, if each goes to many, so many deliveries.
func (s *sink) wait(ctx context.Context, n int, fan bool) error {
	return s.until(ctx, func() bool { return fan && len(s.arrived) >= n || !fan && len(s.count) >= n })
}

// waitFor waits until each of these events arrived.
func (s *sink) waitFor(ctx context.Context, events []int) error {
	return s.until(ctx, func() bool {
		return !slices.ContainsFunc(events, func(n int) bool { return s.count[n] == 0 })
	})
}

// settle waits until nothing has arrived for a while.
func (s *sink) settle(ctx context.Context, quiet time.Duration) {
	for {
		was := s.mark()
		calm, cancel := context.WithTimeout(ctx, quiet)
		err := s.until(calm, func() bool { return len(s.arrived) > was })
		cancel()
		if err != nil {
			return
		}
	}
}

// mark is how many deliveries there were so far.
func (s *sink) mark() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.arrived)
}

func (s *sink) firstAfter(mark int) (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.arrived) <= mark {
		return time.Time{}, false
	}
	return s.arrived[mark], true
}

func (s *sink) missing(events []int) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range events {
		if s.count[e] == 0 {
			n++
		}
	}
	return n
}

// repeated counts deliveries beyond the first of each event.
func (s *sink) repeated() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, times := range s.count {
		n += times - 1
	}
	return n
}

func (s *sink) last() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.arrived[len(s.arrived)-1]
}

func (s *sink) latency() (p50, p99 time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.took)
	return s.took[len(s.took)/2], s.took[len(s.took)*99/100]
}
