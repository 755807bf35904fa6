package access_test

import (
	"net/http"
	"strings"
	"testing"
)

// The directory of keys is in memory: a key opens, and a revoked one does not, when the answer arrives, also while a view
// whose store is away lies behind.
func TestKeysGoOnWhileAViewIsAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.register(t)
	h.issue(t, `{"label":"pertama","roles":[{"role":"auditor"}]}`)
	h.view.Leave()
	a := h.issue(t, `{"label":"Dinkes","roles":[{"role":"region","scope":"9206"}]}`)
	if status, body := h.with(t, a.Result.Key, "/api/v1/me"); status != http.StatusOK || !strings.Contains(body, `"scope":"92.06"`) {
		t.Errorf("got %d %s, want the role of region 92.06", status, body)
	}
	h.As("coordinator", "").Post("/api/v1/keys/"+a.ID+"/revoke", `{"reason":"Dipindahkan."}`).Want(http.StatusOK)
	if status, _ := h.with(t, a.Result.Key, "/api/v1/me"); status != http.StatusUnauthorized {
		t.Errorf("a revoked key: got %d, want 401", status)
	}
}
