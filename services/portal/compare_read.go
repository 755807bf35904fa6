package portal

import (
	"strconv"
	"strings"

	"makcomblang.id/services/internal/planning"
)

func (s *Service) runRow(v *visit, o *planning.Outcome, page *comparePage, limited bool) runRow {
	r := runRow{
		Name: o.Name, Policy: v.say("policy." + o.Policy), Why: v.tell(o.SayWhy()), Value: v.millionths(o.Objective), Fairness: v.difference(o.Objective+o.Fairness, o.Objective),
		Unproven: o.Status == "bounded", Visits: o.Visits, Needs: o.Needs, Moved: o.Moved, Busiest: o.Busiest,
		Served: o.Served, Lagging: o.Lagging, Fresh: o.Fresh,
	}
	if r.Why != "" {
		r.Value, r.Fairness = "–", "–"
	}
	if o.InUse != o.Objective {
		r.InUse = v.millionths(o.InUse)
	}
	r.TooDear = o.TooDear
	if limited {
		r.Fairness = "–" // the bound is of the plans within the budget: what fairness costs is not known
	}
	if o.Spent > 0 {
		r.Spent = v.rupiah(o.Spent)
	}
	if len(o.Hosts) > 0 {
		r.BusiestName = s.ownerName(o.Hosts[0].Owner)
	}
	for _, g := range o.Islands {
		name := v.say("islands." + g.Group)
		bar := newGauge(g.Served, g.Of)
		bar.Full = false // all of them is good news here
		r.Islands = append(r.Islands, islandCell{Group: name, Share: g.Share, Gauge: bar})
	}
	if len(page.Rows) == 0 {
		for _, c := range r.Islands {
			page.Groups = append(page.Groups, c.Group)
		}
	}
	return r
}

// The frame of the curve in its own units, with room for the dots.
const (
	curveWidth  = 320
	curveHeight = 120
	curveEdge   = 8
)

func (p *comparePage) addFront(v *visit, front []planning.Point) {
	if len(front) == 0 {
		return
	}
	first, last := front[0], front[len(front)-1]
	low, high := last.Objective, first.Objective
	few, most := first.Served, first.Served
	for _, f := range front {
		few, most = min(few, f.Served), max(most, f.Served)
	}
	p.Curve = curve{Highest: v.millionths(high), Lowest: v.millionths(low), Fewest: few, Most: most}
	var line []string
	for _, f := range front {
		p.Front = append(p.Front, frontRow{f.Guaranteed, f.Visits, f.Served, v.millionths(f.Objective), v.difference(first.Objective, f.Objective)})
		at := dot{X: share(f.Served-few, most-few, curveWidth), Y: curveHeight - share(int(f.Objective-low), int(high-low), curveHeight) + 2*curveEdge}
		at.Y = round(at.Y - curveEdge)
		at.X = round(at.X + curveEdge)
		p.Curve.Dots = append(p.Curve.Dots, at)
		line = append(line, strconv.FormatFloat(at.X, 'f', -1, 64)+","+strconv.FormatFloat(at.Y, 'f', -1, 64))
	}
	p.Curve.Line = strings.Join(line, " ")
}

// share is a part of a length; of nothing it is none.
func share(part, whole int, length float64) float64 {
	if whole == 0 {
		return 0
	}
	return length * float64(part) / float64(whole)
}
