package solve

import (
	"context"
	"errors"
	"slices"
	"sort"
)

// solveWorstFirst finds the largest number of visits, then by bisection the best
// threshold at which it is still reached, then the best total score.
func solveWorstFirst(ctx context.Context, p *Problem) (*Result, error) {
	w := newWorst(p)
	all, err := w.unit(ctx, -limit)
	if err != nil {
		return nil, err
	}
	switch all.Status {
	case Infeasible:
		return infeasible(ctx, p, PolicyWorstFirst)
	case Bounded:
		return cutShort(p, PolicyWorstFirst, all)
	}
	proof := &Worst{Visits: all.Objective, Coverage: all.Prices}
	plan, err := w.bisect(ctx, proof, all)
	if err != nil {
		return nil, err
	}
	if proof.Open {
		return w.open(proof, plan)
	}
	proof.Bonus = int64(2*min(len(p.Practices), p.Columns())+2) * max(w.largest, 1)
	r, err := w.final(ctx, proof, plan)
	if err != nil {
		return nil, err
	}
	best, err := solveScore(ctx, p, Options{anyPlan: true})
	if err != nil {
		return nil, err
	}
	r.compare(best)
	r.Fairness.Worst = proof
	return r, nil
}

// worst holds the admissible pairs with their scores as a maximisation.
type worst struct {
	p        *Problem
	sign     int64
	free     []Candidate
	required []Candidate
	largest  int64
}

func newWorst(p *Problem) *worst {
	w := &worst{p: p, sign: 1}
	if p.Sense == Minimise {
		w.sign = -1
	}
	kind := make(map[Pair]bool, len(p.Forbidden)+len(p.Required))
	for _, q := range p.Forbidden {
		kind[q] = false
	}
	for _, q := range p.Required {
		kind[q] = true
	}
	add := func(c Candidate) {
		c.Score *= w.sign
		w.largest = max(w.largest, magnitude(c.Score))
		if required, special := kind[Pair{c.Practice, c.Column}]; !special {
			w.free = append(w.free, c)
		} else if required {
			w.required = append(w.required, c)
		}
	}
	width := p.Columns()
	for k, s := range p.Scores {
		add(Candidate{k / width, k % width, int64(s)})
	}
	if p.Scores == nil {
		for _, c := range p.Candidates {
			add(c)
		}
	}
	slices.SortStableFunc(w.free, func(a, b Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		default:
			return 0
		}
	})
	return w
}

// restricted is the problem with the free pairs scoring at least threshold and
// the scores given by f.
func (w *worst) restricted(threshold int64, f func(int64) int64) *Problem {
	q := *w.p
	q.Sense, q.Scores, q.Forbidden = Maximise, nil, nil
	k := sort.Search(len(w.free), func(k int) bool { return w.free[k].Score < threshold })
	q.Candidates = make([]Candidate, 0, k+len(w.required))
	for _, list := range [][]Candidate{w.free[:k], w.required} {
		for _, c := range list {
			q.Candidates = append(q.Candidates, Candidate{c.Practice, c.Column, f(c.Score)})
		}
	}
	return &q
}

// unit counts the most visits with free pairs of at least threshold.
func (w *worst) unit(ctx context.Context, threshold int64) (*Result, error) {
	return solveScore(ctx, w.restricted(threshold, func(int64) int64 { return 1 }), Options{anyPlan: true})
}

// bisect finds the best threshold that still allows all visits, with a plan at
// it, or the best so far when the deadline passes.
func (w *worst) bisect(ctx context.Context, proof *Worst, plan *Result) (*Result, error) {
	steps := w.steps()
	low, high := 0, len(steps)-1 // steps[high] allows all visits
	for low < high {
		mid := (low + high) / 2
		if errors.Is(ctx.Err(), context.DeadlineExceeded) { // that there is no plan is found out whatever the deadline
			proof.Open = true
			break
		}
		r, err := w.unit(ctx, steps[mid])
		if err != nil {
			return nil, err
		}
		if r.Status == Bounded {
			proof.Open = true
			break
		}
		if r.Status == Optimal && r.Objective == proof.Visits {
			high, plan = mid, r
			continue
		}
		low = mid + 1
		if proof.Above = r.Prices; r.Status != Optimal {
			proof.Above = w.contradicting(r.Infeasible)
		}
	}
	w.settle(proof, steps, high)
	return plan, nil
}

// steps are the distinct scores of free pairs, best first, after one that allows
// no free pair.
func (w *worst) steps() []int64 {
	steps := []int64{limit}
	for _, c := range w.free {
		if c.Score != steps[len(steps)-1] {
			steps = append(steps, c.Score)
		}
	}
	return steps
}

// settle writes down the threshold that the bisection came to.
func (w *worst) settle(proof *Worst, steps []int64, at int) {
	if proof.Free = at > 0; proof.Free {
		proof.Threshold = w.sign * steps[at]
	}
}

// open is the result when the deadline ended the search for the threshold.
func (w *worst) open(proof *Worst, plan *Result) (*Result, error) {
	r, err := cutShort(w.p, PolicyWorstFirst, plan)
	if err != nil {
		return nil, err
	}
	proof.Above = Prices{}
	r.Fairness.Worst = proof
	return r, nil
}

// contradicting turns a set that makes a problem infeasible into prices: the
// more they are scaled up, the less they prove.
func (w *worst) contradicting(v *Violation) Prices {
	by := int64(len(w.free) + len(w.required) + 1)
	if v.Supply {
		by = -by
	}
	p := w.p
	mark := func(size int, members []int) []int64 {
		out := make([]int64, size)
		for _, k := range members {
			out[k] = by
		}
		return out
	}
	out := Prices{
		Owners:    mark(len(p.Owners), v.Owners),
		Practices: mark(len(p.Practices), v.Practices),
		Regions:   mark(len(p.Regions), v.Regions),
	}
	for i := range out.Practices {
		if o := p.ownerOf(i); o != NoOwner {
			out.Practices[i] -= out.Owners[o]
		}
	}
	if len(p.Needs) > 0 {
		out.Needs = mark(len(p.Needs), v.Needs)
		for c, n := range p.Needs {
			out.Needs[c] = out.Regions[n.Region] - out.Needs[c]
		}
	}
	for j := range out.Regions {
		out.Regions[j] = -out.Regions[j]
	}
	return out
}

// final finds the best total score at the threshold; the bonus makes every
// visit worth more than any loss of score. When the deadline passes, plan is
// what stands, unless what was reached is better.
func (w *worst) final(ctx context.Context, proof *Worst, plan *Result) (*Result, error) {
	threshold := w.sign * proof.Threshold
	if !proof.Free {
		threshold = limit
	}
	q := w.restricted(threshold, func(s int64) int64 { return s + proof.Bonus })
	if err := q.Check(); err != nil {
		return nil, err
	}
	r, err := solveScore(ctx, q, Options{})
	if err != nil {
		return nil, err
	}
	if int64(len(r.Pairs)) < proof.Visits { // cut short
		r.Pairs, r.Counts = plan.Pairs, plan.Counts
		r.Objective = compile(q).total(r.Pairs)
	}
	bonus := proof.Bonus * proof.Visits
	r.Objective, r.Bound = w.sign*(r.Objective-bonus), w.sign*(r.Bound-bonus)
	r.Policy = PolicyWorstFirst
	return r, nil
}
