package solve

import "slices"

// Adopt takes the best of plans that are known from elsewhere, for example from
// runs under other policies within the same budget, into a result of PolicyScore
// with a budget, if that keeps every rule of the problem and the budget and is
// worth more. Bound and prices stay: they are about every plan. It reports
// whether it took one.
func (r *Result) Adopt(p *Problem, budget *Budget, plans ...[]Pair) bool {
	if r.Policy != PolicyScore || r.Status != Bounded || r.Budget == nil || budget == nil || len(plans) == 0 {
		return false
	}
	b, err := newBudgeted(p, budget)
	if err != nil {
		return false
	}
	b.value, b.found = b.sign*r.Objective, true
	for _, pairs := range plans {
		if b.allows(pairs) {
			b.offer(b.spend(pairs))
		}
	}
	if b.best == nil {
		return false
	}
	plan := b.spend(slices.Clone(b.best))
	sortPairs(plan.pairs)
	r.Pairs, r.Objective, r.Budget.Spent, r.Counts = plan.pairs, b.sign*plan.value, plan.cost, p.counts(plan.pairs)
	if r.Objective == r.Bound {
		r.Status = Optimal
	}
	return true
}

// allows reports whether pairs are a plan, budget aside.
func (b *budgeted) allows(pairs []Pair) bool {
	chosen := make(map[Pair]bool, len(pairs))
	for _, q := range pairs {
		if chosen[q] || !b.p.inRange(q.Practice, q.Column) || b.ledger.at(q) < 0 {
			return false
		}
		chosen[q] = true
	}
	lacks := func(q Pair) bool { return !chosen[q] }
	return !slices.ContainsFunc(b.p.Required, lacks) && !slices.ContainsFunc(b.p.Forbidden, func(q Pair) bool { return chosen[q] }) && b.p.isPlan(pairs)
}

// share lets each run under PolicyScore with a budget have the best plan of the
// others that it allows, as far as its problem has their pairs. So none shows less
// than another within the same budget.
func share(scenarios []Scenario, results []*Result) {
	for i, s := range scenarios {
		var plans [][]Pair
		for k, other := range scenarios {
			if k == i || s.Options.Budget == nil {
				continue
			}
			if pairs, ok := s.Problem.Translate(other.Problem, results[k].Pairs); ok {
				plans = append(plans, pairs)
			}
		}
		results[i].Adopt(s.Problem, s.Options.Budget, plans...)
	}
}

// Translate gives pairs of another problem as pairs of this one, by the ids of
// practices and columns, which must be unique; ok is false where it does not have
// them all.
func (p *Problem) Translate(from *Problem, pairs []Pair) (out []Pair, ok bool) {
	practices, columns := make(map[string]int, len(p.Practices)), make(map[string]int, p.Columns())
	for i := range p.Practices {
		practices[p.Practices[i].ID] = i
	}
	for c := range p.Columns() {
		columns[p.ColumnID(c)] = c
	}
	for _, q := range pairs {
		i, known := practices[from.Practices[q.Practice].ID]
		c, also := columns[from.ColumnID(q.Column)]
		if !known || !also {
			return nil, false
		}
		out = append(out, Pair{Practice: i, Column: c})
	}
	return out, true
}
