package subscriptions_test

import (
	"net/http"
	"strings"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"makcomblang.id/services/internal/policy"
)

// TestTheReferenceLibraryVerifiesOurDeliveries: fat and thin, with one secret and with several, a delivery is what Standard
// Webhooks' own library takes; altered by one byte, or with another secret, it is not. The library is an oracle for this test
// and nothing else: it takes an empty secret.
func TestTheReferenceLibraryVerifiesOurDeliveries(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, mode := range []string{"fat", "thin"} {
		s := newSink(t, nil)
		e := h.endpoint(s.URL, `,"mode":"`+mode+`","types":["region.need_declared.v1"]`)
		secrets := []string{e.Result.Secret}
		for round := range 3 {
			h.need(round)
			d := s.next()
			for n, secret := range secrets {
				oracle, err := standardwebhooks.NewWebhook(secret)
				if err != nil {
					t.Fatal(err)
				}
				if err := oracle.Verify(d.body, d.header); err != nil {
					t.Errorf("%s, secret %d of %d: %v", mode, n+1, len(secrets), err)
				}
				if oracle.Verify([]byte(strings.Replace(string(d.body), "malaria", "malarib", 1)+" "), d.header) == nil {
					t.Errorf("%s: an altered body is taken", mode)
				}
			}
			other, err := standardwebhooks.NewWebhook(secretOf(32))
			if err != nil {
				t.Fatal(err)
			}
			if other.Verify(d.body, d.header) == nil {
				t.Errorf("%s: another secret is taken", mode)
			}
			var r opened
			h.As(policy.Integrator, "").Post("/api/v1/endpoints/"+e.ID+"/rotate", `{}`).Want(http.StatusOK).Decode(&r)
			secrets = append(secrets, r.Result.Secret)
		}
	}
}
