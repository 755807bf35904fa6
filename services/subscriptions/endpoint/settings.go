package endpoint

import (
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
)

const (
	maxInFlight  = 8
	maxPerMinute = 60_000
	maxLabel     = 80
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

// checkLabel keeps out of the log what looks like a way to reach a person, or like a secret; a fact can never be taken
// back.
func checkLabel(label string) error {
	if err := intake.OptionalLine("label", label, maxLabel); err != nil {
		return err
	}
	if strings.Contains(label, "whsec_") || strings.Contains(label, "mak_live_") {
		return fault.Invalid("label", "endpoint.secret_in_text", "The text looks like a secret.", "what it is for, without the secret itself")
	}
	return nil
}
