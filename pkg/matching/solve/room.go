package solve

import "slices"

// room counts what owners, practices, columns and regions can still take.
type room struct {
	p                               *Problem
	owner, practice, column, region []int
}

func newRoom(p *Problem) *room {
	r := &room{p: p}
	for _, o := range p.Owners {
		r.owner = append(r.owner, o.Capacity)
	}
	for _, a := range p.Practices {
		r.practice = append(r.practice, a.Capacity)
	}
	for _, g := range p.Regions {
		r.region = append(r.region, g.Max)
	}
	for range p.Needs {
		r.column = append(r.column, 1)
	}
	return r
}

func (r *room) clone() room {
	return room{r.p, slices.Clone(r.owner), slices.Clone(r.practice), slices.Clone(r.column), slices.Clone(r.region)}
}

// set makes it what another is.
func (r *room) set(to *room) {
	copy(r.owner, to.owner)
	copy(r.practice, to.practice)
	copy(r.column, to.column)
	copy(r.region, to.region)
}

func (r *room) fits(q Pair) bool {
	o := r.p.ownerOf(q.Practice)
	return r.practice[q.Practice] > 0 && (o == NoOwner || r.owner[o] > 0) &&
		(len(r.column) == 0 || r.column[q.Column] > 0) && r.region[r.p.RegionOf(q.Column)] > 0
}

func (r *room) take(q Pair) { r.change(q, -1) }
func (r *room) give(q Pair) { r.change(q, 1) }

func (r *room) change(q Pair, by int) {
	r.practice[q.Practice] += by
	if o := r.p.ownerOf(q.Practice); o != NoOwner {
		r.owner[o] += by
	}
	if len(r.column) > 0 {
		r.column[q.Column] += by
	}
	r.region[r.p.RegionOf(q.Column)] += by
}

// over reports whether more was taken somewhere on the way of a pair than there is.
func (r *room) over(q Pair) bool {
	o := r.p.ownerOf(q.Practice)
	return r.practice[q.Practice] < 0 || (o != NoOwner && r.owner[o] < 0) ||
		(len(r.column) > 0 && r.column[q.Column] < 0) || r.region[r.p.RegionOf(q.Column)] < 0
}

// relieves reports whether giving x back leaves more where q takes too much.
func (r *room) relieves(x, q Pair) bool {
	o := r.p.ownerOf(q.Practice)
	j := r.p.RegionOf(q.Column)
	return x.Practice == q.Practice && r.practice[q.Practice] < 0 || o != NoOwner && r.owner[o] < 0 && r.p.ownerOf(x.Practice) == o ||
		len(r.column) > 0 && x.Column == q.Column && r.column[q.Column] < 0 || r.p.RegionOf(x.Column) == j && r.region[j] < 0
}

// swaps reports whether one pair of a plan may go and another come, so that the
// bounds of all are kept.
func (r *room) swaps(x, q Pair) bool {
	p := r.p
	from, to := p.RegionOf(x.Column), p.RegionOf(q.Column)
	if from != to && (r.region[to] <= 0 || p.Regions[from].Max-r.region[from] <= p.Regions[from].Min) {
		return false
	}
	if len(r.column) > 0 && x.Column != q.Column && r.column[q.Column] <= 0 {
		return false
	}
	if x.Practice == q.Practice {
		return true
	}
	a := &p.Practices[x.Practice]
	if r.practice[q.Practice] <= 0 || a.Capacity-r.practice[x.Practice] <= a.Min {
		return false
	}
	o := p.ownerOf(q.Practice)
	return o == NoOwner || o == p.ownerOf(x.Practice) || r.owner[o] > 0
}

// even reports whether as many regions have as many visits after a swap.
func (r *room) even(x, q Pair) bool {
	from, to := r.p.RegionOf(x.Column), r.p.RegionOf(q.Column)
	return from == to || r.p.Regions[to].Max-r.region[to]+1 == r.p.Regions[from].Max-r.region[from]
}
