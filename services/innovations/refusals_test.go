package innovations_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestBadInputNamesTheFieldAndAppendsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/innovations/edat/visit-offers", visits, http.StatusOK)
	w.post("/owners/bintuni/capacity", capacity, http.StatusOK)
	other := edat.with(body{"id": "other"})
	owner := bintuni.with(body{"id": "other"})
	tests := []struct {
		path  string
		body  any
		field string
	}{
		{"/innovations", other.with(body{"sector": "gold"}), "sector"},
		{"/innovations", other.with(body{"main_problem": "gold"}), "main_problem"},
		{"/innovations", other.with(body{"preconditions": []string{"gold"}}), "preconditions[0]"},
		{"/innovations", other.with(body{"settings": []string{"moon"}}), "settings[0]"},
		{"/innovations", other.with(body{"owner": "nobody"}), "owner"},
		{"/innovations", other.with(body{"located_in": "92.09"}), "located_in"},
		{"/innovations", other.with(body{"title": nil}), "title"},
		{"/innovations", other.with(body{"title": 5}), "title"},
		{"/innovations", other.with(body{"Title": "x"}), "Title"},
		{"/innovations", other.with(body{"colour": "red"}), "colour"},
		{"/innovations", other.with(body{"summary": "hubungi budi@contoh.go.id"}), "summary"},
		{"/innovations", other.with(body{"summary": strings.Repeat("a", 501)}), "summary"},
		{"/innovations", other.with(body{"basis": "rumour"}), "basis"},
		{"/innovations", other.with(body{"basis": "sample"}), "title"},
		{"/innovations", other.with(body{"owner": "contoh"}), "basis"},
		{"/innovations", other.with(body{"id": "Not An Id"}), "id"},
		{"/innovations", `{"title":`, "title"},
		{"/innovations", "{\"title\":\"\xff\"}", "body"},
		{"/innovations/edat/awards", award.with(body{"award": "KIPP Top 45", "tier": "kipp-top", "year": 2024}), "year"},
		{"/innovations/edat/awards", award.with(body{"award": "KIPP Top 40", "tier": "kipp-top", "year": 2019}), "award"},
		{"/innovations/edat/awards", award.with(body{"tier": "gold"}), "tier"},
		{"/innovations/edat/awards", award.with(body{"basis": "sample"}), "basis"},
		{"/innovations/edat/liveness", liveness.with(body{"checked_on": "2026-11-22"}), "checked_on"},
		{"/innovations/edat/liveness", liveness.with(body{"state": "alive"}), "state"},
		{"/innovations/edat/liveness", liveness.with(body{"state": "stopped", "basis": "sample"}), "basis"},
		{"/innovations/edat/visit-offers", visits.with(body{"group_seats": 10001}), "group_seats"},
		{"/innovations/edat/visit-offers", visits.with(body{"period": "2027-h3"}), "period"},
		{"/innovations/edat/retire", body{"reason": ""}, "reason"},
		{"/owners", owner.with(body{"region": "92.07"}), "region"},
		{"/owners", owner.with(body{"type": "city"}), "type"},
		{"/owners/bintuni/capacity", capacity.with(body{"trips": -1}), "trips"},
		{"/owners/bintuni/capacity", capacity.with(body{"trips": 1.5}), "trips"},
		{"/owners/bintuni/calendar", guests.with(body{"to": "2027-02-01"}), "to"},
		{"/owners/bintuni/sessions", session.with(body{"seats": 11}), "seats"},
		{"/owners/bintuni/sessions", session.with(body{"innovation": "nothing"}), "innovation"},
	}
	before := w.probe()
	for _, tc := range tests {
		r := w.coord.Post(api+tc.path, tc.body)
		if r.Status != http.StatusUnprocessableEntity && r.Status != http.StatusBadRequest {
			t.Errorf("%s %v: got status %d: %s", tc.path, tc.body, r.Status, r.Body)
			continue
		}
		p := r.Problem()
		if len(p.Errors) == 0 || p.Errors[0].Field != tc.field || p.Errors[0].Allowed == "" {
			t.Errorf("%s: want field %s and what is allowed, got %s", tc.path, tc.field, r.Body)
		}
	}
	w.unchanged(before)
}

func TestAStoppedPracticeIsNotOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/owners/bintuni/capacity", capacity, http.StatusOK)
	w.post("/innovations/edat/visit-offers", visits, http.StatusOK)
	w.post("/innovations/edat/liveness", liveness.with(body{"state": "stopped"}), http.StatusOK)
	before := w.probe()
	for path, b := range map[string]body{
		"/innovations/edat/visit-offers": visits.with(body{"virtual": 4}),
		"/owners/bintuni/sessions":       session,
	} {
		if got := w.coord.Post(api+path, b).Want(http.StatusConflict).Problem().Code; got != "practice.stopped" {
			t.Errorf("%s: got code %s", path, got)
		}
	}
	w.unchanged(before)
}

