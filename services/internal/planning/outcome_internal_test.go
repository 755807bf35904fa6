package planning

import (
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// Money is named as what keeps visits away only where it is: where a visit would be possible, and none is that cheap.
func TestMoneyIsTheReasonOnlyWhereAVisitIsPossible(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*solve.Problem, *solve.Budget)
		want   bool
	}{
		{"each is dearer than the budget", func(*solve.Problem, *solve.Budget) {}, true},
		{"one is as cheap", func(_ *solve.Problem, b *solve.Budget) { b.Costs[1] = 5 }, false},
		{"the cheap one is forbidden", func(p *solve.Problem, b *solve.Budget) {
			b.Costs[1], p.Forbidden = 5, []solve.Pair{{Practice: 1}}
		}, true},
		{"the cheap one does not help", func(p *solve.Problem, b *solve.Budget) { b.Costs[1], p.Candidates[1].Score = 5, 0 }, true},
		{"no practice has a visit", func(p *solve.Problem, _ *solve.Budget) { p.Practices[0].Capacity, p.Practices[1].Capacity = 0, 0 }, false},
		{"the region takes none", func(p *solve.Problem, _ *solve.Budget) { p.Regions[0].Max = 0 }, false},
		{"the owner has no trip", func(p *solve.Problem, _ *solve.Budget) { p.Owners[0].Capacity = 0 }, false},
		{"there is no pair", func(p *solve.Problem, b *solve.Budget) { p.Candidates, b.Costs = nil, nil }, false},
	} {
		p := &solve.Problem{
			Owners:    []solve.Owner{{Capacity: 1}},
			Practices: []solve.Practice{{Capacity: 1}, {Capacity: 1}}, Regions: []solve.Region{{Max: 1}},
			Candidates: []solve.Candidate{{Practice: 0, Score: 9}, {Practice: 1, Score: 8}},
		}
		b := &solve.Budget{Limit: 5, Costs: []int64{6, 7}}
		c.change(p, b)
		if got := tooDear(p, b); got != c.want {
			t.Errorf("%s: got %t, want %t", c.name, got, c.want)
		}
	}
	if tooDear(&solve.Problem{}, nil) {
		t.Error("there is no budget")
	}
}
