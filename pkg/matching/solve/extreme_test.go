package solve_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// mostScore is the largest score that Check lets pass in a problem of this shape.
func mostScore(p *solve.Problem) int64 {
	q := *p
	q.Scores, q.Candidates, q.Required = nil, []solve.Candidate{{Score: 0}}, nil
	low, high := int64(0), int64(1)<<60
	for high-low > 1 {
		q.Candidates[0].Score = (low + high) / 2
		if q.Check() == nil {
			low = q.Candidates[0].Score
		} else {
			high = q.Candidates[0].Score
		}
	}
	return low
}

// extreme makes a random sparse problem whose scores are as large as they may be, or a
// little less.
func extreme(r *rand.Rand, s shape) *solve.Problem {
	s.sparse = true
	p := random(r, s)
	for len(p.Candidates) == 0 {
		p = random(r, s)
	}
	top := mostScore(p)
	for k := range p.Candidates {
		v := top
		switch r.IntN(4) {
		case 0:
			v -= r.Int64N(3)
		case 1:
			v = r.Int64N(top + 1)
		}
		if r.IntN(3) == 0 {
			v = -v
		}
		p.Candidates[k].Score = v
	}
	return p
}

// verified writes an instance and a result as files and has them verified as
// makcomblang does.
func verified(t *testing.T, p *solve.Problem, b *solve.Budget, r *solve.Result) error {
	t.Helper()
	var in, out bytes.Buffer
	if b != nil {
		given, result := files(t, p, b, r)
		in.Write(given)
		out.Write(result)
	} else {
		given := instance.FromProblem(p)
		given.Policy = string(r.Policy)
		if err := given.Write(&in); err != nil {
			t.Fatal(err)
		}
		if err := instance.NewResult(p, r).Write(&out); err != nil {
			t.Fatal(err)
		}
	}
	rep, err := verify.Check(bytes.NewReader(in.Bytes()), nil, bytes.NewReader(out.Bytes()))
	if err == nil && !rep.Sealed {
		return errors.New("no seal")
	}
	return err
}

// fewRows are shapes with far more columns than rows, whose plans have so many pairs
// that these, not the paths, say how large a score may be.
var fewRows = []shape{{2, 9, false, true, 1}, {2, 12, true, true, 1}, {3, 9, true, true, 1}}

// A result of the largest scores is proven under every policy, in both senses and all
// forms, wherever the time ends.
func TestTheLargestScoresAreProvenUnderEveryPolicy(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(401, 402))
	all := slices.Concat(shapes, fewRows)
	cut := map[solve.Policy]int{}
	for k := range 360 {
		p := extreme(r, all[k%len(all)])
		for _, policy := range policies {
			if policy == solve.PolicyStable {
				dropMinimums(p)
			}
			for _, limit := range []int{0, 1, 2, 3, 5, 9, math.MaxInt} {
				got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{Policy: policy})
				if err != nil {
					t.Fatalf("case %d: %s after %d steps: %v", k, policy, limit, err)
				}
				if err := verified(t, p, nil, got); err != nil {
					t.Fatalf("case %d: %s after %d steps: %v: %+v", k, policy, limit, err, got)
				}
				if got.Status == solve.Bounded {
					cut[policy]++
				}
			}
		}
	}
	for _, policy := range policies {
		if cut[policy] < 80 {
			t.Errorf("%s was cut short %d times only", policy, cut[policy])
		}
	}
}

func dropMinimums(p *solve.Problem) {
	for i := range p.Practices {
		p.Practices[i].Min = 0
	}
	for j := range p.Regions {
		p.Regions[j].Min = 0
	}
}

