package solve

import (
	"math/bits"
	"slices"
)

// matrix is a problem with dense scores, required pairs already taken out:
// they use up capacity and are forbidden from then on.
type matrix struct {
	p          *Problem
	sign       int64
	rows, cols int
	scores     []int32
	capacity   []int32 // per practice
	need       []int32 // per practice, its minimum
	least      []int32 // per region
	quota      []int32 // per region, its maximum; in the nested form per column, 1

	owner               []int32   // per owner, its capacity
	region, regionLeast []int32   // in the nested form: per region, its maximum and its minimum
	forbidden           [][]int32 // per practice; nil if there are none
	held                []uint64  // one bit per pair, the rows in words of their own
	words               int       // of a row of held

	room  []entry      // what an auction leaves for lists
	ints  spare[int32] // and for anything else
	longs spare[int64]
}

// flat reports whether the problem is flat and dense.
func flat(p *Problem) bool {
	return len(p.Scores) > 0 && len(p.Needs) == 0 && len(p.Owners) == 0
}

// auctionable reports whether method B handles the problem: dense, and without
// needs.
func auctionable(p *Problem) bool { return len(p.Scores) > 0 && len(p.Needs) == 0 }

const (
	fewPairs   = 256     // below, an auction costs more than it saves
	smallNeeds = 1 << 16 // pairs with needs up to which a simplex is soon done
)

// contended reports whether the regions of a problem want nearly as many visits as
// there are, or more, or whether practices must go where no score helps, so that
// method A would hardly come through. A small problem with needs counts as contended
// unless there are three times as many visits.
func contended(p *Problem) bool {
	if len(p.Scores) < fewPairs {
		return false
	}
	if !p.gainful() {
		return slices.ContainsFunc(p.Practices, func(a Practice) bool { return a.Min > 0 })
	}
	supply, demand := p.visits()
	if len(p.Needs) > 0 && len(p.Scores) <= smallNeeds && 3*demand > supply {
		return true
	}
	return 10*demand > 9*supply
}

// gainful reports whether a score helps, so that more visits may be better, as far
// as a few thousand of them tell: only the way to the plan depends on it.
func (p *Problem) gainful() bool {
	const looks = 1 << 13
	for k := 0; k < len(p.Scores); k += max(1, len(p.Scores)/looks) {
		if s := p.Scores[k]; s != 0 && (s > 0) == (p.Sense == Maximise) {
			return true
		}
	}
	return false
}

// visits is how many there are and how many the regions want. If there are far
// more than are wanted, they are not counted to the end.
func (p *Problem) visits() (supply, demand int64) {
	if len(p.Needs) > 0 {
		needs := make([]int, len(p.Regions))
		for _, n := range p.Needs {
			needs[n.Region]++
		}
		for j, r := range p.Regions {
			demand += int64(min(r.Max, needs[j]))
		}
	} else {
		for _, r := range p.Regions {
			demand += int64(min(r.Max, len(p.Practices)))
		}
	}
	left := make([]int, len(p.Owners))
	for o := range left {
		left[o] = p.Owners[o].Capacity
	}
	for i := 0; i < len(p.Practices) && supply <= 3*demand; i++ {
		k := min(p.Practices[i].Capacity, p.Columns())
		if o := p.ownerOf(i); o != NoOwner {
			k = min(k, left[o])
			left[o] -= k
		}
		supply += int64(k)
	}
	return supply, demand
}

// scanBudget is how many list entries method A may look at before a contended
// problem is handed on; 0 is no limit, for sparse problems, which only A handles.
func (n *network) scanBudget(forced method) int {
	if forced == methodA || len(n.p.Scores) == 0 {
		return 0
	}
	if n.p.ample() {
		return len(n.p.Scores) + 1<<12
	}
	return len(n.p.Scores)/8 + 1<<12
}

// ample reports whether a problem with owners or needs has visits enough for three
// times what its regions want. Method A then mostly comes through, even with much
// to look at; where visits are fewer, a simplex is sooner done. A sparse problem
// has no other method.
func (p *Problem) ample() bool {
	if len(p.Scores) == 0 {
		return true
	}
	if flat(p) {
		return false
	}
	supply, demand := p.visits()
	return 3*demand <= supply
}

