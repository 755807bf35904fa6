package subscriptions_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

const bounceMailbox = "bounces@example.go.id"

func TestALateBounceStopsTheSubscription(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	who := p.As(policy.Region, "92.06")
	id := p.open(who, `{"channel":"person","address":"a@example.id","cadence":"at-once"}`)
	p.declare("9206", 1)
	returnPath := p.mail().From
	if !strings.HasPrefix(returnPath, "bounces+"+id+"-") || strings.Contains(returnPath, "a@example.id") {
		t.Fatalf("the envelope is from %q", returnPath)
	}
	system := p.As(policy.Integrator, "")
	report := func(path, status string) string { return fmt.Sprintf(`{"return_path":%q,"status":%q}`, path, status) }

	p.As(policy.Public, "").Post("/api/v1/mail/bounces", report(returnPath, "5.1.1")).Want(http.StatusUnauthorized)
	p.As(policy.Innovator, "o-1").Post("/api/v1/mail/bounces", report(returnPath, "5.1.1")).Want(http.StatusForbidden)
	for _, forged := range []string{
		"", bounceMailbox, "bounces+@x", "bounces+" + id + "@example.go.id", strings.Replace(returnPath, id, "s-00000000000000000000", 1),
	} {
		if got := system.Post("/api/v1/mail/bounces", report(forged, "5.1.1")).Want(http.StatusUnprocessableEntity); !strings.Contains(string(got.Body), "return_path") {
			t.Errorf("%q: got %s", forged, got.Body)
		}
	}
	system.Post("/api/v1/mail/bounces", report(returnPath, "5.7.1")).Want(http.StatusOK)
	if got := p.state(who, id); got != "active" {
		t.Fatalf("taken for unwanted by somebody: got %s", got)
	}
	system.Post("/api/v1/mail/bounces", report("<"+strings.ToUpper(returnPath)+">", "5.1.1")).Want(http.StatusOK)
	if got := p.state(who, id); got != "paused bounced" {
		t.Fatalf("got %s", got)
	}
	again := system.Post("/api/v1/mail/bounces", report(returnPath, "5.1.1")).Want(http.StatusOK)
	if !strings.Contains(string(again.Body), `"paused":true`) {
		t.Errorf("reported again: got %s", again.Body)
	}
	who.Post("/api/v1/subscriptions/"+id+"/close", `{}`).Want(http.StatusOK)
	ended := system.Post("/api/v1/mail/bounces", report(returnPath, "5.1.1")).Want(http.StatusOK)
	if !strings.Contains(string(ended.Body), `"why":"ended"`) {
		t.Errorf("after its end: got %s", ended.Body)
	}
}
