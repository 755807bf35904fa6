package portal_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

const (
	bintuni = "kabupaten-teluk-bintuni"
	edat    = "sistem-edat-malaria"
	digoel  = "9302-malaria" // a need that EDAT answers
)

// TestPages reads every page as every role over the shipped data with proposals, and holds each to the rules of pages.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	match := w.match(digoel)
	w.ask(match, edat, "93.02")
	pages := []struct {
		path   string
		status map[policy.Role]int // of roles for which it is not 200
	}{
		{"/", nil},
		{"/masuk?_next=/usulan", nil},
		{"/daerah", nil},
		{"/daerah?q=bintuni&daftar=perpres-63-2020", nil},
		{"/daerah?q=tidakada", nil},
		{"/daerah/92.06", nil},
		{"/daerah/9206", nil},
		{"/inovasi?masalah=malaria", nil},
		{"/inovasi/" + edat, nil},
		{"/usulan", map[policy.Role]int{policy.Public: 401, policy.Integrator: 403}},
		{"/usulan/" + match, map[policy.Role]int{policy.Public: 401, policy.Integrator: 403, policy.Region: 404, policy.Hub: 404}},
		{"/rencana", map[policy.Role]int{policy.Public: 401, policy.Integrator: 403, policy.Region: 403, policy.Innovator: 403}},
		{"/rencana/p-demo", map[policy.Role]int{policy.Public: 401, policy.Integrator: 403, policy.Region: 403, policy.Innovator: 403}},
		{"/mengapa", map[policy.Role]int{policy.Public: 401, policy.Integrator: 403}},
		{"/mengapa?kebutuhan=9206-health-service-quality&inovasi=" + edat, map[policy.Role]int{policy.Public: 401, policy.Integrator: 403, policy.Hub: 403}},
	}
	roles := map[policy.Role]string{
		policy.Public: "", policy.Coordinator: "", policy.Auditor: "", policy.Integrator: "", policy.Hub: "53", policy.Region: "92.06", policy.Innovator: bintuni,
	}
	need := w.cat.NeedsOf("92.06")[0].Need
	for _, p := range pages {
		path := strings.ReplaceAll(p.path, "9206-health-service-quality", need)
		for role, scope := range roles {
			want := http.StatusOK
			if s, ok := p.status[role]; ok {
				want = s
			}
			r := w.As(role, scope).Get(path, browser)
			if r.Status != want {
				t.Errorf("%s as %s: got status %d, want %d", path, role, r.Status, want)
			}
			if r.Status == http.StatusOK {
				lint(t, path+" as "+string(role), r.Body)
			}
		}
	}
	for _, path := range []string{"/usulan/m-none", "/daerah/00.00", "/daerah/zz", "/inovasi/none", "/rencana/p-none", "/mengapa?kebutuhan=none"} {
		w.As(policy.Coordinator, "").Get(path, browser).Want(http.StatusNotFound)
	}
	w.As(policy.Coordinator, "").Get("/usulan?keadaan=entah", browser).Want(http.StatusUnprocessableEntity)
	w.As(policy.Hub, "53").Get("/usulan?provinsi=92", browser).Want(http.StatusForbidden)
}

func browser(r *http.Request) {
	r.Header.Set("Accept", "text/html,application/xhtml+xml")
	r.Header.Set("Accept-Language", "id-ID,id;q=0.9")
}

// A page is small on the wire: 12 kB each, and 30 kB for the first visit with all that it loads.
func TestBudgets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	c := w.As(policy.Coordinator, "")
	match := w.match(digoel)
	for _, path := range []string{
		"/", "/masuk", "/usulan", "/usulan?keadaan=semua", "/usulan/" + match, "/daerah", "/daerah/92.06", "/daerah/93.02", "/inovasi", "/inovasi/" + edat,
		"/rencana", "/rencana/coba", "/rencana/p-demo", "/mengapa?kebutuhan=" + digoel, "/mengapa?inovasi=" + edat + "&kebutuhan=" + digoel,
		"/mengapa?inovasi=" + edat + "&q=a", "/mengapa?kebutuhan=" + digoel + "&cari=a", "/rencana/coba?a.tujuan=score&b.tujuan=score&c.tujuan=score&d.tujuan=score&cari.daerah=a",
	} {
		if n := squeezed(t, c.Get(path, browser).Want(http.StatusOK).Body); n > 12<<10 {
			t.Errorf("%s: %d bytes compressed, at most 12 kB", path, n)
		}
	}
	first := c.Get("/", browser).Body
	total := squeezed(t, first)
	for _, asset := range assets(first) {
		r := c.Get(asset).Want(http.StatusOK)
		total += squeezed(t, r.Body)
		if strings.HasSuffix(asset, ".js") && len(r.Body) > 1536 {
			t.Errorf("%s: %d bytes, at most 1.5 kB", asset, len(r.Body))
		}
	}
	if total > 30<<10 {
		t.Errorf("the first visit is %d bytes compressed, at most 30 kB", total)
	}
}

