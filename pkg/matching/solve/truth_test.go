package solve_test

import (
	"math"
	"slices"

	"makcomblang.id/pkg/matching/solve"
)

// standing is how good a plan is under a policy, apart from its total: the earlier
// number first, the larger the better.
type standing struct {
	rank   []int
	counts []int
	total  int64
}

// true holds an accepted result against all plans.
func (f *forgery) true() {
	f.t.Helper()
	x := f.result
	mine, plan := f.claimed()
	best, any := int64(math.MinInt64), false
	settled := x.Status == "optimal" || f.complete()
	pairs, _, must := table(f.p)
	var costs map[solve.Pair]int64
	if f.b != nil {
		costs = costsOf(f.p, f.b)
	}
	found := false
	each(f.p, func(chosen []bool, total int64) {
		var spent int64
		for k, q := range pairs {
			if chosen[k] {
				spent += costs[q]
			}
		}
		if f.b != nil && spent > f.b.Limit {
			return
		}
		any, best = true, max(best, total)
		s := f.standing(pairs, chosen, must)
		s.total = total
		found = found || slices.EqualFunc(chosen, pairs, func(in bool, q solve.Pair) bool { return in == plan[q] })
		if x.Status == "infeasible" || x.Policy == "stable" {
			return
		}
		f.levels(mine, s)
		bound := inSense(f.p, x.Bound)
		switch c := slices.Compare(s.rank, mine.rank); {
		case !settled && total > bound, settled && c == 0 && total > bound:
			f.false("a plan of it is worth %d", total)
		case settled && c > 0:
			f.false("there is a better standing: %v, not %v", s.rank, mine.rank)
		}
	})
	if x.Status == "infeasible" {
		if any {
			f.false("there is a plan")
		}
		return
	}
	if !found {
		f.false("its pairs are no plan")
	}
	if x.Policy != "score" && f.b == nil && x.Fairness.Price < best-inSense(f.p, x.Objective) {
		f.false("the price of fairness is at least %d", best-inSense(f.p, x.Objective))
	}
	if x.Policy == "stable" {
		f.unblocked(plan)
	}
}

func (f *forgery) false(format string, args ...any) {
	f.t.Helper()
	f.t.Fatalf("accepted, but "+format+"\n%s\n%+v\n%+v", append(args, f.in, f.result, f.result.Fairness)...)
}

// claimed is the standing of the plan that the result names.
func (f *forgery) claimed() (standing, map[solve.Pair]bool) {
	named := map[[2]string]bool{}
	for _, q := range f.result.Pairs {
		named[q] = true
	}
	pairs, _, must := table(f.p)
	chosen, plan := make([]bool, len(pairs)), map[solve.Pair]bool{}
	for k, q := range pairs {
		chosen[k] = named[[2]string{f.p.Practices[q.Practice].ID, f.p.ColumnID(q.Column)}]
		plan[q] = chosen[k]
	}
	return f.standing(pairs, chosen, must), plan
}

func (f *forgery) standing(pairs []solve.Pair, chosen, must []bool) standing {
	s := standing{counts: counts(f.p, pairs, chosen)}
	switch {
	case f.result.Policy == "leximin" && f.b == nil:
		s.rank = served(f.p, s.counts)
	case f.result.Policy == "leximin":
		s.rank = slices.Clone(s.counts)
		slices.Sort(s.rank)
	case f.result.Policy == "worst-first":
		_, scores, _ := table(f.p)
		visits, worst := 0, math.MaxInt
		for k := range pairs {
			if chosen[k] {
				if visits++; !must[k] {
					worst = min(worst, int(scores[k]))
				}
			}
		}
		s.rank = []int{visits, worst}
	}
	return s
}

// complete reports whether a bounded result claims all that its policy promises, the
// best total aside.
func (f *forgery) complete() bool {
	x := f.result
	switch {
	case x.Fairness == nil:
		return x.Policy == "score"
	case x.Policy == "leximin":
		mine, _ := f.claimed()
		most := 0
		for _, g := range f.p.Regions {
			most = max(most, g.Max)
		}
		return len(x.Fairness.Levels) >= min(slices.Max(mine.counts)+1, most)
	case x.Policy == "worst-first":
		return x.Fairness.Worst != nil && !x.Fairness.Worst.Open
	}
	return true
}

// levels holds another plan against the part of its policy that a result proves even
// where it is bounded.
func (f *forgery) levels(mine, other standing) {
	x := f.result
	if x.Fairness == nil {
		return
	}
	if x.Fairness.Worst != nil && other.rank[0] > mine.rank[0] {
		f.false("there is a plan with %d visits", other.rank[0])
	}
	for k := range x.Fairness.Levels {
		a, b := upTo(mine.counts, k+1), upTo(other.counts, k+1)
		if b > a {
			f.false("a plan has %d visits with %d for each region, not %d", b, k+1, a)
		}
		if f.b != nil && b < a {
			return // the next levels are for plans with as many up to here
		}
	}
}

// upTo counts visits, of each region so many at most.
func upTo(counts []int, most int) (sum int) {
	for _, n := range counts {
		sum += min(n, most)
	}
	return sum
}

func (f *forgery) unblocked(plan map[solve.Pair]bool) {
	var pairs []solve.Pair
	for q, in := range plan {
		if in {
			pairs = append(pairs, q)
		}
	}
	slices.SortFunc(pairs, func(a, b solve.Pair) int {
		if a.Practice != b.Practice {
			return a.Practice - b.Practice
		}
		return a.Column - b.Column
	})
	if blocking, err := solve.Blocking(f.p, pairs); err != nil || len(blocking) > 0 {
		f.false("%v block it: %v", blocking, err)
	}
}
