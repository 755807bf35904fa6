package web_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// socket is an answer that remembers the deadlines of its connection.
type socket struct {
	*httptest.ResponseRecorder
	read, write time.Time
	whenWritten time.Time // the deadline of writing when the header was
}

func (s *socket) SetReadDeadline(t time.Time) error  { s.read = t; return nil }
func (s *socket) SetWriteDeadline(t time.Time) error { s.write = t; return nil }

func (s *socket) WriteHeader(status int) {
	s.whenWritten = s.write
	s.ResponseRecorder.WriteHeader(status)
}

// body looks at the deadline of reading when it is read, and may end as one that came too slowly.
type body struct {
	io.Reader
	socket *socket
	slow   bool
	at     time.Time
}

func (b *body) Read(p []byte) (int, error) {
	b.at = b.socket.read
	if b.slow {
		return 0, os.ErrDeadlineExceeded
	}
	return b.Reader.Read(p)
}

// TestNoCallerHoldsAConnection: every body has to come within a time, and every answer that is no stream has to be
// taken within one. A handler that computes for long is not disturbed.
func TestNoCallerHoldsAConnection(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	web.Raw(a.Site, web.Op{Method: "GET", Path: "/stream", ID: "stream", Action: policy.PracticeRead, Public: true, Longlived: true},
		func(_ context.Context, _ web.Caller, w http.ResponseWriter, _ *http.Request) error {
			_, err := w.Write([]byte("hello"))
			return err
		})
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		method, path, kind, body string
		key, slow                bool
		status                   int
		read, left, write        bool // has a deadline while the body is read, after it, and when the answer is written
	}{
		"sign in":              {"POST", "/api/v1/session", form, "key=a", false, false, 401, true, false, true},
		"sign in, too slowly":  {"POST", "/api/v1/session", form, "key=a", false, true, 408, true, true, true},
		"a command":            {"POST", "/api/v1/things", "application/json", `{"title":"a"}`, true, false, 201, true, false, true},
		"a command too slowly": {"POST", "/api/v1/things", "application/json", `{"title":"a"}`, true, true, 408, true, true, true},
		"an upload":            {"POST", "/api/v1/upload", "application/json", `{}`, true, false, 200, true, true, true},
		"nobody reads it":      {"POST", "/api/v1/things", "application/json", `{"title":"a"}`, false, false, 401, false, true, true},
		"nothing is there":     {"POST", "/api/v1/nothing", "application/json", `{}`, false, false, 404, false, true, true},
		"a read":               {"GET", "/api/v1/things", "", "", false, false, 200, false, false, true},
		"a stream":             {"GET", "/api/v1/stream", "", "", false, false, 200, false, false, false},
	} {
		w := &socket{ResponseRecorder: httptest.NewRecorder(), write: time.Unix(1, 0)} // of the answer before
		b := &body{Reader: strings.NewReader(c.body), socket: w, slow: c.slow}
		r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, b)
		r.ContentLength = int64(len(c.body))
		if c.body == "" {
			r.Body = http.NoBody
		}
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("Idempotency-Key", name[:1])
		if c.key {
			r.Header.Set("Authorization", "Bearer "+a.Key(policy.Coordinator, ""))
		}
		a.Site.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s: got status %d, want %d: %s", name, w.Code, c.status, w.Body)
		}
		if got := !b.at.IsZero(); got != c.read {
			t.Errorf("%s: a deadline while the body is read: %v", name, got)
		}
		if got := !w.read.IsZero(); got != c.left {
			t.Errorf("%s: a deadline of reading is left: %v", name, got)
		}
		if got := w.whenWritten.After(time.Now()); got != c.write || !got && !w.whenWritten.IsZero() {
			t.Errorf("%s: the deadline of writing is %v", name, w.whenWritten)
		}
	}
}

// TestARefusedBodyIsNotWaitedFor: a caller who never sends what it announced gets its refusal and loses the connection.
func TestARefusedBodyIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	a := newAPI(t, func(o *web.Options) { o.BodyTimeout = 50 * time.Millisecond })
	server := httptest.NewServer(a.Site)
	defer server.Close()
	for _, path := range []string{"/api/v1/session", "/api/v1/things"} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.WriteString(conn, "POST "+path+" HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nkey=a")
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		answer, rerr := io.ReadAll(conn) // to the end of the connection
		if err != nil || errors.Is(rerr, os.ErrDeadlineExceeded) || !strings.HasPrefix(string(answer), "HTTP/1.1 4") {
			t.Errorf("%s: got %v, %v, %q", path, err, rerr, answer)
		}
		_ = conn.Close()
	}
}
