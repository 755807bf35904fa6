package subscriptions_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vocabulary"
)

// BenchmarkWebhooks measures deliveries from the command that appends a fact to the sink that received it, with the
// embedded NATS syncing every write. One round is 10,000 deliveries: run it with -benchtime=1x.
func BenchmarkWebhooks(b *testing.B) {
	cases := []struct {
		name      string
		endpoints int
		hanging   int // of them
		events    int
		perSecond int // 0: as fast as it goes
	}{
		{"to1", 1, 0, 10_000, 0},
		{"to100", 100, 0, 10_000, 0},
		{"fanout100", 100, 0, 100, 0},
		{"paced200", 10, 0, 1_000, 200},
		{"hanging1of100", 100, 1, 10_000, 0},
		{"hanging10of100", 100, 10, 10_000, 0},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				benchRound(b, c.endpoints, c.hanging, c.events, c.perSecond, c.name == "fanout100")
			}
		})
	}
}

func benchRound(b *testing.B, endpoints, hanging, events, perSecond int, all bool) {
	h := newHouse(b)
	s := newBenchSink(b)
	for i := range endpoints {
		problem, province := wanted(i)
		filter := fmt.Sprintf(`,"problems":[%q],"region":%q`, problem, province)
		if all {
			filter = ""
		}
		path := "/ok"
		if i < hanging {
			path = "/hang"
		}
		h.endpointOf(h.As(policy.Innovator, fmt.Sprintf("o%d", i)), s.URL+path, filter)
	}
	want := events
	if all {
		want = events * endpoints
	}
	healthy := want - want*hanging/endpoints
	s.expect(healthy)
	before, start := cpu(b), time.Now()
	s.publish(h, events, endpoints, perSecond)
	accepted := time.Since(start)
	s.wait(b)
	took := time.Since(start)
	used := cpu(b) - before
	b.ReportMetric(float64(healthy)/took.Seconds(), "deliveries/s")
	b.ReportMetric(float64(events)/accepted.Seconds(), "accepted/s")
	b.ReportMetric(used.Seconds()*10_000/float64(healthy), "cpu-s/10k")
	p50, p99 := s.latency()
	b.ReportMetric(float64(p50.Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	s.letGo()
	h.stop()
}

// cpu is the time that this process, NATS, generator and sink included, spent on its cores.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchSink receives at /ok and never answers at /hang.
type benchSink struct {
	*httptest.Server
	mu      sync.Mutex
	sent    map[string]time.Time // by need
	took    []time.Duration
	left    int
	done    chan struct{}
	release chan struct{}
}

func newBenchSink(b *testing.B) *benchSink {
	s := &benchSink{sent: make(map[string]time.Time), done: make(chan struct{}), release: make(chan struct{})}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if answered(w, body) {
			return
		}
		if strings.HasPrefix(r.URL.Path, "/hang") {
			<-s.release
			return
		}
		w.WriteHeader(http.StatusNoContent)
		s.arrived(body)
	}))
	b.Cleanup(s.Close)
	return s
}

func (s *benchSink) arrived(body []byte) {
	var doc struct {
		Data struct {
			Need string `json:"need"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &doc) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = append(s.took, time.Since(s.sent[doc.Data.Need]))
	if s.left--; s.left == 0 {
		close(s.done)
	}
}

func (s *benchSink) expect(n int) { s.left = n }

func (s *benchSink) wait(b *testing.B) {
	select {
	case <-s.done:
	case <-time.After(5 * time.Minute):
		b.Fatalf("%d deliveries are missing", s.left)
	}
}

func (s *benchSink) letGo() { close(s.release) }

func (s *benchSink) latency() (p50, p99 time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.took)
	return s.took[len(s.took)/2], s.took[len(s.took)*99/100]
}

// wanted is what one endpoint asks for and no other: a problem of the vocabulary in a province.
func wanted(endpoint int) (problem, province string) {
	terms := vocabulary.Problems()
	return terms[endpoint%len(terms)].ID, []string{"91", "92", "93"}[endpoint/len(terms)]
}

// publish appends needs with 16 writers, each for one of the problems that the endpoints ask for.
func (s *benchSink) publish(h *house, events, endpoints, perSecond int) {
	var writers sync.WaitGroup
	next := make(chan int)
	for w := range 16 {
		writers.Go(func() {
			for n := range next {
				need := fmt.Sprintf("need-%d", n)
				s.mu.Lock()
				s.sent[need] = time.Now()
				s.mu.Unlock()
				c := eventlog.Command{Actor: "bench", Route: "bench", Key: need}
				problem, province := wanted(n % endpoints)
				data := &contract.NeedDeclared{Need: need, Problem: problem, Priority: 3, Statement: strings.Repeat("x", 180), Source: "uji"}
				if _, err := h.regions.Handle(h.t.Context(), c, fmt.Sprintf("%s%02d", province, w+1), func(int, uint64) (eventlog.Draft, error) {
					return eventlog.Draft{Data: data, Basis: event.Official}, nil
				}); err != nil {
					h.t.Error(err)
				}
			}
		})
	}
	var tick *time.Ticker
	if perSecond > 0 {
		tick = time.NewTicker(time.Second / time.Duration(perSecond))
		defer tick.Stop()
	}
	for n := range events {
		if tick != nil {
			<-tick.C
		}
		next <- n
	}
	close(next)
	writers.Wait()
}
