package solve_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

func TestAllMethodsEqualEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	for k := range 4000 {
		p := random(r, shape{4, 4, false, false, []int64{2, 5, 1000}[k%3]})
		want, feasible := brute(p)
		for _, method := range []string{"A", "B", "C", "bid"} {
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

// TestMethodsAgreeOnContendedProblems has fewer, as many and more wishes than
// visits, minimums on both sides, forbidden and required pairs, and scores from
// all alike to all different.
func TestMethodsAgreeOnContendedProblems(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 14))
	infeasible := 0
	for k := range 60 {
		p := contendedProblem(r, k)
		want := solved(t, p, solve.Forced("A"))
		if want.Status == solve.Infeasible {
			infeasible++
		}
		for _, method := range []string{"", "B", "C", "bid"} {
			got := solved(t, p, solve.Forced(method))
			if got.Status != want.Status || got.Objective != want.Objective {
				t.Fatalf("case %d, %s: got %s %d, want %s %d", k, method, got.Status, got.Objective, want.Status, want.Objective)
			}
			if k%8 == 0 {
				proven(t, p, got)
			}
		}
	}
	if infeasible > 20 {
		t.Errorf("%d cases are infeasible", infeasible)
	}
}

func contendedProblem(r *rand.Rand, k int) *solve.Problem {
	rows, cols := 20+r.IntN(60), 5+r.IntN(40)
	p := &solve.Problem{Scores: make([]int32, rows*cols), Sense: solve.Sense(k % 2)}
	supply := 0
	for i := range rows {
		a := solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: r.IntN(4), Owner: solve.NoOwner}
		if a.Capacity > 0 && r.IntN(6) == 0 {
			a.Min = 1
		}
		if k%5 == 0 && r.IntN(8) == 0 {
			a.Capacity = 2 * cols // more than it can use
		}
		p.Practices = append(p.Practices, a)
		supply += min(a.Capacity, cols)
	}
	for j := range cols {
		quota := supply * []int{1, 2, 4, 12}[k%4] / 2 / cols
		g := solve.Region{ID: "r" + strconv.Itoa(j), Max: quota + r.IntN(3)}
		g.Min = min(g.Max, r.IntN(supply/cols/2+1))
		p.Regions = append(p.Regions, g)
	}
	spread := []int64{0, 3, 100, 1_000_000, math.MaxInt32}[k%5]
	for c := range p.Scores {
		p.Scores[c] = int32(r.Int64N(spread+1) - spread/[]int64{1, 10, 2}[k%3])
	}
	for range r.IntN(rows * cols / 4) {
		if q := (solve.Pair{Practice: r.IntN(rows), Column: r.IntN(cols)}); !slices.Contains(p.Forbidden, q) {
			p.Forbidden = append(p.Forbidden, q)
		}
	}
	for range k % 3 {
		q := solve.Pair{Practice: r.IntN(rows), Column: r.IntN(cols)}
		if !slices.Contains(p.Forbidden, q) && !slices.Contains(p.Required, q) {
			p.Required = append(p.Required, q)
		}
	}
	return p
}

func TestEachMethodIsDeterministic(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(15, 16))
	for k := range 200 {
		p := random(r, shape{12, 12, false, false, []int64{1, 3, 1000}[k%3]})
		for _, method := range []string{"", "A", "B", "C", "bid"} {
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
		want := solved(t, p, solve.Forced("B"))
		for _, method := range []string{"", "A", "C", "bid"} {
			got := solved(t, p, solve.Forced(method))
			if got.Status != want.Status || got.Objective != want.Objective || got.Bound != want.Objective {
				t.Fatalf("case %d, %s: got %s %d, want %s %d", k, method, got.Status, got.Objective, want.Status, want.Objective)
			}
		}
	}
}

// TestTheSimplexSolvesNestedProblems compares method C with enumeration, and its
// plan with that of method A.
func TestTheSimplexSolvesNestedProblems(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(25, 26))
	optimal, simplex := 0, 0
	for k := range 6000 {
		p := random(r, shape{4, 4, true, false, []int64{1, 5, 1000}[k%3]})
		if k%2 == 0 && p.Columns() == len(p.Regions) {
			p.Needs = nil // owners alone
		}
		want, feasible := brute(p)
		got := solved(t, p, solve.Forced("C"))
		if feasible != (got.Status == solve.Optimal) {
			t.Fatalf("case %d: got %s, feasible %v: %+v", k, got.Status, feasible, p)
		}
		proven(t, p, got)
		if !feasible {
			continue
		}
		optimal++
		if got.Method == "C" {
			simplex++
		}
		if got.Objective != inSense(p, want) {
			t.Fatalf("case %d: got %d, want %d: %+v", k, got.Objective, inSense(p, want), p)
		}
		for _, method := range []string{"A", "bid"} {
			if other := solved(t, p, solve.Forced(method)); !slices.Equal(other.Pairs, got.Pairs) {
				t.Fatalf("case %d: got %v, method %s %v: %+v", k, got.Pairs, method, other.Pairs, p)
			}
		}
	}
	if optimal < 2000 || 10*simplex < 7*optimal {
		t.Errorf("%d have a plan, %d of them by the simplex", optimal, simplex)
	}
}