func squeezed(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	if _, err := zw.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// Nobody without a role in it hears of a proposal: not by its page, not on the page of its region, not in the counts.
func TestPublicSeesNoProposal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	ids := w.propose()
	for _, path := range []string{"/", "/daerah", "/daerah/93.02", "/inovasi/" + edat} {
		body := string(w.As(policy.Public, "").Get(path, browser).Want(http.StatusOK).Body)
		for _, id := range ids {
			if strings.Contains(body, id) {
				t.Fatalf("%s names the proposal %s", path, id)
			}
		}
		if strings.Contains(body, `class="band`) {
			t.Errorf("%s shows how well a pair fits", path)
		}
	}
	other := string(w.As(policy.Region, "92.06").Get("/usulan", browser).Want(http.StatusOK).Body)
	if strings.Contains(other, w.match(digoel)) {
		t.Error("a region sees the proposal of another")
	}
	if hub := string(w.As(policy.Hub, "53").Get("/usulan?keadaan=semua", browser).Want(http.StatusOK).Body); strings.Contains(hub, "Papua") {
		t.Error("a delegate sees proposals of another province")
	}
}

// Without the flag, public pages neither show nor count what was made up.
func TestSampleDataNeedsTheFlag(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	w.ship()
	front := string(w.As(policy.Public, "").Get("/", browser).Want(http.StatusOK).Body)
	region := string(w.As(policy.Public, "").Get("/daerah/92.06", browser).Want(http.StatusOK).Body)
	practice := string(w.As(policy.Public, "").Get("/inovasi/"+edat, browser).Want(http.StatusOK).Body)
	for name, body := range map[string]string{"front": front, "region": region, "practice": practice} {
		if strings.Contains(body, "DATA CONTOH") || strings.Contains(body, "Contoh: ") {
			t.Errorf("%s shows sample data", name)
		}
	}
	if !strings.Contains(front, "<dd>552</dd>") || !strings.Contains(front, "Belum ada daerah yang menyatakan kebutuhan") {
		t.Error("the front page does not say what there is")
	}
	if !strings.Contains(region, "data contoh tidak ditampilkan") {
		t.Error("the region does not say that sample data is left out")
	}
	demo := newWorld(t, true)
	body := string(demo.As(policy.Public, "").Get("/", browser).Want(http.StatusOK).Body)
	if !strings.Contains(body, "DATA CONTOH. Kebutuhan, kuota, dan keberlanjutan di halaman ini dibuat untuk peragaan. Tidak ada pemerintah yang menyatakannya.") {
		t.Error("the demonstration does not carry its banner")
	}
}

