package subscriptions_test

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vault"
)

// week opens a house in the week of the facts, tells them, and opens it again after the week, when the bulletin is due.
func week(t *testing.T, demo bool, told func(h *house)) *house {
	t.Helper()
	dir, key := t.TempDir(), vault.NewKey()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, dir))
	h := openHouse(t, nc, dir, key)
	h.run()
	told(h)
	h.stop()
	monday := func(o *optionsOf) {
		o.Demo = demo
		o.Now = func() time.Time { return time.Date(2026, 11, 23, 0, 30, 0, 0, time.UTC) } // 07.30 in Jakarta
		o.People.BaseURL = "https://temu.example.go.id"
	}
	again := openHouse(t, nc, dir, key, monday)
	again.run()
	return again
}

func tellWeek(h *house) {
	h.append(h.regions, "9206", &contract.RegionRegistered{Name: "Kabupaten Teluk Bintuni", Level: "regency"}, event.Official)
	h.append(h.others["innovation"], "edat", &contract.InnovationRegistered{InnovationProfile: contract.InnovationProfile{Title: "EDAT <b>", Owner: "bintuni"}}, event.Press)
	h.append(h.regions, "9206", &contract.NeedDeclared{Need: "9206-malaria", Problem: "malaria", Priority: 3, Statement: "Belajar & berbagi", Source: "uji"}, event.Official)
	h.append(h.others["match"], "m-1", &contract.MatchProposed{Innovation: "edat", Owner: "bintuni", Region: "92.06", Need: "9206-malaria"}, event.Press)
	sides := contract.MatchSides{Innovation: "edat", Owner: "bintuni", Region: "92.06", Need: "9206-malaria"}
	h.append(h.others["match"], "m-1", &contract.MatchApproved{MatchSides: sides}, "")
	h.append(h.regions, "9207", &contract.RegionRegistered{Name: "Kabupaten Rekaan", Level: "regency"}, event.Sample)
	h.append(h.regions, "9207", &contract.NeedDeclared{Need: "9207-malaria", Problem: "malaria", Priority: 3, Statement: "Contoh: x", Source: "uji"}, event.Sample)
}

const edition = "b-20261116-20261122"

// bulletin waits until the edition is out.
func (h *house) bulletin() (b struct {
	Basis       string
	Counts      contract.BulletinCounts
	Practices   []contract.BulletinPractice `json:"new_practices"`
	Needs       []contract.BulletinNeed     `json:"new_needs"`
	Corrections []string
	Text        string
},
) {
	h.t.Helper()
	public := h.As(policy.Public, "")
	eventually(h.t, "a bulletin", func() bool { return public.Get("/api/v1/bulletins/"+edition).Status == http.StatusOK })
	public.Get("/api/v1/bulletins/" + edition).Decode(&b)
	return b
}

func TestTheBulletinOfAWeek(t *testing.T) {
	t.Parallel()
	h := week(t, false, tellWeek)
	b := h.bulletin()
	want := contract.BulletinCounts{Regions: 1, RegionsWithNeeds: 1, Declared: 1, Practices: 1, Proposed: 1, Approved: 1}
	if b.Counts != want || b.Basis != "press" || len(b.Practices) != 1 || len(b.Needs) != 1 {
		t.Errorf("got %+v", b)
	}
	for _, text := range []string{"1 dari 1 usulan padanan sudah disetujui", "https://temu.example.go.id/buletin/" + edition, "*Temu Replikasi: Buletin 16 sampai 22 November 2026*"} {
		if !strings.Contains(b.Text, text) {
			t.Errorf("the text lacks %q:\n%s", text, b.Text)
		}
	}
	public := h.As(policy.Public, "")
	for _, place := range []string{"/buletin", "/buletin/" + edition} {
		body := public.Get(place).Want(http.StatusOK).Body
		checkPeoplePage(t, place, body)
		if bytes.Contains(body, []byte("m-1")) || bytes.Contains(body, []byte("Rekaan")) || !bytes.Contains(body, []byte("EDAT &lt;b&gt;")) {
			t.Errorf("%s shows what it should not, or not what it should:\n%s", place, body)
		}
	}
	english := public.Get("/buletin/" + edition + "?lang=en").Want(http.StatusOK)
	checkEnglishPage(t, "the bulletin", english.Body)
	for _, text := range []string{"Bulletin, 16 November 2026 to 22 November 2026", "proposals are approved", "New needs", `hreflang="id"`} {
		if !bytes.Contains(english.Body, []byte(text)) {
			t.Errorf("the English bulletin lacks %q:\n%s", text, english.Body)
		}
	}
	public.Get("/buletin/b-1").Want(http.StatusNotFound)
	r := public.Get("/feeds/bulletin.atom").Want(http.StatusOK)
	var feed atomRead
	if err := xml.Unmarshal(r.Body, &feed); err != nil {
		t.Fatal(err)
	}
	if feed.valid(t); len(feed.Entries) != 1 || feed.Entries[0].Title != "Buletin 16 sampai 22 November 2026" {
		t.Errorf("got %+v", feed.Entries)
	}
	eventually(t, "one public fact of the bulletin", func() bool { // the feed ends where all folds are, the pages where one is
		return len(h.page(public, "?types=bulletin.published.v1").Items) == 1
	})
}

