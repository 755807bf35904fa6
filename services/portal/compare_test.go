package portal_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// sentence is what stands beside a field, and the line of the summary that leads to it.
func sentence(t *testing.T, body, field string) string {
	t.Helper()
	id := strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(field)
	_, rest, ok := strings.Cut(body, `class="bad-text" id="`+id+`-galat">`)
	text, _, _ := strings.Cut(rest, "</span>")
	if text = strings.TrimSpace(text); !ok || !strings.Contains(body, `aria-invalid="true" aria-describedby="`+id+`-galat"`) {
		t.Errorf("nothing is said beside %s", field)
		return ""
	}
	summary := between(body, `id="hasil">`, "</section>")
	if !strings.Contains(summary, `<a href="#`+id+`">`) || !strings.Contains(summary, text) {
		t.Errorf("the summary does not lead to %s: %s", field, summary)
	}
	return html.UnescapeString(text)
}

func between(body, from, to string) string {
	_, rest, _ := strings.Cut(body, from)
	text, _, _ := strings.Cut(rest, to)
	return text
}

func compareAs(w *world) func(query string, status int) string {
	c := w.As(policy.Coordinator, "")
	return func(query string, status int) string {
		w.t.Helper()
		return string(c.Get("/rencana/coba?"+query, browser).Want(status).Body)
	}
}

// Whatever is wrong in the form is said beside its field, in the language of the page, and the form stays as it was filled in.
func TestAWrongWhatIfStaysInItsForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	get := compareAs(w)
	const kept = "&c.tujuan=leximin&c.nama=Tiga&c.perjalanan=2&biaya.virtual=7"
	weightless := ""
	for _, part := range []string{"need", "fit", "maturity", "leverage", "spread", "outcome"} {
		weightless += "&b.bobot." + part + "=0"
	}
	for _, tc := range []struct{ query, field, want string }{
		{"a.tujuan=score&periode=abc", "periode", "Tulis tahun (2027), setengah tahun (2027-h1), atau triwulan (2027-q3)."},
		{"a.tujuan=score&daftar=nix", "daftar", "Tidak ada daerah dalam daftar ini. Pilih daftar lain."},
		{"a.tujuan=score&wilayah=zz", "wilayah", "Daerah ini tidak terdaftar. Tulis nama atau kode provinsi, kabupaten, atau kota."},
		{"a.tujuan=score&wilayah=sorong", "wilayah", "Beberapa daerah cocok: Kabupaten Sorong, Kabupaten Sorong Selatan, Kota Sorong. Tulis namanya lengkap atau kodenya."},
		{"a.tujuan=&b.tujuan=", "", ""}, // the third is used
		{"a.tujuan=entah", "a.tujuan", "Tujuan ini tidak dikenal. Pilih salah satu dari daftar."},
		{"a.tujuan=score&b.tujuan=score&b.perjalanan=1001", "b.perjalanan", "Isi bilangan bulat dari -1.000 sampai 1.000, tanpa titik."},
		{"a.tujuan=score&b.tujuan=score&b.serap=dua", "b.serap", "Isi bilangan bulat dari -1.000 sampai 1.000, tanpa titik."},
		{"a.tujuan=score&b.tujuan=score&b.bobot.fit=-3", "b.bobot.fit", "Isi bilangan bulat dari 0 sampai 1.000, tanpa titik."},
		{"a.tujuan=score&b.tujuan=score" + weightless, "b.bobot.need", "Bobot tidak boleh nol semuanya."},
		{"a.tujuan=score&b.tujuan=score&b.anggaran=-5&biaya.province=6", "b.anggaran", "Isi rupiah bulat dari 0 sampai 1.000.000.000.000.000; kosongkan bila tidak ada."},
		{"a.tujuan=score&a.anggaran=5&biaya.province=1.5", "biaya.province", "Isi rupiah bulat dari 0 sampai 1.000.000.000.000.000; kosongkan bila tidak ada."},
		{"a.tujuan=stable&a.anggaran=5&biaya.province=6", "a.anggaran", "Tujuan ini tidak menerima anggaran. Pilih tujuan lain atau kosongkan anggarannya."},
		{"a.tujuan=score&b.tujuan=score&b.sematkan=" + edat + "+no-need", "b.sematkan[0]", "Padanan ini tidak dapat direncanakan: praktiknya harus dapat disarankan untuk kebutuhan itu dan masih punya kuota. Hapus centangnya."},
		{"a.tujuan=score&a.sematkan=hanya-satu", "a.sematkan", "Tulis tiap padanan dalam satu baris: kode inovasi, spasi, kode kebutuhan."},
		{"a.tujuan=score&a.sematkan=" + edat + "+" + digoel + "&a.kecualikan=" + edat + "+" + digoel, "a.kecualikan[0]", "Padanan ini harus ada dan sekaligus tidak boleh ada. Hapus salah satu centangnya."},
	} {
		status := 422
		if tc.field == "" {
			status = 200
		}
		body := get(tc.query+kept, status)
		if tc.field != "" {
			if got := sentence(t, body, tc.field); got != tc.want {
				t.Errorf("%s: got %q beside %s", tc.query, got, tc.field)
			}
			if strings.Contains(body, "Nilai susunan</th>") || !strings.Contains(body, "<title>Galat: Coba susunan lain") {
				t.Errorf("%s: the page answers what it refuses, or its title does not say that it refuses", tc.query)
			}
		}
		for _, bad := range []string{"scenarios[", "Yang diterima", `lang="en">`, "saringan"} {
			if strings.Contains(strings.ReplaceAll(body, `lang="en" hreflang="en">`, ""), bad) {
				t.Errorf("%s: the page holds %q", tc.query, bad)
			}
		}
		lint(t, tc.query, []byte(body))
		asked, _ := url.ParseQuery(tc.query + kept)
		for name, values := range asked {
			if !shows(body, name, values[0]) {
				t.Errorf("%s: the form lost %s=%s", tc.query, name, values[0])
			}
		}
	}
	if got := sentence(t, get("a.tujuan=score&d.tujuan=score&d.anggaran=5"+strings.ReplaceAll(kept, "&biaya.virtual=7", ""), 422), "d.anggaran"); !strings.HasPrefix(got, "Anggaran memerlukan biaya satu kunjungan.") {
		t.Errorf("a budget without costs: got %q", got)
	}
	if got := sentence(t, get("a.tujuan=&b.tujuan=", 422), "a.tujuan"); got != "Pilih tujuan untuk sedikitnya satu susunan." {
		t.Errorf("no run at all: got %q", got)
	}
	english := string(w.As(policy.Coordinator, "").Get("/rencana/coba?a.tujuan=score&a.serap=x&lang=en", browser, webtest.Header("Cookie", "")).Want(422).Body)
	if got := sentence(t, english, "a.serap"); got != "Write a whole number from -1,000 to 1,000, without separators." {
		t.Errorf("in English: got %q", got)
	}
}

