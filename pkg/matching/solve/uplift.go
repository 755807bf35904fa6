package solve

import "slices"

// uplift exchanges pairs of a plan for others of the same region that score more
// and have room, in one pass over all pairs and another: visits stay as many, no
// region has more or fewer, and the worst score does not fall.
func (w *worst) uplift(plan []Pair) []Pair {
	u := &uplift{w: w, room: newRoom(w.p), held: make([][]Candidate, len(w.p.Regions)), low: make([]int64, len(w.p.Regions))}
	scores := scoresOf(w.p, plan)
	var out []Pair
	for k, q := range plan {
		u.room.take(q)
		if w.fixed[q] {
			out = append(out, q)
			continue
		}
		j := w.p.RegionOf(q.Column)
		u.held[j] = append(u.held[j], Candidate{q.Practice, q.Column, w.sign * scores[k]})
	}
	for j := range u.held {
		u.weigh(j)
	}
	for range 2 {
		u.pass()
	}
	for _, list := range u.held {
		for _, c := range list {
			out = append(out, Pair{c.Practice, c.Column})
		}
	}
	sortPairs(out)
	return out
}

type uplift struct {
	w    *worst
	room *room
	held [][]Candidate // per region, what may go
	low  []int64       // the worst of it
}

// pass offers every pair that could come in.
func (u *uplift) pass() {
	p, sign := u.w.p, u.w.sign
	if p.Scores == nil {
		u.w.each(u.offer)
		return
	}
	width := p.Columns()
	for i := range p.Practices {
		if u.room.practice[i] <= 0 {
			continue
		}
		for c, s := range p.Scores[i*width : (i+1)*width] {
			if v := sign * int64(s); v > u.low[p.RegionOf(c)] {
				_, special := u.w.fixed[Pair{i, c}]
				u.offer(Candidate{i, c, v}, special)
			}
		}
	}
}

// weigh finds the worst of what a region holds.
func (u *uplift) weigh(j int) {
	u.low[j] = limit
	for _, c := range u.held[j] {
		u.low[j] = min(u.low[j], c.Score)
	}
}

// offer lets a pair in for the worst one of its region that may go.
func (u *uplift) offer(c Candidate, fixed bool) {
	j := u.w.p.RegionOf(c.Column)
	if c.Score <= u.low[j] || fixed || u.room.practice[c.Practice] <= 0 {
		return
	}
	q := Pair{c.Practice, c.Column}
	out := -1
	for k, x := range u.held[j] {
		at := Pair{x.Practice, x.Column}
		if at == q {
			return
		}
		if x.Score < c.Score && (out < 0 || x.Score < u.held[j][out].Score) && u.room.swaps(at, q) {
			out = k
		}
	}
	if out < 0 {
		return
	}
	u.room.give(Pair{u.held[j][out].Practice, u.held[j][out].Column})
	u.room.take(q)
	u.held[j] = append(slices.Delete(u.held[j], out, out+1), c)
	u.weigh(j)
}
