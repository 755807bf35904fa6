package solve

import (
	"cmp"
	"context"
	"math"
	"math/big"
	"slices"
	"sort"
)

// worst holds the admissible pairs with their scores as a maximisation. In the
// dense form only Blocking has them listed, best first.
type worst struct {
	p        *Problem
	sign     int64
	fixed    map[Pair]bool // forbidden and required pairs; true: required
	free     []Candidate   // best first
	required []Candidate
	steps    []int64 // the distinct scores of free, best first, after one that allows no free pair
	largest  int64

	most, least int64   // in the dense form, of all scores
	ones        []int32 // in the dense form, room for a problem that counts visits
}

// newThresholds is newWorst without a list of pairs in the dense form.
func newThresholds(p *Problem) *worst {
	w := &worst{p: p, sign: 1, fixed: make(map[Pair]bool, len(p.Forbidden)+len(p.Required))}
	if p.Sense == Minimise {
		w.sign = -1
	}
	for _, q := range p.Forbidden {
		w.fixed[q] = false
	}
	for _, q := range p.Required {
		w.fixed[q] = true
	}
	if len(p.Scores) > 0 {
		low, high := p.Scores[0], p.Scores[0]
		for _, s := range p.Scores {
			low, high = min(low, s), max(high, s)
		}
		a, b := w.sign*int64(low), w.sign*int64(high)
		w.least, w.most = min(a, b), max(a, b)
		w.largest = max(magnitude(a), magnitude(b))
		return w
	}
	w.list()
	return w
}

func newWorst(p *Problem) *worst {
	w := newThresholds(p)
	if len(p.Scores) > 0 {
		w.list()
	}
	return w
}

// list lists the pairs, best first; equal ones stay in the order of practices and
// columns, whatever the order of the candidates.
func (w *worst) list() {
	w.each(func(c Candidate, required bool) {
		w.largest = max(w.largest, magnitude(c.Score))
		if required {
			w.required = append(w.required, c)
		} else {
			w.free = append(w.free, c)
		}
	})
	slices.SortFunc(w.free, func(a, b Candidate) int {
		if a.Score != b.Score {
			return cmp.Compare(b.Score, a.Score)
		}
		return cmp.Or(cmp.Compare(a.Practice, b.Practice), cmp.Compare(a.Column, b.Column))
	})
	w.steps = append(w.steps, limit)
	for _, c := range w.free {
		if c.Score != w.steps[len(w.steps)-1] {
			w.steps = append(w.steps, c.Score)
		}
	}
}

// each calls f for every admissible pair, practice by practice in the dense form.
func (w *worst) each(f func(c Candidate, required bool)) {
	add := func(c Candidate) {
		c.Score *= w.sign
		if len(w.fixed) == 0 {
			f(c, false)
		} else if required, special := w.fixed[Pair{c.Practice, c.Column}]; !special || required {
			f(c, required)
		}
	}
	if width := w.p.Columns(); width > 0 {
		for k, s := range w.p.Scores {
			add(Candidate{k / width, k % width, int64(s)})
		}
	}
	for _, c := range w.p.Candidates {
		add(c)
	}
}

// at is a threshold that the bisection may try: 0 is one that allows no free pair,
// the last one allows all. In the dense form they are all whole numbers between
// the extremes of the scores, so that nothing needs to be sorted.
func (w *worst) at(step int) int64 {
	switch {
	case step == 0:
		return limit
	case w.steps == nil:
		return w.most - int64(step) + 1
	default:
		return w.steps[step]
	}
}

// step is where a threshold stands.
func (w *worst) step(threshold int64) int {
	switch {
	case threshold == limit:
		return 0
	case w.steps == nil:
		return int(w.most - threshold + 1)
	default:
		return sort.Search(len(w.steps), func(k int) bool { return w.steps[k] <= threshold })
	}
}

// last is the threshold that allows all pairs.
func (w *worst) last() int {
	if w.steps == nil {
		return w.step(w.least)
	}
	return len(w.steps) - 1
}

// settle writes down the threshold that the bisection came to.
func (w *worst) settle(proof *Worst, at int) {
	if proof.Free = at > 0; proof.Free {
		proof.Threshold = w.sign * w.at(at)
	}
}

// lowest is the worst score of a free pair in a plan.
func (w *worst) lowest(pairs []Pair) int64 {
	low := limit
	var open []Pair
	for _, q := range pairs {
		if !w.fixed[q] {
			open = append(open, q)
		}
	}
	for _, s := range scoresOf(w.p, open) {
		low = min(low, w.sign*s)
	}
	return low
}

