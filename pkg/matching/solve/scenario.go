package solve

import (
	"context"
	"fmt"
	"slices"
)

// Scenario is one named what-if run.
type Scenario struct {
	Name    string
	Problem *Problem
	Options Options
}

// Summary is what people compare scenarios by. Price is what the policy cost
// against the policy score of the same problem. Groups counts, for each group
// of regions asked for, those with at least one visit.
type Summary struct {
	Name      string
	Status    Status
	Objective int64
	Price     int64
	Visits    int
	Served    int // regions with at least one visit
	Least     int // fewest visits of a region
	Busiest   int // most visits of one practice
	Groups    []int
	Plan      *Result
}

// Compare runs scenarios side by side. groups are sets of regions, such as the
// lagging ones or those of an island group. The first error ends it. Under a
// budget, where a search may end before its gap is closed, a run of PolicyScore
// takes the best plan that any of the others found and that it allows.
func Compare(ctx context.Context, scenarios []Scenario, groups [][]int) ([]Summary, error) {
	results := make([]*Result, len(scenarios))
	for k, s := range scenarios {
		var err error
		if results[k], err = Solve(ctx, s.Problem, s.Options); err != nil {
			return nil, fmt.Errorf("scenario %q: %w", s.Name, err)
		}
	}
	share(scenarios, results)
	out := make([]Summary, 0, len(scenarios))
	for k, s := range scenarios {
		out = append(out, summarise(s, results[k], groups))
	}
	return out, nil
}

func summarise(s Scenario, r *Result, groups [][]int) Summary {
	sum := Summary{Name: s.Name, Status: r.Status, Objective: r.Objective, Visits: len(r.Pairs), Plan: r}
	if r.Fairness != nil {
		sum.Price = r.Fairness.Price
	}
	load := make([]int, len(s.Problem.Practices))
	for _, q := range r.Pairs {
		load[q.Practice]++
		sum.Busiest = max(sum.Busiest, load[q.Practice])
	}
	if len(r.Counts) > 0 {
		sum.Least = slices.Min(r.Counts)
	}
	served := func(j int) bool { return j >= 0 && j < len(r.Counts) && r.Counts[j] > 0 }
	for j := range r.Counts {
		if served(j) {
			sum.Served++
		}
	}
	for _, g := range groups {
		k := 0
		for _, j := range g {
			if served(j) {
				k++
			}
		}
		sum.Groups = append(sum.Groups, k)
	}
	return sum
}

// Frontier trades fairness for score in steps: point k of points guarantees the
// first k/(points-1) of the visits that PolicyLeximin hands out, in its order,
// as minimums and then asks for the best score. The first point is the policy
// score, the last has the counts of leximin at least. Name is the number of
// visits guaranteed. A problem without a plan gives no points.
func Frontier(ctx context.Context, p *Problem, points int) ([]Summary, error) {
	if points < 2 {
		return nil, refuse("want at least 2 points", "points")
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	l := newLeveller(p)
	if ok, err := l.run(ctx); err != nil || !ok {
		return nil, err
	}
	first := make([]int, len(p.Regions)) // before the first step: minimums and required pairs
	for j := range first {
		first[j] = l.count(j)
	}
	for _, j := range l.steps {
		first[j]--
	}
	var out []Summary
	for k := range points {
		q := *p
		q.Regions = slices.Clone(p.Regions)
		given := slices.Clone(first)
		guaranteed := len(l.steps) * k / (points - 1)
		for _, j := range l.steps[:guaranteed] {
			given[j]++
		}
		for j := range q.Regions {
			q.Regions[j].Min = given[j]
		}
		r, err := solveExact(ctx, &q, Options{})
		if err != nil || r.Status != Optimal {
			return nil, err
		}
		s := summarise(Scenario{Name: fmt.Sprint(guaranteed), Problem: &q}, r, nil)
		if len(out) > 0 {
			s.Price = max(out[0].Objective-s.Objective, s.Objective-out[0].Objective)
		}
		out = append(out, s)
	}
	return out, nil
}
