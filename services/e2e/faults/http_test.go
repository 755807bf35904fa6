package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// caller speaks to an address as the first coordinator.
type caller struct {
	base, key string
	client    *http.Client
	chaos     *chaos
}

// newCaller waits for the first key and for its being known.
func newCaller(t testing.TB, base, keyFile string) *caller {
	t.Helper()
	c := &caller{base: base, chaos: &chaos{next: &http.Transport{MaxIdleConnsPerHost: 4 * clients}}}
	c.client = &http.Client{Timeout: 12 * time.Second, Transport: c.chaos}
	t.Cleanup(c.client.CloseIdleConnections)
	await(t, "the first key", func() bool {
		key, err := os.ReadFile(keyFile)
		if c.key = strings.TrimSpace(string(key)); err == nil {
			_, err = c.get("/api/v1/me")
		}
		return err == nil
	})
	return c
}

// post sends one command and gives its answer.
func (c *caller) post(ctx context.Context, path, key string, body map[string]any) (status int, answer []byte, err error) {
	doc, _ := json.Marshal(body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(doc))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", strings.ReplaceAll(strings.ReplaceAll(key, " ", "-"), ":", ""))
	resp, err := c.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

// try is one try of a command of the load.
func (c *caller) try(ctx context.Context, o *op) (failed string) {
	path, body := "/api/v1/owners/"+o.owner+"/capacity", map[string]any{"period": "2027", "trips": o.trips, "source": o.source, "basis": "sample"}
	if o.register {
		path, body = "/api/v1/owners", map[string]any{"id": o.owner, "name": "Contoh " + o.owner, "country": "Indonesia", "source": o.source, "basis": "sample"}
	}
	status, answer, err := c.post(ctx, path, o.source, body)
	switch {
	case err != nil && status == 0:
		return "connection"
	case err != nil:
		return "cut answer"
	case status < 300:
		var a struct{ Version, Position uint64 }
		if json.Unmarshal(answer, &a) != nil || a.Position == 0 {
			return "strange answer"
		}
		o.acked, o.version, o.position = true, a.Version, a.Position
		return ""
	case status == http.StatusServiceUnavailable || status == http.StatusConflict:
		return fmt.Sprint(status)
	}
	o.refused = fmt.Sprintf("%d %s", status, answer)
	return ""
}

func (c *caller) get(path string) ([]byte, error) {
	req, err := http.NewRequest(http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	resp, err := c.client.Do(req)
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

// chaos is a way to a server on which commands arrive twice, late and out of order while it is on, and on which answers
// get lost: what the client hears is any of the two answers, or neither.
type chaos struct {
	next http.RoundTripper
	on   atomic.Bool
	lost atomic.Int64
}

func (c *chaos) RoundTrip(req *http.Request) (*http.Response, error) {
	if !c.on.Load() || req.Method != http.MethodPost {
		return c.next.RoundTrip(req)
	}
	answers := make(chan func() (*http.Response, error), 2)
	for range 2 {
		again := req.Clone(req.Context())
		again.Body, _ = req.GetBody()
		go func() {
			<-time.After(time.Duration(rand.IntN(60)) * time.Millisecond)
			resp, err := c.next.RoundTrip(again)
			answers <- func() (*http.Response, error) { return resp, err }
		}()
	}
	resp, err := (<-answers)()
	go func() {
		if second, err := (<-answers)(); err == nil {
			_ = second.Body.Close()
		}
	}()
	if err == nil && rand.IntN(4) == 0 {
		c.lost.Add(1)
		_ = resp.Body.Close()
		return nil, io.ErrUnexpectedEOF // it was answered, and the client never hears it
	}
	return resp, err
}
