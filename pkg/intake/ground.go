package intake

import (
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// Ground is what a statement rests on, and what the place where it is made
// allows.
type Ground struct {
	Basis event.Basis
	// AllowSample says whether this server takes made-up data at all.
	AllowSample bool
	// Fictitious says whether the statement is about a government that does not
	// exist. Of such a one everything is a sample, whatever it claims.
	Fictitious bool
}

// Sample says whether the statement is made up.
func (g Ground) Sample() bool { return g.Basis == event.Sample }

// Check refuses a basis that is none (basis.unknown), a sample where none is
// taken (basis.sample), and any other basis for a fictitious government
// (basis.fictitious).
func (g Ground) Check(field string) error {
	if _, err := event.ParseBasis(string(g.Basis)); err != nil {
		return fault.Invalid(field, "basis.unknown", "It is not said what this statement rests on.", "official, press, reading or sample")
	}
	if g.Sample() && !g.AllowSample {
		return fault.Invalid(field, "basis.sample", "This server takes no sample data.", "official, press or reading")
	}
	if g.Fictitious && !g.Sample() {
		return fault.Invalid(field, "basis.fictitious", "What is said of a fictitious government can only be a sample.", "sample")
	}
	return nil
}