func TestRepetitions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.coord.Post(api+"/innovations/edat/awards", award, webtest.Key("k")).Want(http.StatusOK)
	before := w.probe()
	again := w.coord.Post(api+"/innovations/edat/awards", award, webtest.Key("k")).Want(http.StatusOK)
	if string(first.Body) != string(again.Body) {
		t.Errorf("a repeated request was answered with %s, before with %s", again.Body, first.Body)
	}
	other := w.coord.Post(api+"/innovations/edat/awards", award.with(body{"year": 2019}), webtest.Key("k"))
	if got := other.Want(http.StatusUnprocessableEntity).Problem().Code; got != "idempotency.reused" {
		t.Errorf("got code %s", got)
	}
	// the same content under a new key, as a second import sends it
	for path, b := range map[string]body{"/innovations": edat, "/owners": bintuni, "/innovations/edat/awards": award} {
		w.coord.Post(api+path, b).Want(http.StatusOK)
	}
	if got := w.coord.Post(api+"/innovations", edat.with(body{"title": "X"})).Want(http.StatusConflict).Problem().Code; got != "practice.exists" {
		t.Errorf("got code %s", got)
	}
	w.unchanged(before)
	minted := edat.with(body{"id": nil})
	a := w.coord.Post(api+"/innovations", minted, webtest.Key("m")).Want(http.StatusCreated)
	b := w.coord.Post(api+"/innovations", minted, webtest.Key("m")).Want(http.StatusCreated)
	if a.Header.Get("Location") == "" || a.Header.Get("Location") != b.Header.Get("Location") {
		t.Errorf("a repeated creation made %q and %q", a.Header.Get("Location"), b.Header.Get("Location"))
	}
}

func TestAnOldVersionIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/innovations/edat/awards", award, http.StatusOK)
	r := w.coord.Post(api+"/innovations/edat/liveness", liveness, webtest.Match(1)).Want(http.StatusPreconditionFailed)
	if p := r.Problem(); p.Extra["decided_by"] != "coordinator" || p.Extra["decided"] != "innovation.awarded.v1" {
		t.Errorf("got %s", r.Body)
	}
	w.coord.Post(api+"/innovations/edat/liveness", liveness, webtest.Match(2)).Want(http.StatusOK)
	if got := w.coord.Get(api + "/innovations/edat").Header.Get("ETag"); got == "" {
		t.Error("a read gives no ETag")
	}
}

func TestOnlyTheOwnerAndCoordinators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.probe()
	others := w.h.As(policy.Innovator, "contoh")
	region, nobody := w.h.As(policy.Region, "92.06"), w.h.As(policy.Public, "")
	commands := map[string]body{
		"/innovations": edat.with(body{"id": "x"}), "/innovations/edat/revise": edat.with(body{"id": nil, "title": "X"}),
		"/innovations/edat/awards": award, "/innovations/edat/liveness": liveness, "/innovations/edat/visit-offers": visits,
		"/innovations/edat/retire": {"reason": "x"}, "/owners": bintuni.with(body{"id": "new"}),
		"/owners/bintuni/capacity": capacity, "/owners/bintuni/calendar": guests, "/owners/bintuni/sessions": session,
	}
	for path, b := range commands {
		others.Post(api+path, b).Want(http.StatusForbidden)
		region.Post(api+path, b).Want(http.StatusForbidden)
		nobody.Post(api+path, b).Want(http.StatusUnauthorized)
	}
	w.unchanged(before)
	if a := w.get(others, "/owners/bintuni"); a["periods"] != nil || a["calendar"] != nil {
		t.Errorf("another owner was told %v", a)
	}
	w.coord.Post(api+"/innovations/none/liveness", liveness).Want(http.StatusNotFound)
	w.coord.Post(api+"/owners/none/capacity", capacity).Want(http.StatusNotFound)
	w.coord.Get(api + "/innovations/none").Want(http.StatusNotFound)
	w.coord.Get(api + "/owners/none").Want(http.StatusNotFound)
}

func TestTheOwnerMaySpeakForItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine := w.h.As(policy.Innovator, "bintuni")
	mine.Post(api+"/innovations/edat/liveness", liveness).Want(http.StatusOK)
	mine.Post(api+"/owners/bintuni/capacity", capacity).Want(http.StatusOK)
	mine.Post(api+"/innovations", edat.with(body{"id": "x"})).Want(http.StatusCreated)
	// a practice cannot be given to an owner who did not agree
	mine.Post(api+"/innovations/edat/revise", edat.with(body{"id": nil, "owner": "contoh"})).Want(http.StatusForbidden)
}

// TestAPracticeThatChangesHandsIsNoLongerTheirs: it goes to another owner after the former one was let in and before it
// decides.
func TestAPracticeThatChangesHandsIsNoLongerTheirs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/owners", bintuni.with(body{"id": "other"}), http.StatusCreated)
	former := w.h.As(policy.Innovator, "bintuni")
	for i, path := range []string{"/liveness", "/revise"} {
		moves := func() {
			w.post("/innovations/edat/revise", edat.with(body{"id": nil, "owner": "other", "summary": path}), http.StatusOK)
		}
		w.onLook.Store(&moves)
		sent := any(liveness)
		if path == "/revise" {
			sent = edat.with(body{"id": nil, "summary": "Milik kami."})
		}
		former.Post(api+"/innovations/edat"+path, sent).Want(http.StatusForbidden)
		w.post("/innovations/edat/revise", edat.with(body{"id": nil, "summary": fmt.Sprint(i)}), http.StatusOK)
	}
}
