package subscriptions_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/internal/mailer/mailertest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web/webtest"
)

// post is a house with a relay and a clock that the test moves.
type postHouse struct {
	*house
	relay   *mailertest.Server
	beat    chan time.Time
	options []option

	mu  sync.Mutex
	now time.Time
}

const site = "https://temu.example.go.id"

func newPost(t *testing.T, now string, options ...option) *postHouse {
	t.Helper()
	p := &postHouse{relay: mailertest.New(t), beat: make(chan time.Time)}
	p.now = moment(t, now)
	m, err := mailer.Open(mailer.Config{URL: p.relay.URL, From: "Temu Replikasi <temu@example.go.id>", Bounces: bounceMailbox})
	if err != nil {
		t.Fatal(err)
	}
	p.options = append(options, quick, func(o *optionsOf) {
		o.Now = p.clock
		o.People.BaseURL, o.People.Mailer = site, m
		o.People.Beat = func(time.Duration) <-chan time.Time { return p.beat }
	})
	p.house = newHouse(t, p.options...)
	return p
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (p *postHouse) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// at moves the clock and lets the service look at it.
func (p *postHouse) at(text string) {
	p.t.Helper()
	p.mu.Lock()
	p.now = moment(p.t.(*testing.T), text)
	p.mu.Unlock()
	select {
	case p.beat <- p.now:
	case <-time.After(patience):
		p.t.Fatal("nobody looks at the clock")
	}
}

func (p *postHouse) mail() mailertest.Mail {
	p.t.Helper()
	select {
	case m := <-p.relay.Mails():
		return m
	case <-time.After(patience):
		p.t.Fatal("no mail came")
		return mailertest.Mail{}
	}
}

// open opens a subscription and follows the link in the mail that asks whether the address is right.
func (p *postHouse) open(who webtest.Caller, body string) string {
	p.t.Helper()
	var o opened
	who.Post("/api/v1/subscriptions", body).Want(http.StatusCreated).Decode(&o)
	link := linkIn(p.t, p.mail().Text, "confirm")
	public := p.As(policy.Public, "")
	public.Get(link).Want(http.StatusOK)
	if got := p.state(who, o.ID); got != "unconfirmed" {
		p.t.Fatalf("a GET of the link left the subscription %s", got)
	}
	p.press(link).Want(http.StatusOK)
	if got := p.state(who, o.ID); got != "active" {
		p.t.Fatalf("the button left the subscription %s", got)
	}
	return o.ID
}

// press posts as a mail program or the button of the page does: no key, no cookie.
func (p *postHouse) press(path string) webtest.Response {
	p.t.Helper()
	return p.As(policy.Public, "").Do(http.MethodPost, path, "List-Unsubscribe=One-Click", func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Del("Idempotency-Key")
	})
}

func (p *postHouse) state(who webtest.Caller, id string) string {
	p.t.Helper()
	var v struct{ State, Reason string }
	who.Get("/api/v1/subscriptions/" + id).Want(http.StatusOK).Decode(&v)
	return strings.TrimSpace(v.State + " " + v.Reason)
}

func linkIn(t testing.TB, text, action string) string {
	t.Helper()
	link := regexp.MustCompile(regexp.QuoteMeta(site) + `(/api/v1/subscriptions/` + action + `/\S+)`).FindStringSubmatch(strings.ReplaceAll(text, ">", " "))
	if link == nil {
		t.Fatalf("no link to %s in:\n%s", action, text)
	}
	return link[1]
}

// place registers a region and declares one need in it.
func (p *postHouse) place(code, name string, needs int) {
	token := strings.Replace(code, ".", "", 1)
	p.append(p.regions, token, &contract.RegionRegistered{Code: code, Name: name, Level: "regency"}, event.Official)
	p.declare(token, needs)
}

func (p *postHouse) declare(token string, needs int) {
	p.t.Helper()
	for n := range needs {
		r := p.append(p.regions, token, &contract.NeedDeclared{
			Need: fmt.Sprintf("%s-n%d", token, n), Problem: "malaria", Priority: 3, Source: "uji",
			Statement: "Belajar <dari> praktik yang sudah berjalan & terbukti " + strings.Repeat("panjang ", 20),
		}, event.Official)
		if err := p.log.Wait(p.t.Context(), r.Seq); err != nil {
			p.t.Fatal(err)
		}
	}
}