// restricted is the problem with the free pairs scoring at least threshold and
// the scores given by f.
func (w *worst) restricted(threshold int64, f func(int64) int64) *Problem {
	q := *w.p
	q.Sense, q.Scores, q.Forbidden = Maximise, nil, nil
	q.Candidates = []Candidate{}
	add := func(c Candidate, required bool) {
		if required || c.Score >= threshold {
			q.Candidates = append(q.Candidates, Candidate{c.Practice, c.Column, f(c.Score)})
		}
	}
	if w.steps == nil {
		w.each(add)
		return &q
	}
	k := sort.Search(len(w.free), func(k int) bool { return w.free[k].Score < threshold })
	for _, list := range [][]Candidate{w.free[:k], w.required} {
		for _, c := range list {
			add(c, true)
		}
	}
	return &q
}

// tight is restricted in the dense form, where much of it is left and the numbers
// allow it: the pairs
// below the threshold stay, and are worth so little that no plan has one. Any bonus
// does that is more than the scores on a path can differ, from the threshold up,
// since the number of visits is set; the proof says which it is.
func (w *worst) tight(threshold int64, proof *Worst) *Problem {
	if len(w.p.Scores) == 0 || !proof.Free {
		return nil
	}
	width, allowed := w.p.Columns(), 0
	for _, s := range w.p.Scores {
		if w.sign*int64(s) >= threshold {
			allowed++
		}
	}
	path := int64(min(len(w.p.Practices), width) + 2)
	bonus := path*(w.most-threshold+1) - threshold
	shut := -2 * (bonus + w.most + path)
	low := w.least + bonus // of what is required
	if most := w.most + bonus; 4*allowed < len(w.p.Scores) || most > math.MaxInt32 || shut < math.MinInt32 || low < math.MinInt32 {
		return nil
	}
	proof.Bonus = bonus
	q := *w.p
	q.Sense, q.Scores = Maximise, w.ones
	for k, s := range w.p.Scores {
		v := w.sign * int64(s)
		if w.ones[k] = int32(v + bonus); v < threshold {
			w.ones[k] = int32(shut)
		}
	}
	for _, r := range w.p.Required {
		k := r.Practice*width + r.Column
		w.ones[k] = int32(w.sign*int64(w.p.Scores[k]) + bonus)
	}
	return &q
}

// value is what prices prove for the problem that has only the pairs of the
// threshold and better, each worth a bonus more.
func (w *worst) value(prices Prices, threshold, bonus int64) *big.Int {
	p, sum, near := w.p, new(big.Int), int64(0)
	add := func(times int, price int64) {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(int64(times)), big.NewInt(price)))
	}
	node := func(price int64, least, most int) {
		if price < 0 {
			most = least
		}
		add(most, price)
	}
	for o, price := range prices.Owners {
		node(price, 0, p.Owners[o].Capacity)
	}
	for i, price := range prices.Practices {
		node(price, p.Practices[i].Min, p.Practices[i].Capacity)
	}
	for j, price := range prices.Regions {
		node(price, p.Regions[j].Min, p.Regions[j].Max)
	}
	for _, price := range prices.Needs {
		node(price, 0, 1)
	}
	w.each(func(c Candidate, required bool) {
		if c.Score < threshold && !required {
			return
		}
		v := c.Score + bonus - prices.Practices[c.Practice] - prices.Regions[p.RegionOf(c.Column)]
		if o := p.ownerOf(c.Practice); o != NoOwner {
			v -= prices.Owners[o]
		}
		if len(p.Needs) > 0 {
			v -= prices.Needs[c.Column]
		}
		if v > 0 || required {
			if near += v; magnitude(near) > limit {
				add(1, near)
				near = 0
			}
		}
	})
	add(1, near)
	return sum
}

// unit counts the most visits with free pairs of at least threshold. In the dense
// form a pair below it counts so much less than nothing that it is chosen only
// where a minimum cannot be met without: then the plan is worth less than nothing,
// and its prices prove for the others alone that they cannot do it. With
// proven the deadline is an error.
func (w *worst) unit(ctx context.Context, threshold int64, proven bool) (*Result, error) {
	opt := Options{anyPlan: true, proven: proven}
	if len(w.p.Scores) == 0 {
		return solveScore(ctx, w.restricted(threshold, func(int64) int64 { return 1 }), opt)
	}
	if w.ones == nil {
		w.ones = make([]int32, len(w.p.Scores))
	}
	q := *w.p
	q.Sense, q.Scores = Maximise, w.ones
	shut := -int32(min(w.p.mostPairs()+2, 1<<30))
	for k, s := range w.p.Scores {
		if w.ones[k] = 1; w.sign*int64(s) < threshold {
			w.ones[k] = shut
		}
	}
	for _, r := range w.p.Required {
		w.ones[r.Practice*w.p.Columns()+r.Column] = 1
	}
	return solveScore(ctx, &q, opt)
}
