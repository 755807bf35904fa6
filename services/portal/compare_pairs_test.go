package portal_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var picks = regexp.MustCompile(`<option value="((?:[a-d])\.(?:sematkan|kecualikan) [^"]+)">([^<]+)</option>`)

// A pair is found by parts of the names of its practice and region, picked for a run, shown there by name, and let go again.
func TestPairsArePickedByName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	get := compareAs(w)
	found := get("a.tujuan=score&b.tujuan=score&c.tujuan=&d.tujuan=&a.serap=1&cari.inovasi=EDAT&cari.daerah=digoel", 200)
	if !strings.Contains(found, "1 dari 1 padanan yang cocok") || !shows(found, "a.serap", "1") {
		t.Fatal("one pair has these words, and the form stays")
	}
	all := picks.FindAllStringSubmatch(found, -1)
	if len(all) != 4 {
		t.Fatalf("got the choices %v, want two for each run that is used", all)
	}
	pick := html.UnescapeString(all[2][1])
	if pick != "b.sematkan "+edat+" "+digoel || all[2][2] != "Susunan 2: harus ada" {
		t.Errorf("got %q for %q", pick, all[2][2])
	}
	pinned := get("a.tujuan=score&b.tujuan=score&cari.inovasi=EDAT&cari.daerah=digoel&pilih=&pilih="+url.QueryEscape(pick), 200)
	if !shows(pinned, "b.sematkan", edat+" "+digoel) || shows(pinned, "a.sematkan", edat+" "+digoel) {
		t.Error("what was picked is not in its run, or is in another")
	}
	box := between(pinned, `id="b-sematkan-0"`, "</fieldset>")
	if !strings.Contains(box, "checked") || !strings.Contains(box, "Boven Digoel: Malaria") || strings.Contains(pinned, "padanan yang cocok") {
		t.Errorf("the pair does not stand by name, or the search goes on: %s", box)
	}
	lint(t, "picked", []byte(pinned))
	if !strings.Contains(pinned, "<strong>2. Nilai terbesar, dengan perubahan</strong>") {
		t.Error("the run does not count what was picked")
	}
	typed := get("a.tujuan=score&a.kecualikan="+url.QueryEscape(edat+" "+digoel+"\r\n"+edat+" "+digoel), 200)
	if n := strings.Count(typed, `name="a.kecualikan" value="`+edat); n != 1 {
		t.Errorf("a pair typed twice stands %d times, want once and by name", n)
	}
	for query, want := range map[string]string{
		"cari.daerah=papua+selatan": "12 dari ",
		"cari.inovasi=tidakada":     "Tidak ada padanan yang dapat direncanakan dengan kata itu.",
	} {
		if body := get("a.tujuan=score&"+query, 200); !strings.Contains(body, want) || strings.Count(body, `name="pilih"`) > 12 {
			t.Errorf("%s: the page lacks %q, or shows more than 12 pairs", query, want)
		}
	}
}

// The search works while something else in the form is wrong.
func TestPairsAreFoundBesideAWrongField(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	body := compareAs(w)("a.tujuan=score&a.serap=x&cari.inovasi=edat&cari.daerah=digoel", 422)
	if !strings.Contains(body, "1 dari 1 padanan yang cocok") {
		t.Error("nothing is found")
	}
	sentence(t, body, "a.serap")
	lint(t, "found beside a wrong field", []byte(body))
}
