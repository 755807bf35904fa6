package solve

import "slices"

// ledger tells the score, as a maximisation, and the cost of every listed pair.
type ledger struct {
	width       int     // of the dense form; 0 in the sparse one
	from        []int32 // in the sparse form: per practice, where its columns begin
	cols        []int32 // in order within a practice
	score, cost []int64
}

func newLedger(p *Problem, sign int64, costs []int64) *ledger {
	l := &ledger{score: make([]int64, len(costs)), cost: make([]int64, len(costs))}
	if p.Scores != nil {
		l.width = p.Columns()
		for k, s := range p.Scores {
			l.score[k] = sign * int64(s)
		}
		copy(l.cost, costs)
		return l
	}
	l.from, l.cols = make([]int32, len(p.Practices)+1), make([]int32, len(costs))
	order := make([]int32, len(costs))
	for k, c := range p.Candidates {
		order[k] = int32(k)
		l.from[c.Practice+1]++
	}
	for i := range p.Practices {
		l.from[i+1] += l.from[i]
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := &p.Candidates[a], &p.Candidates[b]
		if x.Practice != y.Practice {
			return x.Practice - y.Practice
		}
		return x.Column - y.Column
	})
	for at, k := range order {
		c := &p.Candidates[k]
		l.cols[at], l.score[at], l.cost[at] = int32(c.Column), sign*c.Score, costs[k]
	}
	return l
}

// at is where a listed pair stands; -1 for one that is not listed.
func (l *ledger) at(q Pair) int {
	if l.width > 0 {
		return q.Practice*l.width + q.Column
	}
	from := int(l.from[q.Practice])
	k, listed := slices.BinarySearch(l.cols[from:l.from[q.Practice+1]], int32(q.Column))
	if !listed {
		return -1
	}
	return from + k
}

func (b *budgeted) cost(q Pair) int64 { return b.ledger.cost[b.ledger.at(q)] }

// spend adds up what a plan is worth and what it costs.
func (b *budgeted) spend(pairs []Pair) spending {
	plan := spending{pairs: pairs}
	for _, q := range pairs {
		k := b.ledger.at(q)
		plan.value += b.ledger.score[k]
		plan.cost += b.ledger.cost[k]
	}
	return plan
}
