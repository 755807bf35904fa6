package access_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/access"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type house struct {
	*webtest.Harness
	log     *eventlog.Log
	service *access.Service
	view    *eventlogtest.Away // of another service in the same process

	register func(t *testing.T) // appends two regions and an owner
}

func newHouse(t *testing.T) house {
	t.Helper()
	log := eventlogtest.New(t)
	h := webtest.New(t, log)
	s := access.New(log, access.Options{Now: eventlogtest.Now})
	s.Routes(h.Site)
	log.Attach(h.Directory)
	regions, owners := ledger(log, "region"), ledger(log, "owner")
	view := new(eventlogtest.Away)
	log.Attach(view)
	eventlogtest.Run(t, log)
	h2 := house{Harness: h, log: log, service: s, view: view}
	h2.register = func(t *testing.T) {
		for id, data := range map[string]any{"9206": &contract.RegionRegistered{Code: "92.06"}, "92": &contract.RegionRegistered{Code: "92"}} {
			h2.append(t, regions, id, data)
		}
		h2.append(t, owners, "bintuni", &contract.OwnerRegistered{})
	}
	return h2
}

func ledger(log *eventlog.Log, kind string) *eventlog.Ledger[int] {
	return eventlog.NewLedger(log, kind, func(n int, _ eventlog.Record) int { return n + 1 })
}

// append puts a fact of another service into the log and waits until this one has folded it.
func (h house) append(t *testing.T, to *eventlog.Ledger[int], id string, data any) {
	t.Helper()
	r, err := to.Handle(t.Context(), eventlog.Command{Actor: "test", Key: id}, id, func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: data, Basis: event.Official}, nil
	})
	if err == nil {
		err = h.log.Wait(t.Context(), r.Seq)
	}
	if err != nil {
		t.Fatal(err)
	}
}

type answer struct {
	ID      string `json:"id"`
	Version uint64 `json:"version"`
	Result  struct {
		Key string `json:"key"`
	} `json:"result"`
}

func (h house) issue(t *testing.T, body string, change ...webtest.Request) answer {
	t.Helper()
	var a answer
	r := h.As(policy.Coordinator, "").Post("/api/v1/keys", body, change...)
	r.Want(http.StatusCreated).Decode(&a)
	return a
}

// with sends a GET with a key.
func (h house) with(t *testing.T, key, path string) (status int, body string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Header.Set("Authorization", "Bearer "+key)
	w := httptest.NewRecorder()
	h.Site.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestAKeyFromIssueToRevocation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	coordinator := h.As(policy.Coordinator, "")
	h.register(t)
	a := h.issue(t, `{"label":"Dinkes, papan pantau","roles":[{"role":"region","scope":"9206"}]}`)
	if _, body := h.with(t, a.Result.Key, "/api/v1/me"); !strings.Contains(body, `"scope":"92.06"`) {
		t.Errorf("got %s, want the role of region 92.06", body)
	}
	if status, _ := h.with(t, a.Result.Key, "/api/v1/keys"); status != http.StatusForbidden {
		t.Errorf("a regional officer lists keys: got %d, want 403", status)
	}
	coordinator.Post("/api/v1/keys/"+a.ID+"/roles", `{"role":"auditor"}`).Want(http.StatusOK)
	if status, body := h.with(t, a.Result.Key, "/api/v1/keys"); status != http.StatusOK || strings.Contains(body, "hash") {
		t.Errorf("an auditor lists keys: got %d %s, want 200 without hashes", status, body)
	}
	coordinator.Post("/api/v1/keys/"+a.ID+"/roles/revoke", `{"role":"auditor"}`).Want(http.StatusOK)
	if status, _ := h.with(t, a.Result.Key, "/api/v1/keys"); status != http.StatusForbidden {
		t.Errorf("the role was taken back: got %d, want 403", status)
	}
	coordinator.Post("/api/v1/keys/"+a.ID+"/revoke", `{"reason":"perangkat diganti"}`).Want(http.StatusOK)
	if status, _ := h.with(t, a.Result.Key, "/api/v1/me"); status != http.StatusUnauthorized {
		t.Errorf("the key was revoked: got %d, want 401", status)
	}
}

