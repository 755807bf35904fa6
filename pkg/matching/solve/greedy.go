package solve

import "slices"

// greedy makes a plan of the best pair that has room, again and again; equal ones
// come in the order of practices and columns.
type greedy struct {
	w    *worst
	room *room
	r    *Result
}

func (w *worst) greedy() *Result {
	r := &Result{Status: Optimal, Policy: PolicyStable, Method: "greedy", Counts: make([]int, len(w.p.Regions)), Pairs: []Pair{}}
	g := &greedy{w, newRoom(w.p), r}
	if len(w.p.Scores) > 0 {
		g.dense()
	} else {
		g.sparse()
	}
	sortPairs(r.Pairs)
	r.Bound = r.Objective
	return r
}

func (g *greedy) take(q Pair, score int64) {
	g.room.take(q)
	g.r.Pairs = append(g.r.Pairs, q)
	g.r.Counts[g.w.p.RegionOf(q.Column)]++
	g.r.Objective += g.w.sign * score
}

func (g *greedy) sparse() {
	for _, c := range g.w.required {
		g.take(Pair{c.Practice, c.Column}, c.Score)
	}
	for _, c := range g.w.free {
		if q := (Pair{c.Practice, c.Column}); c.Score > 0 && g.room.fits(q) {
			g.take(q, c.Score)
		}
	}
}

// firstSorted is how many pairs of a dense problem are sorted first, each time twice
// as many: what has no room by then need not be.
const firstSorted = 1 << 12

func (g *greedy) dense() {
	width := g.w.p.Columns()
	keys := make([]uint64, 0, len(g.w.p.Scores))
	g.w.each(func(c Candidate, required bool) {
		switch {
		case required:
			g.take(Pair{c.Practice, c.Column}, c.Score)
		case c.Score > 0:
			keys = append(keys, pack(c.Score, int32(c.Practice*width+c.Column)))
		}
	})
	pair := func(key uint64) (Pair, int64) {
		score, at := unpack(key)
		return Pair{int(at) / width, int(at) % width}, score
	}
	for most := firstSorted; len(keys) > 0; most *= 2 {
		best := partition(keys, min(most, len(keys)))
		slices.Sort(best)
		for _, key := range slices.Backward(best) {
			if q, score := pair(key); g.room.fits(q) {
				g.take(q, score)
			}
		}
		keys = slices.DeleteFunc(keys[:len(keys)-len(best)], func(key uint64) bool {
			q, _ := pair(key)
			return !g.room.fits(q)
		})
	}
}
