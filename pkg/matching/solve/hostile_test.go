package solve_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// Whoever forges a result for one problem from that of another, and then mends every
// figure that the verifier finds fault with, gets nothing false past it.
func TestAForgedResultIsNotAccepted(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(441, 442))
	accepted, rejected := map[solve.Policy]int{}, map[solve.Policy]int{}
	for k := range 12_000 {
		p := random(r, shapes[k%len(shapes)])
		policy := policies[r.IntN(len(policies))]
		var b *solve.Budget
		if policy == solve.PolicyStable {
			dropMinimums(p)
		} else if r.IntN(2) == 0 {
			b = priced(r, p)
		}
		q, c := disturbed(r, p, b)
		ctx := context.Background()
		if r.IntN(4) == 0 {
			ctx = within(r.IntN(9), context.DeadlineExceeded)
		}
		got, err := solve.Solve(ctx, q, solve.Options{Policy: policy, Budget: c})
		if err != nil {
			var refused *solve.ProblemError
			if errors.As(err, &refused) {
				continue // the change broke a rule
			}
			t.Fatal(err)
		}
		f := newForgery(t, p, b, instance.NewResult(q, got))
		for range r.IntN(3) {
			f.change(r)
		}
		if !f.pass() {
			rejected[policy]++
			continue
		}
		accepted[policy]++
		f.true()
	}
	for _, policy := range policies {
		if accepted[policy] < 300 || rejected[policy] < 300 {
			t.Errorf("%s: %d accepted, %d rejected", policy, accepted[policy], rejected[policy])
		}
	}
}

// disturbed is a problem, and perhaps a budget, that differ from those given in a few
// numbers.
func disturbed(r *rand.Rand, p *solve.Problem, b *solve.Budget) (*solve.Problem, *solve.Budget) {
	q := *p
	q.Owners, q.Practices, q.Regions, q.Needs = slices.Clone(p.Owners), slices.Clone(p.Practices), slices.Clone(p.Regions), slices.Clone(p.Needs)
	q.Scores, q.Candidates = slices.Clone(p.Scores), slices.Clone(p.Candidates)
	q.Forbidden, q.Required = slices.Clone(p.Forbidden), slices.Clone(p.Required)
	c := b
	if b != nil {
		c = &solve.Budget{Limit: max(0, b.Limit+r.Int64N(5)-2), Costs: slices.Clone(b.Costs), Steps: 20}
	}
	for range 1 + r.IntN(2) {
		by := r.IntN(3) - 1
		switch r.IntN(9) {
		case 0:
			a := &q.Practices[r.IntN(len(q.Practices))]
			a.Capacity = max(a.Capacity+by, a.Min)
		case 1:
			a := &q.Practices[r.IntN(len(q.Practices))]
			a.Min = max(0, min(a.Min+by, a.Capacity))
		case 2:
			g := &q.Regions[r.IntN(len(q.Regions))]
			g.Max = max(g.Max+by, g.Min)
		case 3:
			g := &q.Regions[r.IntN(len(q.Regions))]
			g.Min = max(0, min(g.Min+by, g.Max))
		case 4:
			if len(q.Owners) > 0 {
				o := &q.Owners[r.IntN(len(q.Owners))]
				o.Capacity = max(0, o.Capacity+by)
			}
		case 5:
			q.Forbidden = q.Forbidden[:len(q.Forbidden)/2]
		case 6:
			q.Required = q.Required[:len(q.Required)/2]
		case 7:
			q.Regions[r.IntN(len(q.Regions))].Tie = r.Int64N(2)
			if len(q.Needs) > 0 {
				q.Needs[r.IntN(len(q.Needs))].Priority = r.IntN(3)
			}
		case 8:
			if len(q.Scores) > 0 {
				q.Scores[r.IntN(len(q.Scores))] += int32(by)
			} else if len(q.Candidates) > 0 {
				q.Candidates[r.IntN(len(q.Candidates))].Score += int64(by)
			}
		}
	}
	return &q, c
}

// forgery is a result that is held against a problem it is not of.
type forgery struct {
	t      *testing.T
	p      *solve.Problem
	b      *solve.Budget
	in     []byte
	result *instance.Result
}

func newForgery(t *testing.T, p *solve.Problem, b *solve.Budget, result *instance.Result) *forgery {
	t.Helper()
	f := &forgery{t: t, p: p, b: b, result: result}
	given := instance.FromProblem(p)
	given.Policy = result.Policy
	if b != nil {
		given.Budget = &b.Limit
		given.Costs = make([][]int64, len(p.Practices))
		for i := range given.Costs {
			given.Costs[i] = make([]int64, p.Columns())
		}
		for q, cost := range costsOf(p, b) {
			given.Costs[q.Practice][q.Column] = cost
		}
	}
	var in bytes.Buffer
	if err := given.Write(&in); err != nil {
		t.Fatal(err)
	}
	f.in = in.Bytes()
	return f
}

