package portal

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("ui/words/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func TestCataloguesHaveTheSameWords(t *testing.T) {
	t.Parallel()
	id, en := words(t, "id"), words(t, "en")
	for key, text := range id {
		other, ok := en[key]
		if !ok || strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "" {
			t.Errorf("%s: a word is missing or empty in a language", key)
		}
		a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: the placeholders differ: %v and %v", key, a, b)
		}
	}
	if len(en) != len(id) {
		t.Errorf("got %d English and %d Indonesian words", len(en), len(id))
	}
}

// avoided are the words of the first table of the list of words; the status of a region is looked at apart.
var avoided = []string{
	"makcomblang", "dipasangkan", "jodoh", "pasangan", "sasaran", "lag rank", "lag tier", "peringkat", "skor", "mati ", "hidup", "gagal", "mandek",
	"ditolak", "penawaran", "tawaran", "ditawarkan", "harga ", "sertifikat", "tidak mungkin lebih", "optimal", "reproduksi", "rekomendasi",
	"studi banding", "banding ", "override", "menimpa", "musim", "wajah baru", "pasien ngamuk", "dukun",
}

func TestNoAvoidedWord(t *testing.T) {
	t.Parallel()
	texts := words(t, "id")
	for name, body := range templates(t) {
		texts[name] = text(body)
	}
	for key, value := range texts {
		lower := strings.ToLower(value) + " "
		for _, word := range avoided {
			if strings.Contains(lower, word) {
				t.Errorf("%s holds %q", key, word)
			}
		}
		rest := strings.ReplaceAll(strings.ReplaceAll(lower, "berstatus daerah tertinggal (", ""), "daerah tertinggal terentaskan", "")
		if strings.Contains(rest, "tertinggal") {
			t.Errorf("%s calls a region by its status alone", key)
		}
	}
}

func templates(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	names, err := fs.Glob(ui, "ui/templates/*.html")
	if err != nil || len(names) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, name := range names {
		body, err := ui.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(body)
	}
	return all
}

var (
	action    = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	tag       = regexp.MustCompile(`(?s)<[^>]*>`)
	spoken    = regexp.MustCompile(`(?:aria-label|title|alt|placeholder|label)="([^"]*)"`)
	anyLetter = regexp.MustCompile(`\p{L}`)
)

// text is what of a template people would read: without actions and tags, with the attributes that are read out.
func text(body string) string {
	bare := action.ReplaceAllString(body, "")
	var said []string
	for _, m := range spoken.FindAllStringSubmatch(bare, -1) {
		said = append(said, m[1])
	}
	return tag.ReplaceAllString(bare, " ") + strings.Join(said, " ")
}

func TestTemplatesHoldNoBareText(t *testing.T) {
	t.Parallel()
	for name, body := range templates(t) {
		for _, line := range strings.Split(text(body), "\n") {
			if anyLetter.MatchString(line) {
				t.Errorf("%s: bare text %q", name, strings.TrimSpace(line))
			}
		}
		for _, bad := range []string{" style=", "<style", "<script>", "onclick", "http://", "https://", "javascript:"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
}

// models are the pages with an empty model each.
var models = map[string]any{
	"front": &frontPage{}, "signin": &signInPage{}, "queue": &queuePage{}, "proposal": &proposalPage{}, "regions": &regionsPage{}, "region": &regionPage{},
	"practices": &practicesPage{}, "innovation": &practicePage{}, "plans": &plansPage{}, "plan": &planPage{}, "compare": &comparePage{}, "explain": &explainPage{}, "whynot": &whyPage{},
}

// Every template is executed in both languages with an empty model, and with one in which everything is set.
func TestEveryTemplateRenders(t *testing.T) {
	t.Parallel()
	tongues, err := loadTongues(func(name string) string { return "/static/" + name })
	if err != nil {
		t.Fatal(err)
	}
	for name, empty := range models {
		full := reflect.New(reflect.TypeOf(empty).Elem())
		fill(full.Elem(), 0)
		for lang, l := range tongues {
			for what, model := range map[string]any{"empty": empty, "full": full.Interface()} {
				v := &visit{tongue: l, template: name, model: model}
				fill(reflect.ValueOf(&v.shell).Elem(), 0)
				var b bytes.Buffer
				if err := l.pages.ExecuteTemplate(&b, name, v); err != nil {
					t.Errorf("%s, %s, %s: %v", name, lang, what, err)
				}
				if !strings.Contains(b.String(), "</html>") {
					t.Errorf("%s, %s, %s: the page does not end", name, lang, what)
				}
			}
		}
	}
}

// fill sets everything that templates can reach: one entry in each list, words that have a name in both catalogues.
func fill(v reflect.Value, depth int) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)))
		return
	case event.Basis:
		v.SetString("sample")
		return
	case contract.RubricAdopted:
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("override")
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Uint64:
		v.SetUint(3)
	case reflect.Float64:
		v.SetFloat(10)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() && depth < 8 {
				fill(f, depth+1)
			}
		}
	}
}

var token3 = regexp.MustCompile(`--([a-z0-9-]+):\s*(?:#([0-9a-f]{6})|var\(--([a-z0-9-]+)\))`)

// Text on its ground has the contrast that WCAG AA asks for, in the light and in the dark scheme.
func TestContrast(t *testing.T) {
	t.Parallel()
	body, err := static.ReadFile("ui/static/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(body), "@media (prefers-color-scheme: dark)")
	pairs := [][2]string{
		{"text", "surface-page"},
		{"text", "surface-panel"},
		{"text-soft", "surface-page"},
		{"text-soft", "surface-panel"},
		{"link", "surface-page"},
		{"link", "surface-panel"},
		{"text-on-action", "action"},
		{"text-on-action", "action-strong"},
		{"yes", "yes-soft"},
		{"no", "no-soft"},
		{"no", "surface-panel"},
		{"no", "surface-page"},
		{"text", "no-soft"},
		{"link", "no-soft"},
		{"unknown", "unknown-soft"},
		{"unknown", "surface-panel"},
		{"action-strong", "action-soft"},
		{"text", "surface-sunken"},
		{"text", "action-soft"},
		{"text", "unknown-soft"},
		{"text-soft", "surface-sunken"},
	}
	values := map[string]string{}
	for _, scheme := range []string{light, dark} {
		for _, m := range token3.FindAllStringSubmatch(scheme, -1) {
			values[m[1]] = m[2] + m[3]
		}
		for _, p := range pairs {
			if c := contrast(resolve(values, p[0]), resolve(values, p[1])); c < 4.5 {
				t.Errorf("%s on %s: contrast %.2f, want 4.5", p[0], p[1], c)
			}
		}
		if c := contrast(resolve(values, "focus"), resolve(values, "surface-page")); c < 3 {
			t.Errorf("focus: contrast %.2f, want 3", c)
		}
	}
}

func resolve(values map[string]string, name string) string {
	for values[values[name]] != "" {
		name = values[name]
	}
	return values[name]
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(n) / 255
		if c <= .03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
