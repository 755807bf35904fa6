package solve

import (
	"math"
	"slices"
)

// matrix is a flat problem with dense scores, required pairs already taken out:
// they use up capacity and are forbidden from then on.
type matrix struct {
	p          *Problem
	sign       int64
	rows, cols int
	scores     []int32
	capacity   []int32 // per practice
	least      []int32 // per region
	quota      []int32 // per region, its maximum
	forbidden  [][]int32
	held       []uint64 // one bit per pair
}

// flat reports whether the problem has the form that matrix handles: flat,
// dense and without minimums of practices.
func flat(p *Problem) bool {
	if p.Scores == nil || len(p.Needs) > 0 || len(p.Owners) > 0 || len(p.Regions) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.Practices, func(a Practice) bool { return a.Min > 0 })
}

// contended reports whether a flat problem wants so many visits a region, and so
// much of all there are, that method A would not come through.
func contended(p *Problem) bool {
	if !flat(p) || len(p.Scores) < 1<<18 {
		return false
	}
	supply, demand := p.visits()
	return demand > 8*int64(len(p.Regions)) && demand > supply/2
}

// visits is how many there are and how many the regions want, in the flat form.
func (p *Problem) visits() (supply, demand int64) {
	for _, a := range p.Practices {
		supply += int64(min(a.Capacity, len(p.Regions)))
	}
	for _, r := range p.Regions {
		demand += int64(min(r.Max, len(p.Practices)))
	}
	return supply, demand
}

// scanBudget is how many list entries method A may look at before a contended
// problem is handed on; 0 is no limit, for problems that only A handles.
func (n *network) scanBudget(forced method) int {
	if forced == methodA || !flat(n.p) || len(n.p.Scores) < 1<<14 {
		return 0
	}
	return len(n.p.Scores)*2 + 1<<12
}

// fewRegions reports whether the region graph pays: its size grows with the
// square of the regions.
func (m *matrix) fewRegions() bool {
	return m.cols <= 256 || (m.cols <= 4096 && 3*m.cols <= m.rows)
}

// newMatrix returns nil if the required pairs alone break a maximum.
func newMatrix(p *Problem, sign int64) *matrix {
	m := &matrix{p: p, sign: sign, rows: len(p.Practices), cols: len(p.Regions), scores: p.Scores}
	m.capacity, m.least, m.quota = make([]int32, m.rows), make([]int32, m.cols), make([]int32, m.cols)
	for i, a := range p.Practices {
		m.capacity[i] = int32(min(a.Capacity, m.cols+1)) // never full if it has room for all
	}
	for j, r := range p.Regions {
		m.least[j], m.quota[j] = int32(r.Min), int32(r.Max)
	}
	m.forbidden = make([][]int32, m.rows)
	for _, q := range p.Forbidden {
		m.forbidden[q.Practice] = append(m.forbidden[q.Practice], int32(q.Column))
	}
	for _, q := range p.Required {
		m.forbidden[q.Practice] = append(m.forbidden[q.Practice], int32(q.Column))
		m.quota[q.Column]--
		m.least[q.Column]-- // below 0 it never binds
		if m.capacity[q.Practice]--; m.capacity[q.Practice] < 0 || m.quota[q.Column] < 0 {
			return nil
		}
	}
	m.held = make([]uint64, (m.rows*m.cols+63)/64)
	return m
}

func (m *matrix) row(i int32) []int32 {
	return m.scores[int(i)*m.cols : (int(i)+1)*m.cols]
}

func (m *matrix) score(i, c int32) int64 { return m.sign * int64(m.scores[int(i)*m.cols+int(c)]) }

func (m *matrix) isForbidden(i, c int32) bool {
	f := m.forbidden[i]
	return len(f) > 0 && slices.Contains(f, c)
}

func (m *matrix) isHeld(i, c int32) bool {
	k := int(i)*m.cols + int(c)
	return m.held[k>>6]>>(k&63)&1 != 0
}

func (m *matrix) setHeld(i, c int32, to bool) {
	k := int(i)*m.cols + int(c)
	if to {
		m.held[k>>6] |= 1 << (k & 63)
	} else {
		m.held[k>>6] &^= 1 << (k & 63)
	}
}

// extremes writes the smallest score of each region to floor and returns the
// smallest and the largest of all.
func (m *matrix) extremes(floor []int64) (low, high int64) {
	for c := range floor {
		floor[c] = math.MaxInt32 + 1
	}
	high = math.MinInt32 - 1
	for i := range m.rows {
		for c, raw := range m.row(int32(i)) {
			s := m.sign * int64(raw)
			floor[c] = min(floor[c], s)
			high = max(high, s)
		}
	}
	return slices.Min(floor), high
}
