package portal_test

import (
	"regexp"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

var (
	searches = regexp.MustCompile(`<input type="search"[^>]*>`)
	searched = regexp.MustCompile(`<input[^>]* name="(?:q|cari|cari\.inovasi|cari\.daerah|wilayah)" value="([^"]*)"`)
)

// A search looks at as many characters as its field takes: every word more would be looked for in every row.
func TestASearchIsAsLongAsItsField(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	c := w.As(policy.Coordinator, "")
	long := strings.Repeat("a+", 50) + strings.Repeat("zzz+", 2000)
	for _, path := range []string{
		"/daerah?q=", "/inovasi?q=", "/mengapa?q=", "/mengapa?kebutuhan=" + digoel + "&cari=",
		"/rencana/coba?a.tujuan=score&cari.inovasi=", "/rencana/coba?a.tujuan=score&wilayah=",
	} {
		body := string(c.Get(path+long, browser).Body)
		found := false
		for _, m := range searched.FindAllStringSubmatch(body, -1) {
			if m[1] == "" {
				continue
			}
			found = true
			if want := strings.TrimSpace(strings.Repeat("a ", 50)); m[1] != want {
				t.Errorf("%s: looked for %d characters, want the first %d", path, len(m[1]), len(want))
			}
		}
		if !found {
			t.Errorf("%s: the page does not say what it looked for", path)
		}
	}
	for _, path := range []string{"/", "/daerah", "/inovasi", "/mengapa", "/mengapa?kebutuhan=" + digoel, "/rencana/coba"} {
		for _, field := range searches.FindAllString(string(c.Get(path, browser).Want(200).Body), -1) {
			if !strings.Contains(field, ` maxlength="100"`) {
				t.Errorf("%s: %s takes more than is looked for", path, field)
			}
		}
	}
	rows := func(q string) int {
		return strings.Count(string(c.Get("/daerah?q="+q, browser).Want(200).Body), `href="/daerah/`)
	}
	if got, want := rows(long), rows("a"); got != want || want == 0 {
		t.Errorf("found %d regions, want the %d of the first hundred characters", got, want)
	}
}
