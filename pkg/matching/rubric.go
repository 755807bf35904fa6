package matching

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
)

// Million is a full score: parts and scores are millionths.
const Million = 1_000_000

// The parts of a score, in the order in which they are shown.
const (
	PartNeed     = "need"     // how pressing: priority and gap of the indicator
	PartFit      = "fit"      // main problem and likeness of the two places
	PartMaturity = "maturity" // awards, years of running, confirmation
	PartLeverage = "leverage" // declared and sourced
	PartSpread   = "spread"   // fewer visits so far
	PartOutcome  = "outcome"  // what became of earlier replications
)

// PartNames gives the parts in their order.
func PartNames() []string {
	return []string{PartNeed, PartFit, PartMaturity, PartLeverage, PartSpread, PartOutcome}
}

const partCount = 6

// Band is what people see of a score.
type Band string

// The bands.
const (
	BandStrong Band = "kuat"
	BandMedium Band = "sedang"
	BandWeak   Band = "lemah"
)

// Rubric is one version of the criteria, ready for use. Its values come from a
// fact; nothing here has a default.
type Rubric struct {
	Number  int
	weights [partCount]int
	Floor   int // lowest score that is proposed
	Strong  int // lowest score of the band kuat
	Medium  int // lowest score of the band sedang
}

// NewRubric reads the criteria out of their fact. It refuses, with codes
// rubric.weights, rubric.floor and rubric.bands, weights of unknown parts,
// weights outside 0 to 1000 or all zero, and bands that are not in order.
func NewRubric(a contract.RubricAdopted) (Rubric, error) {
	r := Rubric{Number: a.Number, Floor: a.Floor, Strong: a.Strong, Medium: a.Medium}
	sum, known := 0, 0
	for i, name := range PartNames() {
		w, ok := a.Weights[name]
		if ok {
			known++
		}
		if w < 0 || w > 1000 {
			return Rubric{}, errWeights()
		}
		r.weights[i] = w
		sum += w
	}
	if sum == 0 || known != len(a.Weights) {
		return Rubric{}, errWeights()
	}
	if a.Floor < 0 || a.Floor > Million {
		return Rubric{}, fault.Invalid("floor", "rubric.floor", "The floor is not a score.", "0 to 1000000")
	}
	if a.Medium < 0 || a.Medium > a.Strong || a.Strong > Million {
		return Rubric{}, fault.Invalid("strong", "rubric.bands", "The bands are not in order.", "0 <= medium <= strong <= 1000000")
	}
	return r, nil
}

func errWeights() error {
	return fault.Invalid("weights", "rubric.weights", "These are not weights of the parts of a score.",
		"need, fit, maturity, leverage, spread, outcome, each 0 to 1000, not all 0")
}

// Band gives the band of a score.
func (r Rubric) Band(score int) Band {
	switch {
	case score >= r.Strong:
		return BandStrong
	case score >= r.Medium:
		return BandMedium
	}
	return BandWeak
}

// Total is the weighted mean of the parts that have data, rounded down. A part
// without data takes no weight; without any part the score is 0.
func (r Rubric) Total(parts []Part) int {
	var sum, weight int
	for i, p := range parts {
		if p.Known {
			sum += r.weights[i] * p.Value
			weight += r.weights[i]
		}
	}
	if weight == 0 {
		return 0
	}
	return sum / weight
}
