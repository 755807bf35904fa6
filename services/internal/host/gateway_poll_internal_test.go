package host

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
)

// TestAReplicaThatHangsDelaysNoOther: it takes the question and never answers, and all others are found ready and stay watched.
func TestAReplicaThatHangsDelaysNoOther(t *testing.T) {
	t.Parallel()
	var hung sync.Once
	hangs := make(chan struct{})
	dead := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		hung.Do(func() { close(hangs) })
		<-r.Context().Done()
	}))
	t.Cleanup(dead.Close)
	asked := make(chan string, 100)
	well := func(name string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"ready":true,"writes":true,"position":7}`)
			asked <- name
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	g, err := NewGateway(GatewayOptions{
		Upstreams: map[string][]string{"matches": {dead.URL, well("behind it"), dead.URL}, "portal": {well("another role's")}},
		Prefixes:  []Prefix{{Path: "/", Role: "portal"}, {Path: "/api/v1/matches", Role: "matches"}}, Logger: zap.NewNop(),
	})
	if err != nil {
		t.Fatal(err)
	}
	g.client.Timeout = time.Hour // a question that hangs ends with the test, so whoever waits for it waits in vain
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	<-hangs
	for seen := map[string]int{}; seen["behind it"] < 2 || seen["another role's"] < 2; {
		select {
		case name := <-asked:
			seen[name]++
		case <-time.After(30 * time.Second):
			t.Fatalf("asked so far: %v", seen)
		}
	}
	answer := httptest.NewRecorder()
	g.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if answer.Code != http.StatusOK {
		t.Errorf("got %d %s, want ready", answer.Code, answer.Body)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
