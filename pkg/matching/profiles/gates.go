package profiles

import "makcomblang.id/pkg/matching"

// Gates is a set of gates. The preconditions of a practice are one.
type Gates uint16

const (
	bitSameGovernment = iota
	bitFictitious
	bitForeign
	bitProblem
	bitNationalRule
	bitNationalService
	bitRunning
	bitMature
	bitSetting
	bitPrecondition
	bitReplicating
	bitCoolingOff
	bitConflict
	bitCapacity
	bitTravel
)

const (
	gateSameGovernment Gates = 1 << bitSameGovernment
	gateProblem        Gates = 1 << bitProblem
	gatePrecondition   Gates = 1 << bitPrecondition

	// hostGates depend on the practice alone as long as nothing was stated about
	// the very pair.
	hostGates Gates = 1<<bitForeign | 1<<bitNationalRule | 1<<bitNationalService | 1<<bitRunning | 1<<bitMature |
		1<<bitCapacity | 1<<bitTravel
)

// codes lists the gates in the order of their bits.
func codes() []string {
	return []string{
		matching.GateSameGovernment, matching.GateFictitious, matching.GateForeign, matching.GateProblem,
		matching.GateNationalRule, matching.GateNationalService, matching.GateRunning, matching.GateMature,
		matching.GateSetting, matching.GatePrecondition, matching.GateReplicating, matching.GateCoolingOff,
		matching.GateConflict, matching.GateCapacity, matching.GateTravel,
	}
}

// Codes lists the codes of the gates in the set, in the order in which they are
// asked.
func (s Gates) Codes() []string {
	var out []string
	for bit, code := range codes() {
		if s>>bit&1 != 0 {
			out = append(out, code)
		}
	}
	return out
}

func gateOf(code string) Gates {
	for bit, known := range codes() {
		if known == code {
			return 1 << bit
		}
	}
	return 0
}
