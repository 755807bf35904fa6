package matching

import (
	"slices"
	"strconv"

	"makcomblang.id/pkg/award"
	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/region"
)

// Part is one part of a score with what it rests on. A part with Known false
// had no data: it is said so, and takes no weight.
type Part struct {
	Name    string      `json:"name"`
	Value   int         `json:"value"`
	Known   bool        `json:"known"`
	Reasons []Reason    `json:"reasons,omitempty"`
	Basis   event.Basis `json:"basis,omitempty"`
}

// Reason is one finding behind a part, in codes and numbers.
type Reason struct {
	Code   string `json:"code"`
	Item   string `json:"item,omitempty"`
	Number int    `json:"number,omitempty"`
	Of     int    `json:"of,omitempty"`
}

// score gives the six parts in their order.
func score(p *Pair, on calendar.Date) []Part {
	return []Part{
		needPart(p.Need), fitPart(p), maturityPart(p.Practice, on), leveragePart(p.Practice),
		spreadPart(p.Visits), outcomePart(p.Practice),
	}
}

const topPriority = 5

// needPart is the priority, or the geometric mean of priority and severity
// where a figure shows how wide the gap is: the product of both, brought back
// to the scale of one.
func needPart(n *Need) Part {
	part := Part{Name: PartNeed, Known: n.Priority > 0, Basis: n.Basis, Reasons: []Reason{{Code: "priority", Number: n.Priority, Of: topPriority}}}
	part.Value = min(n.Priority, topPriority) * Million / topPriority
	if n.Severity.Known {
		part.Value = root(part.Value * n.Severity.Value)
		part.Reasons = append(part.Reasons, Reason{Code: "severity", Number: n.Severity.Value / 10_000, Of: 100})
		part.Basis = event.Weakest(part.Basis, n.Severity.Basis)
	}
	return part
}

// root is the whole square root of a number that is not negative.
func root(n int) int {
	r := n
	for next := (r + 1) / 2; next < r; {
		r, next = next, (next+n/next)/2
	}
	return r
}

// mean gathers components that have data.
type mean struct{ sum, n int }

func (m *mean) add(v int) { m.sum, m.n = m.sum+v, m.n+1 }

// fitPart is the mean of what is known of the likeness: the main problem (which
// the gates demand), the setting, the island group, the population band and
// access.
func fitPart(p *Pair) Part {
	part := Part{Name: PartFit, Known: true, Basis: p.Practice.Classified}
	var m mean
	add := func(value int, basis event.Basis, r Reason) {
		m.add(value)
		part.Reasons = append(part.Reasons, r)
		part.Basis = event.Weakest(part.Basis, basis)
	}
	if p.Practice.MainProblem == p.Need.Problem {
		add(Million, "", Reason{Code: "main-problem", Item: p.Need.Problem})
	} else {
		add(0, "", Reason{Code: "other-problem", Item: p.Need.Problem})
	}
	if v, ok := settingLikeness(p); ok {
		add(v, p.Place.Basis, Reason{Code: "setting", Number: v / 10_000, Of: 100})
	}
	if from, here := homeGroup(p), IslandGroupOf(p.Place.Code); from != NoIslandGroup && here != NoIslandGroup {
		if from == here {
			add(Million, "", Reason{Code: "same-islands", Item: string(here)})
		} else {
			add(Million/2, "", Reason{Code: "other-islands", Item: string(from)})
		}
	}
	if p.From != nil && p.From.Population > 0 && p.Place.Population > 0 {
		apart := band(p.From.Population) - band(p.Place.Population)
		apart = max(apart, -apart)
		add([]int{Million, 700_000, 400_000, 100_000, 0}[apart], "", Reason{Code: "population", Number: apart})
	}
	if r, v, ok := access(p); ok {
		add(v, p.Place.Basis, r)
	}
	part.Value = m.sum / m.n
	return part
}

func homeGroup(p *Pair) IslandGroup { return IslandGroupOf(p.Owner.Region) }

// settingLikeness compares the place with where the practice is made for, or
// else with where its owner is. A province is too large to be one kind of place.
func settingLikeness(p *Pair) (int, bool) {
	here := traits(p.Place)
	there := p.Practice.Settings
	if len(there) == 0 && p.From != nil {
		there = traits(p.From)
	}
	if len(p.Place.Settings) == 0 || len(there) == 0 {
		return 0, false
	}
	common := 0
	for _, t := range there {
		if slices.Contains(here, t) {
			common++
		}
	}
	return common * Million / (len(here) + len(there) - common), true
}

