package portal

import (
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
)

// segment is one piece of a stacked bar: geometry and the class that gives its colour. Bars are drawn with attributes of
// SVG, since a page carries no styles of its own.
type segment struct {
	X, Width float64
	Class    string
	Name     string
}

// barWidth is the width of a full bar in its own units.
const barWidth = 200

// stack lays the counted parts of a score side by side, each as wide as what it adds to the score under the weights of
// the rubric; a full bar is a score of one.
func stack(parts []matching.Part, weights map[string]int, name func(part string) string) []segment {
	total := 0
	for _, p := range parts {
		if p.Known {
			total += weights[p.Name]
		}
	}
	if total == 0 {
		return nil
	}
	var all []segment
	at := 0.0
	for _, p := range parts {
		if !p.Known || p.Value == 0 || weights[p.Name] == 0 {
			continue
		}
		width := round(barWidth * float64(p.Value) * float64(weights[p.Name]) / float64(total) / matching.Million)
		all = append(all, segment{X: at, Width: width, Class: "part-" + p.Name, Name: name(p.Name)})
		at = round(at + width)
	}
	return all
}

// round keeps one decimal: the eye sees no more, and pages stay small.
func round(f float64) float64 { return float64(int(f*10+0.5)) / 10 }

// band is the three-step word of a score with as many filled steps.
type band struct {
	Word  string
	Steps int
	Class string
}

func (l *tongue) band(b matching.Band) band {
	steps := map[matching.Band]int{matching.BandStrong: 3, matching.BandMedium: 2, matching.BandWeak: 1}[b]
	return band{Word: matching.BandWord(l.lang, b), Steps: steps, Class: "band-" + string(b)}
}

// bandOf is the band of a score under the rubric; none for a proposal that was made without a score.
func (l *tongue) bandOf(score int, a contract.RubricAdopted) (band, bool) {
	r, err := matching.NewRubric(a)
	if err != nil || score == 0 {
		return band{}, false
	}
	return l.band(r.Band(score)), true
}

// gauge is how much of a capacity is taken: a short bar with its figures beside it.
type gauge struct {
	Taken, Limit int
	Width        float64 // of 48
	Full         bool
}

func newGauge(taken, limit int) gauge {
	g := gauge{Taken: taken, Limit: limit, Full: taken >= limit}
	if limit > 0 {
		g.Width = round(48 * float64(min(taken, limit)) / float64(limit))
	}
	return g
}
