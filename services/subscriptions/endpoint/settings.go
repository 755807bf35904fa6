package endpoint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
)

const (
	maxInFlight  = 8
	maxPerMinute = 60_000
	maxLabel     = 80
	phoneDigits  = 9
)

func checkSettings(s contract.EndpointSettings, faults *fault.List) {
	if s.Mode != "" && s.Mode != "fat" && s.Mode != "thin" {
		faults.Add(fault.Invalid("mode", "endpoint.mode", "There is no such mode.", "fat, thin"))
	}
	if s.InFlight < 0 || s.InFlight > maxInFlight {
		faults.Add(fault.Invalid("in_flight", "endpoint.in_flight", "The number is out of range.", "1 to 8"))
	}
	if s.PerMinute < 0 || s.PerMinute > maxPerMinute {
		faults.Add(fault.Invalid("per_minute", "endpoint.per_minute", "The number is out of range.", "1 to 60000"))
	}
}

// checkLabel keeps out of the log what looks like a way to reach a person; a fact can never be taken back.
func checkLabel(label string) error {
	const allowed = "up to 80 characters on one line, without e-mail addresses, telephone numbers or secrets"
	longest, run := 0, 0
	for _, r := range label {
		if unicode.IsDigit(r) {
			run++
		} else if !strings.ContainsRune(" -", r) {
			run = 0
		}
		longest = max(longest, run)
	}
	switch {
	case !utf8.ValidString(label) || strings.ContainsFunc(label, unicode.IsControl) || utf8.RuneCountInString(label) > maxLabel:
		return fault.Invalid("", "endpoint.label", "The text is too long or holds characters that are not text.", allowed)
	case strings.ContainsAny(label, "@\uff20") || longest >= phoneDigits || strings.Contains(label, "whsec_") || strings.Contains(label, "mak_live_"):
		return fault.Invalid("", "endpoint.label_personal", "The text looks like a way to reach a person, or like a secret.", allowed)
	}
	return nil
}