// checkPeoplePage holds a page to the house rules: nothing from elsewhere, no style or script in it, no avoided word.
func checkPeoplePage(t *testing.T, name string, body []byte) {
	t.Helper()
	page := string(body)
	for _, bad := range []string{" style=", "<style", "<script", "javascript:", "ZgotmplZ", "<no value>", "src=\"http", "href=\"http"} {
		if strings.Contains(page, bad) {
			t.Errorf("%s holds %q", name, bad)
		}
	}
	for _, must := range []string{`<html lang="id">`, "Bukan situs resmi Kementerian PANRB.", `class="skip" href="#isi"`, "<h1>"} {
		if !strings.Contains(page, must) {
			t.Errorf("%s lacks %q", name, must)
		}
	}
	checkWords(t, name, page)
}

// checkEnglishPage holds a page to what checkPeoplePage asks, in English, and to no word of the Indonesian frame.
func checkEnglishPage(t *testing.T, name string, body []byte) {
	t.Helper()
	page := string(body)
	for _, bad := range []string{" style=", "<style", "<script", "Langsung ke isi", "Tidak ada dalam", "Umpan Atom", "Tekan tombol"} {
		if strings.Contains(page, bad) {
			t.Errorf("%s holds %q", name, bad)
		}
	}
	for _, must := range []string{`<html lang="en">`, "Not an official site of the ministry", "Skip to content", "<h1>"} {
		if !strings.Contains(page, must) {
			t.Errorf("%s lacks %q", name, must)
		}
	}
}

// avoided are the words that people never see.
func avoided() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(jodoh|pasangan|dipasangkan|peringkat|gagal|mandek|ditolak|sertifikat|rekomendasi|musim|banding|mati)\b`)
}

func TestABulletinIsCorrectedAndStays(t *testing.T) {
	t.Parallel()
	h := week(t, false, tellWeek)
	h.bulletin()
	path := "/api/v1/bulletins/" + edition + "/correct"
	h.As(policy.Integrator, "").Post(path, `{"note":"x"}`).Want(http.StatusForbidden)
	if p := h.As(policy.Coordinator, "").Post(path, `{"note":""}`).Want(http.StatusUnprocessableEntity).Problem(); p.Errors[0].Field != "note" {
		t.Errorf("got %+v", p)
	}
	done := h.As(policy.Coordinator, "").Post(path, `{"note":"EDAT sudah lama ada dalam daftar.","drop":["edat"]}`).Want(http.StatusOK)
	b := h.bulletin()
	if len(b.Practices) != 0 || len(b.Corrections) != 1 || b.Counts.Practices != 1 {
		t.Errorf("got %+v", b)
	}
	if body := h.As(policy.Public, "").Get("/buletin").Body; !bytes.Contains(body, []byte("Ralat:</strong> EDAT sudah lama")) {
		t.Errorf("the page does not tell the correction:\n%s", body)
	}
	items := h.page(h.As(policy.Public, ""), "?types=bulletin.published.v1,bulletin.corrected.v1&min_position="+done.Header.Get("X-Log-Position")).Items
	if len(items) != 2 || !bytes.Contains(items[0].Fact, []byte("EDAT")) {
		t.Error("what was published does not stand in the log any more")
	}
}

func TestSampleDataIsInTheBulletinOfADemonstrationAlone(t *testing.T) {
	t.Parallel()
	h := week(t, true, tellWeek)
	b := h.bulletin()
	if b.Basis != "sample" || b.Counts.Declared != 2 || !strings.Contains(b.Text, "DATA CONTOH") || !strings.Contains(b.Text, "Contoh: Buletin") {
		t.Errorf("got %+v", b)
	}
	body := h.As(policy.Public, "").Get("/buletin").Want(http.StatusOK).Body
	if !bytes.Contains(body, []byte(`class="sample-banner"`)) || !bytes.Contains(body, []byte("basis-sample\">Contoh<")) {
		t.Errorf("the page does not label what is made up:\n%s", body)
	}
}

func TestNoBulletinOfAnEmptyWeek(t *testing.T) {
	t.Parallel()
	h := week(t, false, func(*house) {})
	body := h.As(policy.Public, "").Get("/buletin").Want(http.StatusOK).Body
	checkPeoplePage(t, "/buletin", body)
	if !bytes.Contains(body, []byte("Belum ada buletin")) {
		t.Errorf("got %s", body)
	}
}

// publicToPeople are the routes for people that need no key: the bulletin, and the links in mails, which are keys themselves.
func publicToPeople() []string {
	return []string{
		"GET /buletin", "GET /buletin/{id}", "GET /feeds/bulletin.atom", "GET /api/v1/bulletins", "GET /api/v1/bulletins/{id}",
		"GET /api/v1/subscriptions/confirm/{token}", "POST /api/v1/subscriptions/confirm/{token}",
		"GET /api/v1/subscriptions/unsubscribe/{token}", "POST /api/v1/subscriptions/unsubscribe/{token}",
	}
}
