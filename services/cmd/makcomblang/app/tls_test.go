package app_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// sealed is a cluster whose every connection is TLS: NATS with its users, Redis, two roles and the gateway before them.
type sealed struct {
	authority authority
	users     string
	nats      string
	redis     string
	roles     map[string]string // addresses
	gateway   string
	http      *http.Client
}

// remote is what a role is told about the world outside, with TLS everywhere.
func (s *sealed) remote(t *testing.T, role string) app.Remote {
	cert, key := s.authority.issue(t)
	return app.Remote{
		AuthFile: filepath.Join(s.users, role, "nats.nk"), CAFile: s.authority.file, Redis: s.redis, CertFile: cert, KeyFile: key,
		Proxies: []string{"127.0.0.1"},
	}
}

func (s *sealed) config(t *testing.T, role string) app.Config {
	return app.Config{
		NATS: s.nats, Replicas: 1, Roles: []string{role}, Addr: "127.0.0.1:0", LogLevel: "error",
		Data: filepath.Join(s.users, role), Remote: s.remote(t, role),
	}
}

func newSealed(t *testing.T) *sealed {
	t.Helper()
	s := &sealed{authority: newAuthority(t, "ours"), users: t.TempDir(), roles: map[string]string{}}
	if err := app.MakeUsers(s.users); err != nil {
		t.Fatal(err)
	}
	s.nats, _ = remoteNATS(t, func(o *server.Options) {
		o.TLSConfig, o.TLS, o.TLSTimeout = s.authority.server(t), true, 10
	}, filepath.Join(s.users, "users.conf"))
	s.redis = startSealedRedis(t, s.authority)
	admin := app.Remote{AuthFile: filepath.Join(s.users, "admin", "nats.nk"), CAFile: s.authority.file}
	if err := app.Setup(t.Context(), app.Config{NATS: s.nats, Replicas: 1, Data: filepath.Join(s.users, "admin"), Remote: admin}); err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"access", "innovations"} {
		cfg := s.config(t, role)
		a, err := app.Open(t.Context(), cfg)
		if err != nil {
			t.Fatalf("%s: %v", role, err)
		}
		s.roles[role] = running(t, cfg.Scheme(), a.Run)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.authority.pool(), MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	s.http = &http.Client{Transport: transport, Timeout: 30 * time.Second}
	s.gateway = s.startGateway(t, s.authority.file)
	return s
}

// startGateway starts one that trusts the authority of a file.
func (s *sealed) startGateway(t *testing.T, trusts string) (base string) {
	t.Helper()
	cfg := app.Config{Addr: "127.0.0.1:0", LogLevel: "fatal", Roles: []string{app.GatewayRole}, Remote: s.remote(t, "innovations")}
	cfg.Remote.CAFile = trusts
	for _, role := range app.Roles() {
		addr, ok := s.roles[role]
		if !ok {
			addr = s.roles["innovations"] // it knows nothing of those paths, which is no matter here
		}
		cfg.Remote.Upstreams = append(cfg.Remote.Upstreams, role+"="+addr)
	}
	return running(t, cfg.Scheme(), func(ctx context.Context, ready func(string)) error { return app.RunGateway(ctx, cfg, ready) })
}

// running runs a process until the end of the test and gives its base address.
func running(t *testing.T, scheme string, run func(context.Context, func(string)) error) (base string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	addr, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- run(ctx, func(a string) { addr <- a }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	select {
	case a := <-addr:
		return scheme + "://" + a
	case err := <-done:
		done <- nil
		t.Fatal(err)
	}
	return ""
}

// send sends one request and gives status and body.
func (s *sealed) send(t *testing.T, method, url, key, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "sealed-1")
	resp, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	doc, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(doc)
}

// eventually asks again until the answer has the status.
func (s *sealed) eventually(t *testing.T, status int, url, key string) string {
	t.Helper()
	var last string
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		got, body := s.send(t, http.MethodGet, url, key, "")
		if got == status {
			return body
		}
		last = body
	}
	t.Fatalf("%s never answered %d: %s", url, status, last)
	return ""
}

// A command and a read go through the gateway, a role, NATS and Redis, all by TLS.
func TestEverythingOverTLS(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.eventually(t, http.StatusOK, s.gateway+"/readyz", "")
	doc, err := os.ReadFile(filepath.Join(s.users, "access", "coordinator.key"))
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(string(doc))
	s.eventually(t, http.StatusOK, s.roles["innovations"]+"/api/v1/owners", key) // the other role has heard of the key
	status, body := s.send(t, http.MethodPost, s.gateway+"/api/v1/owners", key,
		`{"id":"sealed","name":"Kabupaten Sealed","country":"Indonesia","source":"page: x","basis":"press"}`)
	var answer struct {
		Position json.Number `json:"position"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusCreated {
		t.Fatalf("got %d %s, want the owner registered", status, body)
	}
	status, body = s.send(t, http.MethodGet, s.gateway+"/api/v1/owners/sealed?min_position="+answer.Position.String(), key, "")
	if status != http.StatusOK || !strings.Contains(body, "Kabupaten Sealed") {
		t.Errorf("got %d %s, want the owner", status, body)
	}
	plain := "http" + strings.TrimPrefix(s.gateway, "https")
	if status, body := s.send(t, http.MethodGet, plain+"/livez", "", ""); status != http.StatusBadRequest {
		t.Errorf("plain HTTP: got %d %s, want it refused", status, body)
	}
}

// A certificate of another authority is refused, and the sentence says what to name.
func TestAnotherAuthorityIsRefused(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	other := newAuthority(t, "another").file
	stranger := httptest.NewTLSServer(http.NotFoundHandler())
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0) // it is refused, and would say so
	t.Cleanup(stranger.Close)
	for name, tc := range map[string]struct {
		change func(*app.Config)
		want   string
	}{
		"NATS":               {func(c *app.Config) { c.Remote.CAFile = other }, "the certificate of NATS is not trusted: name the authority that signed it with --tls-ca"},
		"NATS without one":   {func(c *app.Config) { c.Remote.CAFile = "" }, "the certificate of NATS is not trusted"},
		"Redis":              {func(c *app.Config) { c.Remote.Redis = startSealedRedis(t, newAuthority(t, "third")) }, "the certificate of the Redis at --redis is not trusted"},
		"NATS's monitor":     {func(c *app.Config) { c.Remote.Monitors = []string{stranger.URL} }, "monitoring address is not trusted"},
		"listener of others": {func(c *app.Config) { c.Remote.CertFile, _ = s.authority.issue(t) }, "not a certificate and its key"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := s.config(t, "innovations")
			cfg.Data = copyKey(t, s.users)
			tc.change(&cfg)
			a, err := app.Open(t.Context(), cfg)
			if err == nil {
				a.Close()
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want it to say %q", err, tc.want)
			}
		})
	}
	front := s.startGateway(t, other)
	body := s.eventually(t, http.StatusServiceUnavailable, front+"/readyz", "")
	for !strings.Contains(body, "--tls-ca") { // until each was asked once
		body = s.eventually(t, http.StatusServiceUnavailable, front+"/readyz", "")
	}
	if status, body := s.send(t, http.MethodGet, front+"/api/v1/owners", "", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "gateway.away") {
		t.Errorf("got %d %s, want that the role is away", status, body)
	}
}

// copyKey is a data folder that has the master key and nothing else, so that no two processes share one.
func copyKey(t *testing.T, users string) string {
	t.Helper()
	dir := t.TempDir()
	copyFile(t, filepath.Join(users, "admin", "master.key"), filepath.Join(dir, "master.key"))
	return dir
}
