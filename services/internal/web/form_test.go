package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestFormsAndJSONGiveTheSameInput(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ form, body string }{
		"texts":              {"title=Air+bersih", `{"title":"Air bersih"}`},
		"numbers and truths": {"title=a&count=3&price=1.5&urgent=on", `{"title":"a","count":3,"price":1.5,"urgent":true}`},
		"empty is absent":    {"title=a&count=&kind=&tags=&when=&place=", `{"title":"a"}`},
		"lists":              {"title=a&tags=x&tags=y", `{"title":"a","tags":["x","y"]}`},
		"one item":           {"title=a&tags=x", `{"title":"a","tags":["x"]}`},
		"nested":             {"title=a&part.name=b&part.seats=7", `{"title":"a","part":{"name":"b","seats":7}}`},
		"empty and nested":   {"title=a&part.seats=", `{"title":"a"}`},
		"own types":          {"title=a&place=9206&when=2026-11-21T00:00:00Z", `{"title":"a","place":"9206","when":"2026-11-21T00:00:00Z"}`},
		"line ends":          {"title=a%0D%0Ab", `{"title":"a\nb"}`},
		"order of names":     {"count=1&title=a", `{ "title" : "a", "count" : 1 }`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			r := a.coordinator().Form("/api/v1/things", tc.form+"&_key=k1&_next=/usulan/1")
			if r.Status != http.StatusSeeOther || r.Header.Get("Location") != "/usulan/1?min_position=42" || len(r.Body) != 0 {
				t.Fatalf("form: got %d %v %s", r.Status, r.Header, r.Body)
			}
			a.coordinator().Post("/api/v1/things", tc.body, webtest.Key("k1")).Want(http.StatusCreated)
			if diff := cmp.Diff(a.things[1], a.things[0]); diff != "" {
				t.Errorf("inputs differ (-json +form):\n%s", diff)
			}
			if diff := cmp.Diff(a.commands[1], a.commands[0]); diff != "" {
				t.Errorf("commands differ (-json +form):\n%s", diff)
			}
			if c := a.commands[0]; c.Key != "k1" || c.Actor != "coordinator" || c.Route != "POST /things" || c.Request == "" {
				t.Errorf("got %+v", c)
			}
		})
	}
}

func TestFormCarriesVersionAndFallsBackToLocation(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	r := a.coordinator().Form("/api/v1/things/a/approve", "reason=good+enough&_key=k1&_version=3")
	if r.Status != http.StatusSeeOther || r.Header.Get("Location") != "/?min_position=42" || r.Header.Get("X-Log-Position") != "42" {
		t.Errorf("got %d %v", r.Status, r.Header)
	}
	if m := a.commands[0].IfMatch; m == nil || *m != 3 {
		t.Errorf("got If-Match %v", m)
	}
	r = a.coordinator().Form("/api/v1/things", "title=a&_key=k2")
	if got := r.Header.Get("Location"); !strings.HasPrefix(got, "/api/v1/things/t-") {
		t.Errorf("got Location %q", got)
	}
}

func TestBadFormsGetAPageInIndonesian(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	c := a.coordinator()
	tests := map[string]struct {
		got    webtest.Response
		status int
		words  string
	}{
		"a missing field":   {c.Form("/api/v1/things", "count=1&_key=k"), 422, "title</strong>: Isian ini harus diisi."},
		"a wrong number":    {c.Form("/api/v1/things", "title=a&count="+marker+"&_key=k"), 422, "sebuah bilangan bulat"},
		"out of range":      {c.Form("/api/v1/things", "title=a&count=9&_key=k"), 422, "angka paling besar 5"},
		"an unknown field":  {c.Form("/api/v1/things", "title=a&other="+marker+"&_key=k"), 422, "tidak dikenal"},
		"a repeated field":  {c.Form("/api/v1/things", "title=a&title="+marker+"&_key=k"), 422, "terkirim dua kali"},
		"half an escape":    {c.Form("/api/v1/things", "title=%2&_key=k"), 400, "Isi kiriman</strong>: Formulir tidak tersandi"},
		"invalid UTF-8":     {c.Form("/api/v1/things", "title=%ff&_key=k"), 400, "title"},
		"no key":            {c.Form("/api/v1/things", "title=a"), 400, "Buka kembali halamannya"},
		"no version":        {c.Form("/api/v1/things/a/approve", "reason=good&_key=k"), 428, "versi"},
		"a wrong version":   {c.Form("/api/v1/things/a/approve", "reason=good&_key=k&_version="+marker), 400, "Buka kembali halamannya"},
		"a stale version":   {c.Form("/api/v1/things/a/approve", "reason=good&_key=k&_version=2&_next=/usulan/a"), 412, "Diubah oleh a-9, 21 November 2026 pukul 08.00 WIB"},
		"a large form":      {c.Form("/api/v1/things", "title="+strings.Repeat("a", 2<<20)), 413, "terlalu besar"},
		"a role never may":  {a.As(policy.Auditor, "").Form("/api/v1/things", "title=a&_key=k"), 403, "Tidak berwenang"},
		"no one":            {a.As(policy.Public, "").Form("/api/v1/things", "title=a&_key=k"), 401, "Perlu masuk"},
		"an unknown object": {c.Get("/usulan/gone"), 404, "Yang dicari tidak ada di sini."},
		"an unknown page":   {c.Get("/nichts", webtest.Header("Accept", "text/html")), 404, "Tidak ada halaman"},
	}
	for name, tc := range tests {
		body := string(tc.got.Body)
		if tc.got.Status != tc.status || tc.got.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: got %d %s", name, tc.got.Status, tc.got.Header.Get("Content-Type"))
		}
		if !strings.Contains(body, tc.words) || !strings.Contains(body, `<html lang="id">`) || strings.Contains(body, marker) {
			t.Errorf("%s: want %q without the value in\n%s", name, tc.words, body)
		}
		if strings.Contains(body, " style=") || strings.Contains(body, "<script") {
			t.Errorf("%s: the page breaks its own content policy", name)
		}
	}
	if !strings.Contains(string(tests["a stale version"].got.Body), `href="/usulan/a"`) {
		t.Error("the page of a stale version does not lead back")
	}
	if a.calls() != 0 {
		t.Errorf("%d bad forms changed something", a.calls())
	}
}

func TestNextStaysOnThisSite(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, next := range []string{
		"https://evil.example", "//evil.example", "/%5C%5Cevil.example", "%5C%5Cevil.example", "/%5Cevil.example",
		"/%09/evil.example", "javascript:alert(1)", "usulan", "%0a/usulan", "/%0d%0aSet-Cookie:a=b", "http:evil.example",
	} {
		r := a.coordinator().Form("/api/v1/things", "title=a&_key=k&_next="+next)
		if r.Status != http.StatusUnprocessableEntity || r.Header.Get("Location") != "" {
			t.Errorf("%s: got %d to %q", next, r.Status, r.Header.Get("Location"))
		}
		r = a.As(policy.Public, "").Form("/api/v1/session", "key="+a.Key(policy.Auditor, "")+"&_next="+next)
		if r.Status != http.StatusUnprocessableEntity || r.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s at sign-in: got %d %v", next, r.Status, r.Header)
		}
	}
	if a.calls() != 0 {
		t.Errorf("%d forms changed something", a.calls())
	}
}
