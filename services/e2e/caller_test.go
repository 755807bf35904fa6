package e2e

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// caller sends requests to a server with one key; an empty key is the public.
type caller struct {
	base, key string
	client    *http.Client
	api       *api
}

// newCaller returns a caller with connections of its own, which end with the test.
func newCaller(t testing.TB, base, key string) caller {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 32}
	t.Cleanup(transport.CloseIdleConnections)
	return caller{base: base, key: key, client: &http.Client{Transport: transport, Timeout: patience}, api: &api{}}
}

// with is the same caller with another key.
func (c caller) with(key string) caller { c.key = key; return c }

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends one request; POST gets an Idempotency-Key unless the headers bring one. Headers are name, value, name, …
// An answer that is not as the server describes its API is an error.
func (c caller) send(method, path, body string, headers ...string) (answer, error) {
	req, err := http.NewRequest(method, c.base+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", rand.Text())
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	doc, err := io.ReadAll(resp.Body)
	got := answer{resp.StatusCode, resp.Header, doc}
	if err == nil {
		err = c.api.check(c, req, got)
	}
	return got, err
}

// must sends a request that has to be answered with the status.
func (c caller) must(t testing.TB, status int, method, path, body string, headers ...string) answer {
	t.Helper()
	a, err := c.send(method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status != status {
		t.Fatalf("%s %s: got %d, want %d: %s", method, path, a.status, status, a.body)
	}
	return a
}

// field is a value of the answer as text, "" if it is not there.
func (a answer) field(path string) string {
	doc, err := parse(a.body)
	if err != nil {
		return ""
	}
	v, _ := lookup(doc, path)
	return text(v)
}

// readKey waits for a key file and reads it.
func readKey(path string) (string, error) {
	var key []byte
	err := eventually(func() (err error) {
		key, err = os.ReadFile(path)
		return err
	})
	return string(bytes.TrimSpace(key)), err
}

// known waits until the server accepts the caller's key.
func (c caller) known(t testing.TB) caller {
	t.Helper()
	err := eventually(func() error {
		a, err := c.send(http.MethodGet, "/api/v1/me", "")
		if err == nil && a.field("known") != "true" {
			err = errorf("the key is not known: %d %s", a.status, a.body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// coordinator is a caller with the first key of a server.
func coordinator(t testing.TB, base, keyFile string) caller {
	t.Helper()
	key, err := readKey(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	return newCaller(t, base, key).known(t)
}

// issue makes a key with one role.
func (c caller) issue(t testing.TB, role, scope string, more ...string) caller {
	t.Helper()
	grant := `{"role":"` + role + `"}`
	if scope != "" {
		grant = `{"role":"` + role + `","scope":"` + scope + `"}`
	}
	a := c.must(t, http.StatusCreated, "POST", "/api/v1/keys", `{"label":"e2e","roles":[`+grant+`]`+strings.Join(more, "")+`}`)
	return c.with(a.field("result.key")).known(t)
}

// later is a moment as the API writes it.
func later(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }
