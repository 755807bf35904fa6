package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

func TestStaticFilesAreForever(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	css := strings.Repeat("p { color: black }\n", 50)
	assets, err := a.Site.Static(fstest.MapFS{
		"app.css": {Data: []byte(css)}, "js/keys.js": {Data: []byte("1")}, "notes.md": {Data: []byte("no")},
	})
	if err != nil {
		t.Fatal(err)
	}
	url := assets.URL("app.css")
	if !regexp.MustCompile(`^/static/app\.[0-9a-f]{12}\.css$`).MatchString(url) || assets.URL("notes.md") != "" {
		t.Fatalf("got %q", url)
	}
	c := a.As(policy.Public, "")
	r := c.Get(url, webtest.Header("Accept-Encoding", "br, gzip")).Want(200)
	if !strings.Contains(r.Header.Get("Cache-Control"), "immutable") || r.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("got %v", r.Header)
	}
	zr, err := gzip.NewReader(bytes.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	if plain, _ := io.ReadAll(zr); string(plain) != css {
		t.Error("the compressed file differs")
	}
	if r := c.Get(assets.URL("js/keys.js"), webtest.Header("Accept-Encoding", "gzip")); string(r.Body) != "1" {
		t.Errorf("a tiny file: got %d %v", r.Status, r.Header)
	}
	for _, path := range []string{"/static/app.css", "/static/../main.go", "/static/", "/static/notes.md"} {
		c.Get(path).Want(404)
	}
	webtest.AssertGuarded(t, a.Site, append([]string{"GET /static/*"}, publicSet...))
}

func TestTheDescriptionOfTheAPI(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	r := a.As(policy.Public, "").Get("/api/v1/openapi.json").Want(200)
	var doc struct {
		OpenAPI    string
		Paths      map[string]map[string]any
		Components struct{ Schemas map[string]any }
	}
	r.Decode(&doc)
	if doc.OpenAPI != "3.1.0" || doc.Paths["/things/{id}/approve"]["post"] == nil || doc.Components.Schemas["Problem"] == nil {
		t.Errorf("got %s", r.Body)
	}
	if strings.Contains(string(r.Body), "$schema") || strings.Contains(string(r.Body), "ErrorModel") {
		t.Error("huma's own models are in the description")
	}
	yaml := a.As(policy.Public, "").Get("/api/v1/openapi.yaml").Want(200)
	if !strings.Contains(string(yaml.Body), "/things/{id}/approve:") {
		t.Errorf("got %s", yaml.Body)
	}
	a.coordinator().Do(http.MethodHead, "/api/v1/things", nil).Want(200)
}

func TestBothCataloguesHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	read := func(name string) map[string]string {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]string
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	id, en := read("id.json"), read("en.json")
	placeholder := regexp.MustCompile(`\{\w+\}`)
	for key, text := range en {
		if id[key] == "" || text == "" {
			t.Errorf("%s is missing in one language", key)
		}
		if a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(id[key], -1); strings.Join(a, "") != strings.Join(b, "") {
			t.Errorf("%s: the placeholders differ", key)
		}
	}
	if len(id) != len(en) {
		t.Errorf("got %d and %d sentences", len(id), len(en))
	}
	for _, word := range []string{"ditolak", "gagal", "makcomblang", "jodoh", "peringkat", "rekomendasi", "sertifikat"} {
		for key, text := range id {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%s uses the word %s", key, word)
			}
		}
	}
}
