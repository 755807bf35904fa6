package portal_test

import (
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

// Whoever has a plan computed chooses the list by name and finds a province by its name; the front page leads there.
func TestAPlanIsAskedForByNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	c := w.As(policy.Coordinator, "")
	raw := c.Get("/rencana", browser).Want(200).Body
	lint(t, "/rencana", raw)
	body := string(raw)
	if lists := between(body, `name="scope.list">`, "</select>"); !strings.Contains(lists, `<option value="perpres-63-2020" selected>Perpres 63/2020</option>`) {
		t.Errorf("the lists are %s", lists)
	}
	if !strings.Contains(body, `list="provinsi"`) || !strings.Contains(between(body, `<datalist id="provinsi">`, "</datalist>"), `<option value="93">Papua Selatan</option>`) {
		t.Error("a province is not offered by its name")
	}
	const folded, open = `<details class="panel fold">`, `<details class="panel fold" open>`
	if !strings.Contains(body, open) {
		t.Error("without any plan, the form to begin with is folded")
	}
	w.propose()
	if !strings.Contains(string(c.Get("/rencana", browser).Body), folded) {
		t.Error("the form stands before the plans")
	}
	for role, want := range map[policy.Role]bool{policy.Coordinator: true, policy.Public: false, policy.Innovator: false} {
		front := string(w.As(role, map[policy.Role]string{policy.Innovator: bintuni}[role]).Get("/", browser).Want(200).Body)
		if got := strings.Contains(front, `href="/rencana">Buka rencana`); got != want {
			t.Errorf("the front page leads %s to plans: %v, want %v", role, got, want)
		}
	}
}

// A plan leads to what-if runs for its own period and regions.
func TestAPlanLeadsToWhatIfRunsOfItsScope(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	const href = "/rencana/coba?daftar=perpres-63-2020&periode=2027&wilayah="
	if body := string(w.As(policy.Coordinator, "").Get("/rencana/p-demo", browser).Want(200).Body); !strings.Contains(body, `href="`+strings.ReplaceAll(href, "&", "&amp;")+`"`) {
		t.Error("a coordinator is not led there")
	}
	if body := string(w.As(policy.Auditor, "").Get("/rencana/p-demo", browser).Want(200).Body); strings.Contains(body, "/rencana/coba") {
		t.Error("an auditor is led to what only a coordinator may ask")
	}
	if body := string(w.As(policy.Coordinator, "").Get(href, browser).Want(200).Body); strings.Count(body, `data-label="Nilai susunan"`) != 4 {
		t.Error("the four aims are not compared there")
	}
}

// A plan that aims at the largest value has given nothing for fairness, and says nothing of it.
func TestAPlanForTheLargestValueHasNoPriceOfFairness(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	if body := string(w.As(policy.Coordinator, "").Get("/rencana/p-demo", browser).Want(200).Body); strings.Contains(body, "Selisih nilai karena pemerataan") {
		t.Error("the page tells a price of fairness")
	}
}