// The queue has an approve button exactly where nothing keeps a proposal from approval, and a link to the question
// elsewhere; what is decided leaves it, and the sides are not told of a no.
func TestDecisionsInTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	match := w.match(digoel)
	c := w.As(policy.Coordinator, "")
	list := "/usulan?masalah=malaria&provinsi=93"
	row := rowOf(t, c.Get(list, browser), match)
	if strings.Contains(row, "/approve") || !strings.Contains(row, "Keberlanjutan belum dipastikan: tanyakan") {
		t.Errorf("an unconfirmed practice can be approved: %s", row)
	}
	w.ask(match, edat, "93.02")
	if row = rowOf(t, c.Get(list, browser), match); !strings.Contains(row, "sudah ditanyakan") {
		t.Errorf("the row does not say that the owner was asked: %s", row)
	}
	w.alive(edat)
	row = rowOf(t, c.Get(list, browser), match)
	for _, want := range []string{"/api/v1/matches/" + match + "/approve", `name="_key"`, `name="_version" value="1"`, `name="_next" value="/usulan?baru=` + match, "/defer", "/reject"} {
		if !strings.Contains(row, want) {
			t.Errorf("the row lacks %q: %s", want, row)
		}
	}
	if row = rowOf(t, w.As(policy.Auditor, "").Get(list, browser), match); strings.Contains(row, "<form") {
		t.Error("an auditor has a form")
	}
	sides := contract.MatchSides{Innovation: edat, Owner: bintuni, Region: "93.02", Need: digoel}
	w.add(match, "", &contract.MatchRejected{MatchSides: sides, Reason: "Sudah ada pendampingan serupa."})
	w.flush()
	if strings.Contains(string(c.Get(list, browser).Body), match) {
		t.Error("a decided proposal still waits")
	}
	if row = rowOf(t, c.Get(list+"&keadaan=tidak-disetujui", browser), match); !strings.Contains(row, "Sudah ada pendampingan serupa.") {
		t.Errorf("the ministry does not see the reason: %s", row)
	}
	region := string(w.As(policy.Region, "93.02").Get("/usulan/"+match, browser).Want(http.StatusOK).Body)
	if strings.Contains(region, "pendampingan serupa") || !strings.Contains(region, "Tidak dilanjutkan") {
		t.Error("the region reads what is told to the ministry alone")
	}
	back := c.Get(list+"&baru="+match, browser).Want(http.StatusOK)
	if !strings.Contains(string(back.Body), `role="status"`) {
		t.Error("the queue does not say what became of the proposal")
	}
}

func rowOf(t *testing.T, r webtest.Response, id string) string {
	t.Helper()
	_, rest, ok := strings.Cut(string(r.Want(http.StatusOK).Body), `id="u-`+id+`"`)
	if !ok {
		t.Fatalf("the queue lacks %s", id)
	}
	row, _, _ := strings.Cut(rest, "</tr>")
	return row
}

// The side that was asked answers on its own pages; nobody else has the form.
func TestOnlyTheAskedSideHasTheAnswerForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	match := w.match(digoel)
	id := w.ask(match, edat, "93.02")
	form := "/api/v1/questions/" + id + "/answer"
	for role, scope := range map[policy.Role]string{policy.Innovator: bintuni, policy.Coordinator: "", policy.Region: "93.02"} {
		for _, path := range []string{"/usulan", "/usulan/" + match} {
			got := strings.Contains(string(w.As(role, scope).Get(path, browser).Want(http.StatusOK).Body), form)
			if want := role == policy.Innovator; got != want {
				t.Errorf("%s as %s: form %v, want %v", path, role, got, want)
			}
		}
	}
	owner := string(w.As(policy.Innovator, bintuni).Get("/usulan/"+match, browser).Body)
	if strings.Contains(owner, "/approve") || strings.Contains(owner, "/reject") {
		t.Error("a side can decide")
	}
}

// Languages: Indonesian unless asked for English, and the choice is remembered.
func TestLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	c := w.As(policy.Public, "")
	if r := c.Get("/"); !bytes.Contains(r.Body, []byte(`<html lang="id">`)) {
		t.Error("the pages do not begin in Indonesian")
	}
	r := c.Get("/daerah?q=x&lang=en", browser)
	if !bytes.Contains(r.Body, []byte(`<html lang="en">`)) || !strings.HasPrefix(r.Header.Get("Set-Cookie"), "lang=en;") {
		t.Errorf("English was not chosen: %s", r.Header)
	}
	if r = c.Get("/", webtest.Header("Cookie", "lang=en")); !bytes.Contains(r.Body, []byte("SAMPLE DATA. Needs, quotas and continuity")) {
		t.Error("the cookie is not read")
	}
	if r = c.Get("/", webtest.Header("Accept-Language", "fr, en-GB;q=0.8, id;q=0.5")); !bytes.Contains(r.Body, []byte(`<html lang="en">`)) {
		t.Error("the browser's language is not read")
	}
	w.add("99.01", event.Sample, &contract.RegionRegistered{Code: "99.01", Name: "Kabupaten Contoh", Level: "regency", Parent: "99"})
	w.flush()
	c.Get("/daerah/99.01", browser).Want(http.StatusOK)
}