var chosen = regexp.MustCompile(`<option value="([^"]*)" selected>`)

// shows says whether a field of the form holds a value: typed, chosen or ticked.
func shows(body, name, value string) bool {
	for _, control := range regexp.MustCompile(`<(input|select|textarea)[^>]* name="`+regexp.QuoteMeta(name)+`"[^>]*>[^<]*`).FindAllStringIndex(body, -1) {
		text := body[control[0]:control[1]]
		if strings.HasPrefix(text, "<select") {
			m := chosen.FindStringSubmatch(between(body[control[0]:], ">", "</select>"))
			if m != nil && m[1] == value || m == nil && (value == "" || !strings.Contains(between(body[control[0]:], ">", "</select>"), `value="`+value+`"`)) {
				return true
			}
			continue
		}
		if strings.Contains(text, ` value="`+html.EscapeString(value)+`"`) || strings.HasSuffix(text, ">"+html.EscapeString(value)) {
			return true
		}
	}
	return false
}

// All that is wrong is said at once, run by run.
func TestEveryWrongFieldIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	body := compareAs(w)("a.tujuan=score&a.serap=x&b.tujuan=&b.serap=y&c.tujuan=score&c.bobot.fit=x&c.anggaran=x&biaya.session=x", 422)
	summary := between(body, `id="hasil">`, "</section>")
	for _, want := range []string{"Susunan 1, Tambahan daya serap", "Susunan 3, Bobot", "Susunan 3, Anggaran", "Satu tempat di sesi bersama"} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary lacks %q: %s", want, summary)
		}
	}
	pairs := compareAs(w)("a.tujuan=score&a.serap=x&b.tujuan=score&b.sematkan="+edat+"+none&b.kecualikan=none+"+digoel, 422)
	for _, field := range []string{"a.serap", "b.sematkan[0]", "b.kecualikan[0]"} {
		sentence(t, pairs, field)
	}
	if strings.Contains(summary, "Susunan 2") {
		t.Errorf("a run that is not used is found wrong: %s", summary)
	}
	if n := strings.Count(summary, "<li>"); n != 4 {
		t.Errorf("got %d lines, want 4: %s", n, summary)
	}
}

// A run without an aim is left alone, whatever stands in it, and keeps it.
func TestARunThatIsNotUsedIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	body := compareAs(w)("a.tujuan=score&b.tujuan=&b.anggaran=500.000.000&b.sematkan=x+y&c.tujuan=leximin", 200)
	if strings.Count(body, `data-label="Nilai susunan"`) != 2 || !strings.Contains(body, "<strong>3. Pemerataan</strong>") {
		t.Error("want the two runs that are used")
	}
	if !shows(body, "b.anggaran", "500.000.000") || !shows(body, "b.sematkan", "x y") || !strings.Contains(body, "Susunan ini tidak dipakai") {
		t.Error("the run that is not used lost what it held, or does not say that it does not count")
	}
	refused := compareAs(w)("a.tujuan=score&b.tujuan=&b.anggaran=5&c.tujuan=score&c.sematkan="+edat+"+none", 422)
	sentence(t, refused, "c.sematkan[0]") // the second that is used, and the third of the form
}

// Money is read as people write it, and a region is found by its name.
func TestWhatIfFieldsTakeWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	get := compareAs(w)
	spent := func(limit, cost string) string {
		q := url.Values{"a.tujuan": {"score"}, "a.anggaran": {limit}}
		for _, kind := range []string{"province", "islands", "elsewhere", "virtual", "session"} {
			q.Set("biaya."+kind, cost)
		}
		return between(get(q.Encode(), 200), "biaya Rp", "<")
	}
	if plain, written := spent("500000000", "20000000"), spent("Rp 500.000.000", "20.000.000"); plain != "500.000.000" || written != plain {
		t.Errorf("got %q and %q, want 500.000.000 spent", plain, written)
	}
	byName, byCode := get("a.tujuan=score&daftar=&wilayah=papua+selatan", 200), get("a.tujuan=score&daftar=&wilayah=93", 200)
	table := func(body string) string { return between(body, `<table class="cards runs"`, "</table>") }
	if table(byName) == "" || table(byName) != table(byCode) {
		t.Error("the name of a province leads elsewhere than its code")
	}
}
