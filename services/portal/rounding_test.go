package portal_test

import (
	"regexp"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

var frontRows = regexp.MustCompile(`<tr><th scope="row" class="n">[^<]*</th><td class="n">([0-9,.]+)</td><td class="n">([0-9,.]+)</td>`)

// Whoever takes one figure of a page from another comes to the difference that the page shows beside them.
func TestDifferencesAreThoseOfTheFiguresShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	body := string(w.As(policy.Coordinator, "").Get("/rencana/coba", browser).Want(200).Body)
	front := frontRows.FindAllStringSubmatch(body, -1)
	if len(front) < 5 {
		t.Fatalf("got %d rows of the frontier", len(front))
	}
	most := hundredths(front[0][1])
	for _, r := range front {
		if got, want := hundredths(r[2]), most-hundredths(r[1]); got != want {
			t.Errorf("%s less %s is shown as %s", front[0][1], r[1], r[2])
		}
	}
	rows := strings.Split(body, `data-label="Nilai susunan">`)[1:]
	if len(rows) != 4 {
		t.Fatalf("got %d runs", len(rows))
	}
	for _, r := range rows {
		value, rest, _ := strings.Cut(r, "<")
		_, rest, _ = strings.Cut(rest, `data-label="Selisih karena pemerataan">`)
		price, _, _ := strings.Cut(rest, "<")
		if got, want := hundredths(price), most-hundredths(value); got != want {
			t.Errorf("a run worth %s of %s shows a difference of %s", value, front[0][1], price)
		}
	}
}

func hundredths(text string) int { return number(strings.NewReplacer(",", "", ".", "").Replace(text)) }

// A page that names no sign of its own, such as a refusal, finds one where browsers look for it.
func TestEveryPageHasAnIcon(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	r := w.As(policy.Public, "").Get("/favicon.ico").Want(200)
	if got := r.Header.Get("Content-Type"); got != "image/svg+xml" || !strings.HasPrefix(string(r.Body), "<svg") {
		t.Errorf("got %s: %.40s", got, r.Body)
	}
}
