package webtest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/services/internal/web"
)

// AssertGuarded walks the live router: without a key every route answers 401 or 403, except the public ones, and these
// are exactly publicSet ("GET /api/v1/practices/{id}"). A route that the router has and the site's list has not fails.
func AssertGuarded(t testing.TB, site *web.Site, publicSet []string) {
	t.Helper()
	listed := map[string]web.Route{}
	public := []string{}
	for _, r := range site.Routes() {
		name := r.Method + " " + r.Path
		listed[name] = r
		if r.Public {
			public = append(public, name)
		}
	}
	want := slices.Sorted(slices.Values(publicSet))
	slices.Sort(public)
	if diff := cmp.Diff(want, public); diff != "" {
		t.Errorf("public routes differ (-want +got):\n%s", diff)
	}
	live := site.LiveRoutes()
	if len(live) != len(listed) {
		t.Errorf("the router has %d routes, the list %d", len(live), len(listed))
	}
	for n, name := range live {
		r, ok := listed[name]
		if !ok {
			t.Errorf("%s is in the router but not in the list", name)
			continue
		}
		if !r.Public {
			assertRefused(t, site, r, n)
		}
	}
}

func assertRefused(t testing.TB, site *web.Site, r web.Route, n int) {
	t.Helper()
	path := strings.NewReplacer("{", "", "}", "").Replace(r.Path)
	w := httptest.NewRecorder()
	q := httptest.NewRequestWithContext(t.Context(), r.Method, path, strings.NewReader("{}"))
	q.RemoteAddr = net.IPv4(10, 0, byte(n>>8), byte(n)).String() + ":1" // each its own, against rate limits
	site.ServeHTTP(w, q)
	if w.Code != http.StatusUnauthorized && w.Code != http.StatusForbidden {
		t.Errorf("%s %s: got status %d without a key, want 401 or 403", r.Method, r.Path, w.Code)
	}
}
