package key

import (
	"strings"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

const (
	maxLabel  = 80
	maxReason = 300
	longRun   = 16
)

// CheckLabel accepts what a key is for, "Dinkes 92.06, papan pantau", and refuses what looks like a way to reach a
// person or like a secret: the label stands in a fact and a fact can never be taken back.
func CheckLabel(field, label string) error {
	if err := intake.OptionalLine(field, label, maxLabel); err != nil {
		return err
	}
	return checkSecret(field, label)
}

func checkReason(reason string) error {
	if err := intake.Line("reason", reason, maxReason); err != nil {
		return err
	}
	return checkSecret("reason", reason)
}

// checkSecret catches a pasted key or webhook secret.
func checkSecret(field, s string) error {
	for _, prefix := range []string{"mak_live_", "whsec_", "whsk_"} {
		if at := strings.Index(s, prefix); at >= 0 && len(s)-at-len(prefix) >= longRun {
			return fault.Invalid(field, "key.secret_in_text", "The text looks like a secret.", "what it is for, without the secret itself")
		}
	}
	return nil
}
