package solve

import (
	"cmp"
	"context"
	"math/big"
	"slices"
)

// lagrange keeps a best plan for the scores scale * value - multiplier * cost,
// and repairs it when the multiplier changes or a pair is decided, so that no
// relaxation starts over.
type lagrange struct {
	b                 *budgeted
	n                 *network
	s                 *search
	pairs             [][]costed // per column, in the order of its list
	scale, multiplier int64
	in, out           []Pair  // decided
	total             int32   // node that all visits pass through; 0: none
	groups            int     // groups that the visits of regions pass through
	stuck             []int32 // shortages that the last repair left
}

// costed is a listed pair with what its score is made of.
type costed struct {
	entry
	value, cost int64
}

// newLagrange starts with the value alone, or under scale 0 with the cost alone.
func newLagrange(b *budgeted, scale, multiplier int64) (*lagrange, error) {
	q := *b.p
	q.Sense, q.Scores = Maximise, nil
	if b.counted {
		q.gather()
	}
	q.stack(b.groups)
	q.Candidates = make([]Candidate, len(b.free))
	for k, c := range b.free {
		q.Candidates[k] = c
		q.Candidates[k].Score = scale*c.Score - multiplier*b.cost(Pair{c.Practice, c.Column})
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	l := &lagrange{b: b, n: compile(&q), scale: scale, multiplier: multiplier}
	if b.counted {
		l.total = l.n.gather()
	}
	if l.groups = b.groups; l.groups > 0 {
		regions := int32(len(b.p.Regions))
		l.n.slots = &slots{group0: l.n.region0 + regions, regions: regions}
	}
	l.n.start()
	l.s = newSearch(l.n)
	l.pairs = make([][]costed, len(l.n.cols))
	for c := range l.n.cols {
		for _, e := range l.n.cols[c].list {
			at := b.ledger.at(Pair{int(e.practice), c})
			l.pairs[c] = append(l.pairs[c], costed{e, b.ledger.score[at], b.ledger.cost[at]})
		}
	}
	return l, nil
}

// weigh changes the multiplier.
func (l *lagrange) weigh(multiplier int64) {
	if l.multiplier == multiplier {
		return
	}
	l.multiplier = multiplier
	for c, pairs := range l.pairs {
		list := l.n.cols[c].list
		for k := range pairs {
			pairs[k].state = list[k].state
			pairs[k].score = l.scale*pairs[k].value - multiplier*pairs[k].cost
		}
		slices.SortFunc(pairs, func(a, b costed) int {
			if a.score != b.score {
				return cmp.Compare(b.score, a.score)
			}
			return int(a.practice) - int(b.practice)
		})
	}
	l.n.held.clear()
	for c, pairs := range l.pairs {
		list := l.n.cols[c].list
		for k, p := range pairs {
			list[k] = p.entry
			if p.state == held {
				l.n.held.add(p.practice, holding{col: int32(c), pos: int32(k)}, 1)
			}
			l.fit(int32(c), int32(k))
		}
	}
}

// fit holds a pair that gains at the prices and releases one that loses.
func (l *lagrange) fit(c, pos int32) {
	e := &l.n.cols[c].list[pos]
	gain := e.score - l.n.y[l.n.prac0+e.practice] + l.n.y[l.n.col0+c]
	if gain > 0 && e.state == free {
		l.n.hold(c, pos)
	} else if gain < 0 && e.state == held {
		l.n.release(c, pos)
	}
}

// decide makes just these pairs in and out of every plan from now on.
func (l *lagrange) decide(in, out []Pair) {
	for _, q := range differ(l.in, in) {
		l.undo(q, -1)
	}
	for _, q := range differ(l.out, out) {
		l.undo(q, 0)
	}
	for _, q := range differ(in, l.in) {
		l.close(q)
		l.n.require(q)
	}
	for _, q := range differ(out, l.out) {
		l.close(q)
	}
	l.in, l.out = in, out
}

func (l *lagrange) place(q Pair) int32 {
	return int32(rank(l.n.cols[q.Column].list, l.weight(q), int32(q.Practice)))
}

// weight is the score of a pair at the multiplier.
func (l *lagrange) weight(q Pair) int64 {
	at := l.b.ledger.at(q)
	return l.scale*l.b.ledger.score[at] - l.multiplier*l.b.ledger.cost[at]
}

// close takes a pair out of the play.
func (l *lagrange) close(q Pair) {
	c, pos := int32(q.Column), l.place(q)
	if l.n.cols[c].list[pos].state == held {
		l.n.release(c, pos)
	}
	l.n.cols[c].list[pos].state = gone
}

// undo brings a pair back into the play; by is -1 if it was required.
func (l *lagrange) undo(q Pair, by int64) {
	c, pos := int32(q.Column), l.place(q)
	l.n.excess[l.n.prac0+int32(q.Practice)] -= by
	l.n.excess[l.n.col0+c] += by
	l.n.cols[c].list[pos].state = free
	l.fit(c, pos)
}

// solve repairs the plan and returns it, with its value and its cost; ok is
// false if there is none.
func (l *lagrange) solve(ctx context.Context) (plan spending, ok bool, err error) {
	l.n.rebase(l.s)
	before := l.s.paths
	l.stuck, err = l.n.repair(ctx, l.s)
	l.b.paths += l.s.paths - before
	if err != nil || len(l.stuck) > 0 {
		return plan, false, err
	}
	plan.pairs = slices.Concat(l.b.p.Required, l.in)
	for i := range l.n.p.Practices {
		for _, h := range l.n.held.of(int32(i)) {
			plan.pairs = append(plan.pairs, Pair{i, int(h.col)})
		}
	}
	sortPairs(plan.pairs)
	return l.b.spend(plan.pairs), true, nil
}

// spending is a plan with its value and its cost.
type spending struct {
	pairs       []Pair
	value, cost int64
}

// bound is what the present prices prove: no plan within the limit is worth
// more. It holds in the middle of a repair as well.
func (l *lagrange) bound() *big.Int {
	sum := new(big.Int)
	product := new(big.Int)
	add := func(times, price int64) { sum.Add(sum, product.Mul(big.NewInt(times), big.NewInt(price))) }
	for v := int32(1); v < l.n.end; v++ {
		if r := l.n.reduced(v); r > 0 {
			add(l.n.hi[v], r)
		} else {
			add(l.n.lo[v], r)
		}
	}
	gain := func(q Pair) int64 {
		return l.weight(q) - l.n.y[l.n.prac0+int32(q.Practice)] + l.n.y[l.n.col0+int32(q.Column)]
	}
	for c := range l.n.cols {
		for _, e := range l.n.cols[c].list {
			if g := gain(Pair{int(e.practice), c}); g > 0 && e.state != gone {
				add(1, g)
			}
		}
	}
	for _, set := range [2][]Pair{l.b.p.Required, l.in} {
		for _, q := range set {
			add(1, gain(q))
		}
	}
	l.n.eachSlotGain(func(gain int64) { add(1, gain) })
	add(l.multiplier, l.b.limit)
	return sum
}
