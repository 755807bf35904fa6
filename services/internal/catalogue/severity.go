package catalogue

import (
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
)

// gauge is the indicator that shows how wide the gap behind a problem is. The
// table is the project's own reading; a problem without one has no severity.
type gauge struct {
	indicator  string
	lowIsWorse bool
}

var gauges = map[string]gauge{
	"malaria":            {"malaria-api", false},
	"stunting":           {"stunting-prevalence", false},
	"maternal-mortality": {"maternal-mortality-ratio", false},
	"extreme-poverty":    {"extreme-poverty-rate", false},
	"school-dropout":     {"out-of-school-rate", false},
	"clean-water":        {"safe-water-access", true},
	"sanitation":         {"sanitation-access", true},
	"electricity-access": {"electrification", true},
	"internet-access":    {"internet-access", true},
	"birth-certificates": {"birth-certificate-ownership", true},
}

// fewestFigures is how many regions must have a figure before one of them is
// called better or worse than the others.
const fewestFigures = 10

// severity is the share of the regions with a figure that are better off, the
// region itself counted half, or nothing when there are too few figures.
func (c *Catalogue) severity(n *Need) matching.Share {
	g, ok := gauges[n.Problem]
	if !ok {
		return matching.Share{}
	}
	own, ok := c.byRegion[tokenOf(n.Region)].known.Indicators[g.indicator]
	if !ok {
		return matching.Share{}
	}
	figures, twice := 0, 0
	for _, p := range c.byRegion {
		other, ok := p.known.Indicators[g.indicator]
		if !ok {
			continue
		}
		figures++
		switch better := other.ValueMilli < own.ValueMilli; {
		case other.ValueMilli == own.ValueMilli:
			twice++
		case better != g.lowIsWorse:
			twice += 2
		}
	}
	if figures < fewestFigures {
		return matching.Share{}
	}
	return matching.Share{Value: twice * matching.Million / (2 * figures), Known: true, Basis: event.Weakest(own.Basis, event.Reading)}
}
