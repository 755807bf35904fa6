package solve_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// budgetFile is the instance file of a dense problem with its budget.
func budgetFile(t *testing.T, p *solve.Problem, b *solve.Budget) []byte {
	t.Helper()
	in := instance.FromProblem(p)
	in.Budget = &b.Limit
	for i := range p.Practices {
		in.Costs = append(in.Costs, b.Costs[i*p.Columns():(i+1)*p.Columns()])
	}
	var out bytes.Buffer
	if err := in.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Whatever the time allows, a budget ends in a plan within it and a bound that
// its prices prove, or in the proof that no plan is so cheap.
func TestABudgetIsProvenWheneverTheTimeEnds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(205, 206))
	tooDear, cut := 0, 0
	for k := range 500 {
		p := random(r, shapes[k%len(shapes)])
		if p.Scores == nil {
			continue
		}
		b := priced(r, p)
		in := budgetFile(t, p, b)
		whole := solved(t, p, solve.Options{Budget: b})
		for limit := 0; ; limit++ {
			ctx := within(limit, context.DeadlineExceeded)
			got, err := solve.Solve(ctx, p, solve.Options{Budget: b})
			if err != nil {
				t.Fatalf("case %d after %d steps: %v", k, limit, err)
			}
			var out bytes.Buffer
			if err := instance.NewResult(p, got).Write(&out); err != nil {
				t.Fatal(err)
			}
			if _, err := verify.Check(bytes.NewReader(in), nil, bytes.NewReader(out.Bytes())); err != nil {
				t.Fatalf("case %d after %d steps: %v\n%s\n%s", k, limit, err, in, out.Bytes())
			}
			if (got.Status == solve.Infeasible) != (whole.Status == solve.Infeasible) || inSense(p, got.Bound) < inSense(p, whole.Objective) {
				t.Fatalf("case %d after %d steps: got %+v, with time enough %+v", k, limit, got, whole)
			}
			if got.Status == solve.Bounded {
				cut++
			}
			if v := got.Infeasible; v != nil && v.Minimums == "budget" {
				tooDear++
				altered(t, in, out.Bytes())
			}
			if ctx.asked <= limit {
				break
			}
		}
	}
	if tooDear < 20 || cut < 100 {
		t.Errorf("%d were too dear and %d cut short", tooDear, cut)
	}
}

// altered changes every number of a proof that a budget is too small.
func altered(t *testing.T, in, out []byte) {
	t.Helper()
	out = regexp.MustCompile(`,"seal":"[^"]*"`).ReplaceAll(out, nil)
	for _, at := range regexp.MustCompile(`"(needed|available)":(\d+)`).FindAllSubmatchIndex(out, -1) {
		v, err := strconv.Atoi(string(out[at[4]:at[5]]))
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []int{-1, 1} {
			other := string(out[:at[4]]) + strconv.Itoa(v+by) + string(out[at[5]:])
			if _, err := verify.Check(bytes.NewReader(in), nil, bytes.NewReader([]byte(other))); err == nil {
				t.Fatalf("altered and accepted: %s", other)
			}
		}
	}
}

// Where every visit costs more than there is, the plan without any is proven best at
// once, whenever the time ends, and the verifier takes nothing else for the proof.
func TestAPlanWithoutAnAffordableVisitIsProvenBest(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(431, 432))
	proved := 0
	for k := range 120 {
		p := withoutMinimums(r, shapes[k%len(shapes)])
		for j := range p.Regions {
			p.Regions[j].Min = 0
		}
		b := &solve.Budget{Limit: r.Int64N(9), Costs: make([]int64, max(len(p.Scores), len(p.Candidates)))}
		for c := range b.Costs {
			b.Costs[c] = b.Limit + 1 + r.Int64N(3)
		}
		for c, cost := range costsOf(p, b) {
			if slices.Contains(p.Required, c) {
				b.Limit += cost
			}
		}
		for c := range b.Costs {
			b.Costs[c] += b.Limit // the required ones leave nothing that any other costs
		}
		b.Limit += int64(len(p.Required)) * b.Limit
		for _, policy := range policies[:3] {
			for _, limit := range []int{0, 1, 4, 1 << 30} {
				got, err := solve.Solve(within(limit, context.DeadlineExceeded), p, solve.Options{Policy: policy, Budget: b})
				if err != nil {
					t.Fatal(err)
				}
				if got.Status == solve.Infeasible {
					continue
				}
				if err := verified(t, p, b, got); err != nil {
					t.Fatalf("case %d: %s after %d steps: %v: %+v", k, policy, limit, err, got)
				}
				if limit > 4 || policy == solve.PolicyScore && limit > 0 {
					if got.Status != solve.Optimal || len(got.Pairs) != len(p.Required) {
						t.Fatalf("case %d: %s after %d steps: %s: %+v %+v", k, policy, limit, got.Status, got, got.Budget)
					}
					proved++
				}
			}
		}
	}
	if proved < 200 {
		t.Errorf("only %d were proven", proved)
	}
}