// newMatrix returns nil if the required pairs alone break a maximum.
func newMatrix(p *Problem, sign int64) *matrix {
	m := &matrix{p: p, sign: sign, rows: len(p.Practices), cols: p.Columns(), scores: p.Scores}
	m.capacity, m.need, m.least, m.quota = make([]int32, m.rows), make([]int32, m.rows), make([]int32, m.cols), make([]int32, m.cols)
	for i, a := range p.Practices {
		m.capacity[i] = int32(min(a.Capacity, m.cols+1)) // never full if it has room for all
		m.need[i] = int32(a.Min)
	}
	m.limits()
	if len(p.Forbidden)+len(p.Required) > 0 {
		m.forbidden = make([][]int32, m.rows)
	}
	for _, q := range p.Forbidden {
		m.forbidden[q.Practice] = append(m.forbidden[q.Practice], int32(q.Column))
	}
	for _, q := range p.Required {
		m.forbidden[q.Practice] = append(m.forbidden[q.Practice], int32(q.Column))
		m.quota[q.Column]--
		m.least[q.Column]-- // below 0 it never binds
		m.need[q.Practice]--
		if m.capacity[q.Practice]--; m.capacity[q.Practice] < 0 || m.quota[q.Column] < 0 || !m.requireAbove(q) {
			return nil
		}
	}
	for i, list := range m.forbidden { // one that is listed twice is barred once
		slices.Sort(list)
		m.forbidden[i] = slices.Compact(list)
	}
	m.words = (m.cols + 63) / 64
	m.held = make([]uint64, m.rows*m.words)
	return m
}

// limits sets the bounds of columns, regions and owners.
func (m *matrix) limits() {
	p := m.p
	for _, o := range p.Owners {
		m.owner = append(m.owner, int32(o.Capacity))
	}
	if len(p.Needs) == 0 {
		for j, r := range p.Regions {
			m.least[j], m.quota[j] = int32(r.Min), int32(r.Max)
		}
		return
	}
	for c := range m.quota {
		m.quota[c] = 1
	}
	for _, r := range p.Regions {
		m.region, m.regionLeast = append(m.region, int32(r.Max)), append(m.regionLeast, int32(r.Min))
	}
}

// requireAbove books a required pair with its owner and its region.
func (m *matrix) requireAbove(q Pair) bool {
	if o := m.p.ownerOf(q.Practice); o != NoOwner {
		if m.owner[o]--; m.owner[o] < 0 {
			return false
		}
	}
	if m.region == nil {
		return true
	}
	j := m.p.RegionOf(q.Column)
	m.region[j]--
	m.regionLeast[j]--
	return m.region[j] >= 0
}

func (m *matrix) row(i int32) []int32 {
	return m.scores[int(i)*m.cols : (int(i)+1)*m.cols]
}

func (m *matrix) isForbidden(i, c int32) bool {
	return m.forbidden != nil && slices.Contains(m.forbidden[i], c)
}

// bits are the columns that a practice holds.
func (m *matrix) bits(i int32) []uint64 {
	return m.held[int(i)*m.words : (int(i)+1)*m.words]
}

func (m *matrix) isHeld(i, c int32) bool { return m.bits(i)[c>>6]>>(c&63)&1 != 0 }

func (m *matrix) setHeld(i, c int32, to bool) {
	word := &m.held[int(i)*m.words+int(c>>6)]
	if to {
		*word |= 1 << (c & 63)
	} else {
		*word &^= 1 << (c & 63)
	}
}

// holds appends the columns that a practice holds.
func (m *matrix) holds(list []int32, i int32) []int32 {
	for w, set := range m.bits(i) {
		for ; set != 0; set &= set - 1 {
			list = append(list, int32(w<<6+bits.TrailingZeros64(set)))
		}
	}
	return list
}

// keep lists what the practices hold: the columns of each, and then -1.
func (m *matrix) keep() []int32 {
	count := m.rows
	for _, set := range m.held {
		count += bits.OnesCount64(set)
	}
	list := make([]int32, 0, count)
	for i := range m.rows {
		list = append(m.holds(list, int32(i)), -1)
	}
	return list
}

// restore lets the practices hold again what keep listed, and nothing else.
func (m *matrix) restore(list []int32) {
	clear(m.held)
	i := int32(0)
	for _, c := range list {
		if c < 0 {
			i++
		} else {
			m.setHeld(i, c, true)
		}
	}
}

// release lets a practice hold nothing.
func (m *matrix) release(i int32) { clear(m.bits(i)) }

// extremes returns the smallest and the largest score.
func (m *matrix) extremes() (low, high int64) {
	least, most := m.scores[0], m.scores[0]
	for _, s := range m.scores {
		least, most = min(least, s), max(most, s)
	}
	low, high = m.sign*int64(least), m.sign*int64(most)
	return min(low, high), max(low, high)
}

// plan fills pairs, objective and counts from what the practices hold and what is
// required.
func (m *matrix) plan(r *Result) {
	var held []int32
	for i := range m.rows {
		held = m.holds(held[:0], int32(i))
		for _, c := range held {
			r.Pairs = append(r.Pairs, Pair{Practice: i, Column: int(c)})
		}
	}
	r.Pairs = append(r.Pairs, m.p.Required...)
	sortPairs(r.Pairs)
	r.Counts = m.p.counts(r.Pairs)
	for _, q := range r.Pairs {
		r.Objective += int64(m.scores[q.Practice*m.cols+q.Column])
	}
}
