package subscriptions_test

import (
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

// TestFeedsAreDescribed finds the Atom addresses in the description of the API, with the root that they are below.
func TestFeedsAreDescribed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settle(h.need(1))
	public := h.As(policy.Public, "")
	var doc struct {
		Paths map[string]struct {
			Get struct {
				Servers   []struct{ URL string }
				Responses map[string]struct{ Content map[string]any } // by status
			}
		}
	}
	public.Get("/api/v1/openapi.json").Want(http.StatusOK).Decode(&doc)
	fill := strings.NewReplacer("{region}", "9206", "{sector}", "health")
	for _, path := range []string{"/feeds/bulletin.atom", "/feeds/regions/{region}.atom", "/feeds/sectors/{sector}.atom"} {
		op := doc.Paths[path].Get
		if len(op.Servers) != 1 || op.Servers[0].URL != "/" {
			t.Errorf("%s: got servers %v, want the root of the site", path, op.Servers)
			continue
		}
		r := public.Get(fill.Replace(path))
		status := "default"
		if r.Status == http.StatusOK {
			status = "200"
		}
		kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		if _, ok := op.Responses[status].Content[kind]; !ok {
			t.Errorf("%s answers %d with %s, which the description does not know", path, r.Status, kind)
		}
	}
	public.Get("/feeds/regions/9206.atom").Want(http.StatusOK)
}