func TestTheKeyStandsInTheFirstAnswerAloneAndInNoFact(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.issue(t, `{"label":"a","roles":[{"role":"integrator"}]}`, webtest.Key("once"))
	again := h.issue(t, `{"label":"a","roles":[{"role":"integrator"}]}`, webtest.Key("once"))
	if first.Result.Key == "" || again.Result.Key != "" || again.ID != first.ID {
		t.Errorf("got ids %s and %s, key shown again %v; want one id and the key once", first.ID, again.ID, again.Result.Key != "")
	}
	_, secret, _ := strings.Cut(strings.TrimPrefix(first.Result.Key, "mak_live_"), "_")
	recs, err := h.log.Read(t.Context(), 1, 100)
	if err != nil || len(recs) != 1 {
		t.Fatalf("got %d facts, %v, want one", len(recs), err)
	}
	if bytes.Contains(recs[0].Doc, []byte(secret)) {
		t.Error("the secret stands in the log")
	}
	h.As(policy.Coordinator, "").Post("/api/v1/keys", `{"label":"b"}`, webtest.Key("once")).Want(http.StatusUnprocessableEntity)
}

func TestBadInputIsNamed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	known := h.issue(t, `{"label":"a"}`)
	cases := []struct {
		name, path, body string
		status           int
		field            string
	}{
		{"mail in the label", "/keys", `{"label":"budi@contoh.go.id"}`, 422, "label"},
		{"hub without province", "/keys", `{"roles":[{"role":"hub"}]}`, 422, "roles[0].scope"},
		{"coordinator with scope", "/keys/" + known.ID + "/roles", `{"role":"coordinator","scope":"92"}`, 422, "scope"},
		{"unknown role", "/keys/" + known.ID + "/roles", `{"role":"king"}`, 422, "role"},
		{"no reason", "/keys/" + known.ID + "/revoke", `{"reason":""}`, 422, "reason"},
		{"unknown key", "/keys/nobody/revoke", `{"reason":"x"}`, 404, ""},
		{"ended before", "/keys", `{"expires":"2020-01-01T00:00:00Z"}`, 422, "expires"},
	}
	for _, c := range cases {
		r := h.As(policy.Coordinator, "").Post("/api/v1"+c.path, c.body)
		p := r.Problem()
		var field string
		if len(p.Errors) > 0 {
			field = p.Errors[0].Field
		}
		if r.Status != c.status || field != c.field {
			t.Errorf("%s: got %d at %q, want %d at %q: %s", c.name, r.Status, field, c.status, c.field, r.Body)
		}
	}
	if got := h.log.Position(); got != 1 {
		t.Errorf("got %d facts, want 1: bad input changes nothing", got)
	}
}

func TestTheLastCoordinatorStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	coordinator := h.As(policy.Coordinator, "")
	only := h.issue(t, `{"roles":[{"role":"coordinator"}]}`)
	r := coordinator.Post("/api/v1/keys/"+only.ID+"/revoke", `{"reason":"x"}`).Want(http.StatusConflict)
	if code := r.Problem().Code; code != "key.last_coordinator" {
		t.Errorf("got code %s, want key.last_coordinator", code)
	}
	coordinator.Post("/api/v1/keys/"+only.ID+"/roles/revoke", `{"role":"coordinator"}`).Want(http.StatusConflict)
	h.issue(t, `{"roles":[{"role":"coordinator"}]}`)
	coordinator.Post("/api/v1/keys/"+only.ID+"/revoke", `{"reason":"x"}`).Want(http.StatusOK)
}

func TestRoutesAreGuarded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := publicOf(webtest.New(t, h.log).Site)
	webtest.AssertGuarded(t, h.Site, append(before, "GET /api/v1/me"))
	if status := h.As(policy.Public, "").Get("/api/v1/me").Status; status != http.StatusOK {
		t.Errorf("the public asks who it is: got %d, want 200", status)
	}
}

