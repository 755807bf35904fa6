package regions_test

import (
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestBadInputNamesTheFieldAndAppendsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	manokwari := bintuni.with(body{"code": "92.02", "name": "Kabupaten Manokwari"})
	const at = "/regions/92.06"
	tests := []struct {
		path  string
		body  any
		field string
	}{
		{"/regions", manokwari.with(body{"code": "92.70"}), "code"},
		{"/regions", manokwari.with(body{"code": "9202"}), "code"},
		{"/regions", manokwari.with(body{"level": "city"}), "level"},
		{"/regions", manokwari.with(body{"parent": "12"}), "parent"},
		{"/regions", manokwari.with(body{"code": "51.01", "parent": "51"}), "parent"},
		{"/regions", manokwari.with(body{"time_zone": "Asia/Tokyo"}), "time_zone"},
		{"/regions", manokwari.with(body{"lat_e5": 9900000}), "lat_e5"},
		{"/regions", manokwari.with(body{"name": strings.Repeat("a", 201)}), "name"},
		{"/regions", manokwari.with(body{"basis": nil}), "basis"},
		{"/regions", manokwari.with(body{"code": "99.02", "parent": "99"}), "basis"},
		{"/regions", manokwari.with(body{"Name": "x"}), "Name"},
		{"/regions", `[]`, "body"},
		{"/regions/92.70/name", renamed, "code"},
		{at + "/name", renamed.with(body{"from": "2026-13-01"}), "from"},
		{"/regions/92.71/status", listed, "status"},
		{"/regions/92/status", listed, "status"},
		{at + "/status", listed.with(body{"until": "2019-12-31"}), "until"},
		{at + "/status", listed.with(body{"status": "poor"}), "status"},
		{at + "/status", listed.with(body{"basis": "sample"}), "basis"},
		{at + "/status", left, "from"},
		{at + "/indicators", indicator.with(body{"year": 2027}), "year"},
		{at + "/indicators", indicator.with(body{"value_milli": 1.5}), "value_milli"},
		{at + "/indicators", indicator.with(body{"source": ""}), "source"},
		{at + "/needs", malaria.with(body{"problem": "gold"}), "problem"},
		{at + "/needs", malaria.with(body{"priority": 6}), "priority"},
		{at + "/needs", malaria.with(body{"priority": "4"}), "priority"},
		{at + "/needs", malaria.with(body{"statement": "Hubungi 0812-3456-7890."}), "statement"},
		{at + "/needs", malaria.with(body{"basis": "sample"}), "statement"},
		{at + "/needs", malaria.with(body{"need": "9206-air"}), "need"},
		{at + "/absorption", absorption.with(body{"visits": 1001}), "visits"},
		{at + "/access-profile", access.with(body{"has": []string{"gold"}}), "has[0]"},
		{at + "/access-profile", access.with(body{"lacks": []string{"village-cadres"}}), "lacks[0]"},
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

func TestRepetitionsAndOldVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.coord.Post(api+"/regions/92.06/needs", malaria, webtest.Key("k")).Want(http.StatusOK)
	w.post("/regions/92.06/name", renamed, http.StatusOK)
	before := w.probe()
	again := w.coord.Post(api+"/regions/9206/needs", malaria, webtest.Key("k")).Want(http.StatusOK)
	if string(first.Body) != string(again.Body) {
		t.Errorf("a repeated request was answered with %s, before with %s", again.Body, first.Body)
	}
	other := w.coord.Post(api+"/regions/92.06/needs", malaria.with(body{"priority": 1}), webtest.Key("k"))
	if got := other.Want(http.StatusUnprocessableEntity).Problem().Code; got != "idempotency.reused" {
		t.Errorf("got code %s", got)
	}
	// the same content under a new key, as a second import sends it
	for path, b := range map[string]body{"": bintuni, "/92.06/needs": malaria, "/92.06/name": renamed} {
		w.coord.Post(api+"/regions"+path, b).Want(http.StatusOK)
	}
	if got := w.coord.Post(api+"/regions", bintuni.with(body{"name": "X"})).Want(http.StatusConflict).Problem().Code; got != "region.exists" {
		t.Errorf("got code %s", got)
	}
	r := w.coord.Post(api+"/regions/92.06/absorption", absorption, webtest.Match(1)).Want(http.StatusPreconditionFailed)
	if p := r.Problem(); p.Extra["decided_by"] != "coordinator" || p.Extra["decided"] != "region.renamed.v1" {
		t.Errorf("got %s", r.Body)
	}
	w.unchanged(before)
	w.coord.Post(api+"/regions/92.06/absorption", absorption, webtest.Match(3)).Want(http.StatusOK)
	if got := w.coord.Get(api + "/regions/92.06").Header.Get("ETag"); got == "" {
		t.Error("a read gives no ETag")
	}
}

func TestOnlyTheRegionAndCoordinators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	officer, nobody := w.h.As(policy.Region, "92.06"), w.h.As(policy.Public, "")
	own := map[string]body{"/needs": malaria, "/indicators": indicator, "/absorption": absorption, "/access-profile": access}
	ministry := map[string]body{"/name": renamed, "/status": listed}
	before := w.probe()
	for path, b := range own {
		officer.Post(api+"/regions/12.25"+path, b).Want(http.StatusForbidden)
		nobody.Post(api+"/regions/92.06"+path, b).Want(http.StatusUnauthorized)
		officer.Post(api+"/regions/92.08"+path, b).Want(http.StatusNotFound)
	}
	for path, b := range ministry {
		officer.Post(api+"/regions/92.06"+path, b).Want(http.StatusForbidden)
		nobody.Post(api+"/regions/92.06"+path, b).Want(http.StatusUnauthorized)
	}
	officer.Post(api+"/regions", bintuni.with(body{"code": "92.07"})).Want(http.StatusForbidden)
	w.unchanged(before)
	for path, b := range own {
		officer.Post(api+"/regions/9206"+path, b).Want(http.StatusOK)
	}
	officer.Post(api+"/regions/12.25/needs/1225-malaria/withdraw", body{"reason": "x"}).Want(http.StatusForbidden)
	officer.Post(api+"/regions/92.06/needs/9206-malaria/withdraw", body{"reason": "x"}).Want(http.StatusOK)
	w.coord.Get(api + "/regions/92.08").Want(http.StatusNotFound)
	w.coord.Get(api + "/regions/92.08/history").Want(http.StatusNotFound)
	for _, r := range w.h.Site.Routes() {
		if strings.Contains(r.Path, "/regions") && r.Public != (r.Method == http.MethodGet) {
			t.Errorf("%s %s: public is %v", r.Method, r.Path, r.Public)
		}
	}
}
