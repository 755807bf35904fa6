package solve_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// needing makes the columns of a problem the needs of regions of so many, of which
// some are met.
func needing(p *solve.Problem, size, met int) *solve.Problem {
	columns := p.Regions
	p.Regions = nil
	for c := range columns {
		if c%size == 0 {
			p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(c), Max: met, Tie: columns[c].Tie})
		}
		p.Needs = append(p.Needs, solve.Need{ID: "n" + strconv.Itoa(c), Region: c / size, Priority: c % 2})
	}
	return p
}

// TestAllMethodsGiveTheSamePlanWithNeeds has regions of one need and of many, with
// minimums, which meet all of them, or some, or none; with owners and without.
func TestAllMethodsGiveTheSamePlanWithNeeds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(41, 42))
	optimal := 0
	for k := range 500 {
		p := needing(contendedProblem(r, k), []int{1, 3, 8, 50}[r.IntN(4)], r.IntN(6))
		for j := range p.Regions {
			p.Regions[j].Max += r.IntN(3)
			if r.IntN(4) == 0 {
				p.Regions[j].Min = min(r.IntN(2), p.Regions[j].Max)
			}
		}
		if k%3 == 0 {
			p = ownedBy(r, p)
		}
		want := solved(t, p, solve.Forced("C"))
		if want.Status == solve.Optimal {
			optimal++
		}
		for _, method := range []string{"", "A", "bid"} {
			got := solved(t, p, solve.Forced(method))
			if got.Status != want.Status || got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) {
				t.Fatalf("case %d, %q: got %s %d by %s, want %s %d", k, method, got.Status, got.Objective, got.Method, want.Status, want.Objective)
			}
			if k%8 == 0 {
				proven(t, p, got)
			}
		}
	}
	if optimal < 250 {
		t.Errorf("only %d have a plan", optimal)
	}
}

// TestABiddingForNeedsLeavesLittleToRepair compares how many paths are left with
// how many there are without a bidding.
func TestABiddingForNeedsLeavesLittleToRepair(t *testing.T) {
	t.Parallel()
	for _, owners := range []bool{false, true} {
		p := needing(wanted(300, 360, "scattered"), 3, 2)
		if owners {
			p = ownedBy(rand.New(rand.NewPCG(43, 44)), p)
		}
		got, want := solved(t, p, solve.Forced("bid")), solved(t, p, solve.Forced("A"))
		if got.Method != "A" || 4*got.Paths > want.Paths || !slices.Equal(got.Pairs, want.Pairs) {
			t.Errorf("owners %v: got %s with %d paths, want A with a quarter of %d at most, and the same plan", owners, got.Method, got.Paths, want.Paths)
		}
		proven(t, p, got)
	}
}

// TestNeedsFindTheirMethod has needs under regions that want more than half the
// visits. Where everybody wants the same, a bidding for them leads nowhere, and a
// small problem is not worth one.
func TestNeedsFindTheirMethod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scores     string
		rows, cols int
		method     string
	}{{"scattered", 300, 900, "A"}, {"traits", 300, 900, "A"}, {"grades", 300, 900, "C"}, {"scattered", 60, 180, "C"}} {
		p := needing(wanted(c.rows, c.cols, c.scores), 3, 2)
		got, want := solved(t, p, solve.Options{}), solved(t, p, solve.Forced("A"))
		if got.Method != c.method || got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) {
			t.Errorf("%s, %d x %d: got %s %d, want %s %d", c.scores, c.rows, c.cols, got.Method, got.Objective, c.method, want.Objective)
		}
		proven(t, p, got)
	}
}
