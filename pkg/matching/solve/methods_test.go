package solve_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
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

func TestEachMethodIsDeterministic(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(15, 16))
	for k := range 200 {
		p := withoutMinimums(r, shape{12, 12, false, false, []int64{1, 3, 1000}[k%3]})
		for _, method := range []string{"", "A", "B", "C", "bid", "auction"} {
			first := solved(t, p, solve.Forced(method))
			for range 3 {
				if again := solved(t, p, solve.Forced(method)); !reflect.DeepEqual(again, first) {
					t.Fatalf("case %d, %s: got %+v, then %+v", k, method, first, again)
				}
			}
		}
	}
}

// TestLargeMatricesGiveTheSameByEachMethod makes matrices that are large enough for a sample, with
// many ties and in both senses, and forbids what the sample rests on.
func TestLargeMatricesGiveTheSameByEachMethod(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(17, 18))
	for k := range 12 {
		rows, cols := 400+r.IntN(600), 40+r.IntN(20)
		p := &solve.Problem{Scores: make([]int32, rows*cols), Sense: solve.Sense(k % 2)}
		for i := range rows {
			p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: r.IntN(3), Owner: solve.NoOwner})
			if i%16 == 0 && k%3 == 0 {
				for c := range cols {
					p.Forbidden = append(p.Forbidden, solve.Pair{Practice: i, Column: c})
				}
			}
		}
		for j := range cols {
			p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Min: r.IntN(3), Max: 3 + r.IntN(4)})
		}
		spread := []int64{1, 4, 1000, math.MaxInt32}[k%4]
		for c := range p.Scores {
			p.Scores[c] = int32(r.Int64N(spread+1) - spread/3)
		}
		want := solved(t, p, solve.Forced("auction"))
		for _, method := range []string{"", "A", "bid"} {
			got := solved(t, p, solve.Forced(method))
			if got.Status != want.Status || got.Objective != want.Objective || got.Bound != want.Objective {
				t.Fatalf("case %d, %s: got %s %d, want %s %d", k, method, got.Status, got.Objective, want.Status, want.Objective)
			}
		}
	}
}
