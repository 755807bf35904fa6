// Package webtest gives tests a site whose callers are made up on the spot, so that a service's test speaks HTTP with
// any role: HTTP in, HTTP out, and the real embedded log between.
package webtest

import (
	"bytes"
	"context"
	"crypto/sha512"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// Now is the date of tests: the day of the demonstration.
var Now = time.Date(2026, time.November, 21, 3, 0, 0, 0, time.UTC)

// Harness is a site with callers.
type Harness struct {
	Site      *web.Site
	Directory *policy.Directory

	t    testing.TB
	mu   sync.Mutex
	keys map[string]string // presented key by role and scope
	seq  int

	describe sync.Once
	api      *Description
}

// Option changes the options of the site.
type Option func(*web.Options)

// New returns a harness over a log. The clock stands at Now unless an option says otherwise.
func New(t testing.TB, log web.Log, options ...Option) *Harness {
	t.Helper()
	h := &Harness{Directory: policy.NewDirectory(), t: t, keys: map[string]string{}}
	opt := web.Options{
		Log: log, Directory: h.Directory, Secret: bytes.Repeat([]byte("t"), 32),
		Now: func() time.Time { return Now }, PublicRate: 1e6, PublicBurst: 1e6,
	}
	for _, o := range options {
		o(&opt)
	}
	h.Site = web.New(opt)
	return h
}

// Key returns a key with one role and scope, the same for the same two. Its actor is "<role>" or "<role>-<scope>".
func (h *Harness) Key(role policy.Role, scope string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	name := strings.TrimSuffix(string(role)+"-"+scope, "-")
	if key, ok := h.keys[name]; ok {
		return key
	}
	seed := sha512.Sum512([]byte(name)) // names that begin alike must not give one key
	id, presented, hash, err := policy.NewKey(bytes.NewReader(seed[:]))
	if err != nil {
		h.t.Fatal(err)
	}
	h.fold(id, &contract.KeyIssued{Actor: name, Hash: hash, Label: name})
	h.fold(id, &contract.RoleGranted{Role: string(role), Scope: scope})
	h.keys[name] = presented
	return presented
}

func (h *Harness) fold(id string, data any) {
	fact := event.Fact{Type: contract.TypeOf(data), Subject: id}
	if err := h.Directory.Follow([]eventlog.Record{{Fact: fact, Data: data}}); err != nil {
		h.t.Fatal(err)
	}
}

// Caller sends requests with one key. The zero key sends none.
type Caller struct {
	h   *Harness
	key string
}

// As returns a caller with a role. policy.Public has no key.
func (h *Harness) As(role policy.Role, scope string) Caller {
	if role == policy.Public {
		return Caller{h: h}
	}
	return Caller{h: h, key: h.Key(role, scope)}
}

// Response is an answer that was read in full.
type Response struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// Request changes a request before it is sent.
type Request func(*http.Request)

// Header sets a header.
func Header(name, value string) Request {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// Key sets the Idempotency-Key; without it every POST gets a new one.
func Key(key string) Request { return Header("Idempotency-Key", key) }

// Match sets If-Match to a version.
func Match(version uint64) Request { return Header("If-Match", fmt.Sprintf("%q", fmt.Sprint(version))) }

// Get reads a path such as /api/v1/practices.
func (c Caller) Get(path string, change ...Request) Response {
	return c.Do(http.MethodGet, path, nil, change...)
}

// Post sends body as JSON: a string or []byte as it is, anything else marshalled.
func (c Caller) Post(path string, body any, change ...Request) Response {
	return c.Do(http.MethodPost, path, body, change...)
}

// Put is Post with PUT.
func (c Caller) Put(path string, body any, change ...Request) Response {
	return c.Do(http.MethodPut, path, body, change...)
}

// Form sends a form as a browser of this site does: pairs of names and values that are already URL-encoded.
func (c Caller) Form(path, form string, change ...Request) Response {
	browser := func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Del("Idempotency-Key")
	}
	return c.Do(http.MethodPost, path, form, append([]Request{browser}, change...)...)
}

// Do sends a request. The test fails if the answer is not what the API's description says.
func (c Caller) Do(method, path string, body any, change ...Request) Response {
	c.h.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, path, c.h.reader(body))
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	if method == http.MethodPost {
		c.h.mu.Lock()
		c.h.seq++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("test-%d", c.h.seq))
		c.h.mu.Unlock()
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	c.h.Site.ServeHTTP(w, r)
	if err := c.h.description().Check(r, w.Code, w.Header(), w.Body.Bytes()); err != nil {
		c.h.t.Errorf("%v", err)
	}
	return Response{t: c.h.t, Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
}

// description is the API as the site describes it once every route is registered.
func (h *Harness) description() *Description {
	h.describe.Do(func() {
		doc, err := h.Site.OpenAPI("json")
		if err == nil {
			h.api, err = ParseDescription(doc)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	})
	return h.api
}

func (h *Harness) reader(body any) io.Reader {
	h.t.Helper()
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return strings.NewReader(b)
	case []byte:
		return bytes.NewReader(b)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	return bytes.NewReader(raw)
}

// Want ends the test unless the status is this one.
func (r Response) Want(status int) Response {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("got status %d, want %d: %s", r.Status, status, r.Body)
	}
	return r
}

// Decode reads the JSON body into v.
func (r Response) Decode(v any) {
	r.t.Helper()
	if err := json.Unmarshal(r.Body, v); err != nil {
		r.t.Fatalf("read answer: %v: %s", err, r.Body)
	}
}

// Problem reads the body as a problem document; Extra holds its further members.
func (r Response) Problem() web.Problem {
	r.t.Helper()
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		r.t.Fatalf("got content type %q, want a problem document: %s", got, r.Body)
	}
	var p web.Problem
	r.Decode(&p)
	var all map[string]any
	r.Decode(&all)
	for name, v := range all {
		if text, ok := v.(string); ok && !slices.Contains([]string{"type", "title", "detail", "code"}, name) {
			if p.Extra == nil {
				p.Extra = map[string]string{}
			}
			p.Extra[name] = text
		}
	}
	return p
}
