package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

// Limits of a text that people write and others read, in characters.
const (
	minReason = 3
	maxReason = 1000

	reasonAllowed = "3 to 1000 characters of text, without e-mail addresses, telephone numbers or identity numbers"
)

// ParseReason reads a text that a person wrote into the field. Required texts must not be empty; an optional one may be.
// It refuses, with code reason.required or reason.text, what is too short, too long, holds control characters, or looks
// like an e-mail address, a telephone number or an identity number.
func ParseReason(field, s string, required bool) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		if required {
			return "", fault.Invalid(field, "reason.required", "A reason is required here.", reasonAllowed)
		}
		return "", nil
	}
	n := utf8.RuneCountInString(s)
	if n < minReason || n > maxReason || !utf8.ValidString(s) || strings.ContainsFunc(s, hidden) {
		return "", fault.Invalid(field, "reason.text", "The text is too short, too long, or holds characters that cannot be shown.", reasonAllowed)
	}
	if intake.Personal(s) {
		return "", fault.Invalid(field, "reason.personal", "The text seems to hold a way to reach a person, or an identity number; facts are kept for ever, so they hold none.", reasonAllowed)
	}
	return s, nil
}

// hidden tells whether a character does not belong into a text for people; line breaks and tabs do.
func hidden(r rune) bool {
	return r != '\n' && r != '\r' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
