package solve_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// TestEachProblemFindsItsMethod has more pairs than a simplex is seen through in
// any case, and about seven visits for each region. Where they are enough, no
// simplex is begun. Where practices are alike but for traits, it makes way for an
// auction; where scores are scattered or everybody wants the same, it is quicker.
func TestEachProblemFindsItsMethod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scores string
		most   int // visits of a region
		method string
	}{{"scattered", 2, "A"}, {"scattered", 5, "A"}, {"scattered", 8, "C"}, {"grades", 8, "C"}, {"traits", 7, "B"}} {
		t.Run(c.scores+strconv.Itoa(c.most), func(t *testing.T) {
			t.Parallel()
			p := wanted(1200, 600, c.scores)
			for j := range p.Regions {
				p.Regions[j].Max = c.most
			}
			got := solved(t, p, solve.Options{})
			if got.Method != c.method {
				t.Errorf("method %s, want %s", got.Method, c.method)
			}
			if want := solved(t, p, solve.Forced("B")); got.Objective != want.Objective {
				t.Errorf("got %d, want %d", got.Objective, want.Objective)
			}
			proven(t, p, got)
		})
	}
}

// TestARepairWithoutAnEndIsLeftToTheSimplex has an auction that ends soon, at
// prices that most visits must be moved away from.
func TestARepairWithoutAnEndIsLeftToTheSimplex(t *testing.T) {
	t.Parallel()
	p := wanted(400, 340, "grades")
	for i := range p.Practices {
		p.Practices[i].Capacity = 100
	}
	for j := range p.Regions {
		p.Regions[j].Max = 118
	}
	got, want := solved(t, p, solve.Options{}), solved(t, p, solve.Forced("B"))
	if got.Method != "C" || got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) {
		t.Errorf("got %s %d, want C %d", got.Method, got.Objective, want.Objective)
	}
	proven(t, p, got)
}

// wanted is a problem whose regions want more visits than there are. Its scores
// are made of traits of both sides, of one grade of each, or of nothing.
func wanted(rows, cols int, scores string) *solve.Problem {
	r := rand.New(rand.NewPCG(19, 20))
	draw := func(n int) [][]int32 {
		list := make([][]int32, n)
		for k := range list {
			for range 8 {
				list[k] = append(list[k], r.Int32N(256))
			}
		}
		return list
	}
	hosts, guests := draw(rows), draw(cols)
	p := &solve.Problem{}
	for i, h := range hosts {
		p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: 1 + r.IntN(6), Owner: solve.NoOwner})
		for _, g := range guests {
			noise := r.Int32N(1_000_001)
			switch scores {
			case "traits":
				noise %= 179_801
				for b := range h {
					noise += h[b] * g[b]
				}
			case "grades":
				noise = h[0] * g[0] * 16
			}
			p.Scores = append(p.Scores, noise)
		}
	}
	for j := range cols {
		p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Min: 1, Max: 5})
	}
	return p
}

// TestALimitKeepsThePlanThatTheSimplexCameTo ends the time in the midst of the
// simplex, and in the auction that comes after it. A plan of the minimums alone is
// worth less than a sixth of the best.
func TestALimitKeepsThePlanThatTheSimplexCameTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    *solve.Problem
		from int // how often the time is asked for before a plan is good
		each int
	}{
		{wanted(150, 100, "scattered"), 2, 1},
		{wanted(150, 100, "grades"), 6, 1},
		{wanted(660, 600, "traits"), 16, 2},
	} {
		cutShort(t, c.p, solve.Options{}, c.from, c.each, 0.9)
	}
}

// TestALimitLeavesNearlyTheBestPlanUnderEachMethod ends the time anywhere in the
// repairs of methods A and B, whose states keep not all bounds.
func TestALimitLeavesNearlyTheBestPlanUnderEachMethod(t *testing.T) {
	t.Parallel()
	plenty := wanted(150, 100, "scattered")
	for j := range plenty.Regions {
		plenty.Regions[j].Max = 3
	}
	for _, c := range []struct {
		p      *solve.Problem
		method string
	}{{plenty, "A"}, {plenty, "bid"}, {wanted(150, 100, "scattered"), "B"}, {wanted(150, 100, "grades"), "B"}, {wanted(150, 100, "traits"), "A"}} {
		cutShort(t, c.p, solve.Forced(c.method), 0, 1, 5./6)
	}
}

// cutShort ends the time after from steps, each steps later and so on, until it
// is enough, and wants a proven plan of at least a share of the best each time.
func cutShort(t *testing.T, p *solve.Problem, opt solve.Options, from, each int, least float64) {
	t.Helper()
	whole, cut := solved(t, p, solve.Options{}), 0
	for left := from; ; left += each {
		got, err := solve.Solve(within(left, context.DeadlineExceeded), p, opt)
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != solve.Bounded {
			break
		}
		cut++
		proven(t, p, got)
		if float64(got.Objective) < least*float64(whole.Objective) || got.Bound < whole.Objective {
			t.Errorf("%+v after %d steps: got %d of at most %d, the best is %d", opt, left, got.Objective, got.Bound, whole.Objective)
		}
	}
	if cut == 0 {
		t.Errorf("%+v was never cut short", opt)
	}
}
