// Package tracetest gives tests a collector: it takes what a real one takes, OTLP over HTTP in JSON, and keeps it.
package tracetest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// Span is one span as it reached the collector.
type Span struct {
	Service    string // service.name of the process
	TraceID    string
	SpanID     string
	ParentID   string
	Name       string
	Kind       int // 1 internal, 2 server, 3 client, 4 producer, 5 consumer
	Failed     bool
	Attributes map[string]string
}

// Collector keeps the spans that it was handed.
type Collector struct {
	URL string // to be named as endpoint

	mu     sync.Mutex
	spans  []Span
	bodies [][]byte
}

// New starts a collector that ends with the test.
func New(t testing.TB) *Collector {
	t.Helper()
	c := &Collector{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("the collector got %s %s: %v", r.Method, r.URL.Path, err)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if err := c.take(body); err != nil {
			t.Errorf("the collector cannot read what it got: %v: %s", err, body)
		}
	}))
	t.Cleanup(srv.Close)
	c.URL = srv.URL
	return c
}

// Spans gives what came so far.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.spans)
}

// Bodies gives the documents that came so far, for a test of what must not stand in them.
func (c *Collector) Bodies() [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.bodies)
}

type keyValues []struct {
	Key   string `json:"key"`
	Value struct {
		Text   string `json:"stringValue"`
		Number string `json:"intValue"`
	} `json:"value"`
}

func (kvs keyValues) texts() map[string]string {
	out := map[string]string{}
	for _, kv := range kvs {
		out[kv.Key] = kv.Value.Text + kv.Value.Number
	}
	return out
}

type document struct {
	ResourceSpans []struct {
		Resource struct {
			Attributes keyValues `json:"attributes"`
		} `json:"resource"`
		ScopeSpans []struct {
			Spans []struct {
				TraceID    string    `json:"traceId"`
				SpanID     string    `json:"spanId"`
				ParentID   string    `json:"parentSpanId"`
				Name       string    `json:"name"`
				Kind       int       `json:"kind"`
				Attributes keyValues `json:"attributes"`
				Status     struct {
					Code int `json:"code"`
				} `json:"status"`
			} `json:"spans"`
		} `json:"scopeSpans"`
	} `json:"resourceSpans"`
}

func (c *Collector) take(body []byte) error {
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bodies = append(c.bodies, body)
	for _, r := range doc.ResourceSpans {
		service := r.Resource.Attributes.texts()["service.name"]
		for _, s := range r.ScopeSpans {
			for _, x := range s.Spans {
				c.spans = append(c.spans, Span{
					Service: service, TraceID: x.TraceID, SpanID: x.SpanID, ParentID: x.ParentID, Name: x.Name, Kind: x.Kind,
					Failed: x.Status.Code == 2, Attributes: x.Attributes.texts(),
				})
			}
		}
	}
	return nil
}
