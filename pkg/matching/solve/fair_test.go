package solve_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// counts is the vector of visits per region of a plan.
func counts(p *solve.Problem, pairs []solve.Pair, chosen []bool) []int {
	out := make([]int, len(p.Regions))
	for k, q := range pairs {
		if chosen[k] {
			out[p.RegionOf(q.Column)]++
		}
	}
	return out
}

func TestLeximinEqualsEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(21, 22))
	for range 4000 / len(shapes) {
		for _, s := range shapes {
			levelled(t, random(r, s))
		}
	}
}

// Minimums of practices that share an owner's capacity with others can take visits
// from the regions that would be served first.
func TestLeximinKeepsMinimumsUnderAnOwner(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(25, 26))
	moved := 0
	for k := range 12000 {
		p := sharing(r, shapes[2+k%4])
		if p == nil {
			continue
		}
		got := levelled(t, p)
		if points, err := solve.Frontier(context.Background(), p, 3); err != nil || (got != nil) != (len(points) == 3) {
			t.Fatalf("frontier: %d points, %v: %+v", len(points), err, p)
		}
		free := *p
		free.Practices = slices.Clone(p.Practices)
		for i := range free.Practices {
			free.Practices[i].Min = 0
		}
		if got != nil && !slices.Equal(got.Counts, solved(t, &free, solve.Options{Policy: solve.PolicyLeximin}).Counts) {
			moved++
		}
	}
	if moved < 40 {
		t.Errorf("only in %d cases the minimums changed what regions have", moved)
	}
}

// sharing is a random problem in which practices with a minimum share an owner's
// capacity with others, or nil where there are too few of them.
func sharing(r *rand.Rand, s shape) *solve.Problem {
	p := random(r, s)
	if len(p.Practices) < 3 || len(p.Regions) < 2 {
		return nil
	}
	p.Owners = []solve.Owner{{ID: "o0", Capacity: 1 + r.IntN(2)}, {ID: "o1", Capacity: 1 + r.IntN(3)}}
	p.Required, p.Forbidden = nil, nil
	for i := range p.Practices {
		a := &p.Practices[i]
		a.Owner, a.Min, a.Capacity = min(i/2, 1), r.IntN(5)/4, 1+r.IntN(2)
		if i > 2 {
			a.Owner = solve.NoOwner
		}
		for c := range p.Columns() {
			if q := (solve.Pair{Practice: i, Column: c}); r.IntN(3) > 0 {
				p.Forbidden = append(p.Forbidden, q)
			}
		}
	}
	p.Practices[0].Min = 1
	for j := range p.Regions {
		p.Regions[j].Min, p.Regions[j].Max = 0, 1+r.IntN(3)
	}
	return p
}

// levelled solves p under leximin and holds the answer against all plans: the
// fairest vector, among equal regions the order, the best total, the price of
// fairness. It returns nil where there is no plan.
func levelled(t *testing.T, p *solve.Problem) *solve.Result {
	t.Helper()
	pairs, _, _ := table(p)
	var sorted, inOrder []int
	each(p, func(chosen []bool, _ int64) {
		c := counts(p, pairs, chosen)
		if lists := served(p, c); inOrder == nil || slices.Compare(lists, inOrder) > 0 {
			inOrder = lists
		}
		slices.Sort(c)
		if sorted == nil || slices.Compare(c, sorted) > 0 {
			sorted = c
		}
	})
	got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
	proven(t, p, got)
	if (sorted == nil) != (got.Status == solve.Infeasible) {
		t.Fatalf("got %s: %+v", got.Status, p)
	}
	if sorted == nil {
		return nil
	}
	have := slices.Clone(got.Counts)
	slices.Sort(have)
	if !slices.Equal(have, sorted) || !slices.Equal(served(p, got.Counts), inOrder) {
		t.Fatalf("got %v, want %v sorted and %v in order: %+v", got.Counts, sorted, inOrder, p)
	}
	var best int64
	found := false
	each(p, func(chosen []bool, total int64) {
		if slices.Equal(counts(p, pairs, chosen), got.Counts) && (!found || total > best) {
			best, found = total, true
		}
	})
	if !found || got.Objective != inSense(p, best) {
		t.Fatalf("got %d, want %d for these counts: %+v", got.Objective, inSense(p, best), p)
	}
	if top, _ := brute(p); got.Fairness.Price != top-best {
		t.Fatalf("the price of fairness is %d, want %d", got.Fairness.Price, top-best)
	}
	return got
}

