package solve

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// nest is deferred acceptance with capacities inside capacities: an owner
// chooses for its practices, a region for its needs, each down its own order and
// as far as the inner and the outer capacity go. Such choices are those of a
// laminar matroid with an order, so what is turned away stays turned away when
// more is offered, and the usual argument holds (Fleiner 2003).
type nest struct {
	p        *Problem
	pairs    []Pair
	supply   [][]int32 // per owner, then per practice without one: its pairs, best first
	demand   [][]int32 // per region
	agent    []int32   // the supply agent of each practice
	turned   []bool    // per pair, turned away
	proposed []bool
}

// newNest lists the pairs in which both sides rank each other.
func newNest(p *Problem, ranks *Rankings) (*nest, error) {
	rows, cols := len(p.Practices), p.Columns()
	if len(ranks.Practices) != rows || len(ranks.Columns) != cols {
		return nil, refuse(fmt.Sprintf("want one list for each of %d practices and %d columns", rows, cols), "rankings")
	}
	n := &nest{p: p, agent: make([]int32, rows), demand: make([][]int32, len(p.Regions)), supply: make([][]int32, len(p.Owners))}
	for i := range p.Practices {
		if o := p.ownerOf(i); o != NoOwner {
			n.agent[i] = int32(o)
			continue
		}
		n.agent[i] = int32(len(n.supply))
		n.supply = append(n.supply, nil)
	}
	s, err := newStanding(p, ranks)
	if err != nil {
		return nil, err
	}
	for i, list := range ranks.Practices {
		for _, c := range list {
			if q := (Pair{i, c}); s.acceptable(q) {
				k := int32(len(n.pairs))
				n.pairs = append(n.pairs, q)
				n.supply[n.agent[i]] = append(n.supply[n.agent[i]], k)
				n.demand[p.RegionOf(c)] = append(n.demand[p.RegionOf(c)], k)
			}
		}
	}
	for _, list := range n.supply {
		slices.SortFunc(list, func(a, b int32) int { return s.supply(n.pairs[a], n.pairs[b]) })
	}
	for _, list := range n.demand {
		slices.SortFunc(list, func(a, b int32) int { return s.demand(n.pairs[a], n.pairs[b]) })
	}
	n.turned, n.proposed = make([]bool, len(n.pairs)), make([]bool, len(n.pairs))
	return n, nil
}

// run lets one side propose all it would choose, and again whenever something
// of it is turned away. The order of the agents does not matter.
func (n *nest) run(practices bool) []Pair {
	from, to := n.demand, n.supply
	if practices {
		from, to = n.supply, n.demand
	}
	open := make([]int32, len(from))
	for a := range open {
		open[a] = int32(a)
	}
	for len(open) > 0 {
		a := open[len(open)-1]
		open = open[:len(open)-1]
		var asked []int32
		for _, k := range n.chosen(from[a], practices, func(k int32) bool { return !n.turned[k] }) {
			if !n.proposed[k] {
				n.proposed[k] = true
				asked = append(asked, n.side(k, !practices))
			}
		}
		slices.Sort(asked)
		for _, b := range slices.Compact(asked) {
			open = append(open, n.answer(to[b], practices)...)
		}
	}
	out := []Pair{}
	for k, q := range n.pairs {
		if n.proposed[k] && !n.turned[k] {
			out = append(out, q)
		}
	}
	sortPairs(out)
	return out
}

// answer turns away what a receiver would not choose and lists the proposers.
func (n *nest) answer(list []int32, practices bool) (again []int32) {
	offered := func(k int32) bool { return n.proposed[k] && !n.turned[k] }
	keep := n.chosen(list, !practices, offered)
	kept := make(map[int32]bool, len(keep))
	for _, k := range keep {
		kept[k] = true
	}
	for _, k := range list {
		if offered(k) && !kept[k] {
			n.turned[k] = true
			again = append(again, n.side(k, practices))
		}
	}
	return again
}

// side is the agent of a pair on one side.
func (n *nest) side(k int32, supply bool) int32 {
	if supply {
		return n.agent[n.pairs[k].Practice]
	}
	return int32(n.p.RegionOf(n.pairs[k].Column))
}

// chosen goes down the list of an agent as far as its capacities go.
func (n *nest) chosen(list []int32, supply bool, may func(int32) bool) (out []int32) {
	used := map[int]int{}
	for _, k := range list {
		q := n.pairs[k]
		inner, part, outer := n.p.quota(q, supply)
		if may(k) && used[part] < inner && len(out) < outer {
			used[part]++
			out = append(out, k)
		}
	}
	return out
}

// quota gives the capacity of the practice or need of a pair, which that is, and
// the capacity of its owner or region.
func (p *Problem) quota(q Pair, supply bool) (inner, part, outer int) {
	if supply {
		outer = math.MaxInt
		if o := p.ownerOf(q.Practice); o != NoOwner {
			outer = p.Owners[o].Capacity
		}
		return p.Practices[q.Practice].Capacity, q.Practice, outer
	}
	outer = p.Regions[p.RegionOf(q.Column)].Max
	if len(p.Needs) > 0 {
		return 1, q.Column, outer
	}
	return outer, q.Column, outer
}

// standing looks up ranks, from 0; who is not ranked comes behind all.
type standing struct {
	p          *Problem
	rows, cols []map[int]int
	forbidden  map[Pair]bool
}

func newStanding(p *Problem, ranks *Rankings) (*standing, error) {
	s := &standing{p: p, forbidden: make(map[Pair]bool, len(p.Forbidden))}
	for _, q := range p.Forbidden {
		s.forbidden[q] = true
	}
	for _, side := range []struct {
		name  string
		lists [][]int
		other int
		to    *[]map[int]int
	}{{"practice", ranks.Practices, p.Columns(), &s.rows}, {"column", ranks.Columns, len(p.Practices), &s.cols}} {
		for k, list := range side.lists {
			rank := make(map[int]int, len(list))
			for at, o := range list {
				if _, twice := rank[o]; twice || o < 0 || o >= side.other {
					return nil, refuse("unknown or repeated entry", "rankings of %s %d", side.name, k)
				}
				rank[o] = at
			}
			*side.to = append(*side.to, rank)
		}
	}
	return s, nil
}

func at(ranks []map[int]int, who, other int) int {
	if k, ok := ranks[who][other]; ok {
		return k
	}
	return math.MaxInt
}

func (s *standing) acceptable(q Pair) bool {
	return !s.forbidden[q] && at(s.rows, q.Practice, q.Column) < math.MaxInt && at(s.cols, q.Column, q.Practice) < math.MaxInt
}

// supply orders two pairs of one owner, demand two of one region.
func (s *standing) supply(a, b Pair) int {
	return cmp.Or(cmp.Compare(at(s.rows, a.Practice, a.Column), at(s.rows, b.Practice, b.Column)), cmp.Compare(a.Practice, b.Practice))
}

func (s *standing) demand(a, b Pair) int {
	urgent := 0
	if len(s.p.Needs) > 0 {
		urgent = cmp.Compare(s.p.Needs[b.Column].Priority, s.p.Needs[a.Column].Priority)
	}
	return cmp.Or(urgent, cmp.Compare(at(s.cols, a.Column, a.Practice), at(s.cols, b.Column, b.Practice)), cmp.Compare(a.Column, b.Column))
}
