package solve

import (
	"context"
	"errors"
	"slices"
)

// errNoReason means that there is a plan after all.
var errNoReason = errors.New("solve: no plan was found and no reason either")

// explain says why p has no plan. By the theorem of Mendelsohn and Dulmage (1958)
// minimums of the two sides never contradict each other, only the capacities;
// so each side is tried alone, and the two shortages add up. It ignores the
// deadline.
func explain(ctx context.Context, p *Problem) (*Violation, error) {
	ctx = patient{ctx}
	demand, supply := *p, *p
	demand.Practices = slices.Clone(p.Practices)
	for i := range demand.Practices {
		demand.Practices[i].Min = 0
	}
	supply.Regions = slices.Clone(p.Regions)
	for j := range supply.Regions {
		supply.Regions[j].Min = 0
	}
	var found []*Violation
	for k, side := range []*Problem{&demand, &supply, p} {
		if k == 2 && len(found) > 0 {
			break
		}
		n := compileWith(side, 0)
		n.start()
		s := newSearch(n)
		stuck, err := n.repair(ctx, s)
		if err != nil {
			return nil, err
		}
		if len(stuck) > 0 {
			v := n.violation(s, stuck)
			v.Minimums = [...]string{"regions", "innovators", "all"}[k]
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return nil, errNoReason
	}
	if len(found) < 2 {
		return found[0], nil
	}
	switch { // a shortage that required pairs make alone is found on both sides
	case len(found[1].minimums(p)) == 0:
		return found[0], nil
	case len(found[0].minimums(p)) == 0:
		return found[1], nil
	}
	found[0].Also = found[1]
	return found[0], nil
}

// violation turns the shortages that no path can remove into a set of nodes
// whose bounds contradict each other (Hoffman 1960): everything from which one
// of the shortages could still be fed, or, if that includes the root, the rest.
func (n *network) violation(s *search, stuck []int32) *Violation {
	in := make([]bool, n.end)
	for _, t := range stuck {
		s.from(t)
		for _, v := range s.touched {
			in[v] = true
		}
	}
	v := &Violation{Supply: in[0]}
	if v.Supply {
		for k := range in {
			in[k] = !in[k]
		}
	}
	n.name(v, in)
	for k := int32(1); k < n.end; k++ {
		away := n.isSupply(k) // flow runs from the parent to k
		switch inside, parent := in[k], in[n.parent[k]]; {
		case inside == parent:
		case inside == (away != v.Supply):
			// The arc enters a demand set or leaves a supply set.
			v.Available += n.hi[k]
		default:
			v.Needed += n.lo[k]
		}
	}
	n.crossPairs(v, in)
	return v
}

// crossPairs adds the pairs between the set and the rest. Seen from the set, a
// free pair can bring at most one visit and a required one exactly one.
func (n *network) crossPairs(v *Violation, in []bool) {
	helps := func(q Pair) (crosses, enters bool) {
		a, b := in[n.prac0+int32(q.Practice)], in[n.col0+int32(q.Column)]
		return a != b, b != v.Supply
	}
	required := make(map[Pair]bool, len(n.p.Required))
	for _, q := range n.p.Required {
		required[q] = true
		if crosses, enters := helps(q); crosses && enters {
			v.Available++
		} else if crosses {
			v.Needed++
		}
	}
	count := func(q Pair) {
		if crosses, enters := helps(q); crosses && enters && !required[q] {
			v.Available++
		}
	}
	n.eachFree(count)
}

// eachFree calls f for every pair that is not forbidden.
func (n *network) eachFree(f func(Pair)) {
	if n.p.Scores == nil {
		forbidden := make(map[Pair]bool, len(n.p.Forbidden))
		for _, q := range n.p.Forbidden {
			forbidden[q] = true
		}
		for _, c := range n.p.Candidates {
			if q := (Pair{c.Practice, c.Column}); !forbidden[q] {
				f(q)
			}
		}
		return
	}
	for c, skip := range n.pool.exclude {
		for i := range n.p.Practices {
			for len(skip) > 0 && skip[0] < int32(i) {
				skip = skip[1:]
			}
			if len(skip) == 0 || skip[0] != int32(i) {
				f(Pair{i, c})
			}
		}
	}
}

// name lists the members of the set.
func (n *network) name(v *Violation, in []bool) {
	list := func(from, to int32) (out []int) {
		for k := from; k < to; k++ {
			if in[k] {
				out = append(out, int(k-from))
			}
		}
		return out
	}
	v.Owners = list(n.owner0, n.prac0)
	v.Practices = list(n.prac0, n.region0)
	v.Regions = list(n.region0, n.region0+int32(len(n.p.Regions)))
	if n.col0 != n.region0 {
		v.Needs = list(n.col0, n.end)
	}
}
