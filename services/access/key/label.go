package key

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"makcomblang.id/pkg/fault"
)

const (
	maxLabel    = 80
	maxReason   = 300
	phoneDigits = 9 // an area code and the shortest subscriber number
	longRun     = 16
)

// CheckLabel accepts what a key is for, "Dinkes 92.06, papan pantau", and refuses what looks like a way to reach a
// person: the label stands in a fact and a fact can never be taken back.
func CheckLabel(label string) error {
	if err := plainText("label", label, maxLabel); err != nil {
		return err
	}
	return nil
}

func checkReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.Invalid("reason", "key.reason", "The reason is missing.", "1 to 300 characters, without personal data")
	}
	if err := plainText("reason", reason, maxReason); err != nil {
		return err.At("reason")
	}
	return nil
}

// plainText gives the fault without a field; its callers know where the text stood.
func plainText(what, s string, limit int) *fault.Error {
	allowed := "one line without e-mail addresses, telephone numbers or secrets"
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return fault.Invalid("", "key."+what, "The text holds characters that are not text.", allowed)
	case utf8.RuneCountInString(s) > limit:
		return fault.Invalid("", "key."+what, "The text is too long.", allowed)
	case strings.ContainsRune(s, '@') || strings.ContainsRune(s, '\uff20') || phoneLike(s):
		return fault.Invalid("", "key."+what+"_personal", "The text looks like a way to reach a person.", allowed)
	case secretLike(s):
		return fault.Invalid("", "key."+what+"_secret", "The text looks like a secret.", allowed)
	}
	return nil
}

// phoneLike tells whether the text holds something written like a telephone number: nine or more digits, joined only by
// the signs people put between them, that begin with 0, + or 62 or stand in one piece. Years ("2020-2024"), dates and
// numbers of decrees are not.
func phoneLike(s string) bool {
	for len(s) > 0 {
		start := strings.IndexFunc(s, func(r rune) bool { return r == '+' || unicode.IsDigit(r) })
		if start < 0 {
			return false
		}
		s = s[start:]
		end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune(" +-.()/", r) })
		if end < 0 {
			end = len(s)
		}
		if dialable(s[:end]) {
			return true
		}
		s = s[end:]
	}
	return false
}

func dialable(run string) bool {
	digits, piece, longest := 0, 0, 0
	for _, r := range run {
		if !unicode.IsDigit(r) {
			piece = 0
			continue
		}
		digits++
		piece++
		longest = max(longest, piece)
	}
	dialled := strings.HasPrefix(run, "0") || strings.HasPrefix(run, "+") || strings.HasPrefix(run, "62")
	return longest >= phoneDigits || dialled && digits >= phoneDigits
}

// secretLike catches a pasted key or webhook secret.
func secretLike(s string) bool {
	for _, prefix := range []string{"mak_live_", "mak_test_", "whsec_", "whsk_"} {
		if at := strings.Index(s, prefix); at >= 0 && len(s)-at-len(prefix) >= longRun {
			return true
		}
	}
	return false
}
