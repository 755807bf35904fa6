package solve_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"regexp"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// files are the instance file of a problem with its budget, and the result file.
func files(t *testing.T, p *solve.Problem, b *solve.Budget, r *solve.Result) (given, result []byte) {
	t.Helper()
	in := instance.FromProblem(p)
	in.Budget, in.Policy = &b.Limit, string(r.Policy)
	in.Costs = make([][]int64, len(p.Practices))
	for i := range in.Costs {
		in.Costs[i] = make([]int64, p.Columns())
	}
	for q, cost := range costsOf(p, b) {
		in.Costs[q.Practice][q.Column] = cost
	}
	var one, two bytes.Buffer
	if err := in.Write(&one); err != nil {
		t.Fatal(err)
	}
	if err := instance.NewResult(p, r).Write(&two); err != nil {
		t.Fatal(err)
	}
	return one.Bytes(), two.Bytes()
}

func costsOf(p *solve.Problem, b *solve.Budget) map[solve.Pair]int64 {
	costs := map[solve.Pair]int64{}
	for k := range p.Scores {
		costs[solve.Pair{Practice: k / p.Columns(), Column: k % p.Columns()}] = b.Costs[k]
	}
	for k, c := range p.Candidates {
		costs[solve.Pair{Practice: c.Practice, Column: c.Column}] = b.Costs[k]
	}
	return costs
}

// worstValue is what worst-first compares, the earlier field first.
type worstValue struct {
	visits, worst, total int64
	free                 bool
}

func (v worstValue) before(o worstValue) bool {
	if v.visits != o.visits {
		return v.visits > o.visits
	}
	return v.worst > o.worst || v.worst == o.worst && v.total > o.total
}

// bestWorst is the best value of a plan within the budget, by enumeration.
func bestWorst(p *solve.Problem, b *solve.Budget) *worstValue {
	pairs, scores, must := table(p)
	costs := costsOf(p, b)
	var best *worstValue
	each(p, func(chosen []bool, total int64) {
		v := worstValue{worst: 1 << 60, total: total}
		var spent int64
		for k, q := range pairs {
			if !chosen[k] {
				continue
			}
			spent += costs[q]
			if v.visits++; !must[k] {
				v.worst, v.free = min(v.worst, scores[k]), true
			}
		}
		if spent <= b.Limit && (best == nil || v.before(*best)) {
			best = &v
		}
	})
	return best
}

func TestWorstFirstWithinABudgetEqualsEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(211, 212))
	optimal, fewer, lower, swapped := 0, 0, 0, 0
	for k := range 4000 {
		p := random(r, shapes[k%len(shapes)])
		b := priced(r, p)
		opt := solve.Options{Policy: solve.PolicyWorstFirst, Budget: b}
		want, got := bestWorst(p, b), solved(t, p, opt)
		given, result := files(t, p, b, got)
		if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err != nil {
			t.Fatalf("case %d: %v\n%s\n%s", k, err, given, result)
		}
		if want == nil {
			if got.Status != solve.Infeasible || got.Policy != solve.PolicyWorstFirst {
				t.Fatalf("case %d: got %+v, there is no plan: %s", k, got, given)
			}
			continue
		}
		optimal++
		w := got.Fairness.Worst
		if got.Status != solve.Optimal || w.Visits != want.visits || int64(len(got.Pairs)) != want.visits ||
			got.Objective != inSense(p, want.total) || got.Bound != got.Objective || got.Budget.Spent > b.Limit {
			t.Fatalf("case %d: got %+v %+v %+v, want %+v\n%s", k, got, w, got.Budget, *want, given)
		}
		if w.Free != want.free || w.Free && w.Threshold != inSense(p, want.worst) {
			t.Fatalf("case %d: got threshold %v %d, want %+v\n%s", k, w.Free, w.Threshold, *want, given)
		}
		numbersAltered(t, given, result)
		if other := solved(t, p, solve.Options{Budget: b}); len(other.Pairs) < len(got.Pairs) {
			swapped++
			replaced(t, p, b, got, other)
		}
		unlimited := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		switch u := unlimited.Fairness.Worst; {
		case u.Visits > w.Visits:
			fewer++
		case u.Free && inSense(p, u.Threshold) > inSense(p, w.Threshold):
			lower++
		}
	}
	if optimal < 1000 || fewer < 200 || lower < 50 || swapped < 200 {
		t.Errorf("%d had a plan, the budget took visits from %d and score from %d, score had fewer visits in %d", optimal, fewer, lower, swapped)
	}
}

