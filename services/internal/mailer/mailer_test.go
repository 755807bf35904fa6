package mailer_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/internal/mailer/mailertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func message() mailer.Message {
	return mailer.Message{
		ID: "g-1", To: "dinkes@bintuni.example", Subject: "3 saran praktik baru – Teluk Bintuni", Text: "Halo\n.titik\n", HTML: "<p>Halo &amp; é</p>",
		Date: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), List: "s-1", Unsubscribe: "https://temu.example/api/v1/subscriptions/unsubscribe/x",
	}
}

func TestAMailArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	s := mailertest.New(t)
	m, err := mailer.Open(mailer.Config{URL: s.URL, From: "Temu Replikasi <temu@example.go.id>"})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	got := <-s.Mails()
	if got.From != "temu@example.go.id" || got.To != "dinkes@bintuni.example" || got.Subject != message().Subject {
		t.Errorf("got %q to %q: %q", got.From, got.To, got.Subject)
	}
	if text := strings.ReplaceAll(got.Text, "\r\n", "\n"); text != message().Text || got.HTML != message().HTML {
		t.Errorf("got text %q and HTML %q", text, got.HTML)
	}
	for name, want := range map[string]string{
		"List-Unsubscribe": "<" + message().Unsubscribe + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Message-Id": "<g-1@example.go.id>", "Auto-Submitted": "auto-generated", "List-Id": "<s-1.example.go.id>",
	} {
		if value := got.Header.Get(name); value != want {
			t.Errorf("%s: got %q, want %q", name, value, want)
		}
	}
}

func TestFailuresNameNoAddress(t *testing.T) {
	t.Parallel()
	s := mailertest.New(t)
	for answer, want := range map[string]mailer.Failure{
		"550 5.1.1 unknown":      {Code: 550, Permanent: true, Address: true},
		"450 4.2.2 mailbox full": {Code: 450, Address: true},
	} {
		s.Answer(func(string) string { return answer })
		err := send(t, s.URL, message())
		var got *mailer.Failure
		if !errors.As(err, &got) || *got != want || strings.Contains(err.Error(), "dinkes") {
			t.Errorf("%s: got %v, want %+v", answer, err, want)
		}
	}
	var got *mailer.Failure
	if err := send(t, "smtp://127.0.0.1:1", message()); !errors.As(err, &got) || got.Permanent || got.Code != 0 {
		t.Errorf("no relay: got %v", err)
	}
	bad := message()
	bad.To = "a@b\r\nRCPT TO:<c@d>"
	if err := send(t, s.URL, bad); !errors.As(err, &got) || !got.Permanent {
		t.Errorf("an address with a line break: got %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	m, _ := mailer.Open(mailer.Config{URL: s.URL, From: "a@example.id"})
	if err := m.Send(ended, message()); !errors.Is(err, context.Canceled) {
		t.Errorf("a stop: got %v", err)
	}
}

func send(t *testing.T, url string, msg mailer.Message) error {
	t.Helper()
	m, err := mailer.Open(mailer.Config{URL: url, From: "temu@example.go.id"})
	if err != nil {
		t.Fatal(err)
	}
	return m.Send(t.Context(), msg)
}

// What cannot be a relay or a sender is refused before anything is sent.
func TestConfigurationsThatCannotWork(t *testing.T) {
	t.Parallel()
	s := mailertest.New(t)
	elsewhere := strings.Replace(s.URL, "127.0.0.1", "relay.invalid", 1)
	for _, c := range []struct{ url, from string }{
		{"http://relay.example", "a@example.id"}, {"smtp://", "a@example.id"}, {"smtp://relay.example/x", "a@example.id"}, {s.URL, "nobody"}, {"", "a@example.id"},
	} {
		if _, err := mailer.Open(mailer.Config{URL: c.url, From: c.from}); err == nil {
			t.Errorf("%s from %s was taken", c.url, c.from)
		}
	}
	if _, err := mailer.Open(mailer.Config{URL: elsewhere, From: "a@example.id"}); err != nil {
		t.Errorf("got %v", err)
	}
}

// A relay on another machine is spoken to over TLS or not at all: this one offers none.
func TestNoPlainMailToAnotherMachine(t *testing.T) {
	t.Parallel()
	s := mailertest.New(t)
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(s.URL, "smtp://"))
	}
	m, err := mailer.Open(mailer.Config{URL: "smtp://user:geheim@relay.example", From: "a@example.id", Dial: dial})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), message()); err == nil || len(s.Mails()) != 0 || strings.Contains(err.Error(), "geheim") {
		t.Errorf("got %v and %d mails, want a failure", err, len(s.Mails()))
	}
}
