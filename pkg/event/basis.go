package event

import "fmt"

// Basis says what a figure or statement rests on. It travels with every fact to every page, answer, export and
// delivery, always as a word.
type Basis string

// The four bases, strongest first.
const (
	Official Basis = "official" // a decree or an official site ("Resmi")
	Press    Basis = "press"    // a press page ("Media")
	Reading  Basis = "reading"  // the project's own reading of a source ("Bacaan tim")
	Sample   Basis = "sample"   // made up for demonstration ("Contoh")
)

var basisRank = map[Basis]int{Official: 1, Press: 2, Reading: 3, Sample: 4}

// ParseBasis returns the basis with this name, or an error that lists the allowed ones.
func ParseBasis(s string) (Basis, error) {
	if _, ok := basisRank[Basis(s)]; ok {
		return Basis(s), nil
	}
	return "", fmt.Errorf("event: unknown basis, allowed are official, press, reading, sample")
}

// Weakest returns the weakest of the given bases: what rests on several statements is only as good as the least of
// them. Empty bases (decisions, which carry no figure) do not count.
func Weakest(all ...Basis) Basis {
	var worst Basis
	for _, b := range all {
		if basisRank[b] > basisRank[worst] {
			worst = b
		}
	}
	return worst
}
