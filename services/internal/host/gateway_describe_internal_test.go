package host

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// described is a gateway before one role that describes itself and one that does so when it is let go.
func described(t *testing.T) (g *Gateway, asked *atomic.Int64, hangs *atomic.Bool, hung chan struct{}) {
	t.Helper()
	asked, hangs, hung = new(atomic.Int64), new(atomic.Bool), make(chan struct{}, 100)
	good := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"paths":{"/a":{}}}`) }))
	odd := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if hangs.Load() {
			hung <- struct{}{}
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, `{"paths":{"/b":{}}}`)
	}))
	t.Cleanup(func() { good.Close(); odd.Close() })
	g, err := NewGateway(GatewayOptions{
		Upstreams: map[string][]string{"one": {good.URL}, "two": {odd.URL}}, Logger: zap.NewNop(),
		Prefixes: []Prefix{{Path: "/", Role: "one"}, {Path: "/b", Role: "two"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.client.CloseIdleConnections)
	return g, asked, hangs, hung
}

func (g *Gateway) describedTo(t *testing.T) (status int, took time.Duration) {
	w, start := httptest.NewRecorder(), time.Now()
	g.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/openapi.json", nil))
	return w.Code, time.Since(start)
}

// TestARoleThatHangsIsAskedOnceForAll has many callers meet a role that hangs: it is asked once, and who comes after that
// waits for nothing.
func TestARoleThatHangsIsAskedOnceForAll(t *testing.T) {
	t.Parallel()
	g, asked, hangs, _ := described(t)
	hangs.Store(true)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if status, took := g.describedTo(t); status != http.StatusServiceUnavailable || took > 10*time.Second { // one limit of the client, not ten of them
				t.Errorf("got %d after %s", status, took)
			}
		})
	}
	all.Wait()
	if status, _ := g.describedTo(t); status != http.StatusServiceUnavailable || asked.Load() != 1 {
		t.Errorf("got %d and %d questions, want one question for all", status, asked.Load())
	}
	hangs.Store(false)
	g.description.next = time.Time{} // the pause is over
	if status, _ := g.describedTo(t); status != http.StatusOK || asked.Load() != 2 {
		t.Errorf("got %d and %d questions once the role is back", status, asked.Load())
	}
}

// TestTheDescriptionStaysWhileARoleIsAway gives the one that is known, and only who asks anew waits.
func TestTheDescriptionStaysWhileARoleIsAway(t *testing.T) {
	t.Parallel()
	g, asked, hangs, hung := described(t)
	if status, _ := g.describedTo(t); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	hangs.Store(true)
	g.description.next = time.Time{} // it is old
	first := make(chan int)
	go func() { status, _ := g.describedTo(t); first <- status }()
	<-hung
	for range 10 {
		if status, _ := g.describedTo(t); status != http.StatusOK {
			t.Errorf("got %d while another one asks", status)
		}
	}
	select {
	case status := <-first:
		t.Errorf("got %d for who asks, before the ten others", status)
	default:
	}
	if status := <-first; status != http.StatusOK || asked.Load() != 2 {
		t.Errorf("got %d and %d questions, want the description that is known", status, asked.Load())
	}
}

// TestTheDescriptionOutlivesAPanic breaks off while it is put together: who comes next is told so at once, and the roles are
// asked again after the pause.
func TestTheDescriptionOutlivesAPanic(t *testing.T) {
	t.Parallel()
	says := func(doc string) []string {
		role := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, doc) }))
		t.Cleanup(role.Close)
		return []string{role.URL}
	}
	var broken atomic.Bool
	logger := zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.AddSync(io.Discard), zap.WarnLevel),
		zap.Hooks(func(zapcore.Entry) error {
			if broken.Load() {
				panic("broken")
			}
			return nil
		}))
	g, err := NewGateway(GatewayOptions{
		Upstreams: map[string][]string{"one": says(`{"info":1}`), "two": says(`{"info":2}`)}, Logger: logger, // which is worth a warning
		Prefixes: []Prefix{{Path: "/", Role: "one"}, {Path: "/b", Role: "two"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.client.CloseIdleConnections)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	broken.Store(true)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not reach its request")
			}
		}()
		_, _ = g.description.get(ctx, g, "json")
	}()
	broken.Store(false)
	if doc, err := g.description.get(ctx, g, "json"); err == nil || ctx.Err() != nil {
		t.Errorf("got %s, %v, want to be told that there is none", doc, err)
	}
	g.description.next = time.Time{} // the pause is over
	if doc, err := g.description.get(ctx, g, "json"); err != nil || string(doc) != `{"info":1}` {
		t.Errorf("got %s, %v, want the description", doc, err)
	}
}