func traits(place *Place) []string {
	if place.Code.Level() == region.City && !slices.Contains(place.Settings, traitCity) {
		return append(slices.Clone(place.Settings), traitCity)
	}
	return place.Settings
}

// band is the size of a population: below 100,000, 250,000, 500,000, a million,
// or above.
func band(people int64) int {
	n := 0
	for _, limit := range []int64{100_000, 250_000, 500_000, 1_000_000} {
		if people >= limit {
			n++
		}
	}
	return n
}

// access asks whether a place that is reached by air only suits a practice that
// needs roads or boats, and otherwise whether all that the practice needs is
// known to be there.
func access(p *Pair) (Reason, int, bool) {
	needs := p.Practice.Preconditions
	if p.Place.AirOnly {
		for _, way := range []string{"road-access", "sea-transport"} {
			if slices.Contains(needs, way) {
				return Reason{Code: "air-only-needs", Item: way}, 0, true
			}
		}
		return Reason{Code: "air-only-works"}, Million, true
	}
	for _, item := range needs {
		if !slices.Contains(p.Place.Has, item) {
			return Reason{}, 0, false
		}
	}
	return Reason{Code: "all-there", Number: len(needs)}, Million, len(needs) > 0
}

// tierValue is how far a tier vouches for maturity, by its rank: none, then
// provincial, KIPP finalist, Top 99, KIPP top, other UNPSA prize, UNPSA winner.
var tierValue = [...]int{0, 500_000, 600_000, 750_000, 850_000, 900_000, Million}

const fullYears = 10 // years of running after which more do not count

// maturityPart is the mean of tier, age and a confirmation that
// holds, as far as they are known.
func maturityPart(p *Practice, on calendar.Date) Part {
	part := Part{Name: PartMaturity}
	var m mean
	if rank := award.Tier(p.Award.Tier).Rank(); rank > 0 {
		m.add(tierValue[rank])
		part.Reasons = append(part.Reasons, Reason{Code: "award", Item: p.Award.Tier, Number: p.Award.Year})
		part.Basis = event.Weakest(part.Basis, p.Award.Basis)
	}
	since, code := p.Launched, "years"
	if since == 0 {
		since, code = p.FirstAward, "years-since-award"
	}
	if years := on.Year() - since; since > 0 && years >= 0 {
		m.add(min(years, fullYears) * Million / fullYears)
		r := Reason{Code: code, Number: years}
		if code == "years" {
			r.Item = strconv.Itoa(since) // age says nothing of whether it still runs, so the year is told
		}
		part.Reasons = append(part.Reasons, r)
		part.Basis = event.Weakest(part.Basis, p.Classified)
	}
	if state := p.Liveness.On(on); state == Running || state == Developed {
		m.add(Million)
		part.Reasons = append(part.Reasons, Reason{Code: state})
		part.Basis = event.Weakest(part.Basis, p.Liveness.Basis)
	}
	if m.n > 0 {
		part.Known, part.Value = true, m.sum/m.n
	}
	return part
}

func leveragePart(p *Practice) Part {
	part := Part{Name: PartLeverage, Known: p.Leverage.Known}
	if part.Known {
		part.Value, part.Basis = p.Leverage.Value, p.Leverage.Basis
		part.Reasons = []Reason{{Code: "declared", Number: p.Leverage.Value / 10_000, Of: 100}}
	}
	return part
}

// spreadPart favours regions with fewer visits so far.
func spreadPart(visits int) Part {
	return Part{Name: PartSpread, Known: true, Value: Million / (1 + max(0, visits)), Reasons: []Reason{{Code: "visits", Number: visits}}}
}

// outcomePart is the share of replications that came to run, shrunk towards one
// half as long as there are few: two imagined successes and two imagined
// failures stand beside the record.
func outcomePart(p *Practice) Part {
	part := Part{Name: PartOutcome, Known: p.Outcome.Tried > 0}
	if part.Known {
		part.Value, part.Basis = (p.Outcome.Ran+2)*Million/(p.Outcome.Tried+4), p.Outcome.Basis
		part.Reasons = []Reason{{Code: "record", Number: p.Outcome.Ran, Of: p.Outcome.Tried}}
	}
	return part
}
