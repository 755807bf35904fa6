package e2e

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/cmd/makcomblang/app"
)

// register fills a house with a small real register: a province with a regency and a city, two owners, two practices,
// needs, and a plan. It returns the id of the plan.
func register(t testing.TB, h *house) (plan string) {
	t.Helper()
	stated := `"source":"page: example","basis":"official"}`
	post := func(path, body string) answer {
		t.Helper()
		a, err := h.send("POST", "/api/v1"+path, body+stated)
		if err != nil || a.status/100 != 2 {
			t.Fatalf("%s: got %d %s, %v", path, a.status, a.body, err)
		}
		h.must(t, http.StatusOK, "GET", "/api/v1/me?min_position="+a.field("position"), "")
		return a
	}
	post("/regions", `{"code":"92","name":"Papua Barat","level":"province","time_zone":"Asia/Jayapura",`)
	post("/regions", `{"code":"92.06","name":"Kabupaten Teluk Bintuni","level":"regency","parent":"92","time_zone":"Asia/Jayapura",`)
	post("/regions", `{"code":"92.07","name":"Kabupaten Teluk Wondama","level":"regency","parent":"92","time_zone":"Asia/Jayapura",`)
	post("/regions", `{"code":"92.71","name":"Kota Sorong","level":"city","parent":"92","time_zone":"Asia/Jayapura",`)
	post("/regions/92.07/status", `{"status":"lagging","list":"perpres-63-2020","from":"2020-01-01","until":"2024-12-31",`)
	post("/owners", `{"id":"bintuni","name":"Kabupaten Teluk Bintuni","type":"regency","region":"92.06","country":"Indonesia",`)
	post("/owners", `{"id":"gangnam","name":"Gangnam","type":"city","country":"South Korea",`)
	practice := `"main_problem":"%s","addresses":["%s"],"nature":"replicable","country":"%s","classified":"reading",`
	post("/innovations", `{"id":"edat","title":"EDAT","owner":"bintuni",`+fmt.Sprintf(practice, "malaria", "malaria", "Indonesia"))
	post("/innovations", `{"id":"asan","title":"Asan","owner":"gangnam",`+fmt.Sprintf(practice, "integrated-services", "integrated-services", "South Korea"))
	post("/regions/92.06/needs", `{"problem":"malaria","priority":3,"statement":"Perlu pemeriksaan dini.",`)
	post("/regions/92.07/needs", `{"problem":"malaria","priority":3,"statement":"Perlu pemeriksaan dini.",`)
	post("/regions/92.07/needs", `{"problem":"integrated-services","priority":3,"statement":"Perlu satu loket.",`)
	a := h.must(t, http.StatusCreated, "POST", "/api/v1/plans", `{"period":"2027","scope":{"list":"perpres-63-2020","label":"uji"}}`)
	return a.field("id")
}

// bad is one request that has to be refused.
type bad struct {
	name    string
	path    string // below /api/v1
	body    string
	headers []string // name, value, …
	key     string   // "" is the coordinator's; "-" is none
	status  int
	code    string // of the problem, a part of it
	field   string // of its first error; "" for none
	allowed string // a part of what it says is allowed
	secret  string // what it may not repeat
}

func TestBadInputChangesNothing(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	plan := register(t, h)
	h.must(t, http.StatusOK, "POST", "/api/v1/regions/92.06/needs", `{"problem":"stunting","priority":2,"statement":"Perlu.","source":"page: x","basis":"official"}`, "Idempotency-Key", usedKey)
	keys := badKeys(t, h)
	at := h.app.Log().Position()
	for _, tc := range append(badForms(), badRules(plan)...) {
		at = refuse(t, h, keys, tc, at)
	}
	// What a refused command had appended all the same would be in the log before this one.
	last := h.must(t, http.StatusCreated, "POST", "/api/v1/owners", `{"id":"last","name":"Kabupaten X","country":"Indonesia","source":"page: x","basis":"press"}`)
	h.must(t, http.StatusOK, "GET", "/api/v1/me?min_position="+last.field("position"), "")
	if facts, _ := h.since(t, at); len(facts) != 1 {
		t.Errorf("the refused requests left %d facts in the log", len(facts)-1)
	}
}