// So it is within a budget, with scores and costs as large together as they may be.
func TestTheLargestScoresAreProvenWithinABudget(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(403, 404))
	all := slices.Concat(shapes, fewRows)
	cut, refused := 0, 0
	for k := range 250 {
		p := extreme(r, all[k%len(all)])
		b := &solve.Budget{Costs: make([]int64, len(p.Candidates)), Steps: 30}
		dear := int64(1) << r.IntN(30)
		for c := range b.Costs {
			b.Costs[c] = r.Int64N(dear + 1)
			b.Limit += b.Costs[c] / 2
		}
		b.Limit -= b.Limit * r.Int64N(4) / 4
		for {
			_, err := solve.Solve(within(0, context.DeadlineExceeded), p, solve.Options{Budget: b})
			if err == nil {
				break
			}
			refused++
			for c := range p.Candidates {
				p.Candidates[c].Score = p.Candidates[c].Score * 9 / 10
			}
		}
		for _, policy := range policies[:3] {
			for _, limit := range []int{0, 1, 2, 3, 5, 9, 40, math.MaxInt} {
				got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{Policy: policy, Budget: b})
				if err != nil {
					t.Fatalf("case %d: %s after %d steps: %v", k, policy, limit, err)
				}
				if err := verified(t, p, b, got); err != nil {
					t.Fatalf("case %d: %s after %d steps: %v: %+v", k, policy, limit, err, got)
				}
				if got.Status == solve.Bounded {
					cut++
				}
			}
		}
	}
	if cut < 300 || refused < 250 {
		t.Errorf("%d were cut short, %d refused", cut, refused)
	}
}

// apart makes a problem whose best plan is worth as much as sums may be, and whose
// fairest one as much less than nothing: half of the regions take all the visits there
// are and score, the others take one each, come first and lose as much.
func apart(regions int, nested bool, sense solve.Sense) *solve.Problem {
	p := &solve.Problem{Sense: sense, Candidates: []solve.Candidate{}}
	visits := 2 * regions
	for i := range 2 {
		p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Owner: solve.NoOwner, Capacity: regions})
	}
	sign := int64(1)
	if sense == solve.Minimise {
		sign = -1
	}
	if nested {
		p.Owners = []solve.Owner{{ID: "o", Capacity: visits}}
		p.Practices[0].Owner, p.Practices[1].Owner = 0, 0
	}
	for j := range regions {
		p.Regions = append(p.Regions, solve.Region{ID: "b" + strconv.Itoa(j), Max: 2, Tie: 1})
	}
	for j := range visits {
		p.Regions = append(p.Regions, solve.Region{ID: "a" + strconv.Itoa(j), Max: 1})
	}
	columns := len(p.Regions)
	if nested {
		for c := range columns + regions {
			p.Needs = append(p.Needs, solve.Need{ID: "n" + strconv.Itoa(c), Region: c % columns})
		}
		columns = len(p.Needs)
	}
	for i := range 2 {
		for c := range columns {
			score := sign
			if p.RegionOf(c) >= regions {
				score = -sign
			}
			p.Candidates = append(p.Candidates, solve.Candidate{Practice: i, Column: c, Score: score})
		}
	}
	top := mostScore(p)
	for k := range p.Candidates {
		p.Candidates[k].Score *= top
	}
	return p
}

// What fairness costs may be twice what a plan can be worth, and what a bonus would
// make of such scores cannot be added up: both end in a result that is proven.
func TestALargePriceOfFairnessIsProven(t *testing.T) {
	t.Parallel()
	large, unweighed := 0, 0
	for _, regions := range []int{4, 8, 30} {
		for k := range 4 {
			p := apart(regions, k%2 == 1, solve.Sense(k/2))
			for _, policy := range policies {
				for _, limit := range []int{0, 1, 2, 3, 5, 9, math.MaxInt} {
					got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{Policy: policy})
					if err != nil {
						t.Fatal(err)
					}
					if err := verified(t, p, nil, got); err != nil {
						t.Fatalf("%d regions, %s after %d steps: %v: %+v", regions, policy, limit, err, got)
					}
					if got.Fairness != nil && got.Fairness.Price > 1<<59 {
						large++
					}
					if got.Method == "threshold only" {
						unweighed++
					}
				}
			}
		}
	}
	if large < 20 || unweighed < 6 {
		t.Errorf("%d prices past 2^59, %d totals without a bonus", large, unweighed)
	}
}
