package solve_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// TestTheAuctionSolvesProblemsWithOwners compares method B with enumeration.
func TestTheAuctionSolvesProblemsWithOwners(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(27, 28))
	optimal := 0
	for k := range 6000 {
		p := random(r, shape{4, 4, true, false, []int64{1, 5, 1000}[k%3]})
		if p.Columns() != len(p.Regions) {
			continue
		}
		p.Needs = nil
		want, feasible := brute(p)
		got := solved(t, p, solve.Forced("B"))
		if feasible != (got.Status == solve.Optimal) || (feasible && got.Objective != inSense(p, want)) {
			t.Fatalf("case %d: got %s %d, want %d, feasible %v: %+v", k, got.Status, got.Objective, inSense(p, want), feasible, p)
		}
		proven(t, p, got)
		if feasible {
			optimal++
		}
	}
	if optimal < 700 {
		t.Errorf("only %d have a plan", optimal)
	}
}

// TestAllMethodsGiveTheSamePlanWithOwners has owners of one practice and of many,
// who can make all the visits of their practices, or some, or none.
func TestAllMethodsGiveTheSamePlanWithOwners(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(29, 30))
	optimal := 0
	for k := range 400 {
		p := ownedBy(r, contendedProblem(r, k))
		want := solved(t, p, solve.Forced("A"))
		if want.Status == solve.Optimal {
			optimal++
		}
		for _, method := range []string{"", "B", "C", "bid"} {
			got := solved(t, p, solve.Forced(method))
			if got.Status != want.Status || got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) {
				t.Fatalf("case %d, %q: got %s %d by %s, want %s %d", k, method, got.Status, got.Objective, got.Method, want.Status, want.Objective)
			}
			if k%8 == 0 {
				proven(t, p, got)
			}
		}
		if again := solved(t, p, solve.Forced("B")); !reflect.DeepEqual(again, solved(t, p, solve.Forced("B"))) {
			t.Fatalf("case %d differs from run to run", k)
		}
	}
	if optimal < 100 {
		t.Errorf("only %d have a plan", optimal)
	}
}

// ownedBy puts the practices of a problem under owners; some have none.
func ownedBy(r *rand.Rand, p *solve.Problem) *solve.Problem {
	size := []int{1, 3, len(p.Practices)}[r.IntN(3)]
	visits, needed := map[int]int{}, map[int]int{}
	for i := range p.Practices {
		if a := &p.Practices[i]; r.IntN(8) > 0 {
			a.Owner = r.IntN(1 + len(p.Practices)/size)
			visits[a.Owner] += min(a.Capacity, p.Columns())
			needed[a.Owner] += a.Min
		}
	}
	for o := range 1 + len(p.Practices)/size {
		p.Owners = append(p.Owners, solve.Owner{ID: "o" + strconv.Itoa(o), Capacity: max(needed[o], visits[o]*(50+r.IntN(60))/100)})
	}
	for j := range p.Regions {
		p.Regions[j].Min /= 2
	}
	return p
}

// TestContendedProblemsWithOwnersFindTheirMethod has more pairs than a simplex is
// seen through in any case. Where scores have few values, no auction begins.
func TestContendedProblemsWithOwnersFindTheirMethod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ scores, method string }{{"grades", "C"}, {"traits", "B"}, {"coarse traits", "C"}} {
		t.Run(c.scores, func(t *testing.T) {
			t.Parallel()
			scores, coarse := strings.CutPrefix(c.scores, "coarse ")
			p := wanted(1200, 600, scores)
			for k := range p.Scores {
				if coarse {
					p.Scores[k] >>= 12
				}
			}
			for i := range p.Practices {
				p.Practices[i].Owner = i / 3
			}
			for o := range len(p.Practices) / 3 {
				p.Owners = append(p.Owners, solve.Owner{ID: "o" + strconv.Itoa(o), Capacity: 11 - o%2})
			}
			for j := range p.Regions {
				p.Regions[j].Max = 7
			}
			got, want := solved(t, p, solve.Options{}), solved(t, p, solve.Forced("C"))
			if got.Method != c.method || got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) {
				t.Errorf("got %s %d, want %s %d", got.Method, got.Objective, c.method, want.Objective)
			}
			proven(t, p, got)
		})
	}
}

// TestALimitLeavesNearlyTheBestPlanWithOwners ends the time anywhere in the
// auction and the repair after it.
func TestALimitLeavesNearlyTheBestPlanWithOwners(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(31, 32))
	p := ownedBy(r, wanted(150, 100, "traits"))
	whole, cut := solved(t, p, solve.Options{}), 0
	for left := 0; ; left++ {
		got, err := solve.Solve(within(left, context.DeadlineExceeded), p, solve.Forced("B"))
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != solve.Bounded {
			break
		}
		cut++
		proven(t, p, got)
		if 6*got.Objective < 5*whole.Objective || got.Bound < whole.Objective {
			t.Errorf("after %d steps: got %d of at most %d, the best is %d", left, got.Objective, got.Bound, whole.Objective)
		}
	}
	if cut == 0 {
		t.Error("never cut short")
	}
}

// TestManyTiesWithOwnersGiveTheSamePlanByEachMethod has more columns than a word has
// bits, and so few scores that nearly everything can be exchanged.
func TestManyTiesWithOwnersGiveTheSamePlanByEachMethod(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(33, 34))
	for k := range 24 {
		rows, cols := 60+r.IntN(80), 70+r.IntN(80)
		p := &solve.Problem{Scores: make([]int32, rows*cols), Sense: solve.Sense(k % 2)}
		for i := range rows {
			p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: r.IntN(7), Owner: solve.NoOwner})
		}
		for j := range cols {
			p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Max: 1 + r.IntN(5), Tie: int64(r.IntN(3))})
		}
		for c := range p.Scores {
			p.Scores[c] = r.Int32N([]int32{2, 6, 101}[k%3]) - int32(k%2)*100
		}
		p = ownedBy(r, p)
		want := solved(t, p, solve.Forced("A"))
		for _, method := range []string{"B", "C", "bid"} {
			if got := solved(t, p, solve.Forced(method)); got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) {
				t.Fatalf("case %d, %s: got %d, want %d, or other pairs", k, method, got.Objective, want.Objective)
			}
		}
		proven(t, p, want)
	}
}