// numbersAltered changes every number that a result without a seal claims.
func numbersAltered(t *testing.T, given, result []byte) {
	t.Helper()
	result = regexp.MustCompile(`,"seal":"[^"]*"`).ReplaceAll(result, nil)
	names := regexp.MustCompile(`"(objective|bound|visits|threshold|spent|price)":(-?\d+)`)
	for _, at := range names.FindAllSubmatchIndex(result, -1) {
		v, err := strconv.Atoi(string(result[at[4]:at[5]]))
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []int{-1, 1, 1000} {
			other := string(result[:at[4]]) + strconv.Itoa(v+by) + string(result[at[5]:])
			if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader([]byte(other))); err == nil {
				t.Fatalf("%s altered by %d and accepted\n%s\n%s", result[at[2]:at[3]], by, given, other)
			}
		}
	}
}

// Whenever the time ends there is a plan within the budget, with as much of the
// proof as was reached.
func TestWorstFirstWithinABudgetIsProvenWheneverTheTimeEnds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(213, 214))
	bare, open, bounded := 0, 0, 0
	for k := range 500 {
		p := random(r, shapes[k%len(shapes)])
		b := priced(r, p)
		opt := solve.Options{Policy: solve.PolicyWorstFirst, Budget: b}
		whole := solved(t, p, opt)
		for limit := 0; ; limit++ {
			ctx := within(limit, context.DeadlineExceeded)
			got, err := solve.Solve(ctx, p, opt)
			if err != nil {
				t.Fatalf("case %d after %d steps: %v", k, limit, err)
			}
			given, result := files(t, p, b, got)
			if _, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(result)); err != nil {
				t.Fatalf("case %d after %d steps: %v\n%s\n%s", k, limit, err, given, result)
			}
			if got.Status != whole.Status && got.Status != solve.Bounded || whole.Status == solve.Infeasible && got.Status != whole.Status {
				t.Fatalf("case %d after %d steps: got %s, with time enough %s", k, limit, got.Status, whole.Status)
			}
			if got.Status == solve.Bounded {
				if inSense(p, got.Bound) < inSense(p, whole.Objective) {
					t.Fatalf("case %d after %d steps: the bound %d is below %d", k, limit, got.Bound, whole.Objective)
				}
				switch w, want := got.Fairness.Worst, whole.Fairness.Worst; {
				case w == nil:
					bare++
				case w.Visits != want.Visits, !w.Open && (w.Free != want.Free || w.Threshold != want.Threshold):
					t.Fatalf("case %d after %d steps: got %+v, with time enough %+v", k, limit, w, want)
				case w.Open:
					open++
				default:
					bounded++
				}
			}
			if ctx.asked <= limit {
				break
			}
		}
	}
	if bare < 100 || open < 100 || bounded < 100 {
		t.Errorf("cut short before the visits %d, before the threshold %d, before the best total %d", bare, open, bounded)
	}
}

// A cancelled search is an error, whatever it has found.
func TestACancelledBudgetIsAnError(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(215, 216))
	cancelled := 0
	for k := range 200 {
		p := random(r, shapes[k%len(shapes)])
		opt := solve.Options{Policy: solve.PolicyWorstFirst, Budget: priced(r, p)}
		for limit := 0; ; limit++ {
			ctx := within(limit, context.Canceled)
			got, err := solve.Solve(ctx, p, opt)
			if (err == nil) != (ctx.asked <= limit) || (err == nil) == (got == nil) {
				t.Fatalf("case %d after %d steps: got %v, %v", k, limit, got, err)
			}
			if err == nil {
				break
			}
			cancelled++
		}
	}
	if cancelled < 500 {
		t.Errorf("only %d were cancelled", cancelled)
	}
}

// The prices of a plan under a budget are not those of its problem.
func TestAPlanUnderABudgetAnswersNoWhyNot(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Practices: []solve.Practice{{ID: "a", Capacity: 1}}, Regions: []solve.Region{{ID: "r", Max: 1}}, Scores: []int32{1},
	}
	for _, policy := range []solve.Policy{solve.PolicyScore, solve.PolicyLeximin} {
		plan := solved(t, p, solve.Options{Policy: policy, Budget: &solve.Budget{Costs: []int64{1}}})
		if a, err := solve.WhyNot(context.Background(), p, plan, solve.Pair{}); err == nil {
			t.Errorf("%s: got %+v, want a refusal", policy, a)
		}
	}
}

func TestWhoTakesNoBudgetSaysWhy(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Practices: []solve.Practice{{ID: "a", Capacity: 1}}, Regions: []solve.Region{{ID: "r", Max: 1}}, Scores: []int32{1},
	}
	for policy, word := range map[solve.Policy]string{
		solve.PolicyStable: "too dear together", "fastest": "unknown policy",
	} {
		_, err := solve.Solve(context.Background(), p, solve.Options{Policy: policy, Budget: &solve.Budget{Costs: []int64{1}}})
		if err == nil || !regexp.MustCompile(word).MatchString(err.Error()) {
			t.Errorf("%s: got %v, want %q", policy, err, word)
		}
	}
}
