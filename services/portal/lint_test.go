package portal_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	element   = regexp.MustCompile(`(?s)<(/?)([a-zA-Z0-9]+)([^>]*)>`)
	attribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	unknown   = regexp.MustCompile(`\[[a-z]+\.[a-z._-]*\]`)
)

// tag is one start tag of a page.
type tag struct {
	name string
	attr map[string]string
}

func tags(body string) []tag {
	var all []tag
	for _, m := range element.FindAllStringSubmatch(body, -1) {
		if m[1] != "" {
			continue
		}
		t := tag{name: m[2], attr: map[string]string{}}
		for _, a := range attribute.FindAllStringSubmatch(m[3], -1) {
			t.attr[a[1]] = a[2]
		}
		all = append(all, t)
	}
	return all
}

// assets are the files that a page loads.
func assets(body []byte) []string {
	var all []string
	for _, t := range tags(string(body)) {
		for _, name := range []string{"href", "src"} {
			if strings.HasPrefix(t.attr[name], "/static/") {
				all = append(all, t.attr[name])
			}
		}
	}
	return all
}

// lint holds a page to the house rules: nothing from elsewhere, no style or script in it, a label for every field, a
// scope for every head of a table, one h1 and no level left out, a language, no id twice, and what every page says.
func lint(t *testing.T, name string, raw []byte) {
	t.Helper()
	body := string(raw)
	for _, bad := range []string{" style=", "<style", "http://", "https://", "javascript:", "//cdn", "ZgotmplZ", "<no value>", " onclick"} {
		if strings.Contains(body, bad) {
			t.Errorf("%s holds %q", name, bad)
		}
	}
	if m := unknown.FindString(body); m != "" {
		t.Errorf("%s lacks a word: %s", name, m)
	}
	for _, must := range []string{`<html lang="id">`, "Bukan situs resmi Kementerian PANRB.", "idn-area-data 4.0.1", `class="skip" href="#isi"`, "Temu Replikasi</title>"} {
		if !strings.Contains(body, must) {
			t.Errorf("%s lacks %q", name, must)
		}
	}
	all := tags(body)
	labels, ids := map[string]bool{}, map[string]bool{}
	for _, tg := range all {
		if tg.name == "label" {
			labels[tg.attr["for"]] = true
		}
		if id := tg.attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: the id %s stands twice", name, id)
			}
			ids[id] = true
		}
	}
	level := 0
	for _, tg := range all {
		level = lintTag(t, name, tg, labels, ids, level)
	}
	if strings.Count(body, "<h1") != 1 {
		t.Errorf("%s: got %d h1, want 1", name, strings.Count(body, "<h1"))
	}
	lintForms(t, name, body)
}

func lintTag(t *testing.T, name string, tg tag, labels, ids map[string]bool, level int) int {
	t.Helper()
	switch tg.name {
	case "input", "select", "textarea":
		if tg.attr["type"] != "hidden" && !labels[tg.attr["id"]] {
			t.Errorf("%s: the field %s has no label", name, tg.attr["name"])
		}
		if tg.attr["name"] == "" {
			t.Errorf("%s: a field has no name", name)
		}
	case "th":
		if tg.attr["scope"] == "" {
			t.Errorf("%s: a head of a table has no scope", name)
		}
	case "h1", "h2", "h3", "h4":
		next := int(tg.name[1] - '0')
		if next > level+1 {
			t.Errorf("%s: %s after level %d", name, tg.name, level)
		}
		return next
	case "script":
		if tg.attr["src"] == "" {
			t.Errorf("%s: a script stands in the page", name)
		}
	}
	for _, ref := range []string{"aria-labelledby", "aria-describedby"} {
		if id := tg.attr[ref]; id != "" && !ids[id] {
			t.Errorf("%s: %s names %s, which is not there", name, ref, id)
		}
	}
	if id, local := strings.CutPrefix(tg.attr["href"], "#"); local && tg.name == "a" && !ids[id] {
		t.Errorf("%s: a link leads to #%s, which is not there", name, id)
	}
	return level
}

// lintForms: every form that posts carries where to go next, and those of commands a key of their own; decisions carry
// the version that they are made on.
func lintForms(t *testing.T, name, body string) {
	t.Helper()
	keys := map[string]bool{}
	for _, form := range strings.Split(body, "<form")[1:] {
		form, _, _ = strings.Cut(form, "</form>")
		if !strings.Contains(form, `method="post"`) {
			continue
		}
		command := !strings.Contains(form, "/api/v1/session")
		decision := strings.Contains(form, "/approve") || strings.Contains(form, "/reject") || strings.Contains(form, "/reopen") || strings.Contains(form, "/plans/")
		for field, needed := range map[string]bool{"_next": true, "_key": command, "_version": decision} {
			if needed && !strings.Contains(form, `name="`+field+`"`) {
				t.Errorf("%s: a form lacks %s: %.120s", name, field, form)
			}
		}
		_, key, _ := strings.Cut(form, `name="_key" value="`)
		if key, _, _ = strings.Cut(key, `"`); command && (key == "" || keys[key]) {
			t.Errorf("%s: a form has no key of its own", name)
		}
		keys[key] = true
	}
}
