package solve

import "slices"

// gather adds an owner over everything, so that the number of visits can be set.
func (p *Problem) gather() {
	if len(p.Owners) == 0 { // owners of practices are ignored then
		p.Practices = slices.Clone(p.Practices)
		for i := range p.Practices {
			p.Practices[i].Owner = NoOwner
		}
	}
	p.Owners = append(slices.Clone(p.Owners), Owner{Capacity: 1<<31 - 1})
}

// gather puts all owners, and all practices without one, under the last owner,
// and returns its node: a level of its own between the root and the others.
func (n *network) gather() int32 {
	total := n.prac0 - 1
	above := n.kids[0][:0:0]
	for _, v := range n.kids[0] {
		if v == total || !n.isSupply(v) {
			above = append(above, v)
			continue
		}
		n.parent[v] = total
		n.kids[total] = append(n.kids[total], v)
	}
	n.kids[0] = above
	return total
}

// fix sets the number of visits of every plan from now on.
func (l *lagrange) fix(visits int64) {
	n := l.n
	n.lo[l.total], n.hi[l.total] = visits, visits
	n.setFlow(l.total, visits)
}

// tilt makes every visit worth so much more, before anything is planned: nothing
// changes once the number of visits is set, but the regions then look for visits
// each by itself, which takes short searches.
func (l *lagrange) tilt(by int64) {
	n := l.n
	for v := int32(1); v < n.end; v++ {
		n.y[v] -= by
	}
	for _, v := range n.kids[0] {
		if !n.isSupply(v) && n.reduced(v) > 0 {
			n.setFlow(v, n.hi[v])
		}
	}
}

// allow leaves only free pairs of at least this score in the play.
func (l *lagrange) allow(threshold int64) {
	for c, pairs := range l.pairs {
		list := l.n.cols[c].list
		for k, p := range pairs {
			switch {
			case p.value < threshold:
				if list[k].state == held {
					l.n.release(int32(c), int32(k))
				}
				list[k].state = gone
			case list[k].state == gone:
				list[k].state = free
				l.fit(int32(c), int32(k))
			}
		}
	}
}

// prices are those of the owners, practices, regions and needs, and what the
// numbers that were set make a visit worth besides: one for all visits, or one
// for the first visit of a region, for its second, and so on.
func (l *lagrange) prices() (p Prices, bonuses []int64) {
	p = l.n.prices()
	if l.total != 0 {
		last := len(p.Owners) - 1
		bonuses = append(bonuses, -p.Owners[last])
		p.Owners = p.Owners[:last]
	}
	if l.groups > 0 {
		first := len(p.Regions) - l.groups
		for _, price := range p.Regions[first : first+l.n.slots.open] {
			bonuses = append(bonuses, -price)
		}
		p.Regions = p.Regions[:first]
	}
	return p, bonuses
}

// contradiction is prices for the shortages that the last repair left (Hoffman
// 1960): with scores of 0 they prove that every plan is worth less than nothing,
// so that there is none.
func (l *lagrange) contradiction() (Prices, []int64) {
	in := make([]bool, l.n.end)
	for _, t := range l.stuck {
		l.s.from(t)
		for _, v := range l.s.touched {
			in[v] = true
		}
	}
	before := l.n.y
	l.n.y = make([]int64, l.n.end)
	for v, fed := range in {
		switch {
		case in[0] && !fed:
			l.n.y[v] = -1
		case !in[0] && fed:
			l.n.y[v] = 1
		}
	}
	p, bonuses := l.prices()
	l.n.y = before
	return p, bonuses
}
