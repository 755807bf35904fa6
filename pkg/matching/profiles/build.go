package profiles

import (
	"math/bits"
	"slices"

	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
)

const (
	traitCity   = string(region.CitySetting)
	traitPrison = string(region.Prison)
)

// addHost takes from the judgement on a pair with nobody what depends on the
// host only.
func (t *Table) addHost(h *Host, w []int64) {
	e := matching.Evaluate(&matching.Pair{
		Practice: h.Practice, Owner: h.Owner, From: h.From, Place: &matching.Place{}, Need: &matching.Need{}, Supply: h.Supply,
	}, t.rubric, t.on, "")
	r := row{islands: t.islands(h.Owner.Region), people: -1, region: -1, fictitious: h.Owner.Region.Fictitious()}
	for _, g := range e.Gates {
		if ofHost := gateOf(g.Code) & hostGates; g.Answer == matching.No {
			r.no |= ofHost
		} else if g.Answer == matching.Unknown {
			r.open |= ofHost
		}
	}
	for k, part := range e.Parts {
		switch part.Name {
		case matching.PartMaturity, matching.PartLeverage, matching.PartOutcome:
			if part.Known {
				r.sum += w[k] * int64(part.Value)
				r.weight += w[k]
			}
		}
	}
	r.problem = t.words.problem.number(h.Practice.MainProblem)
	if !h.Owner.Region.IsZero() {
		r.region = t.words.region.number(string(h.Owner.Region))
	}
	needs := t.words.item.set(h.Practice.Preconditions)
	wants := t.words.setting.set(h.Practice.Settings)
	r.needs, r.wants = needs.bits, wants.bits
	there := wants
	if len(h.Practice.Settings) == 0 && h.From != nil {
		there = t.words.setting.set(traits(h.From))
	}
	r.there, r.kinds = there.bits, bits.OnesCount64(there.bits)
	if h.From != nil && h.From.Population > 0 {
		r.people = band(h.From.Population)
	}
	// A precondition that stands twice is asked twice, and is one bit.
	r.plain = there.once && !there.beyond && wants.once && !wants.beyond && !needs.beyond
	t.rows = append(t.rows, r)
}

// addGuest does the same for a guest.
func (t *Table) addGuest(g *Guest, w []int64) {
	e := matching.Evaluate(&matching.Pair{
		Practice: &matching.Practice{}, Owner: &matching.Owner{}, Place: g.Place, Need: g.Need, Visits: g.Visits,
	}, t.rubric, t.on, "")
	var sum, weight int64
	for k, part := range e.Parts {
		if (part.Name == matching.PartNeed || part.Name == matching.PartSpread) && part.Known {
			sum += w[k] * int64(part.Value)
			weight += w[k]
		}
	}
	c := &t.columns
	c.sum, c.weight = append(c.sum, sum), append(c.weight, weight)
	c.problem = append(c.problem, t.words.problem.number(g.Need.Problem))
	place := t.words.region.number(string(g.Need.Region)) << 1
	if g.Need.Region.Fictitious() {
		place |= 1
	}
	c.region = append(c.region, place)
	here := t.words.setting.set(g.Place.Settings)
	has, lacks := t.words.item.set(g.Place.Has), t.words.item.set(g.Place.Lacks)
	c.setting = append(c.setting, t.kind(setting{here.bits, level(g.Place)}))
	people := int32(-1)
	if g.Place.Population > 0 {
		people = band(g.Place.Population)
	}
	c.context = append(c.context, t.islands(g.Place.Code)*bands+people+1)
	c.has, c.lacks = append(c.has, has.bits), append(c.lacks, lacks.bits)
	c.air = append(c.air, g.Place.AirOnly)
	c.plain = append(c.plain, here.once && !here.beyond)
}

func (t *Table) kind(s setting) int32 {
	k, ok := t.words.kinds[s]
	if !ok {
		k = int32(len(t.settings))
		t.words.kinds[s] = k
		t.settings = append(t.settings, s)
	}
	return k
}

func (t *Table) islands(c region.Code) int32 {
	return t.words.islands.number(string(matching.IslandGroupOf(c)))
}

// bands is how many bands of population there are, with unknown.
const bands = 6

func band(people int64) int32 {
	var n int32
	for _, limit := range []int64{100_000, 250_000, 500_000, 1_000_000} {
		if people >= limit {
			n++
		}
	}
	return n
}

const (
	levelOther int32 = iota
	levelCity
	levelRegency
)

func level(p *matching.Place) int32 {
	switch p.Code.Level() {
	case region.City:
		return levelCity
	case region.Regency:
		return levelRegency
	}
	return levelOther
}

func traits(p *matching.Place) []string {
	if level(p) == levelCity && !slices.Contains(p.Settings, traitCity) {
		return append(slices.Clone(p.Settings), traitCity)
	}
	return p.Settings
}
