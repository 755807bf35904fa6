package web_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"makcomblang.id/services/internal/web/webtest"
)

// A program is answered in English unless it asks for Indonesian.
func TestProblemDocumentsSpeakTheLanguageAskedFor(t *testing.T) {
	t.Parallel()
	c := newAPI(t).coordinator()
	for asked, want := range map[string]string{
		"": "en", "id": "id", "id-ID": "id", "in": "id", "en": "en", "fr": "en", "*": "en", "fr, id;q=0.5": "id", "en, id": "en",
		"en;q=0.8, id;q=0.9": "id", "id;q=0.2,en-GB;q=0.7": "en", "id;q=0": "en", "id;q=x": "en", "ID ; q=1.0": "id",
	} {
		r := c.Post("/api/v1/things", `{"title":"a","count":9}`, webtest.Header("Accept-Language", asked)).Want(422)
		p := r.Problem()
		if got := r.Header.Get("Content-Language"); got != want || !slices.Contains(strings.Split(r.Header.Get("Vary"), ", "), "Accept-Language") {
			t.Errorf("%q: got %q and Vary %q, want %s", asked, got, r.Header.Get("Vary"), want)
		}
		says := map[string][3]string{
			"en": {"The request breaks a rule", "The value is not allowed.", "number <= 5"},
			"id": {"Isian belum sesuai", "Isian ini tidak sesuai ketentuan.", "angka paling besar 5"},
		}[want]
		if got := [3]string{p.Title, p.Detail, p.Errors[0].Allowed}; got != says || p.Errors[0].Detail != says[1] || p.Code != "field.value" {
			t.Errorf("%q: got %q", asked, got)
		}
	}
}

// No word of English is left in what is told in Indonesian, whatever was wrong, and the rest is the same document.
func TestEveryRefusalIsToldInIndonesian(t *testing.T) {
	t.Parallel()
	c := newAPI(t).coordinator()
	ask := map[string]func(lang string) webtest.Response{}
	for name, tc := range badBodies {
		ask[name] = func(lang string) webtest.Response {
			return c.Post("/api/v1/things", tc.body, webtest.Header("Accept-Language", lang))
		}
	}
	for _, path := range []string{
		"/api/v1/nothing", "/api/v1/things?x=1", "/api/v1/things?limit=a", "/api/v1/things?limit=99", "/api/v1/things?cursor=a",
		"/api/v1/things?min_position=a", "/api/v1/boom/panic", "/api/v1/boom/error", "/api/v1/things?%ff",
	} {
		ask[path] = func(lang string) webtest.Response { return c.Get(path, webtest.Header("Accept-Language", lang)) }
	}
	ask["no key"] = func(lang string) webtest.Response {
		return c.Post("/api/v1/things", `{"title":"a"}`, webtest.Key(""), webtest.Header("Accept-Language", lang))
	}
	ask["another media type"] = func(lang string) webtest.Response {
		return c.Post("/api/v1/things", `x`, webtest.Header("Content-Type", "text/plain"), webtest.Header("Accept-Language", lang))
	}
	ask["no version"] = func(lang string) webtest.Response {
		return c.Post("/api/v1/things/a/approve", `{"reason":"good enough"}`, webtest.Header("Accept-Language", lang))
	}
	for _, name := range slices.Sorted(maps.Keys(ask)) {
		en, id := ask[name]("en").Problem(), ask[name]("id").Problem()
		if en.Status != id.Status || en.Code != id.Code || en.Type != id.Type || len(en.Errors) != len(id.Errors) || en.Status < 400 {
			t.Errorf("%s: got %+v and %+v", name, en, id)
			continue
		}
		if en.Title == id.Title || en.Detail == id.Detail || id.Detail == "" {
			t.Errorf("%s: still English: %+v", name, id)
		}
		for i, e := range id.Errors {
			if e.Field != en.Errors[i].Field || e.Detail == en.Errors[i].Detail || (e.Allowed == "") != (en.Errors[i].Allowed == "") {
				t.Errorf("%s: got %+v for %+v", name, e, en.Errors[i])
			}
			for _, word := range []string{"the ", "a ", "not ", "expected", "number", "text"} {
				if strings.Contains(" "+e.Allowed+" ", " "+word) {
					t.Errorf("%s: %q is English", name, e.Allowed)
				}
			}
		}
	}
}