func publicOf(site *web.Site) (names []string) {
	for _, r := range site.Routes() {
		if r.Public {
			names = append(names, r.Method+" "+r.Path)
		}
	}
	return names
}

func TestBootstrapAfterEveryCrash(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path := filepath.Join(t.TempDir(), "coordinator.key")
	// A crash between file and fact leaves a key that the log does not know.
	_, presented, _, err := policy.NewKey(bytes.NewReader(bytes.Repeat([]byte("r"), 64)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(presented+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	created, err := h.service.Bootstrap(t.Context(), path)
	if err != nil || !created {
		t.Fatalf("got created %v, %v, want the key of the file issued", created, err)
	}
	if status, _ := h.with(t, presented, "/api/v1/keys"); status != http.StatusOK {
		t.Errorf("the key of the file: got %d, want 200", status)
	}
	if created, err := h.service.Bootstrap(t.Context(), path); err != nil || created {
		t.Errorf("second start: got created %v, %v, want nothing done", created, err)
	}
	// The file was taken away, as it should be; another start writes no second key.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if created, err := h.service.Bootstrap(t.Context(), path); err != nil || created {
		t.Errorf("without the file: got created %v, %v, want nothing done", created, err)
	}
	// Whoever lost it recovers on the machine.
	if err := h.service.Recover(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := h.with(t, strings.TrimSpace(string(raw)), "/api/v1/keys"); status != http.StatusOK {
		t.Errorf("the recovered key: got %d, want 200", status)
	}
}

func TestBootstrapWritesAFileThatOnlyItsOwnerReads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path := filepath.Join(t.TempDir(), "coordinator.key")
	if created, err := h.service.Bootstrap(t.Context(), path); err != nil || !created {
		t.Fatalf("got created %v, %v", created, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("got %v, %v, want mode 0600", info.Mode(), err)
	}
	open := filepath.Join(t.TempDir(), "open.key")
	if err := os.WriteFile(open, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	other := newHouse(t)
	if _, err := other.service.Bootstrap(t.Context(), open); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("got %v, want a refusal that says how to repair it", err)
	}
	if other.log.Position() != 0 {
		t.Error("a fact was appended for a file that others can read")
	}
}

// A role about a place or an owner that nobody registered opens nothing, and a key without any role neither: both are
// refused with what is allowed.
func TestRolesAboutNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.register(t)
	coordinator := h.As(policy.Coordinator, "")
	held := h.issue(t, `{"roles":[{"role":"region","scope":"92.06"},{"role":"hub","scope":"92"},{"role":"innovator","scope":"bintuni"}]}`)
	for _, c := range []struct{ name, path, body, field, code string }{
		{"an unknown region", "/keys", `{"roles":[{"role":"integrator"},{"role":"region","scope":"91.15"}]}`, "roles[1].scope", "key.scope_unknown"},
		{"an unknown province", "/keys", `{"roles":[{"role":"hub","scope":"91"}]}`, "roles[0].scope", "key.scope_unknown"},
		{"an unknown owner", "/keys", `{"roles":[{"role":"innovator","scope":"nobody"}]}`, "roles[0].scope", "key.scope_unknown"},
		{"one more role", "/keys/" + held.ID + "/roles", `{"role":"region","scope":"91.15"}`, "scope", "key.scope_unknown"},
		{"no role", "/keys", `{"roles":[]}`, "roles", "key.roles_none"},
		{"a scope of no form", "/keys", `{"roles":[{"role":"region","scope":"Kaimana"}]}`, "roles[0].scope", "key.scope"},
	} {
		p := coordinator.Post("/api/v1"+c.path, c.body).Want(http.StatusUnprocessableEntity).Problem()
		if len(p.Errors) != 1 || p.Errors[0].Field != c.field || p.Errors[0].Code != c.code || p.Errors[0].Allowed == "" {
			t.Errorf("%s: got %+v, want %s at %s", c.name, p.Errors, c.code, c.field)
		}
	}
	coordinator.Post("/api/v1/keys", `{"label":"later"}`).Want(http.StatusCreated)
}
