package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// op is one command as a client saw it: sent until it was answered, always with the same key.
type op struct {
	owner, source string // source is different for each op, so that the log shows how often it was done
	acked         bool
	version       uint64
	position      uint64
	refused       string // a definite refusal
}

// load is a number of clients that send commands through the gateway and write down what they were told.
type load struct {
	base, key string
	client    *http.Client
	stop      context.CancelFunc
	done      sync.WaitGroup

	mu      sync.Mutex
	ops     []*op
	errors  map[string]int // transport errors and answers of 5xx, by kind
	acks    []ack
	last    uint64 // highest position that a client was told
	stopped bool
}

// ack is one command that was done: when its client heard of it, and how long after it was sent first.
type ack struct {
	at   time.Time
	took time.Duration
}

const (
	clients = 6
	owners  = 12
)

func startLoad(c *cluster) *load {
	t := c.t
	key, err := os.ReadFile(filepath.Join(c.dir, "access1", "coordinator.key"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	l := &load{
		base: c.base, key: strings.TrimSpace(string(key)), stop: cancel, errors: make(map[string]int),
		client: &http.Client{Timeout: 12 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: clients}},
	}
	c.load = l
	t.Cleanup(l.end)
	await(t, "the first key", func() bool {
		_, err := l.get("/api/v1/me")
		return err == nil
	})
	for n := range owners {
		o := &op{owner: ownerID(n), source: fmt.Sprintf("faults: owner %d", n)}
		l.send(t.Context(), o, "/api/v1/owners", map[string]any{
			"id": o.owner, "name": "Contoh " + o.owner, "country": "Indonesia", "source": o.source, "basis": "sample",
		})
		if !o.acked {
			t.Fatalf("an owner was not registered: %+v", o)
		}
		l.keep(o)
	}
	for n := range clients {
		l.done.Go(func() { l.run(ctx, n) })
	}
	return l
}

func ownerID(n int) string { return fmt.Sprintf("contoh-%d", n) }

// run sends one command after the other; two clients share each owner, so that they also lose to one another.
func (l *load) run(ctx context.Context, n int) {
	for i := 0; ctx.Err() == nil; i++ {
		o := &op{owner: ownerID((n/2 + i*3) % owners), source: fmt.Sprintf("faults: client %d command %d", n, i)}
		l.send(ctx, o, "/api/v1/owners/"+o.owner+"/capacity", map[string]any{
			"period": "2027", "trips": i % 100, "source": o.source, "basis": "sample",
		})
		l.keep(o)
	}
}

// send repeats the command with the same key until it gets an answer that is final.
func (l *load) send(ctx context.Context, o *op, path string, body map[string]any) {
	doc, _ := json.Marshal(body)
	first := time.Now()
	for ctx.Err() == nil {
		req, _ := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodPost, l.base+path, bytes.NewReader(doc))
		req.Header.Set("Authorization", "Bearer "+l.key)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", strings.ReplaceAll(strings.ReplaceAll(o.source, " ", "-"), ":", ""))
		resp, err := l.client.Do(req)
		if err != nil {
			l.failed("connection")
			pause()
			continue
		}
		answer, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		switch {
		case err != nil:
			l.failed("cut answer")
		case resp.StatusCode < 300:
			var a struct{ Version, Position uint64 }
			if json.Unmarshal(answer, &a) == nil && a.Position > 0 {
				o.acked, o.version, o.position = true, a.Version, a.Position
				l.ack(a.Position, time.Since(first))
				return
			}
			l.failed("strange answer")
		case resp.StatusCode == http.StatusServiceUnavailable || resp.StatusCode == http.StatusConflict:
			l.failed(fmt.Sprint(resp.StatusCode))
		default:
			o.refused = fmt.Sprintf("%d %s", resp.StatusCode, answer)
			return
		}
		pause()
	}
}

func (l *load) get(path string) ([]byte, error) {
	req, _ := http.NewRequest(http.MethodGet, l.base+path, nil)
	req.Header.Set("Authorization", "Bearer "+l.key)
	resp, err := l.client.Do(req)
	if err != nil {
		return nil, err
	}
	doc, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%d %s", resp.StatusCode, doc)
	}
	return doc, err
}

func (l *load) keep(o *op) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ops = append(l.ops, o)
}

func (l *load) failed(kind string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errors[kind]++
}

func (l *load) ack(position uint64, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = max(l.last, position)
	l.acks = append(l.acks, ack{time.Now(), took})
}

// position is the highest that a client was told.
func (l *load) position() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// acked counts the acknowledgements so far.
func (l *load) acked() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acks)
}

// await waits until n more commands are acknowledged.
func (l *load) await(t testing.TB, n int) {
	t.Helper()
	from := l.acked()
	await(t, "acknowledgements", func() bool { return l.acked() >= from+n })
}

// end stops the clients; each finishes the command that it has in hand.
func (l *load) end() {
	l.mu.Lock()
	stopped := l.stopped
	l.stopped = true
	l.mu.Unlock()
	if !stopped {
		l.stop()
		l.done.Wait()
		l.client.CloseIdleConnections()
	}
}
