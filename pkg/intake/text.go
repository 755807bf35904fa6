package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"makcomblang.id/pkg/fault"
)

// Lengths of free text in characters. They are generous for the record and far
// below what would make a fact large.
const (
	MaxName   = 200  // a name or a title
	MaxLine   = 500  // a sentence
	MaxSource = 1000 // several documents or pages
)

// Line checks a line of free text that must be there: 1 to limit characters.
// Codes: text.required, text.form, text.long and text.personal.
func Line(field, value string, limit int) error {
	if value == "" {
		return fault.Invalid(field, "text.required", "This text is missing.", "").Allowing(fault.Textf("1 to %d characters", limit))
	}
	return OptionalLine(field, value, limit)
}

// OptionalLine checks a line of free text that may be empty.
func OptionalLine(field, value string, limit int) error {
	if value == "" {
		return nil
	}
	if !utf8.ValidString(value) || strings.TrimSpace(value) != value || strings.ContainsFunc(value, hidden) {
		return fault.Invalid(field, "text.form", "This is not a plain line of text.",
			"one line of UTF-8 without control characters and without spaces at either end")
	}
	if utf8.RuneCountInString(value) > limit {
		return fault.Invalid(field, "text.long", "", "").
			Saying(fault.Textf("This text is longer than %d characters.", limit)).
			Allowing(fault.Textf("at most %d characters", limit))
	}
	if Personal(value) {
		return fault.Invalid(field, "text.personal",
			"This text seems to hold an e-mail address, a telephone number or the number of a person; facts are kept for ever, so they hold none.",
			"offices, documents and pages, without personal data")
	}
	return nil
}

// hidden finds what a reader cannot see: control characters, and the marks that
// change the direction of text and so could make it read as something else.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == utf8.RuneError ||
		r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// sampleMark is how a made-up statement begins, so that it is recognised even
// where it is copied without its basis.
const sampleMark = "Contoh: "

// Labelled refuses, with code text.label, a made-up statement that does not say
// so in its own words.
func Labelled(field, value string, sample bool) error {
	if !sample || strings.HasPrefix(value, sampleMark) {
		return nil
	}
	return fault.Invalid(field, "text.label", "A statement that is made up must say so in its own words.",
		"a text that begins with \"Contoh: \"")
}
