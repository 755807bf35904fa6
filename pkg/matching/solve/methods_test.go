package solve_test

import (
	"math/rand/v2"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// withoutMinimums makes a flat dense problem that every method takes.
func withoutMinimums(r *rand.Rand, s shape) *solve.Problem {
	p := random(r, s)
	for i := range p.Practices {
		p.Practices[i].Min = 0
	}
	return p
}

func TestAllMethodsEqualEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	for k := range 4000 {
		p := withoutMinimums(r, shape{4, 4, false, false, []int64{2, 5, 1000}[k%3]})
		want, feasible := brute(p)
		for _, method := range []string{"A", "B", "C", "bid", "auction"} {
			got := solved(t, p, solve.Forced(method))
			if feasible != (got.Status == solve.Optimal) {
				t.Fatalf("case %d, %s: got %s, feasible %v: %+v", k, method, got.Status, feasible, p)
			}
			if feasible && got.Objective != inSense(p, want) {
				t.Fatalf("case %d, %s: got %d, want %d: %+v", k, method, got.Objective, inSense(p, want), p)
			}
			proven(t, p, got)
		}
	}
}

func TestMethodsAgreeOnContendedProblems(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 14))
	for k := range 60 {
		rows, cols := 20+r.IntN(60), 5+r.IntN(20)
		p := &solve.Problem{Scores: make([]int32, rows*cols), Sense: solve.Sense(k % 2)}
		supply := 0
		for range rows {
			p.Practices = append(p.Practices, solve.Practice{Capacity: r.IntN(4), Owner: solve.NoOwner})
			supply += p.Practices[len(p.Practices)-1].Capacity
		}
		for range cols {
			quota := supply / cols
			p.Regions = append(p.Regions, solve.Region{Min: r.IntN(quota/2 + 1), Max: quota + r.IntN(3)})
		}
		spread := []int64{3, 100, 1_000_000}[k%3]
		for c := range p.Scores {
			p.Scores[c] = int32(r.Int64N(spread) - spread/10)
		}
		want := solved(t, p, solve.Forced("A"))
		for _, method := range []string{"B", "C", "bid", "auction"} {
			got := solved(t, p, solve.Forced(method))
			if got.Status != want.Status || got.Objective != want.Objective {
				t.Fatalf("case %d, %s: got %s %d, want %s %d", k, method, got.Status, got.Objective, want.Status, want.Objective)
			}
		}
	}
}
