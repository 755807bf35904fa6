package host_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/host"
)

// role is an upstream that tells what it was asked.
func role(t *testing.T, name string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/readyz":
			_, _ = io.WriteString(w, `{"ready":true,"writes":true,"position":7}`)
		case "/api/v1/live":
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "id: 1\n\n")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		default:
			body, _ := io.ReadAll(r.Body)
			_ = json.NewEncoder(w).Encode(map[string]string{
				"role": name, "host": r.Host, "for": r.Header.Get("X-Forwarded-For"), "body": string(body), "proto": r.Header.Get("X-Forwarded-Proto"),
			})
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// refusing is an address that nobody listens on.
func refusing(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	return "http://" + ln.Addr().String()
}

func gateway(t *testing.T, trusted bool, matches ...string) *httptest.Server {
	t.Helper()
	g, err := host.NewGateway(host.GatewayOptions{
		Upstreams: map[string][]string{"matches": matches, "portal": {role(t, "portal").URL}},
		Prefixes:  []host.Prefix{{Path: "/", Role: "portal"}, {Path: "/api/v1/live", Role: "matches"}, {Path: "/api/v1/matches", Role: "matches"}},
		Trusted:   func(net.IP) bool { return trusted }, Logger: zap.NewNop(),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	s := httptest.NewServer(g)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

func ask(t *testing.T, method, url, body string, header ...string) (status int, got map[string]string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "temu.example.id"
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	_ = json.NewDecoder(resp.Body).Decode(&got)
	return resp.StatusCode, got
}

func TestGatewayRoutesByPrefix(t *testing.T) {
	t.Parallel()
	s := gateway(t, false, role(t, "matches").URL)
	for path, want := range map[string]string{"/api/v1/matches": "matches", "/api/v1/matches/m-1": "matches", "/api/v1/matchesx": "portal", "/usulan": "portal"} {
		if _, got := ask(t, http.MethodGet, s.URL+path, ""); got["role"] != want || got["host"] != "temu.example.id" {
			t.Errorf("%s: got %v, want %s under the caller's host", path, got, want)
		}
	}
}

func TestGatewayTellsWhoCalls(t *testing.T) {
	t.Parallel()
	forged := []string{"X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https"}
	if _, got := ask(t, http.MethodGet, gateway(t, false, role(t, "matches").URL).URL+"/", "", forged...); got["for"] != "127.0.0.1" || got["proto"] != "http" {
		t.Errorf("got %v: a stranger's word counts", got)
	}
	if _, got := ask(t, http.MethodGet, gateway(t, true, role(t, "matches").URL).URL+"/", "", forged...); got["for"] != "203.0.113.9, 127.0.0.1" || got["proto"] != "https" {
		t.Errorf("got %v: a trusted proxy's word does not count", got)
	}
}

func TestGatewayTakesTurnsAndPassesOverTheDead(t *testing.T) {
	t.Parallel()
	s := gateway(t, false, role(t, "first").URL, refusing(t), role(t, "second").URL)
	seen := map[string]int{}
	for i := range 30 {
		status, got := ask(t, http.MethodPost, s.URL+"/api/v1/matches", fmt.Sprint("body ", i))
		if status != http.StatusOK || got["body"] != fmt.Sprint("body ", i) {
			t.Fatalf("got %d %v", status, got)
		}
		seen[got["role"]]++
	}
	if seen["first"] < 5 || seen["second"] < 5 {
		t.Errorf("got %v, want both in turn", seen)
	}
	if status, got := ask(t, http.MethodGet, gateway(t, false, refusing(t)).URL+"/api/v1/matches", ""); status != http.StatusServiceUnavailable || got["code"] != "gateway.away" {
		t.Errorf("got %d %v when nobody is there", status, got)
	}
}

// Who is away is told as any other refusal: to a program in the language that it asks for, to a person as a page.
func TestGatewayRefusesAsTheRolesDo(t *testing.T) {
	t.Parallel()
	s := gateway(t, false, refusing(t))
	get := func(accept, lang string) (h http.Header, body string) {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, s.URL+"/api/v1/matches", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", accept)
		r.Header.Set("Accept-Language", lang)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") != "1" {
			t.Errorf("got %d, Retry-After %q, %v", resp.StatusCode, resp.Header.Get("Retry-After"), err)
		}
		return resp.Header, string(raw)
	}
	for _, tc := range []struct{ accept, lang, kind, told, says string }{
		{"*/*", "", "application/problem+json", "en", `"detail":"This part of the service is away for now.`},
		{"*/*", "id", "application/problem+json", "id", `"detail":"Bagian layanan ini sedang tidak tersedia.`},
		{"text/html", "", "text/html; charset=utf-8", "id", "Bagian layanan ini sedang tidak tersedia. Silakan coba beberapa saat lagi."},
		{"text/html", "en", "text/html; charset=utf-8", "en", "Try again in a moment."},
	} {
		h, body := get(tc.accept, tc.lang)
		if h.Get("Content-Type") != tc.kind || h.Get("Content-Language") != tc.told || !strings.Contains(body, tc.says) || !strings.Contains(h.Get("Vary"), "Accept-Language") {
			t.Errorf("%s in %q: got %v %s", tc.accept, tc.lang, h, body)
		}
	}
}

func TestGatewayStreams(t *testing.T) {
	t.Parallel()
	s := gateway(t, false, role(t, "matches").URL)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if line, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil || line != "id: 1\n" {
		t.Errorf("got %q, %v: the event waits in the gateway", line, err)
	}
}

func TestGatewaySumsUp(t *testing.T) {
	t.Parallel()
	s := gateway(t, false, role(t, "matches").URL)
	for {
		status, _ := ask(t, http.MethodGet, s.URL+"/readyz", "")
		if status == http.StatusOK {
			break
		}
	}
	if _, err := host.NewGateway(host.GatewayOptions{Prefixes: []host.Prefix{{Path: "/", Role: "portal"}}, Logger: zap.NewNop()}); err == nil || !strings.Contains(err.Error(), "--upstream portal=") {
		t.Errorf("got %v for a role without an address", err)
	}
}

// The description is that of all roles; a role that is away makes it wait rather than being left out.
func TestGatewayDescribesAllRoles(t *testing.T) {
	t.Parallel()
	describing := func(doc string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v1/openapi.json" {
				_, _ = io.WriteString(w, doc)
			}
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	first := describing(`{"openapi":"3.1.0","paths":{"/a":{"get":{"operationId":"a"}}},"components":{"schemas":{"Problem":{"type":"object"}}}}`)
	second := describing(`{"openapi":"3.1.0","paths":{"/a":{"post":{"operationId":"b"}},"/b":{"get":{}}},"components":{"schemas":{"B":{}}}}`)
	ask := func(upstream string) *httptest.ResponseRecorder {
		g, err := host.NewGateway(host.GatewayOptions{
			Upstreams: map[string][]string{"one": {first}, "two": {refusing(t), upstream}}, Logger: zap.NewNop(),
			Prefixes: []host.Prefix{{Path: "/", Role: "one"}, {Path: "/api/v1/b", Role: "two"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/openapi.json", nil))
		return w
	}
	const want = `{"components":{"schemas":{"B":{},"Problem":{"type":"object"}}},"openapi":"3.1.0",` +
		`"paths":{"/a":{"get":{"operationId":"a"},"post":{"operationId":"b"}},"/b":{"get":{}}}}`
	if w := ask(second); w.Code != http.StatusOK || w.Body.String() != want {
		t.Errorf("got %d %s, want %s", w.Code, w.Body, want)
	}
	if w := ask(refusing(t)); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "gateway.away") {
		t.Errorf("got %d %s, want that a part is away", w.Code, w.Body)
	}
}
