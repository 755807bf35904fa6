package web_test

import (
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

func TestProblemPagesSpeakTheLanguageOfThePages(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	c := a.coordinator()
	const form = "reason=good&_key=k&_version=2&_next=/usulan/a"
	header := webtest.Header
	tests := map[string]struct {
		got  webtest.Response
		lang string
	}{
		"nothing said":          {c.Get("/usulan/gone"), "id"},
		"asked for":             {c.Get("/usulan/gone?lang=en"), "en"},
		"asked for nonsense":    {c.Get("/usulan/gone?lang=xx"), "id"},
		"the cookie":            {c.Get("/usulan/gone", header("Cookie", "lang=en")), "en"},
		"the browser":           {c.Get("/usulan/gone", header("Accept-Language", "fr, en-GB;q=0.8")), "en"},
		"the cookie goes first": {c.Get("/usulan/gone", header("Cookie", "lang=id"), header("Accept-Language", "en")), "id"},
		"a form":                {c.Form("/api/v1/things/a/approve", form, header("Cookie", "lang=en")), "en"},
		"the page of a form":    {c.Form("/api/v1/things/a/approve", form+"%3Flang%3Den"), "en"},
	}
	for name, tc := range tests {
		body := string(tc.got.Body)
		if !strings.Contains(body, `<html lang="`+tc.lang+`">`) || tc.got.Header.Get("Content-Language") != tc.lang {
			t.Errorf("%s: want language %s\n%s", name, tc.lang, body)
		}
		for lang, words := range map[string]string{"id": "Bukan situs resmi", "en": "Not an official site"} {
			if strings.Contains(body, words) != (lang == tc.lang) {
				t.Errorf("%s: %q is there or lacks", name, words)
			}
		}
	}
	if body := string(tests["a form"].got.Body); !strings.Contains(body, "Changed by a-9, 21 November 2026, 08:00 WIB.") {
		t.Errorf("who decided is not told in English\n%s", body)
	}
}

func TestAStalePageSaysWhatWasDecided(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	web.Page(a.Site, "/stale/{what}", policy.PublicRead, func(r *web.PageRequest) (*web.Rendered, error) {
		return nil, fault.Stalef("match.decided", "It was decided.").With("decided_by", "a-9").
			With("decided_at", "2026-11-20T18:30:00Z").With("decided", r.Param("what"))
	})
	for what, want := range map[string]string{
		"match.approved.v1": "Disetujui", "match.rejected.v1": "Tidak disetujui", "match.deferred.v2": "Ditunda", "match.reopened.v1": "Dibuka kembali",
		"question.answered.v1": "Dijawab", "plan.published.v1": "Diterbitkan", "else": "Diubah",
	} {
		body := string(a.coordinator().Get("/stale/" + what).Want(http.StatusPreconditionFailed).Body)
		if !strings.Contains(body, "<p>"+want+" oleh a-9, 21 November 2026 pukul 01.30 WIB.</p>") || strings.Contains(body, ".v") {
			t.Errorf("%s: want %q in\n%s", what, want, body)
		}
	}
}

// A refused form leads back to the page that it stands on, and to no other site.
func TestARefusedFormLeadsBack(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	c := a.coordinator()
	const form = "reason=good&_key=k&_version=2&_next=/usulan/new"
	probe := func(referer string) string {
		req := func(r *http.Request) {
			if referer != "" {
				r.Header.Set("Referer", strings.Replace(referer, "HERE", r.Host, 1))
			}
		}
		_, rest, _ := strings.Cut(string(c.Form("/api/v1/things/a/approve", form, req).Body), `<p><a href="`)
		href, _, _ := strings.Cut(rest, `"`)
		return href
	}
	for referer, want := range map[string]string{
		"": "/usulan/new", "http://HERE/usulan/old?x=1": "/usulan/old?x=1", "https://evil.example/usulan": "/usulan/new",
		"http://HERE//evil.example": "/usulan/new", "http://HERE/api/v1/things": "/usulan/new", "nonsense": "/usulan/new",
	} {
		if got := probe(referer); got != want {
			t.Errorf("from %q: leads back to %q, want %q", referer, got, want)
		}
	}
}
