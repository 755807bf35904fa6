package mailer_test

import (
	"errors"
	"strings"
	"testing"

	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/internal/mailer/mailertest"
)

// report is a bounce as relays write it.
func report(to, action, status string) string {
	return strings.ReplaceAll(`From: MAILER-DAEMON@relay.example
To: `+to+`
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I could not deliver to <someone@example.id>.
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
X-Queue-ID: 4711

Final-Recipient: rfc822; someone@example.id
Action: `+action+`
Status: `+status+`
Diagnostic-Code: smtp; 550 5.1.1 <someone@example.id>: user unknown

--b1
Content-Type: text/rfc822-headers

Subject: x
--b1--
`, "\n", "\r\n")
}

func TestABounceIsRead(t *testing.T) {
	t.Parallel()
	const to = "bounces+s-1-abc@example.go.id"
	for name, c := range map[string]struct {
		mail, recipient string
		want            mailer.Bounce
		none            bool
	}{
		"as it came":             {report(to, "failed", "5.1.1"), "", mailer.Bounce{ReturnPath: to, Status: "5.1.1"}, false},
		"with words behind":      {report("<"+to+">", "Failed", "5.2.1 (closed)"), "", mailer.Bounce{ReturnPath: to, Status: "5.2.1"}, false},
		"handed over":            {report("postmaster@example.go.id", "failed", "5.1.1"), to, mailer.Bounce{ReturnPath: to, Status: "5.1.1"}, false},
		"only late":              {report(to, "delayed", "4.4.1"), "", mailer.Bounce{}, true},
		"delivered":              {report(to, "delivered", "2.1.5"), "", mailer.Bounce{}, true},
		"an answer of a machine": {"To: " + to + "\r\nContent-Type: text/plain\r\n\r\nI am away until Monday.\r\n", "", mailer.Bounce{}, true},
		"broken off":             {report(to, "failed", "5.1.1")[:420], "", mailer.Bounce{}, true},
	} {
		got, err := mailer.ReadBounce(strings.NewReader(c.mail), c.recipient)
		if got != c.want || errors.Is(err, mailer.ErrNoBounce) != c.none {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	for name, text := range map[string]string{"no mail": "x", "no token": report("bounces@example.go.id", "failed", "5.1.1")} {
		if _, err := mailer.ReadBounce(strings.NewReader(text), ""); err == nil || errors.Is(err, mailer.ErrNoBounce) {
			t.Errorf("%s: got %v, want an error that says what to do", name, err)
		}
	}
}

func TestWhatSaysThatAnAddressIsOver(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		"5.1.1": true, "5.1.10": true, "5.2.1": true, "5.2.2": true, "5.0.0": true, "5.4.4": true,
		"5.7.1": false, "5.3.4": false, "5.4.6": false, "4.2.2": false, "2.0.0": false, "5.1": false, "": false, "550": false,
	} {
		if got := mailer.AddressFailed(status); got != want {
			t.Errorf("%q: got %v, want %v", status, got, want)
		}
	}
}

func TestTheEnvelopeSaysWhereABounceGoes(t *testing.T) {
	t.Parallel()
	relay := mailertest.New(t)
	send := func(bounces, token string) mailertest.Mail {
		m, err := mailer.Open(mailer.Config{URL: relay.URL, From: "Temu <temu@example.go.id>", Bounces: bounces})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Send(t.Context(), mailer.Message{ID: "m-1", To: "a@example.id", Subject: "x", Text: "x", Return: token}); err != nil {
			t.Fatal(err)
		}
		return <-relay.Mails()
	}
	for _, c := range []struct{ bounces, token, want string }{
		{"", "s-1-abc", "temu@example.go.id"},
		{"bounces@example.go.id", "", "temu@example.go.id"},
		{"bounces@example.go.id", strings.Repeat("x", 60), "temu@example.go.id"}, // no room before the @
		{"bounces@example.go.id", "s-1-abc", "bounces+s-1-abc@example.go.id"},
	} {
		got := send(c.bounces, c.token)
		if got.From != c.want || !strings.Contains(got.Header.Get("From"), "temu@example.go.id") {
			t.Errorf("%+v: got an envelope from %q and a head from %q", c, got.From, got.Header.Get("From"))
		}
		if c.want != "temu@example.go.id" && mailer.ReturnToken("<"+strings.ToUpper(got.From)+">") != c.token {
			t.Errorf("the token of %q is lost", got.From)
		}
	}
	if _, err := mailer.Open(mailer.Config{URL: relay.URL, From: "temu@example.go.id", Bounces: "x"}); err == nil {
		t.Error("a mailbox for bounces that is no address is taken")
	}
}