// served says for the first visit, then the second, and so on, whether each region
// has it: 1 or 0, in the order in which equal regions are served.
func served(p *solve.Problem, counts []int) (out []int) {
	urgent, order := make([]int, len(counts)), make([]int, len(counts))
	for _, n := range p.Needs {
		urgent[n.Region] = max(urgent[n.Region], n.Priority)
	}
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(urgent[b], urgent[a]), cmp.Compare(p.Regions[a].Tie, p.Regions[b].Tie))
	})
	for level := 1; level <= 5; level++ {
		for _, j := range order {
			out = append(out, min(1, max(0, counts[j]-level+1)))
		}
	}
	return out
}

func TestLeximinBreaksTiesByUrgencyThenTieThenOrder(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Practices: []solve.Practice{{Capacity: 1, Owner: solve.NoOwner}},
		Regions:   []solve.Region{{Max: 1, Tie: 2}, {Max: 1, Tie: 1}, {Max: 1, Tie: 1}, {Max: 1, Tie: 9}},
		Needs:     []solve.Need{{Region: 0}, {Region: 1}, {Region: 2}, {Region: 3, Priority: 1}},
		Scores:    []int32{9, 8, 7, 6},
	}
	for _, want := range []int{3, 1, 2, 0} {
		got := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		if len(got.Pairs) != 1 || got.Pairs[0].Column != want {
			t.Fatalf("got %v, want region %d", got.Pairs, want)
		}
		p.Forbidden = append(p.Forbidden, got.Pairs[0])
	}
}

func TestWorstFirstEqualsEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(23, 24))
	for k := range 4000 {
		p := random(r, shapes[k%len(shapes)])
		pairs, scores, must := table(p)
		type value struct{ visits, worst, total int64 }
		var best *value
		each(p, func(chosen []bool, total int64) {
			v := value{worst: 1 << 60, total: total}
			for k := range pairs {
				if chosen[k] {
					if v.visits++; !must[k] {
						v.worst = min(v.worst, scores[k])
					}
				}
			}
			if best == nil || v.visits > best.visits || v.visits == best.visits &&
				(v.worst > best.worst || v.worst == best.worst && v.total > best.total) {
				best = &v
			}
		})
		got := solved(t, p, solve.Options{Policy: solve.PolicyWorstFirst})
		proven(t, p, got)
		if (best == nil) != (got.Status == solve.Infeasible) {
			t.Fatalf("case %d: got %s", k, got.Status)
		}
		if best == nil {
			continue
		}
		if int64(len(got.Pairs)) != best.visits || got.Objective != inSense(p, best.total) {
			t.Fatalf("case %d: got %d visits, %d; want %+v: %+v", k, len(got.Pairs), got.Objective, *best, p)
		}
		if w := got.Fairness.Worst; w.Free && w.Threshold != inSense(p, best.worst) {
			t.Fatalf("case %d: got threshold %d, want %d", k, w.Threshold, inSense(p, best.worst))
		}
	}
}

// The owner of "must" and "may" has one journey, which a minimum takes.
func TestLeximinServesAroundAMinimum(t *testing.T) {
	t.Parallel()
	p := &solve.Problem{
		Owners: []solve.Owner{{ID: "o", Capacity: 1}},
		Practices: []solve.Practice{
			{ID: "must", Owner: 0, Min: 1, Capacity: 1}, {ID: "may", Owner: 0, Capacity: 1}, {ID: "own", Owner: solve.NoOwner, Capacity: 1},
		},
		Regions:    []solve.Region{{ID: "a", Max: 1}, {ID: "b", Max: 2}},
		Candidates: []solve.Candidate{{Practice: 0, Column: 1, Score: 1}, {Practice: 1, Column: 0, Score: 1}, {Practice: 2, Column: 1, Score: 1}},
	}
	if r := levelled(t, p); !slices.Equal(r.Counts, []int{0, 2}) {
		t.Errorf("got %v", r.Counts)
	}
	for _, ctx := range []context.Context{within(1, context.DeadlineExceeded), within(2, context.DeadlineExceeded)} {
		r, err := solve.Solve(ctx, p, solve.Options{Policy: solve.PolicyLeximin})
		if err != nil {
			t.Fatal(err)
		}
		proven(t, p, r)
		if !slices.Equal(r.Counts, []int{0, 2}) {
			t.Errorf("cut short: got %v", r.Counts)
		}
	}
	ample := &solve.Budget{Costs: []int64{0, 0, 0}}
	if r := solved(t, p, solve.Options{Policy: solve.PolicyLeximin, Budget: ample}); !slices.Equal(r.Counts, []int{0, 2}) {
		t.Errorf("with a budget: got %v", r.Counts)
	}
}
