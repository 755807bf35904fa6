package solve_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// A plan of worst-first or leximin that is cut short has about as many visits as
// with time enough, wherever the deadline falls, and then the better ones: mostly
// five sixths of the best total, half of it where everybody wants the same. The
// bound says something too.
func TestAFairPlanCutShortIsFilled(t *testing.T) {
	t.Parallel()
	for _, scores := range []string{"traits", "grades", "any"} {
		for _, size := range [][2]int{{60, 60}, {150, 30}} {
			p := wanted(size[0], size[1], scores)
			best := solved(t, p, solve.Options{})
			for _, policy := range []solve.Policy{solve.PolicyWorstFirst, solve.PolicyLeximin} {
				whole := solved(t, p, solve.Options{Policy: policy})
				for limit := 0; ; limit += 1 + limit/4 {
					ctx := within(limit, context.DeadlineExceeded)
					got, err := solve.Solve(ctx, p, solve.Options{Policy: policy})
					if err != nil {
						t.Fatal(err)
					}
					proven(t, p, got)
					if got.Status != solve.Bounded {
						break
					}
					if 2*got.Objective < best.Objective || 20*len(got.Pairs) < 19*len(whole.Pairs) {
						t.Fatalf("%s %v, %s after %d steps: %d pairs for %d, with time enough %d for %d, at best %d",
							scores, size, policy, limit, len(got.Pairs), got.Objective, len(whole.Pairs), whole.Objective, best.Objective)
					}
					if got.Bound > 2*best.Objective {
						t.Fatalf("%s %v, %s after %d steps: the bound is %d, the best %d", scores, size, policy, limit, got.Bound, best.Objective)
					}
					if least(got.Counts) < least(whole.Counts) {
						t.Fatalf("%s %v, %s after %d steps: a region has %d visits, with time enough none has fewer than %d",
							scores, size, policy, limit, least(got.Counts), least(whole.Counts))
					}
				}
			}
		}
	}
}

// Where there are many pairs a plan that is cut short is made from the matrix alone, in
// little time. It is proven as any, all have what they must, the fair ones serve as many as
// with time enough, and no more than a tenth of the best total is lost.
func TestAPlanOfManyPairsCutShortIsFilled(t *testing.T) {
	t.Parallel()
	for _, nested := range []bool{false, true} {
		p := wanted(660, 600, "traits")
		if nested {
			for i := range p.Practices {
				if i%3 == 0 {
					p.Owners = append(p.Owners, solve.Owner{ID: "o" + strconv.Itoa(i), Capacity: 7})
				}
				p.Practices[i].Owner = i / 3
			}
		}
		best := solved(t, p, solve.Options{})
		for _, policy := range policies[:3] {
			whole := solved(t, p, solve.Options{Policy: policy})
			cut := 0
			for _, limit := range []int{0, 17, 40} {
				got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{Policy: policy})
				if err != nil {
					t.Fatal(err)
				}
				proven(t, p, got)
				if got.Status != solve.Bounded {
					continue
				}
				cut++
				if 10*got.Objective < 9*best.Objective && limit > 16 || least(got.Counts) < min(least(whole.Counts), 1) || len(got.Pairs) < len(whole.Pairs)*19/20 {
					t.Errorf("nested %t, %s after %d steps: %d pairs for %d, with time enough %d for %d, at best %d; least %d and %d",
						nested, policy, limit, len(got.Pairs), got.Objective, len(whole.Pairs), whole.Objective, best.Objective, least(got.Counts), least(whole.Counts))
				}
			}
			if cut < 2 {
				t.Errorf("%s was cut short %d times only", policy, cut)
			}
		}
	}
}

// A flat plan under score that is cut short leaves no pair out that gains and has
// room, however small the problem and whenever the deadline comes.
func TestAPlanCutShortLeavesNoRoom(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(311, 312))
	cut := 0
	for range 3000 {
		p := random(r, shape{rows: 8, cols: 6, spread: 9})
		for limit := range 4 {
			got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != solve.Bounded {
				continue
			}
			cut++
			if q, left := gaining(p, got.Pairs); left {
				t.Fatalf("after %d steps %v gains, has room and is not in the plan %v of\n%+v", limit, q, got.Pairs, p)
			}
		}
	}
	if cut < 300 {
		t.Errorf("only %d plans were cut short", cut)
	}
}

// gaining is a pair of a flat problem that a plan leaves out though it gains and
// has room.
func gaining(p *solve.Problem, plan []solve.Pair) (q solve.Pair, left bool) {
	practice, region, shut := make([]int, len(p.Practices)), make([]int, len(p.Regions)), map[solve.Pair]bool{}
	for _, q := range plan {
		practice[q.Practice]++
		region[q.Column]++
		shut[q] = true
	}
	for _, q := range p.Forbidden {
		shut[q] = true
	}
	sign := 1
	if p.Sense == solve.Minimise {
		sign = -1
	}
	for i := range p.Practices {
		for j := range p.Regions {
			q := solve.Pair{Practice: i, Column: j}
			if sign*int(p.Scores[i*len(p.Regions)+j]) > 0 && !shut[q] && practice[i] < p.Practices[i].Capacity && region[j] < p.Regions[j].Max {
				return q, true
			}
		}
	}
	return q, false
}

func least(counts []int) int {
	low := counts[0]
	for _, c := range counts {
		low = min(low, c)
	}
	return low
}

// Worst-first prepares nothing for each pair: cut short before it begins, it
// allocates a small part of the matrix.
func TestWorstFirstPreparesNoPairs(t *testing.T) {
	p := wanted(1500, 200, "traits")
	ctx := within(0, context.DeadlineExceeded)
	got := allocated(t, func() {
		if _, err := solve.Solve(ctx, p, solve.Options{Policy: solve.PolicyWorstFirst}); err != nil {
			t.Fatal(err)
		}
	})
	if most := 4 * len(p.Scores); got > most {
		t.Errorf("%d bytes were allocated for a matrix of %d", got, most)
	}
}
