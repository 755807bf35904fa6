package solve

import (
	"fmt"
	"slices"
)

// BlockingRanked lists the pairs that block a plan under explicit rankings: both
// sides rank each other, and both would choose the pair if they could choose
// anew among it and what they hold (the owner for its practices, the region for
// its needs). The plan need not come from this package.
func BlockingRanked(p *Problem, ranks *Rankings, plan []Pair) ([]Pair, error) {
	if err := p.checkPlan(plan); err != nil {
		return nil, err
	}
	if len(ranks.Practices) != len(p.Practices) || len(ranks.Columns) != p.Columns() {
		return nil, refuse(fmt.Sprintf("want one list for each of %d practices and %d columns", len(p.Practices), p.Columns()), "rankings")
	}
	s, err := newStanding(p, ranks)
	if err != nil {
		return nil, err
	}
	room := newRoom(p)
	has := func(worst map[int]Pair, who int, q Pair, order func(a, b Pair) int) {
		if w, ok := worst[who]; !ok || order(w, q) < 0 {
			worst[who] = q
		}
	}
	practice, owner, column, region := map[int]Pair{}, map[int]Pair{}, map[int]Pair{}, map[int]Pair{}
	for _, q := range plan {
		room.take(q)
		has(practice, q.Practice, q, s.supply)
		has(column, q.Column, q, s.demand)
		has(region, p.RegionOf(q.Column), q, s.demand)
		if o := p.ownerOf(q.Practice); o != NoOwner {
			has(owner, o, q, s.supply)
		}
	}
	gives := func(worst map[int]Pair, who int, q Pair, order func(a, b Pair) int) bool {
		w, ok := worst[who]
		return ok && order(q, w) < 0
	}
	supplyWants := func(q Pair) bool {
		if room.practice[q.Practice] <= 0 {
			return gives(practice, q.Practice, q, s.supply)
		}
		o := p.ownerOf(q.Practice)
		return o == NoOwner || room.owner[o] > 0 || gives(owner, o, q, s.supply)
	}
	demandWants := func(q Pair) bool {
		if len(room.column) > 0 && room.column[q.Column] <= 0 {
			return gives(column, q.Column, q, s.demand)
		}
		j := p.RegionOf(q.Column)
		return room.region[j] > 0 || gives(region, j, q, s.demand)
	}
	var out []Pair
	for i, list := range ranks.Practices {
		for _, c := range list {
			q := Pair{i, c}
			if s.acceptable(q) && !slices.Contains(plan, q) && supplyWants(q) && demandWants(q) {
				out = append(out, q)
			}
		}
	}
	sortPairs(out)
	return out, nil
}

// checkPlan refuses a plan that names what the problem does not have.
func (p *Problem) checkPlan(plan []Pair) error {
	for k, q := range plan {
		if !p.inRange(q.Practice, q.Column) {
			return refuse("unknown practice or column", "plan %d", k)
		}
	}
	return nil
}