// usedKey is an Idempotency-Key that has done its work.
const usedKey = "used-key-1"

// A practice from abroad inspires and is never planned: the need that only it could answer stays unanswered.
func TestAPlanHasNoForeignPractice(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	a := h.must(t, http.StatusOK, "GET", "/api/v1/plans/"+register(t, h), "")
	if got := a.field("unanswered"); got != `["9207-integrated-services"]` || strings.Contains(a.field("pairs"), "asan") {
		t.Errorf("got unanswered %s, pairs %s", got, a.field("pairs"))
	}
	a = h.must(t, http.StatusOK, "GET", "/api/v1/inspiration/integrated-services", "")
	if a.field("items.0.innovation") != "asan" && a.field("items.0.id") != "asan" {
		t.Errorf("got %s, want the foreign practice as inspiration", a.body)
	}
}

// refuse sends a bad request and holds the answer, and the log after a position, against it. It returns how far it read.
func refuse(t *testing.T, h *house, keys map[string]string, tc bad, at uint64) uint64 {
	t.Helper()
	c := h.caller
	if tc.key != "" {
		c = c.with(keys[tc.key])
	}
	a, err := c.send(http.MethodPost, "/api/v1"+tc.path, tc.body, tc.headers...)
	if err != nil {
		t.Errorf("%s: %v", tc.name, err)
		return at
	}
	inIndonesian(t, c, tc, a)
	facts, at := h.since(t, at)
	for _, f := range facts {
		t.Errorf("%s: it appended %s of %s", tc.name, f.Type, f.Subject)
	}
	if a.status != tc.status || !strings.Contains(a.field("code")+" "+a.field("errors.0.code"), tc.code) || a.field("errors.0.field") != tc.field {
		t.Errorf("%s: got %d %s, want %d %s on %q", tc.name, a.status, a.body, tc.status, tc.code, tc.field)
	}
	if !strings.Contains(a.field("errors.0.allowed"), tc.allowed) || a.field("detail") == "" || a.field("status") != fmt.Sprint(tc.status) {
		t.Errorf("%s: the problem does not say that %q is allowed: %s", tc.name, tc.allowed, a.body)
	}
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s: got %s", tc.name, got)
	}
	if tc.secret == "KEY" {
		tc.secret = c.key
	}
	if tc.secret != "" && strings.Contains(string(a.body), tc.secret) {
		t.Errorf("%s: the answer repeats the value: %s", tc.name, a.body)
	}
	return at
}

// since are the facts after a position, as far as a person or program from outside caused them: meanwhile the matcher may
// tell of what was registered before.
func (h *house) since(t *testing.T, seq uint64) (facts []event.Fact, end uint64) {
	t.Helper()
	end, err := strconv.ParseUint(h.must(t, http.StatusOK, "GET", "/readyz", "").field("position"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	records, err := h.app.Log().Read(t.Context(), seq+1, int(end-seq))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if r.Fact.Actor != "matcher" {
			facts = append(facts, r.Fact)
		}
	}
	return facts, end
}

// badKeys are keys that open nothing, or not enough.
func badKeys(t *testing.T, h *house) map[string]string {
	t.Helper()
	soon := h.must(t, http.StatusCreated, "POST", "/api/v1/keys", `{"roles":[{"role":"coordinator"}],"expires":"`+later(time.Second)+`"}`)
	gone := h.must(t, http.StatusCreated, "POST", "/api/v1/keys", `{"roles":[{"role":"coordinator"}]}`)
	h.must(t, http.StatusOK, "POST", "/api/v1/keys/"+gone.field("id")+"/revoke", `{"reason":"test"}`)
	keys := map[string]string{
		"-": "", "expired": soon.field("result.key"), "revoked": gone.field("result.key"), "form": "mak_live_nonsense",
		"foreign": open(t, func(c *app.Config) { c.Source = "urn:other" }).key,
		"region":  h.issue(t, "region", "92.07").key,
	}
	for _, name := range []string{"expired", "revoked"} {
		err := eventually(func() error {
			a, err := h.with(keys[name]).send("GET", "/api/v1/keys", "")
			if err == nil && a.status != http.StatusUnauthorized {
				err = errorf("the %s key is answered %d", name, a.status)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	return keys
}
