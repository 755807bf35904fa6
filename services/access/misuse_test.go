package access_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// TestTwoCoordinatorsCannotEndEachOther: whoever is first wins, and somebody can still issue keys.
func TestTwoCoordinatorsCannotEndEachOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	coordinator := h.As(policy.Coordinator, "")
	ends := []struct{ verb, body string }{
		{"revoke", `{"reason":"device lost"}`}, {"roles/revoke", `{"role":"coordinator"}`},
	}
	last := h.issue(t, `{"roles":[{"role":"coordinator"}]}`)
	for run := range 15 {
		ids := []string{last.ID, h.issue(t, `{"roles":[{"role":"coordinator"}]}`).ID}
		statuses := make([]int, len(ids))
		var all sync.WaitGroup
		for i, id := range ids {
			end := ends[(run+i)%len(ends)]
			all.Go(func() { statuses[i] = coordinator.Post("/api/v1/keys/"+id+"/"+end.verb, end.body).Status })
		}
		all.Wait()
		slices.Sort(statuses)
		if !slices.Equal(statuses, []int{http.StatusOK, http.StatusConflict}) {
			t.Fatalf("run %d: got %v, want one of two keys ended", run, statuses)
		}
		last = h.issue(t, `{"roles":[{"role":"coordinator"}]}`)
		for _, id := range ids {
			coordinator.Post("/api/v1/keys/"+id+"/revoke", `{"reason":"end of the run"}`).Want(http.StatusOK)
		}
	}
}

// TestNoKeyActsAsSomebodyElse: what a service or the machine does is never a key's act, and a second key of a person is
// only issued when that is what was meant.
func TestNoKeyActsAsSomebodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	coordinator := h.As(policy.Coordinator, "")
	refused := func(body string, status int, code string) {
		t.Helper()
		p := coordinator.Post("/api/v1/keys", body).Want(status).Problem()
		if p.Code != code && (len(p.Errors) == 0 || p.Errors[0].Code != code) {
			t.Errorf("%s: got %+v, want %s", body, p, code)
		}
	}
	for _, actor := range []string{"host", "matcher", "subscriptions", "service-matches", "service-new", "coordinator", "public"} {
		refused(`{"actor_id":"`+actor+`"}`, http.StatusUnprocessableEntity, "key.actor_reserved")
	}
	first := h.issue(t, `{"actor_id":"a-17"}`, webtest.Key("first"))
	refused(`{"actor_id":"a-17"}`, http.StatusConflict, "key.actor_exists")
	refused(`{"actor_id":"a-18","existing":true}`, http.StatusUnprocessableEntity, "key.actor_unknown")
	refused(`{"existing":true}`, http.StatusUnprocessableEntity, "key.actor_unknown")
	if again := h.issue(t, `{"actor_id":"a-17"}`, webtest.Key("first")); again.ID != first.ID {
		t.Errorf("a retry made %s, want %s", again.ID, first.ID)
	}
	h.issue(t, `{"actor_id":"a-17","existing":true}`)
	// Whoever held an id keeps it: its acts stand in the log.
	coordinator.Post("/api/v1/keys/"+first.ID+"/revoke", `{"reason":"device lost"}`).Want(http.StatusOK)
	refused(`{"actor_id":"a-17"}`, http.StatusConflict, "key.actor_exists")
}
