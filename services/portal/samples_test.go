package portal_test

import (
	"strings"
	"testing"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
)

// Without the flag, the front page counts no proposal that rests on samples, and who signed in is told of samples
// wherever a page shows them, and only there.
func TestSamplesWithoutTheFlag(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	w.ship()
	w.propose()
	match := w.match(digoel)
	w.alive(edat)
	const banner = `class="sample-banner"`
	for path, want := range map[string]bool{
		"/": false, "/daerah": false, "/masuk": false, "/usulan": true, "/usulan/" + match: true, "/rencana": true, "/rencana/p-demo": true,
		"/mengapa?kebutuhan=" + digoel: true, "/inovasi/" + edat: true,
	} {
		body := string(w.As(policy.Coordinator, "").Get(path, browser).Body)
		if got := strings.Contains(body, banner); got != want {
			t.Errorf("%s: banner %v, want %v", path, got, want)
		}
	}
	front := string(w.As(policy.Public, "").Get("/", browser).Body)
	if !strings.Contains(front, "0 dari 0 disetujui") {
		t.Error("the front page counts sample proposals")
	}
	practice := string(w.As(policy.Public, "").Get("/inovasi/"+edat, browser).Body)
	if strings.Contains(practice, banner) || strings.Contains(practice, "Masih berjalan") {
		t.Error("the public is told from a sample that a practice runs")
	}
	sides := contract.MatchProposed{Origin: "self", Innovation: edat, Owner: bintuni, Region: "92.06", Need: "9206-malaria", Problem: "malaria", Period: period}
	w.add("m-real", event.Official, &sides)
	w.add("m-real", "", &contract.MatchApproved{})
	w.flush()
	if front = string(w.As(policy.Public, "").Get("/", browser).Body); !strings.Contains(front, "1 dari 1 disetujui") {
		t.Error("the front page leaves out a proposal that rests on no sample")
	}
}

// The liveness of a practice stands with its own source, whatever the register has the practice from.
func TestLivenessHasItsOwnSource(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	match := w.match(digoel)
	w.alive(edat)
	_, rest, _ := strings.Cut(string(w.As(policy.Coordinator, "").Get("/usulan/"+match, browser).Body), "Keberlanjutan:")
	line, _, _ := strings.Cut(rest, "</p>")
	if !strings.Contains(line, "Sumber: Contoh: untuk peragaan") || !strings.Contains(line, "basis-sample") || strings.Contains(line, "page:") {
		t.Errorf("the liveness does not say what it rests on: %s", line)
	}
}

// What nobody answered is told beside what speaks against a pair, and no answer has a basis before it is chosen.
func TestWhatIsUnknownIsToldAndNotGuessed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	match := w.match(digoel)
	w.ask(match, edat, "93.02")
	body := string(w.As(policy.Coordinator, "").Get("/usulan/"+match, browser).Body)
	_, rest, _ := strings.Cut(body, "<h2>Yang melemahkan</h2>")
	against, _, _ := strings.Cut(rest, "</div>")
	if !strings.Contains(against, "Belum dipastikan: Keberlanjutan") || strings.Contains(against, "Tidak ada yang tercatat") {
		t.Errorf("what is unknown is not told: %s", against)
	}
	_, rest, _ = strings.Cut(string(w.As(policy.Innovator, bintuni).Get("/usulan/"+match, browser).Body), `name="basis"`)
	if choice, _, _ := strings.Cut(rest, "</option>"); !strings.HasPrefix(choice, ` required><option value="">`) {
		t.Errorf("a basis is chosen beforehand: %s", choice)
	}
}

// The foot tells of keyboard shortcuts where the page has rows, and of those that decide where one can.
func TestShortcutsAreToldWhereTheyAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	w.propose()
	for _, tc := range []struct {
		path           string
		role           policy.Role
		moves, decides bool
	}{
		{"/usulan", policy.Coordinator, true, true},
		{"/usulan", policy.Auditor, true, false},
		{"/usulan?keadaan=ditunda", policy.Coordinator, false, false},
		{"/daerah", policy.Public, true, false},
		{"/", policy.Coordinator, false, false},
		{"/usulan/" + w.match(digoel), policy.Coordinator, false, false},
	} {
		body := string(w.As(tc.role, "").Get(tc.path, browser).Body)
		if got := strings.Contains(body, `class="keys"`); got != tc.moves {
			t.Errorf("%s as %s: shortcuts told %v, want %v", tc.path, tc.role, got, tc.moves)
		}
		if got := strings.Contains(body, "a: setujui"); got != tc.decides {
			t.Errorf("%s as %s: deciding by a key told %v, want %v", tc.path, tc.role, got, tc.decides)
		}
	}
}

// A practice that is suggested is asked why, one that is not why not; the headings of the page say which.
func TestWhyAndWhyNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	c := w.As(policy.Coordinator, "")
	heading := func(path string) string {
		_, rest, _ := strings.Cut(string(c.Get(path, browser).Want(200).Body), "<h1>")
		text, _, _ := strings.Cut(rest, "</h1>")
		return text
	}
	ask := "/mengapa?kebutuhan=" + digoel
	if got := heading(ask); got != "Mengapa bukan …?" {
		t.Errorf("nothing asked yet: got %q", got)
	}
	if got := heading(ask + "&inovasi=" + edat); !strings.HasPrefix(got, "Mengapa ") || strings.HasPrefix(got, "Mengapa bukan") {
		t.Errorf("a practice that is suggested: got %q", got)
	}
	other := w.cat.NeedsOf("92.06")[0].Need
	if got := heading("/mengapa?kebutuhan=" + other + "&inovasi=" + edat); !strings.HasPrefix(got, "Mengapa bukan ") {
		t.Errorf("a practice that is not suggested for %s: got %q", other, got)
	}
}

// What-if runs without a name are called after what they are for, and the column of first visits says what it counts.
func TestRunsAreCalledAfterWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	w.ship()
	c := w.As(policy.Coordinator, "")
	body := string(c.Get("/rencana/coba", browser).Want(200).Body)
	for _, want := range []string{"<strong>1. Nilai terbesar</strong>", "<strong>2. Pemerataan</strong>", "yang belum pernah dikunjungi", "Kunjungan pertama"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if asked, told := strings.Index(body, `action="/rencana/coba#hasil"`), strings.Index(body, `id="hasil"`); asked < 0 || told < asked {
		t.Errorf("what is asked for is at %d and what came out at %d: want the question before the answer", asked, told)
	}
	if got := string(c.Get("/rencana/coba?a.tujuan=score&a.anggaran=5&biaya.province=6&biaya.islands=6&biaya.elsewhere=6&biaya.virtual=6&biaya.session=6", browser).Want(200).Body); !strings.Contains(got, "Tidak ditemukan kunjungan dalam anggarannya") {
		t.Error("a budget that pays for no visit: the page does not say so")
	}
	body = string(c.Get("/rencana/coba?a.tujuan=score&b.tujuan=score&b.perjalanan=1", browser).Want(200).Body)
	if !strings.Contains(body, "<strong>2. Nilai terbesar, dengan perubahan</strong>") {
		t.Error("a run with changes is called like one without")
	}
}
