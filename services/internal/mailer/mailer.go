// Package mailer sends one mail at a time through the operator's relay. It exists so that only one place knows the library
// and the rules of mail: text and HTML side by side, one-click unsubscribe (RFC 8058), nothing of an address in an error.
package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Config of the relay.
type Config struct {
	URL     string        // smtp://user:password@host:587 (STARTTLS) or smtps://…:465; plain only to this machine
	From    string        // address of the sender, such as Temu Replikasi <temu@example.go.id>
	Bounces string        // mailbox for reports that come later, such as bounces@example.go.id; it must take bounces+anything@ too. "": none
	Timeout time.Duration // of a connection; default 20 s
	TLS     *tls.Config   // nil: the system's

	// Dial connects to the relay; nil takes the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Mailer sends through one relay. It keeps no connection open.
type Mailer struct {
	host    string
	options []gomail.Option
	from    string
	bounces string // "" or an address
}

// Message is one mail to one address.
type Message struct {
	ID          string // of the mail, the same over retries: a relay and a reader can tell a repetition
	To          string
	Subject     string
	Text, HTML  string
	Date        time.Time
	List        string // what it is about, for List-Id
	Return      string // token that comes back with a late bounce: a-z, 0-9 and -
	Unsubscribe string // where a POST ends the subscription; empty for mails that are not of one
}

// Failure is why a relay did not take a mail. Its text names no address.
type Failure struct {
	Code      int  // of the relay's answer, 0 if there was none
	Permanent bool // trying again will not help
	Address   bool // the recipient's address was refused, not the mail or the sender
}

// Error implements error.
func (f *Failure) Error() string {
	switch {
	case f.Code == 0:
		return "mailer: the relay does not answer"
	case f.Address:
		return fmt.Sprintf("mailer: the relay refuses the recipient (%d)", f.Code)
	}
	return fmt.Sprintf("mailer: the relay refuses the mail (%d)", f.Code)
}

// Open checks the configuration; it does not connect.
func Open(cfg Config) (*Mailer, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Path != "" && u.Path != "/" {
		return nil, errors.New("mailer: the relay is given as smtp://host:port or smtps://host:port")
	}
	if _, err := ParseAddress(cfg.From); err != nil {
		return nil, errors.New("mailer: the sender must be a mail address")
	}
	if cfg.Bounces != "" {
		if cfg.Bounces, err = ParseAddress(cfg.Bounces); err != nil {
			return nil, errors.New("mailer: the mailbox for bounces must be a mail address")
		}
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 20 * time.Second
	}
	port := map[string]string{"smtp": "587", "smtps": "465"}[u.Scheme]
	if p := u.Port(); p != "" {
		port = p
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, errors.New("mailer: the relay's port is a number")
	}
	m := &Mailer{host: u.Hostname(), from: cfg.From, bounces: cfg.Bounces}
	m.options = []gomail.Option{gomail.WithPort(n), gomail.WithTimeout(cfg.Timeout), gomail.WithoutNoop()}
	if cfg.TLS != nil {
		m.options = append(m.options, gomail.WithTLSConfig(cfg.TLS))
	}
	if cfg.Dial != nil {
		m.options = append(m.options, gomail.WithDialContextFunc(cfg.Dial))
	}
	switch {
	case u.Scheme == "smtps":
		m.options = append(m.options, gomail.WithSSL())
	case local(m.host):
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		m.options = append(m.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return m, nil
}

func local(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// ParseAddress reads one mail address that can be written on an envelope.
func ParseAddress(text string) (string, error) {
	a, err := mail.ParseAddress(text)
	if err != nil || len(a.Address) > 254 {
		return "", errors.New("mailer: this is not a mail address")
	}
	for _, r := range a.Address {
		if r <= ' ' || r > '~' {
			return "", errors.New("mailer: this is not a mail address")
		}
	}
	return a.Address, nil
}

// Send hands a mail to the relay, once. The error is a *Failure, or the context's.
func (m *Mailer) Send(ctx context.Context, msg Message) error {
	out, err := m.compose(msg)
	if err != nil {
		return &Failure{Code: 553, Permanent: true, Address: true}
	}
	client, err := gomail.NewClient(m.host, m.options...)
	if err != nil {
		return errors.New("mailer: the relay's settings do not go together")
	}
	if err := client.DialAndSendWithContext(ctx, out); err != nil {
		return explain(ctx, err)
	}
	return nil
}

func (m *Mailer) compose(msg Message) (*gomail.Msg, error) {
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(out.From(m.from), out.To(msg.To)); err != nil {
		return nil, err
	}
	if back := m.returnTo(msg.Return); back != "" {
		if err := out.EnvelopeFrom(back); err != nil {
			return nil, err
		}
	}
	out.Subject(msg.Subject)
	out.SetDateWithValue(msg.Date)
	_, domain := cut(m.from)
	out.SetMessageIDWithValue(msg.ID + "@" + domain)
	out.SetGenHeader("Auto-Submitted", "auto-generated")
	if msg.List != "" {
		out.SetGenHeader("List-Id", "<"+msg.List+"."+domain+">")
	}
	if msg.Unsubscribe != "" {
		out.SetGenHeader("List-Unsubscribe", "<"+msg.Unsubscribe+">")
		out.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	out.SetBodyString(gomail.TypeTextPlain, msg.Text)
	if msg.HTML != "" {
		out.AddAlternativeString(gomail.TypeTextHTML, msg.HTML)
	}
	return out, nil
}

// cut gives the two sides of the address of a sender.
func cut(from string) (user, domain string) {
	a, err := ParseAddress(from)
	if err != nil {
		return "", "localhost"
	}
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] == '@' {
			return a[:i], a[i+1:]
		}
	}
	return a, "localhost"
}

// explain turns the library's error, which names addresses, into one that does not.
func explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return &Failure{}
	}
	var network net.Error
	if sent.ErrorCode() == 0 && errors.As(err, &network) {
		return &Failure{}
	}
	code := sent.ErrorCode()
	return &Failure{Code: code, Permanent: code >= 500 && code <= 599, Address: sent.Reason == gomail.ErrSMTPRcptTo}
}
