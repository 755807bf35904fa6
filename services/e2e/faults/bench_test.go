package faults

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// sample is what one way of writing gives.
type sample struct {
	took []time.Duration
	all  time.Duration
}

func (s sample) String() string {
	slices.Sort(s.took)
	at := func(p int) float64 { return float64(s.took[(len(s.took)-1)*p/100].Microseconds()) / 1000 }
	return fmt.Sprintf("%7.0f /s   p50 %6.2f ms   p99 %7.2f ms", float64(len(s.took))/s.all.Seconds(), at(50), at(99))
}

// measure does the work from n goroutines for a while.
func measure(n int, d time.Duration, do func(worker, i int) error) (s sample, failed int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	for worker := range n {
		wg.Go(func() {
			for i := 0; time.Since(start) < d; i++ {
				at := time.Now()
				err := do(worker, i)
				mu.Lock()
				if err != nil {
					failed++
				} else {
					s.took = append(s.took, time.Since(at))
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	s.all = time.Since(start)
	return s, failed
}

// TestBenchCluster measures commands over the cluster beside a bare publish to a stream of the same three servers.
func TestBenchCluster(t *testing.T) {
	if os.Getenv("FAULTS") != "bench" {
		t.Skip("run `make bench-cluster`")
	}
	c := startCluster(t)
	who := newCaller(t, c.base, filepath.Join(c.dir, "access1", "coordinator.key"))
	h := newHistory(c.link)
	startLoad(t, who.try).end()
	js, err := jetstream.New(c.link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "BENCH", Subjects: []string{"bench.>"}, Replicas: 3, Storage: jetstream.FileStorage}); err != nil {
		t.Fatal(err)
	}
	payload := []byte(strings.Repeat("x", 700)) // as long as a fact
	publish := func(worker, _ int) error {
		_, err := js.Publish(context.Background(), fmt.Sprintf("bench.%d", worker), payload)
		return err
	}
	round := 0
	command := func(worker, i int) error {
		o := &op{owner: ownerID(worker % owners), source: fmt.Sprintf("bench %d worker %d command %d", round, worker, i), trips: i % 100}
		for failed := "?"; failed != ""; {
			failed = who.try(context.Background(), o)
		}
		if !o.acked {
			return fmt.Errorf("%s", o.refused)
		}
		return nil
	}
	const d = 4 * time.Second
	line := func(what string, n int, do func(worker, i int) error) {
		round++
		s, failed := measure(n, d, do)
		t.Logf("%-44s %2d writers  %s   %d failed", what, n, s, failed)
	}
	line("bare publish to a stream of 3 replicas", 1, publish)
	line("bare publish to a stream of 3 replicas", 12, publish)
	line("command over HTTP, 2 replicas of the role", 1, command)
	line("command over HTTP, 2 replicas of the role", 12, command)
	c.roles["innovations"][1].kill()
	line("command over HTTP, 1 replica of the role", 1, command)
	line("command over HTTP, 1 replica of the role", 12, command)
	c.roles["innovations"][1].start(t)
	h.read(t)
	start := time.Now()
	c.redisDo("FLUSHALL")
	c.sameViews(h.last)
	t.Logf("Redis emptied and filled again from %d facts, checked byte by byte, in %.1f s", h.last, time.Since(start).Seconds())
}