// change makes one number or one pair of the result another.
func (f *forgery) change(r *rand.Rand) {
	x := f.result
	var prices []*instance.Prices
	if prices = append(prices, x.Prices); x.Fairness != nil {
		prices = append(prices, x.Fairness.ScorePrices, x.Fairness.Tight, x.Fairness.Tight)
		for _, l := range x.Fairness.Levels {
			prices = append(prices, l.Prices)
		}
		if w := x.Fairness.Worst; w != nil {
			prices = append(prices, w.Coverage, w.Above)
		}
	}
	by := []int64{-2, -1, 1, 2}[r.IntN(4)]
	switch r.IntN(8) {
	case 0:
		x.Status = []string{"optimal", "bounded"}[r.IntN(2)]
	case 1:
		if len(x.Pairs) > 0 {
			x.Pairs = slices.Delete(x.Pairs, 0, 1)
		}
	case 2:
		pair := [2]string{f.p.Practices[r.IntN(len(f.p.Practices))].ID, f.p.ColumnID(r.IntN(f.p.Columns()))}
		if !slices.Contains(x.Pairs, pair) {
			x.Pairs = append(x.Pairs, pair)
		}
	case 3:
		if x.Fairness != nil && x.Fairness.Worst != nil && x.Fairness.Worst.Threshold != nil {
			*x.Fairness.Worst.Threshold += by
		} else if x.Fairness != nil && len(x.Fairness.Levels) > 0 {
			x.Fairness.Levels = x.Fairness.Levels[:len(x.Fairness.Levels)-1]
		}
	case 4:
		if x.Budget != nil {
			x.Budget.Multiplier = max(0, x.Budget.Multiplier+by)
		}
	default:
		f.price(r, prices[r.IntN(len(prices))], by)
	}
}

// price changes the price of one node.
func (f *forgery) price(r *rand.Rand, prices *instance.Prices, by int64) {
	if prices == nil {
		return
	}
	book, id := &prices.Innovators, f.p.Practices[r.IntN(len(f.p.Practices))].ID
	switch k := r.IntN(4); {
	case k == 0:
		book, id = &prices.Regions, f.p.Regions[r.IntN(len(f.p.Regions))].ID
	case k == 1 && len(f.p.Needs) > 0:
		book, id = &prices.Needs, f.p.Needs[r.IntN(len(f.p.Needs))].ID
	case k == 2 && len(f.p.Owners) > 0:
		book, id = &prices.Owners, f.p.Owners[r.IntN(len(f.p.Owners))].ID
	}
	if *book == nil {
		*book = map[string]int64{}
	}
	(*book)[id] += by
}

// faults are the figures that a rejection tells, so that they can be mended.
var faults = []struct {
	says *regexp.Regexp
	mend func(x *instance.Result, n []int64)
}{
	{regexp.MustCompile(`^the objective is .*, the pairs add up to (-?\d+)`), func(x *instance.Result, n []int64) { x.Objective = n[0] }},
	{regexp.MustCompile(`^the bound is .*, the prices prove (-?\d+)`), func(x *instance.Result, n []int64) { x.Bound = n[0] }},
	{regexp.MustCompile(`^fairness.price is .*, the prices prove (-?\d+)`), func(x *instance.Result, n []int64) { x.Fairness.Price = n[0] }},
	{regexp.MustCompile(`^fairness.levels: with (\d+) visits a region: (\d+) counted, \d+ claimed`), func(x *instance.Result, n []int64) { x.Fairness.Levels[n[0]-1].Visits = n[1] }},
	{regexp.MustCompile(`^fairness.worst: (\d+) visits, \d+ claimed`), func(x *instance.Result, n []int64) { x.Fairness.Worst.Visits = n[0] }},
	{regexp.MustCompile(`^budget: \d+ claimed, (\d+) spent`), func(x *instance.Result, n []int64) { x.Budget.Spent = n[0] }},
	{regexp.MustCompile(`^budget.dearest is -?\d+, the required pairs leave (\d+)`), func(x *instance.Result, n []int64) { x.Budget.Dearest = &n[0] }},
	{regexp.MustCompile(`^infeasible.needed: want (\d+)`), func(x *instance.Result, n []int64) { x.Infeasible.Needed = n[0] }},
	{regexp.MustCompile(`^infeasible.needed is -?\d+, the prices prove that a plan costs (-?\d+)`), func(x *instance.Result, n []int64) { x.Infeasible.Needed = n[0] }},
	{regexp.MustCompile(`^infeasible.available: want (?:the budget, )?(\d+)`), func(x *instance.Result, n []int64) { x.Infeasible.Available = n[0] }},
}

// pass mends what is found fault with until nothing is, or what is cannot be mended.
func (f *forgery) pass() bool {
	if f.result.Fairness != nil {
		f.result.Fairness.Counts = nil
	}
	for range 12 {
		var out bytes.Buffer
		if err := f.result.Write(&out); err != nil {
			f.t.Fatal(err)
		}
		_, err := verify.Check(bytes.NewReader(f.in), nil, &out)
		var no *verify.Rejection
		if err == nil {
			return true
		}
		if !errors.As(err, &no) {
			f.t.Fatal(err)
		}
		if !f.mended(no.Reason) {
			return false
		}
	}
	return false
}

func (f *forgery) mended(reason string) bool {
	for _, fault := range faults {
		if found := fault.says.FindStringSubmatch(reason); found != nil {
			var n []int64
			for _, text := range found[1:] {
				v, err := strconv.ParseInt(text, 10, 64)
				if err != nil {
					f.t.Fatal(err)
				}
				n = append(n, v)
			}
			fault.mend(f.result, n)
			return true
		}
	}
	return false
}
