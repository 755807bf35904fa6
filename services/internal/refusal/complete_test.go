package refusal

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/policy"
)

// verb is one parameter of a format; its first group is an explicit index.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-z])`)

// takes lists the parameters that a format shows, as "1d 2s", in the order of the parameters and without the notes.
func takes(format string, notes []int) string {
	var all []string
	for i, m := range verb.FindAllStringSubmatch(format, -1) {
		at := fmt.Sprint(i + 1 - before(notes, i))
		if m[1] != "" {
			at = m[1]
		}
		if !slices.Contains(notes, i) {
			all = append(all, at+m[2])
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func before(notes []int, i int) (n int) {
	for _, note := range notes {
		if note < i {
			n++
		}
	}
	return n
}

// everything that a fault can say, with the reasons of the policy.
func everything(t *testing.T) []said {
	all := sources(t)
	for _, a := range policy.Actions() {
		if !policy.Open(a) {
			all = append(all, said{at: "internal/policy: " + string(a), code: "policy." + string(a), format: policy.Can(policy.Subject{}, a, policy.Object{}).Reason})
		}
	}
	return all
}

func TestEveryFaultHasItsIndonesianSentence(t *testing.T) {
	t.Parallel()
	c := read()
	all := everything(t)
	if len(all) < 500 {
		t.Fatalf("only %d texts were found: the sources are not read", len(all))
	}
	used := map[string]bool{}
	for _, s := range all {
		used[s.code+"\n"+s.format] = true
		if s.code != "" && c.Codes[s.code] == nil {
			t.Errorf("%s: catalogue.json has no code %q", s.at, s.code)
		}
		if s.format == "" {
			continue
		}
		text, ok := c.Codes[s.code][s.format]
		if s.code == "" {
			text, ok = c.Phrases[s.format]
		}
		switch {
		case !ok || text == "":
			t.Errorf("%s: catalogue.json has no Indonesian for %q of %q", s.at, s.format, s.code)
		case takes(text, nil) != takes(s.format, s.notes):
			t.Errorf("%s: the Indonesian of %q does not tell the same parameters: %q", s.at, s.format, text)
		}
	}
	for code, sentences := range c.Codes {
		for format := range sentences {
			if !used[code+"\n"+format] {
				t.Errorf("catalogue.json: nobody says %q of %q any more", format, code)
			}
		}
	}
	for format := range c.Phrases {
		if !used["\n"+format] {
			t.Errorf("catalogue.json: nobody says %q any more", format)
		}
	}
}

// avoided are words of the list of words that no sentence holds; those that are part of others are written with their end.
var avoided = regexp.MustCompile(`(?i)makcomblang|\b(dipasangkan|jodoh|pasangan|sasaran|peringkat|skor|mati|hidup|gagal|mandek|ditolak|penawaran|` +
	`tawaran|ditawarkan|harga|sertifikat|optimal|rekomendasi|studi banding|banding|menimpa|musim|wajah baru|dukun)\b`)

func TestTheCatalogueIsWellWritten(t *testing.T) {
	t.Parallel()
	c := read()
	check := func(key, text string, sentence bool) {
		t.Helper()
		plain := strings.ReplaceAll(text, "`makcomblang setup users`", "")
		if text == "" || text != strings.TrimSpace(text) {
			t.Errorf("%s: %q is empty or has spaces around it", key, text)
		}
		if word := avoided.FindString(plain); word != "" {
			t.Errorf("%s holds %q", key, word)
		}
		if rest := strings.ReplaceAll(strings.ToLower(text), "berstatus daerah tertinggal (", ""); strings.Contains(rest, "tertinggal") {
			t.Errorf("%s calls a region by its status alone", key)
		}
		if sentence != strings.HasSuffix(text, ".") {
			t.Errorf("%s: %q: sentences end with a full stop, phrases do not", key, text)
		}
	}
	for code, sentences := range c.Codes {
		if code != strings.ToLower(code) {
			t.Errorf("the code %s is not in lower case", code)
		}
		for format, text := range sentences {
			check(code, text, true)
			if format == text {
				t.Errorf("%s: %q is still English", code, text)
			}
		}
	}
	for format, text := range c.Phrases {
		check(format, text, strings.HasSuffix(format, ".") || strings.HasPrefix(format, "Changes are not taken"))
	}
	for code, text := range c.Pages {
		check(code, text.ID, true)
		if c.Codes[code] == nil || text.EN == "" {
			t.Errorf("the page's sentence of %s has no code or no English", code)
		}
	}
	for name, text := range c.Fields {
		check(name, text.ID, false)
		if text.EN == "" {
			t.Errorf("the field %s has no English name", name)
		}
	}
	check("several", c.Several.ID, true)
	for k := fault.KindInvalid; k <= fault.KindInternal; k++ {
		check(k.String(), Title(Indonesian, k), false)
		check(k.String(), Lead(Indonesian, k), true)
		if Title("en", k) == "" || Lead("en", k) == "" {
			t.Errorf("the kind %s has no English title or lead", k)
		}
	}
}
