package planning

import (
	"cmp"
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching/solve"
)

// hostsShown is how many of the busiest hosts an outcome names.
const hostsShown = 5

// Share counts regions: how many of a group get a visit.
type Share struct {
	Served int `json:"served" doc:"Regions that get at least one visit."`
	Of     int `json:"of" doc:"Regions in all."`
}

// Islands is the share of a group of islands.
type Islands struct {
	Group string `json:"group" doc:"Group of islands."`
	Share
}

// Host is what one owner would give.
type Host struct {
	Owner  string `json:"owner" doc:"Id of the owner."`
	Visits int    `json:"visits" doc:"Visits of its practices in the plan."`
}

// Outcome is what people compare what-if runs by. Scores are millionths, money
// is rupiah.
type Outcome struct {
	Name      string    `json:"name" doc:"Name of the run."`
	Policy    string    `json:"policy" doc:"Policy."`
	Status    string    `json:"status" enum:"optimal,bounded,infeasible" doc:"Whether the plan is proven best, has a gap to its bound, or cannot be."`
	Why       string    `json:"why,omitempty" doc:"What keeps it from being, and the smallest change that lets it."`
	Objective int64     `json:"objective" doc:"Sum of the scores, under the weights of the run."`
	InUse     int64     `json:"objective_in_use" doc:"Sum of the same pairs' scores under the criteria in use, so that runs with other weights compare."`
	Bound     int64     `json:"bound" doc:"Upper bound of the objective."`
	Fairness  int64     `json:"fairness_price" doc:"Largest possible sum for the same problem less the objective; 0 with a budget, where the bound says how far the plan may be from the best."`
	Spent     int64     `json:"spent,omitempty" doc:"What the visits cost, with a budget."`
	Visits    int       `json:"visits" doc:"Pairs of the plan."`
	Needs     int       `json:"needs" doc:"Needs that some practice could meet, as the denominator."`
	Moved     int       `json:"moved" doc:"Needs that get another practice, gain a visit or lose it against the first run."`
	Served    Share     `json:"regions" doc:"All regions of the scope."`
	Lagging   Share     `json:"lagging" doc:"Those whose last known status is that of a lagging regency."`
	Fresh     Share     `json:"first_timers" doc:"Those that have had no visit in any period."`
	Islands   []Islands `json:"islands" nullable:"false" doc:"By group of islands, west to east."`
	Hosts     []Host    `json:"hosts" nullable:"false" doc:"Busiest owners, at most five."`
	Teaching  int       `json:"hosts_used" doc:"Owners that give at least one visit."`
	Busiest   int       `json:"busiest" doc:"Visits of the busiest owner."`

	// TooDear says that there is no visit because of the budget: some would be possible without it.
	TooDear bool `json:"-"`

	pairs []contract.PlannedPair
	short *shortage
}

// shortage is what keeps a run from being, in visits or, with a budget, in rupiah.
type shortage struct {
	budget            bool
	needed, available int64
}

func (b *Base) outcome(s *Scenario, m *Model, r *solve.Result) *Outcome {
	o := &Outcome{Name: s.Name, Policy: string(s.Terms.Policy), Status: string(r.Status), Needs: len(b.needs), Islands: []Islands{}, Hosts: []Host{}}
	if r.Status == solve.Infeasible {
		o.Why = r.Infeasible.Relax(&m.Problem)
		o.short = &shortage{needed: r.Infeasible.Needed, available: r.Infeasible.Available}
		if o.short.budget = r.Infeasible.Minimums == "budget"; o.short.budget {
			o.short.needed, o.short.available = o.short.needed*s.Terms.unit(), s.Terms.Budget.Limit
		}
		b.count(o)
		return o
	}
	fact := &contract.PlanComputed{}
	m.Fill(fact, r)
	if fact.Bound > fact.Objective {
		o.Status = string(solve.Bounded)
	}
	o.Objective, o.Bound, o.Fairness, o.Spent = fact.Objective, fact.Bound, fact.Fairness, fact.Spent
	o.pairs, o.Visits, o.InUse = fact.Pairs, len(fact.Pairs), fact.Objective
	o.TooDear = o.Visits == 0 && tooDear(&m.Problem, m.Options().Budget)
	if s.Weights != nil {
		o.InUse = b.scoresInUse(fact.Pairs)
	}
	b.count(o)
	return o
}

// tooDear reports whether some visit that gains is possible, and each of them costs more than the budget.
func tooDear(p *solve.Problem, b *solve.Budget) bool {
	if b == nil {
		return false
	}
	shut := make(map[solve.Pair]bool, len(p.Forbidden))
	for _, q := range p.Forbidden {
		shut[q] = true
	}
	possible := false
	for k, c := range p.Candidates {
		a := &p.Practices[c.Practice]
		if c.Score <= 0 || a.Capacity == 0 || p.Regions[p.RegionOf(c.Column)].Max == 0 || shut[solve.Pair{Practice: c.Practice, Column: c.Column}] {
			continue
		}
		if len(p.Owners) > 0 && a.Owner != solve.NoOwner && p.Owners[a.Owner].Capacity == 0 {
			continue
		}
		if b.Costs[k] <= b.Limit {
			return false
		}
		possible = true
	}
	return possible
}

// count fills in who gets and who gives.
func (b *Base) count(o *Outcome) {
	got, given := map[string]bool{}, map[string]int{}
	for _, p := range o.pairs {
		got[p.Region] = true
		given[p.Owner]++
	}
	groups := map[string]*Islands{}
	for code := range b.Reading.Names {
		count := func(s *Share) {
			s.Of++
			if got[code] {
				s.Served++
			}
		}
		count(&o.Served)
		if b.Reading.Lagging[code] {
			count(&o.Lagging)
		}
		if b.Reading.Fresh[code] {
			count(&o.Fresh)
		}
		name := islands(code)
		if groups[name] == nil {
			groups[name] = &Islands{Group: name}
		}
		count(&groups[name].Share)
	}
	for _, g := range IslandOrder() {
		if groups[g] != nil {
			o.Islands = append(o.Islands, *groups[g])
		}
	}
	o.Teaching = len(given)
	for owner, visits := range given {
		o.Hosts = append(o.Hosts, Host{owner, visits})
		o.Busiest = max(o.Busiest, visits)
	}
	slices.SortFunc(o.Hosts, func(a, b Host) int { return cmp.Or(cmp.Compare(b.Visits, a.Visits), cmp.Compare(a.Owner, b.Owner)) })
	o.Hosts = o.Hosts[:min(len(o.Hosts), hostsShown)]
}

// IslandOrder gives the groups of islands from west to east.
func IslandOrder() []string {
	return []string{"sumatra", "java", "bali-nusa-tenggara", "kalimantan", "sulawesi", "maluku", "papua", "contoh", ""}
}

// moved counts the needs that are met otherwise than in the first run.
func moved(first, other []contract.PlannedPair) int {
	was := map[string]string{}
	for _, p := range first {
		was[p.Need] = p.Innovation
	}
	n, kept := 0, 0
	for _, p := range other {
		before, ok := was[p.Need]
		if ok {
			kept++
		}
		if before != p.Innovation {
			n++
		}
	}
	return n + len(first) - kept
}
