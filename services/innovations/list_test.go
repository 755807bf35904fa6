package innovations_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// ids lists the ids of all pages of a list.
func ids(w *world, path string) string {
	w.t.Helper()
	var all []string
	next := path
	for next != "" {
		var page struct {
			Items []struct{ ID string }
			Next  string
		}
		w.coord.Get(api + next).Want(http.StatusOK).Decode(&page)
		for _, item := range page.Items {
			all = append(all, item.ID)
		}
		if next = ""; page.Next != "" {
			next = path + "&cursor=" + url.QueryEscape(page.Next)
		}
	}
	return strings.Join(all, " ")
}

func TestPracticesAreFiltered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post("/innovations/edat/awards", award, http.StatusOK)
	w.post("/innovations/edat/liveness", liveness, http.StatusOK)
	w.post("/innovations", body{
		"id": "air", "title": "Contoh: Air Desa", "owner": "contoh", "sector": "infrastructure", "main_problem": "clean-water",
		"country": "Indonesia", "classified": "sample", "source": "Contoh: peragaan", "basis": "sample",
	}, http.StatusCreated)
	w.post("/innovations/air/liveness", body{
		"state": "stopped", "checked_on": "2026-03-02", "source": "Contoh: peragaan", "basis": "sample",
	}, http.StatusOK)
	for query, want := range map[string]string{
		"":                                   "air edat",
		"sector=health":                      "edat",
		"sector=education":                   "",
		"problem=remote-health-access":       "edat",
		"problem=clean-water":                "air",
		"tier=unpsa-winner":                  "edat",
		"tier=none":                          "air",
		"region=92.06":                       "edat",
		"region=9206":                        "edat",
		"region=92":                          "edat",
		"region=51":                          "",
		"owner=contoh":                       "air",
		"setting=coast":                      "air edat",
		"setting=highland":                   "air",
		"liveness=running":                   "edat",
		"liveness=unconfirmed":               "",
		"liveness=unconfirmed&on=2026-03-01": "air edat",
		"liveness=expired&on=2027-03-03":     "edat",
		"liveness=stopped":                   "air",
		"q=EDAT":                             "edat",
		"q=air+bersih":                       "air",
		"q=bintuni+malaria":                  "edat",
		"q=bintuni+air":                      "",
		"sector=health&problem=malaria&region=92": "edat",
		"limit=1": "air edat",
	} {
		if got := ids(w, "/innovations?"+query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func TestBadFiltersAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, field := range map[string]string{
		"sector=gold": "sector", "problem=gold": "problem", "tier=gold": "tier", "region=92.70": "region", "region=93": "region",
		"setting=moon": "setting", "liveness=alive": "liveness", "on=2026-02-30": "on", "owner=A+B": "owner",
		"q=" + strings.Repeat("a", 101): "q", "cursor=abc": "cursor", "limit=0": "limit", "limit=201": "limit",
	} {
		r := w.coord.Get(api + "/innovations?" + query)
		if r.Status != http.StatusUnprocessableEntity && r.Status != http.StatusBadRequest {
			t.Errorf("%s: got status %d", query, r.Status)
			continue
		}
		if p := r.Problem(); len(p.Errors) == 0 || p.Errors[0].Field != field || p.Errors[0].Allowed == "" {
			t.Errorf("%s: want field %s and what is allowed, got %s", query, field, r.Body)
		}
	}
}

func TestPagesAreLinkedAndBoundToTheirFilters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := "edat"
	for i := range 5 {
		id := fmt.Sprintf("p-%d", i)
		w.post("/innovations", edat.with(body{"id": id}), http.StatusCreated)
		want += " " + id
	}
	if got := ids(w, "/innovations?problem=malaria&limit=2"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r := w.coord.Get(api + "/innovations?problem=malaria&limit=2")
	var page struct{ Next string }
	r.Decode(&page)
	if !strings.Contains(r.Header.Get("Link"), `rel="next"`) {
		t.Errorf("got Link %q", r.Header.Get("Link"))
	}
	w.coord.Get(api + "/innovations?sector=health&limit=2&cursor=" + page.Next).Want(http.StatusUnprocessableEntity)
	for query, want := range map[string]string{
		"": "bintuni contoh", "type=regency": "bintuni contoh", "type=city": "", "region=92": "bintuni", "region=9901": "contoh",
		"country=Kenya": "", "q=teluk": "bintuni", "limit=1": "bintuni contoh",
	} {
		if got := ids(w, "/owners?"+query); got != want {
			t.Errorf("owners %s: got %q, want %q", query, got, want)
		}
	}
}

func TestPublicRoutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, r := range w.h.Site.Routes() {
		if strings.Contains(r.Path, "/innovations") || strings.Contains(r.Path, "/owners") {
			if r.Public != (r.Method == http.MethodGet) {
				t.Errorf("%s %s: public is %v", r.Method, r.Path, r.Public)
			}
		}
	}
}
