package web_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

// signIn exchanges a key for a cookie and returns the header that a browser would send.
func signIn(t *testing.T, a *api, role policy.Role) webtest.Request {
	t.Helper()
	r := a.As(policy.Public, "").Form("/api/v1/session", "key="+a.Key(role, "")+"&_next=/usulan/1").Want(http.StatusSeeOther)
	set := r.Header.Get("Set-Cookie")
	for _, part := range []string{"mak_session=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"} {
		if !strings.Contains(set, part) {
			t.Errorf("the cookie lacks %s: %s", part, set)
		}
	}
	if r.Header.Get("Location") != "/usulan/1" || strings.Contains(set, a.Key(role, "")) || strings.Contains(set, "Secure") {
		t.Errorf("got %v", r.Header)
	}
	cookie, _, _ := strings.Cut(set, ";")
	return webtest.Header("Cookie", cookie)
}

func TestSessionOfABrowser(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	browser, cookie := a.As(policy.Public, ""), signIn(t, a, policy.Coordinator)
	browser.Get("/usulan/1").Want(http.StatusUnauthorized)
	if r := browser.Get("/usulan/1", cookie).Want(http.StatusOK); string(r.Body) != "<h1>1</h1>" {
		t.Errorf("got %s", r.Body)
	}
	browser.Form("/api/v1/things", "title=a&_key=k1&_next=/", cookie).Want(http.StatusSeeOther)

	r := browser.Form("/api/v1/session/end", "_next=/", cookie).Want(http.StatusSeeOther)
	if set := r.Header.Get("Set-Cookie"); !strings.Contains(set, "mak_session=;") || !strings.Contains(set, "Max-Age=0") {
		t.Errorf("sign-out: got %q", set)
	}
	r = browser.Form("/api/v1/session", "key=mak_live_a_b").Want(http.StatusUnauthorized)
	if r.Header.Get("Set-Cookie") != "" || !strings.Contains(string(r.Body), "Kunci belum diisi atau tidak berlaku") {
		t.Errorf("a wrong key: got %v %s", r.Header, r.Body)
	}
}

func TestSessionEndsWithItsKey(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	cookie := signIn(t, a, policy.Coordinator)
	id := strings.Split(a.Key(policy.Coordinator, ""), "_")[2]
	data := &contract.KeyRevoked{Reason: "lost"}
	_ = a.Directory.Follow([]eventlog.Record{{Fact: event.Fact{Type: contract.TypeOf(data), Subject: id}, Data: data}})
	a.As(policy.Public, "").Get("/usulan/1", cookie).Want(http.StatusUnauthorized)
	a.As(policy.Public, "").Get("/api/v1/things", cookie).Want(http.StatusOK) // public pages go on
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	cookie, key := signIn(t, a, policy.Coordinator), a.Key(policy.Coordinator, "")
	c := a.As(policy.Public, "")
	cross, site := webtest.Header("Sec-Fetch-Site", "cross-site"), webtest.Header("Sec-Fetch-Site", "same-site")
	old := func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "https://evil.example") }
	form := "title=a&_key=k1&_next=/"
	for name, r := range map[string]webtest.Response{
		"cross-site":           c.Form("/api/v1/things", form, cookie, cross),
		"a sister site":        c.Form("/api/v1/things", form, cookie, site),
		"an old browser":       c.Form("/api/v1/things", form, cookie, old),
		"JSON with the cookie": c.Post("/api/v1/things", `{"title":"a"}`, cookie, cross),
		"sign-in":              c.Form("/api/v1/session", "key="+key, cross),
		"an upload":            c.Post("/api/v1/upload", `1`, cookie, cross),
	} {
		if r.Status != http.StatusForbidden || r.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: got %d", name, r.Status)
		}
	}
	if a.calls() != 0 {
		t.Errorf("%d forms of other sites were taken", a.calls())
	}
	// A program with a key is no browser: where it runs is its own affair.
	a.coordinator().Post("/api/v1/things", `{"title":"a"}`, cross).Want(http.StatusCreated)
	// A link from elsewhere to a page may be followed.
	c.Get("/api/v1/things", cross).Want(http.StatusOK)
}

func TestProxyIsBelievedOnlyIfDeclared(t *testing.T) {
	t.Parallel()
	forwarded := webtest.Header("X-Forwarded-Proto", "https")
	for trusted, want := range map[bool]bool{true: true, false: false} {
		a := newAPI(t, func(o *web.Options) {
			if trusted { // where httptest's requests come from
				o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
			}
		})
		r := a.As(policy.Public, "").Form("/api/v1/session", "key="+a.Key(policy.Auditor, ""), forwarded).Want(303)
		if got := strings.Contains(r.Header.Get("Set-Cookie"), "; Secure"); got != want {
			t.Errorf("trusted %v: got Secure %v", trusted, got)
		}
		if got := r.Header.Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("trusted %v: got HSTS %v", trusted, got)
		}
	}
}

// A key that another process issued, and a role that it granted, a moment ago.
func TestAFreshKeyOpensEveryProcess(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id, presented, hash, err := policy.NewKey(strings.NewReader(strings.Repeat("fresh", 40)))
	if err != nil {
		t.Fatal(err)
	}
	comes := func(data any) {
		a.log.comes = func() {
			_ = a.Directory.Follow([]eventlog.Record{{Fact: event.Fact{Type: contract.TypeOf(data), Subject: id}, Data: data}})
		}
	}
	caller, key := a.As(policy.Public, ""), webtest.Header("Authorization", "Bearer "+presented)
	caller.Get("/api/v1/plans", key).Want(http.StatusUnauthorized)
	a.log.unheard = fault.Unavailable(nil, "This process has not read the log so far yet.")
	caller.Get("/api/v1/plans", key).Want(http.StatusServiceUnavailable) // the key may be in what is not read
	a.log.unheard = nil
	comes(&contract.KeyIssued{Actor: "fresh", Hash: hash, Label: "fresh"})
	caller.Get("/api/v1/plans", key).Want(http.StatusForbidden)
	comes(&contract.RoleGranted{Role: string(policy.Coordinator)})
	caller.Get("/api/v1/plans", key).Want(http.StatusOK)

	id, presented, hash, err = policy.NewKey(strings.NewReader(strings.Repeat("other", 40)))
	if err != nil {
		t.Fatal(err)
	}
	comes(&contract.KeyIssued{Actor: "other", Hash: hash, Label: "other"})
	caller.Form("/api/v1/session", "key="+presented+"&_next=/").Want(http.StatusSeeOther)
}
