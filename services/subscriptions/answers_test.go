package subscriptions_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"makcomblang.id/services/internal/policy"
)

// answer is what a place does with a request, and what we make of it.
type answer struct {
	name   string
	do     http.HandlerFunc
	status int
	ok     bool
	word   string // part of the error
	never  bool   // it is not complete before we are tired of it
}

func statusAnswers() (list []answer) {
	for _, status := range []int{
		200, 201, 202, 204, 226, 299, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409, 410, 411, 413, 418,
		422, 425, 429, 451, 499, 500, 501, 502, 503, 504, 511, 599,
	} {
		list = append(list, answer{name: fmt.Sprint(status), status: status, ok: status < 300, do: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://169.254.169.254/latest/meta-data")
			w.WriteHeader(status)
		}})
	}
	return list
}

// raw answers with bytes of its own and closes.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = c.Write([]byte(text))
		_ = c.Close()
	}
}

func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// endless writes until the connection breaks.
func endless(w http.ResponseWriter, _ *http.Request) {
	for block := bytes.Repeat([]byte("x"), 32<<10); ; {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func trickle(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte("a"))
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

// unpacks answers a kilobyte that would become a megabyte.
func unpacks(w http.ResponseWriter, _ *http.Request) {
	var small bytes.Buffer
	z := gzip.NewWriter(&small)
	_, _ = z.Write(make([]byte, 1<<20))
	_ = z.Close()
	w.Header().Set("Content-Encoding", "gzip")
	_, _ = w.Write(small.Bytes())
}

func earlyHints(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusEarlyHints)
	w.WriteHeader(http.StatusNoContent)
}

func oddAnswers() []answer {
	return []answer{
		{name: "hints before the answer", do: earlyHints, status: 204, ok: true},
		{name: "no answer in time", do: hang, word: "timeout", never: true},
		{name: "closed at once", do: raw(""), word: "no connection"},
		{name: "another protocol", do: raw("220 smtp.example ESMTP\r\n"), word: "no connection"},
		{name: "half a status", do: raw("HTTP/1.1 2"), word: "no connection"},
		{name: "a status that is none", do: raw("HTTP/1.1 abc OK\r\n\r\n"), word: "no connection"},
		{name: "endless headers", do: raw("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 64) + "\r\n"), word: "no connection"},
		{name: "a body that breaks off", do: raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), status: 200, ok: true},
		{name: "an endless body", do: endless, status: 200, ok: true},
		{name: "a body that never ends", do: trickle, status: 200, ok: true, never: true},
		{name: "a body that unpacks", do: unpacks, status: 200, ok: true},
	}
}

type tested struct {
	Result struct {
		Status int    `json:"status"`
		OK     bool   `json:"ok"`
		Error  string `json:"error"`
		Answer string `json:"answer"`
	} `json:"result"`
}

func TestEveryAnswerOfAPlace(t *testing.T) {
	t.Parallel()
	cases := append(statusAnswers(), oddAnswers()...)
	place := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that a caller is gone
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err == nil {
			cases[n].do(w, r)
		}
	}))
	t.Cleanup(place.Close)
	// What ends by itself has all the time it needs, on the slowest machine; the others take the whole of theirs.
	patient := newHouse(t, func(o *optionsOf) { o.Timeout = time.Minute })
	tired := newHouse(t, func(o *optionsOf) { o.Timeout = 2 * time.Second })
	for n, c := range cases {
		h := patient
		if c.never {
			h = tired
		}
		who := h.As(policy.Innovator, fmt.Sprintf("o%d", n/8)) // tests are bounded for each holder
		e := h.unproven(who, fmt.Sprintf("%s/%d", place.URL, n), "")
		var got tested
		who.Post("/api/v1/endpoints/"+e.ID+"/test", `{}`, func(r *http.Request) { r.Header.Del("Idempotency-Key") }).Want(200).Decode(&got)
		if r := got.Result; r.Status != c.status || r.OK != c.ok || r.Error != c.word || len(r.Answer) > 2048 {
			t.Errorf("%s: got status %d, ok %v, %q and %d bytes; want %d, %v, %q", c.name, r.Status, r.OK, r.Error, len(r.Answer), c.status, c.ok, c.word)
		}
	}
}

func TestPlacesWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	self := httptest.NewUnstartedServer(http.NotFoundHandler())
	self.Config.ErrorLog = log.New(io.Discard, "", 0)
	self.StartTLS()
	t.Cleanup(self.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + ln.Addr().String()
	_ = ln.Close()
	h := newHouse(t)
	for url, want := range map[string]string{
		self.URL: "TLS: the certificate or protocol is not acceptable",
		strings.Replace(plain.URL, "http:", "https:", 1): "TLS: the certificate or protocol is not acceptable",
		closed: "no connection",
	} {
		who := h.As(policy.Integrator, "")
		e := h.unproven(who, url, "")
		var got tested
		r := who.Post("/api/v1/endpoints/"+e.ID+"/test", `{}`, func(r *http.Request) { r.Header.Del("Idempotency-Key") }).Want(200)
		r.Decode(&got)
		if got.Result.Error != want || got.Result.OK || strings.Contains(string(r.Body), "127.0.0.1") {
			t.Errorf("%s: got %s, want %q and no address", url, r.Body, want)
		}
	}
}
