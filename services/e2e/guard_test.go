package e2e

import (
	"net/http"
	"testing"

	"makcomblang.id/services/internal/web/webtest"
)

// public is everything that answers without a key. Whoever opens another route has to say so here.
var public = []string{
	// for people
	"GET /", "GET /daerah", "GET /daerah/{code}", "GET /inovasi", "GET /inovasi/{id}", "GET /masuk", "GET /gaya.css", "GET /static/*", "GET /favicon.ico",
	// the register
	"GET /api/v1/innovations", "GET /api/v1/innovations/{id}", "GET /api/v1/owners", "GET /api/v1/owners/{id}",
	"GET /api/v1/regions", "GET /api/v1/regions/{code}", "GET /api/v1/regions/{code}/history", "GET /api/v1/regions/{code}/needs",
	"GET /api/v1/needs/unanswered", "GET /api/v1/inspiration/{of}", "GET /api/v1/rubric",
	// what was published, for machines
	"GET /api/v1/facts", "GET /feeds/regions/{file}", "GET /feeds/sectors/{file}", "GET /api/v1/vocabulary", "GET /api/v1/webhook-keys",
	"GET /api/v1/schemas", "GET /api/v1/schemas/{type}",
	"GET /buletin", "GET /buletin/{id}", "GET /feeds/bulletin.atom", "GET /api/v1/bulletins", "GET /api/v1/bulletins/{id}",
	// links in mails: the link is the key
	"GET /api/v1/subscriptions/confirm/{token}", "POST /api/v1/subscriptions/confirm/{token}",
	"GET /api/v1/subscriptions/unsubscribe/{token}", "POST /api/v1/subscriptions/unsubscribe/{token}",
	// how to speak with the server, and who one is
	"GET /api/v1/openapi.json", "GET /api/v1/openapi.yaml", "GET /api/v1/me", "POST /api/v1/session", "POST /api/v1/session/end",
	// for whoever runs it
	"GET /livez", "GET /readyz", "GET /version",
}

// Without a key every other route of the live router answers 401 or 403.
func TestEveryOtherRouteNeedsAKey(t *testing.T) {
	t.Parallel()
	webtest.AssertGuarded(t, open(t, nil).app.Site(), public)
}

// The kill -9 loop cannot show what a loss of power does: acknowledged facts are on disk only if the server syncs always.
func TestTheServerSyncsAlways(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	if !h.app.SyncsAlways() {
		t.Error("the embedded server does not sync always")
	}
	a := h.must(t, http.StatusOK, "GET", "/readyz", "")
	if a.field("writes") != "true" {
		t.Errorf("got %s", a.body)
	}
}
