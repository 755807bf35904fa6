package portal_test

import (
	"regexp"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

var (
	heading1 = regexp.MustCompile(`<h1>([^<]*)</h1>`)
	choices  = regexp.MustCompile(`<a (?:class="open" )?href="(/mengapa[^"]+)">`)
)

// links are the questions that a page offers, as addresses.
func links(body string) []string {
	var all []string
	for _, m := range choices.FindAllStringSubmatch(body, -1) {
		all = append(all, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return all
}

// Whoever looks for the region, the need or the practice of a question keeps what is chosen already, and the plan that the
// question came from.
func TestAQuestionIsNotForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	c := w.As(policy.Coordinator, "")
	get := func(path string) string {
		t.Helper()
		body := c.Get(path, browser).Want(200).Body
		lint(t, path, body)
		return string(body)
	}
	start := get("/mengapa?inovasi=" + edat + "&rencana=p-demo")
	for _, want := range []string{"EDAT", `name="inovasi" value="` + edat + `"`, `name="rencana" value="p-demo"`, `href="/rencana/p-demo"`, "masalah utama yang sama"} {
		if !strings.Contains(start, want) {
			t.Errorf("the page that looks for a need lacks %q", want)
		}
	}
	found := get("/mengapa?inovasi=" + edat + "&rencana=p-demo&q=digoel+malaria")
	want := "/mengapa?inovasi=" + edat + "&kebutuhan=" + digoel + "&rencana=p-demo"
	if got := links(found); len(got) != 1 || got[0] != want || !strings.Contains(found, "1 dari 1") {
		t.Fatalf("got the choices %v, want %s", got, want)
	}
	answer := get(want)
	if m := heading1.FindStringSubmatch(answer); m == nil || !strings.HasPrefix(m[1], "Mengapa Sistem EDAT") {
		t.Errorf("got the heading %v", m)
	}
	for _, want := range []string{
		`href="/mengapa?inovasi=` + edat + `&amp;rencana=p-demo">Ganti kebutuhan`, `name="kebutuhan" value="` + digoel + `"`,
		`href="/rencana/p-demo/penjelasan?inovasi=` + edat + `&amp;kebutuhan=` + digoel + `"`,
	} {
		if !strings.Contains(answer, want) {
			t.Errorf("the answer lacks %q", want)
		}
	}
	others := get("/mengapa?kebutuhan=" + digoel + "&inovasi=" + edat + "&rencana=p-demo&cari=edat")
	if got := links(others); len(got) < 1 || !strings.Contains(strings.Join(got, " "), want) {
		t.Errorf("a practice is not found beside the need: %v", got)
	}
	if none := get("/mengapa?q=tidakada"); !strings.Contains(none, "Tidak ada kebutuhan yang cocok") || !strings.Contains(none, `value="tidakada"`) {
		t.Error("a search that finds nothing does not say so, or forgets what was looked for")
	}
	if stranger := get("/mengapa?rencana=p-none&inovasi=" + edat); strings.Contains(stranger, `name="rencana"`) {
		t.Error("a plan that is not there is kept")
	}
	if body := get("/inovasi/" + edat); !strings.Contains(body, `href="/mengapa?inovasi=`+edat+`"`) {
		t.Error("a practice does not lead to its question")
	}
	if body := get("/rencana/p-demo"); !strings.Contains(body, "&amp;rencana=p-demo") {
		t.Error("a plan's pairs do not lead to a question that comes back")
	}
}

// A side is offered what it may ask about and nothing else: a region its own needs, an owner its own practices.
func TestQuestionsOfASide(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	for role, scope := range map[policy.Role]string{policy.Region: "93.02", policy.Hub: "93", policy.Innovator: bintuni} {
		c := w.As(role, scope)
		for _, path := range []string{"/mengapa", "/mengapa?inovasi=" + edat, "/mengapa?q=a", "/mengapa?rencana=p-demo"} {
			body := string(c.Get(path, browser).Want(200).Body)
			for _, href := range links(body) {
				c.Get(href, browser).Want(200)
			}
			if strings.Contains(body, "/penjelasan") {
				t.Errorf("%s as %s leads to the explanation of a plan", path, role)
			}
		}
	}
	own := links(string(w.As(policy.Region, "93.02").Get("/mengapa", browser).Body))
	if len(own) == 0 || !strings.Contains(strings.Join(own, " "), digoel) {
		t.Errorf("a region is not offered its own needs: %v", own)
	}
	taught := links(string(w.As(policy.Innovator, bintuni).Get("/mengapa", browser).Body))
	if len(taught) == 0 || !strings.Contains(strings.Join(taught, " "), edat) {
		t.Errorf("an owner is not offered its own practices: %v", taught)
	}
	if body := string(w.As(policy.Innovator, "kabupaten-banyuwangi").Get("/inovasi/"+edat, browser).Body); strings.Contains(body, "/mengapa?inovasi="+edat) {
		t.Error("an owner is led to a question about another's practice")
	}
}
