package mailer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
)

const (
	maxBounce    = 1 << 20 // bytes of a report that are read
	maxLocalPart = 64      // RFC 5321 section 4.5.3.1.1
)

// returnTo is the address of the envelope's sender for one mail: the mailbox for bounces with the mail's token behind a
// plus, so that a report says by its own address what it is about. Without a mailbox, a token or room it is "".
func (m *Mailer) returnTo(token string) string {
	user, domain := cut(m.bounces)
	if m.bounces == "" || token == "" || len(user)+1+len(token) > maxLocalPart {
		return ""
	}
	return user + "+" + token + "@" + domain
}

// ReturnToken gives the token of an address that returnTo made; "" if it holds none. Relays may change the case.
func ReturnToken(address string) string {
	local, _, _ := strings.Cut(strings.ToLower(strings.Trim(strings.TrimSpace(address), "<>")), "@")
	_, token, _ := strings.Cut(local, "+")
	return token
}

// Bounce is a relay's report that a mail was not delivered (RFC 3464), without anything that it says about people.
type Bounce struct {
	ReturnPath string // the address the report was sent to
	Status     string // such as 5.1.1 (RFC 3463)
}

// ErrNoBounce says that a mail is no report of a failed delivery, such as an answer by a person or a machine, or of one
// that is only late.
var ErrNoBounce = errors.New("mailer: this is no report of a failed delivery")

// ReadBounce reads a mail that came to the mailbox for bounces. recipient is the address it came to, if whoever hands it
// over knows it; "" takes the one from its head.
func ReadBounce(r io.Reader, recipient string) (Bounce, error) {
	msg, err := mail.ReadMessage(bufio.NewReader(io.LimitReader(r, maxBounce)))
	if err != nil {
		return Bounce{}, errors.New("mailer: this is not a mail")
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return Bounce{}, ErrNoBounce
	}
	candidates := []string{recipient}
	for _, name := range []string{"Delivered-To", "X-Original-To", "To"} {
		candidates = append(candidates, msg.Header[textproto.CanonicalMIMEHeaderKey(name)]...)
	}
	at := slices.IndexFunc(candidates, func(a string) bool { return ReturnToken(a) != "" })
	if at < 0 {
		return Bounce{}, errors.New("mailer: the report does not say which mail it is about: hand it over with the address it came to")
	}
	b := Bounce{ReturnPath: strings.Trim(strings.TrimSpace(candidates[at]), "<>")}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return Bounce{}, ErrNoBounce
		}
		if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind != "message/delivery-status" {
			continue
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return Bounce{}, ErrNoBounce
		}
		if b.Status = failedStatus(text); b.Status == "" {
			return Bounce{}, ErrNoBounce
		}
		return b, nil
	}
}

// failedStatus gives the status of the first recipient whose delivery failed; "" if none did. The first block of fields is
// about the mail, each further one about a recipient.
func failedStatus(text []byte) string {
	fields := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(text, "\r\n\r\n"...))))
	for range 100 {
		block, err := fields.ReadMIMEHeader()
		if strings.EqualFold(strings.TrimSpace(block.Get("Action")), "failed") {
			status, _, _ := strings.Cut(strings.TrimSpace(block.Get("Status")), " ")
			return status
		}
		if err != nil {
			return ""
		}
	}
	return ""
}

// AddressFailed tells whether a status (RFC 3463) says for good that the address does not take mail: it is wrong, its
// mailbox does not exist or is closed or full, or there is no way to it. A mail that was taken for unwanted, or a relay in
// trouble, says nothing about the address.
func AddressFailed(status string) bool {
	parts := strings.Split(status, ".")
	if len(parts) != 3 || parts[0] != "5" {
		return false
	}
	return parts[1] == "0" || parts[1] == "1" || parts[1] == "2" || status == "5.4.4"
}