func TestDigestsAcrossThreeTimeZones(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	for _, o := range []struct{ code, zone, name string }{
		{"92.06", "Asia/Jayapura", "bintuni"}, {"73.01", "Asia/Makassar", "selayar"}, {"11.10", "Asia/Jakarta", "singkil"},
	} {
		p.place(o.code, "Kabupaten "+o.name, 0)
		p.open(p.As(policy.Region, o.code), fmt.Sprintf(`{"channel":"office","address":"dinkes@%s.example.go.id","cadence":"daily","time_zone":%q,"regions":[%q]}`, o.name, o.zone, o.code))
	}
	for _, token := range []string{"9206", "7301", "1110"} {
		p.declare(token, 2)
	}
	for _, step := range []struct{ at, to string }{
		{"2026-11-23T22:59:59Z", ""},
		{"2026-11-23T23:00:00Z", "dinkes@bintuni.example.go.id"}, // 08.00 WIT
		{"2026-11-24T00:00:00Z", "dinkes@selayar.example.go.id"}, // 08.00 WITA
		{"2026-11-24T01:00:00Z", "dinkes@singkil.example.go.id"}, // 08.00 WIB
		{"2026-11-24T02:00:00Z", ""},
		{"2026-11-24T23:00:00Z", ""}, // nothing new, no mail
	} {
		p.at(step.at)
		if step.to == "" {
			continue
		}
		m := p.mail()
		if m.To != step.to || !strings.Contains(m.Subject, "2 kabar untuk Kabupaten") || !strings.Contains(m.Text, "Ringkasan 24 November 2026") {
			t.Errorf("at %s: got %q to %s:\n%s", step.at, m.Subject, m.To, m.Text)
		}
		if !strings.Contains(m.Text, "Anda menerima ini karena berlangganan wilayah Kabupaten") {
			t.Errorf("the mail does not say why:\n%s", m.Text)
		}
	}
	p.at("2026-11-25T00:00:00Z")
	p.at("2026-11-25T01:00:00Z")
	if n := len(p.relay.Mails()); n != 0 {
		t.Errorf("got %d more mails, want none", n)
	}
}

func TestWeeklyDigestAndCatchingUp(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-20T03:00:00Z")
	p.place("92.06", "Kabupaten Teluk Bintuni", 0)
	p.open(p.As(policy.Region, "92.06"), `{"channel":"person","address":"a@example.id","cadence":"weekly"}`)
	p.declare("9206", 1)
	p.at("2026-11-22T03:00:00Z") // Sunday
	p.declare("9206", 1)
	p.at("2026-11-25T03:00:00Z") // the server was away on Monday at 08.00
	if m := p.mail(); !strings.Contains(m.Text, "Ringkasan minggu sampai 23 November 2026") || !strings.Contains(m.Subject, "2 kabar") {
		t.Errorf("got %q:\n%s", m.Subject, m.Text)
	}
}

func TestUnsubscribeIsOneClickAndOnlyAPost(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	who := p.As(policy.Region, "92.06")
	id := p.open(who, `{"channel":"person","address":"a@example.id","cadence":"at-once","regions":["92"]}`)
	p.place("92.06", "Kabupaten Teluk Bintuni", 0)
	m := p.mail()
	header := m.Header.Get("List-Unsubscribe")
	if m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || header == "" {
		t.Errorf("got %v", m.Header)
	}
	link := linkIn(t, header, "unsubscribe")
	for range 3 { // what scanners of mail do
		page := p.As(policy.Public, "").Get(link).Want(http.StatusOK)
		checkPeoplePage(t, "unsubscribe", page.Body)
		checkEnglishPage(t, "unsubscribe", p.As(policy.Public, "").Get(link+"?lang=en").Want(http.StatusOK).Body)
	}
	if got := p.state(who, id); got != "active" {
		t.Fatalf("a GET left the subscription %s", got)
	}
	p.As(policy.Public, "").Get(link + "x").Want(http.StatusNotFound)
	p.press(strings.Replace(link, id, id[:len(id)-1], 1)).Want(http.StatusNotFound)
	p.press(strings.Replace(link, "unsubscribe", "confirm", 1)).Want(http.StatusNotFound)
	p.press(link).Want(http.StatusOK)
	p.press(link).Want(http.StatusOK) // twice is once
	who.Get("/api/v1/subscriptions/" + id).Want(http.StatusNotFound)
	p.declare("9206", 1)
	witness := p.open(who, `{"channel":"person","address":"b@example.id","cadence":"at-once","regions":["92"]}`)
	if witness == id {
		t.Error("got the same id again")
	}
	p.declare("9206", 1)
	if m := p.mail(); m.To != "b@example.id" {
		t.Errorf("a mail went to %s after it unsubscribed", m.To)
	}
}

func TestABounceStopsTheSubscription(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	who := p.As(policy.Region, "92.06")
	id := p.open(who, `{"channel":"office","address":"dinkes@example.id","cadence":"at-once"}`)
	var tries int
	p.relay.Answer(func(string) string {
		if tries++; tries < 3 {
			return "450 4.2.2 busy"
		}
		return "550 5.1.1 unknown"
	})
	p.place("92.06", "Kabupaten Teluk Bintuni", 0)
	eventually(t, "the subscription stops", func() bool { return p.state(who, id) == "paused bounced" })
	if p.state(p.As(policy.Coordinator, ""), id) != "paused bounced" {
		t.Error("the ministry does not see the bounce")
	}
	p.relay.Answer(nil)
	p.declare("9206", 1) // while it is stopped: left out
	who.Post("/api/v1/subscriptions/"+id+"/resume", `{}`).Want(http.StatusOK)
	p.append(p.regions, "9206", &contract.RegionRenamed{Name: "Kabupaten Baru", From: "2026-11-23", Source: "x"}, event.Official)
	if m := p.mail(); !strings.Contains(m.Text, "Nama baru wilayah") {
		t.Errorf("got %q", m.Subject)
	}
}
