package solve_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// closed is a problem in which everybody has as many visits as they must, so that
// no price hangs on the bounds: prices could all rise together for ever.
func closed(r *rand.Rand, side int) *solve.Problem {
	p := &solve.Problem{}
	for i := range side {
		id := string(rune('a' + i))
		p.Practices = append(p.Practices, solve.Practice{ID: id, Min: 1, Capacity: 1, Owner: solve.NoOwner})
		p.Regions = append(p.Regions, solve.Region{ID: id, Min: 1, Max: 1})
		for j := range side {
			p.Candidates = append(p.Candidates, solve.Candidate{Practice: i, Column: j, Score: r.Int64N(9)})
		}
	}
	return p
}

// However often scores of the largest size change, a planner's prices stay within
// 64 bits, and its plan is that of a solve from nothing.
func TestPricesOfAPlannerDoNotDriftAway(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(411, 412))
	for side := 2; side < 5; side++ {
		p := closed(r, side)
		top := mostScore(p)
		pl, err := solve.NewPlanner(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for k := range 700 {
			score := []int64{top, -top}[r.IntN(2)]
			if err := pl.SetScore(solve.Pair{Practice: r.IntN(side), Column: r.IntN(side)}, score); err != nil {
				t.Fatal(err)
			}
			got, err := pl.Plan(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if want := solved(t, pl.Problem(), solve.Options{}); got.Objective != want.Objective {
				t.Fatalf("%d x %d after %d changes: %d, a solve from nothing %d", side, side, k, got.Objective, want.Objective)
			}
			proven(t, pl.Problem(), got)
		}
	}
}

// A search under a budget repairs one plan for each of its parts: its result is proven
// where everybody has what they must, with weights as large as they may be.
func TestALongSearchWithTheLargestWeightsIsProven(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(413, 414))
	for side := 2; side < 6; side++ {
		for range 60 {
			p := closed(r, side)
			b := &solve.Budget{Costs: make([]int64, side*side), Steps: 400}
			for k := range b.Costs {
				b.Costs[k] = 1 + r.Int64N(40)
				b.Limit += b.Costs[k]
			}
			b.Limit = b.Limit / int64(side) * 9 / 10
			shorter := int64(side)
			most := int64(1)<<59/(2*shorter+4)/(2*shorter+2)/1024/41 - 1
			for k := range p.Candidates {
				p.Candidates[k].Score = []int64{most, -most, r.Int64N(most)}[r.IntN(3)]
			}
			got := solved(t, p, solve.Options{Budget: b})
			if err := verified(t, p, b, got); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A planner refuses bounds that allow so many pairs that their scores could overflow, and
// stays as it was.
func TestAPlannerRefusesBoundsWhosePairsCouldOverflow(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{}
	for range 40 {
		p.Regions = append(p.Regions, solve.Region{Max: 2})
	}
	for i := range 2 {
		p.Practices = append(p.Practices, solve.Practice{Capacity: 1, Owner: solve.NoOwner})
		for j := range p.Regions {
			p.Candidates = append(p.Candidates, solve.Candidate{Practice: i, Column: j})
		}
	}
	top := mostScore(p)
	for k := range p.Candidates {
		p.Candidates[k].Score = top
	}
	pl, err := solve.NewPlanner(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if err := pl.SetPractice(0, 0, 7); err != nil {
		t.Errorf("8 pairs: %v", err)
	}
	if err := pl.SetPractice(0, 0, 40); err == nil {
		t.Error("41 pairs are not refused")
	}
	for j := range p.Regions {
		if err := pl.SetRegion(j, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := pl.SetPractice(0, 0, 40); err != nil {
		t.Errorf("no pair: %v", err)
	}
	for j := range p.Regions {
		if err := pl.SetRegion(j, 0, 1); (err == nil) != (j < 8) {
			t.Errorf("%d regions: %v", j+1, err)
		}
	}
	got, err := pl.Plan(context.Background())
	if err != nil || got.Objective != 8*top {
		t.Errorf("got %+v, %v, want %d", got, err, 8*top)
	}
}
