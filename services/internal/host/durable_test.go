package host_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"makcomblang.id/services/internal/host"
)

// monitored starts a server and gives its monitoring address.
func monitored(t *testing.T, change func(*server.Options)) string {
	t.Helper()
	opts := &server.Options{
		Host: "127.0.0.1", Port: -1, HTTPHost: "127.0.0.1", HTTPPort: -1, JetStream: true, StoreDir: t.TempDir(),
		JetStreamMaxStore: 1 << 30, SyncAlways: true, NoLog: true, NoSigs: true,
	}
	change(opts)
	srv, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("NATS did not start")
	}
	return "http://" + srv.MonitorAddr().String()
}

// brokenOff is the address of a server that ends its connection in the middle of its answer.
func brokenOff(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"server_id":`)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestDurabilityWithAServerAway holds a cluster with one server away to be startable: a server that says nothing is named,
// and only one that says that it is not durable is refused.
func TestDurabilityWithAServerAway(t *testing.T) {
	t.Parallel()
	durable := monitored(t, func(*server.Options) {})
	lazy := monitored(t, func(o *server.Options) { o.SyncAlways = false })
	says := func(status int, doc string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, doc)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	page, other, proxy := says(http.StatusNotFound, "404"), says(http.StatusOK, "{}"), says(http.StatusServiceUnavailable, "{}")
	broken := brokenOff(t)
	away := "http://127.0.0.1:1"
	for name, tc := range map[string]struct {
		monitors []string
		silent   []string
		is       error
		says     string
	}{
		"all answer":               {[]string{durable, durable}, nil, nil, ""},
		"one is away":              {[]string{durable, away, durable}, []string{"127.0.0.1:1"}, nil, ""},
		"two are away":             {[]string{away, durable, away}, []string{"127.0.0.1:1", "127.0.0.1:1"}, nil, ""},
		"all are away":             {[]string{away, away}, []string{"127.0.0.1:1", "127.0.0.1:1"}, host.ErrNoMonitor, "check --nats-monitor"},
		"one is lazy":              {[]string{durable, lazy}, nil, host.ErrNotDurable, "sync_interval to always"},
		"one is away, one is lazy": {[]string{away, durable, lazy}, []string{"127.0.0.1:1"}, host.ErrNotDurable, "sync_interval to always"},
		"one is something else":    {[]string{durable, other}, nil, nil, "not a NATS server's monitoring address: 127.0.0.1:"},
		"one is another page":      {[]string{durable, page}, nil, nil, "answered with status 404"},
		"one is behind a proxy":    {[]string{durable, proxy}, []string{strings.TrimPrefix(proxy, "http://") + " (answered with status 503)"}, nil, ""},
		"one breaks off":           {[]string{durable, broken}, []string{strings.TrimPrefix(broken, "http://") + " (the answer broke off: unexpected EOF)"}, nil, ""},
		"one has no scheme":        {[]string{durable, "n1:8222"}, nil, nil, "such as http://n1:8222"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			silent, err := host.CheckDurable(t.Context(), tc.monitors, nil)
			var got []string
			for i, s := range silent {
				if got = append(got, s.Addr); i < len(tc.silent) && strings.Contains(tc.silent[i], " ") {
					got[i] = s.String()
				}
				if s.Reason == "" || strings.Contains(s.String(), "Get ") {
					t.Errorf("got %q, want the address and why it does not answer", s)
				}
			}
			if !slices.Equal(got, tc.silent) {
				t.Errorf("got %v silent, want %v", got, tc.silent)
			}
			if (err != nil) != (tc.says != "") || err != nil && !strings.Contains(err.Error(), tc.says) || tc.is != nil && !errors.Is(err, tc.is) {
				t.Errorf("got %v, want an error that is %v and says %q", err, tc.is, tc.says)
			}
		})
	}
}

// TestDurabilityOfAServerThatHangs counts a server behind a cut cable as away.
func TestDurabilityOfAServerThatHangs(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	hung := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-end }))
	t.Cleanup(func() { close(end); hung.Close() })
	silent, err := host.CheckDurable(t.Context(), []string{monitored(t, func(*server.Options) {}), hung.URL}, nil)
	if err != nil || len(silent) != 1 || silent[0].Reason != "no answer within 3 s" {
		t.Errorf("got %v, %v, want the hanging server named", silent, err)
	}
}
