package solve

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// SetPractice changes the minimum and the capacity of a practice.
func (pl *Planner) SetPractice(practice, least, capacity int) error {
	if practice < 0 || practice >= len(pl.n.p.Practices) {
		return refuse("unknown practice", "practice %d", practice)
	}
	a := pl.n.p.Practices[practice]
	a.Min, a.Capacity = least, capacity
	if err := (&Problem{Owners: pl.n.p.Owners, Practices: []Practice{a}}).checkSupply(); err != nil {
		return err
	}
	was := pl.n.p.Practices[practice]
	pl.n.p.Practices[practice] = a
	if err := pl.summable(); err != nil {
		pl.n.p.Practices[practice] = was
		return err
	}
	pl.n.bound(pl.n.prac0+int32(practice), least, capacity)
	return nil
}

// SetOwner changes the capacity of an owner.
func (pl *Planner) SetOwner(owner, capacity int) error {
	if owner < 0 || owner >= len(pl.n.p.Owners) {
		return refuse("unknown owner", "owner %d", owner)
	}
	if capacity < 0 || capacity > math.MaxInt32 {
		return refuse("capacity must be between 0 and 2^31-1", "owner %d", owner)
	}
	pl.n.p.Owners[owner].Capacity = capacity
	pl.n.bound(pl.n.owner0+int32(owner), 0, capacity)
	return nil
}

// SetRegion changes the minimum and the maximum of a region.
func (pl *Planner) SetRegion(region, least, most int) error {
	if region < 0 || region >= len(pl.n.p.Regions) {
		return refuse("unknown region", "region %d", region)
	}
	r := pl.n.p.Regions[region]
	r.Min, r.Max = least, most
	if err := (&Problem{Regions: []Region{r}}).checkDemand(); err != nil {
		return err
	}
	was := pl.n.p.Regions[region]
	pl.n.p.Regions[region] = r
	if err := pl.summable(); err != nil {
		pl.n.p.Regions[region] = was
		return err
	}
	pl.n.bound(pl.n.region0+int32(region), least, most)
	return nil
}

// Forbid takes a pair out of the problem. Forbidding a required pair is an
// error.
func (pl *Planner) Forbid(q Pair) error {
	p := pl.n.p
	if err := pl.free(q); err != nil {
		return err
	}
	if slices.Contains(p.Forbidden, q) {
		return nil
	}
	p.Forbidden = append(p.Forbidden, q)
	pl.n.drop(q)
	pl.n.pool.hide(q)
	return nil
}

// Require fixes a pair into the plan. It must be a candidate and not forbidden.
func (pl *Planner) Require(q Pair) error {
	p := pl.n.p
	if err := pl.free(q); err != nil {
		return err
	}
	if slices.Contains(p.Forbidden, q) {
		return refuse("the pair is also forbidden", "required")
	}
	if _, ok := pl.score(q); !ok {
		return refuse("the pair is not a candidate, so it has no score", "required")
	}
	p.Required = append(p.Required, q)
	pl.n.drop(q)
	pl.n.pool.hide(q)
	pl.n.require(q)
	return nil
}

// SetScore changes the score of a pair, or adds a candidate to a sparse
// problem. The score of a required pair changes the objective only.
func (pl *Planner) SetScore(q Pair, score int64) error {
	n := pl.n
	if err := pl.storable(q, score, pl.largest()); err != nil {
		return err
	}
	if n.pool.excluded(q.Column, int32(q.Practice)) {
		pl.store(q, score)
		return nil
	}
	n.drop(q)
	pl.store(q, score)
	n.enter(q, n.sign*score)
	return nil
}

// largest is the largest magnitude a score may have.
func (pl *Planner) largest() int64 {
	p := pl.n.p
	if p.Scores != nil {
		return math.MaxInt32 + 1
	}
	return mostScore(len(p.Practices), p.Columns(), p.mostPairs())
}

// storable reports why a score cannot be stored.
func (pl *Planner) storable(q Pair, score, largest int64) error {
	p := pl.n.p
	if !p.inRange(q.Practice, q.Column) {
		return refuse("unknown practice or column", "score")
	}
	if p.Scores != nil && (score > math.MaxInt32 || score < math.MinInt32) {
		return refuse("a dense score must fit into 32 bits", "score")
	}
	if magnitude(score) > largest {
		return refuse(fmt.Sprintf("a score of %d could overflow when scores are added up; at most %d in size is allowed", score, largest), "score")
	}
	return nil
}

// store writes a storable score into the planner's copy of the problem.
func (pl *Planner) store(q Pair, score int64) {
	p := pl.n.p
	pl.top = max(pl.top, magnitude(score))
	if p.Scores != nil {
		p.Scores[q.Practice*p.Columns()+q.Column] = int32(score)
		return
	}
	k := slices.IndexFunc(p.Candidates, func(c Candidate) bool { return c.Practice == q.Practice && c.Column == q.Column })
	if k < 0 {
		k = len(p.Candidates)
		p.Candidates = append(p.Candidates, Candidate{Practice: q.Practice, Column: q.Column})
	}
	p.Candidates[k].Score = score
}

func (pl *Planner) free(q Pair) error {
	if !pl.n.p.inRange(q.Practice, q.Column) {
		return refuse("unknown practice or column", "pair")
	}
	if slices.Contains(pl.n.p.Required, q) {
		return refuse("the pair is required", "pair")
	}
	return nil
}

// score looks a score up, in input sign; sparse problems may not have it.
func (pl *Planner) score(q Pair) (int64, bool) {
	p := pl.n.p
	if p.Scores != nil {
		return int64(p.Scores[q.Practice*p.Columns()+q.Column]), true
	}
	for _, c := range p.Candidates {
		if c.Practice == q.Practice && c.Column == q.Column {
			return c.Score, true
		}
	}
	return 0, false
}

// drop takes a listed pair out of the lists, and out of the plan if it is in.
// Its score must be that of the list still, so that it is found by halving.
func (n *network) drop(q Pair) {
	list := n.cols[q.Column].list
	from := 0
	if n.p.Scores != nil {
		from = rank(list, n.sign*int64(n.p.Scores[q.Practice*n.p.Columns()+q.Column]), int32(q.Practice))
	}
	for pos := from; pos < len(list); pos++ {
		if e := &list[pos]; e.practice == int32(q.Practice) && e.state != gone {
			if e.state == held {
				n.release(int32(q.Column), int32(pos))
			}
			e.state = gone
			return
		}
	}
}

// rank is the place in a list of a score of a practice.
func rank(list []entry, score int64, practice int32) int {
	return sort.Search(len(list), func(k int) bool {
		e := list[k]
		return e.score < score || (e.score == score && e.practice >= practice)
	})
}

// enter lists a pair at the place of its score, unless it belongs to the part
// that is not listed yet, and takes it into the plan if the prices say so.
func (n *network) enter(q Pair, score int64) {
	c, i := int32(q.Column), int32(q.Practice)
	col := &n.cols[c]
	at := rank(col.list, score, i)
	if at == len(col.list) && col.unlisted() {
		if score-n.y[n.prac0+i]+n.y[n.col0+c] > 0 {
			n.deepenTo(c, i)
		}
		return
	}
	col.list = slices.Insert(col.list, at, entry{score: score, practice: i})
	for pos := at + 1; pos < len(col.list); pos++ {
		if e := col.list[pos]; e.state == held {
			list := n.held.of(e.practice)
			for k := range list {
				if list[k].col == c {
					list[k].pos = int32(pos)
				}
			}
		}
	}
	if score-n.y[n.prac0+i]+n.y[n.col0+c] > 0 {
		n.hold(c, int32(at))
	}
}

// deepenTo lists column c down to practice i and takes the pair into the plan.
func (n *network) deepenTo(c, i int32) {
	for pos := len(n.cols[c].list); n.cols[c].unlisted(); {
		n.pool.deepen(n.cols, int(c))
		for ; pos < len(n.cols[c].list); pos++ {
			if n.cols[c].list[pos].practice == i {
				n.hold(c, int32(pos))
				return
			}
		}
	}
}

// hide keeps a pair out of lists that are deepened later.
func (q *pool) hide(h Pair) {
	e := q.exclude[h.Column]
	at, found := slices.BinarySearch(e, int32(h.Practice))
	if !found {
		q.exclude[h.Column] = slices.Insert(e, at, int32(h.Practice))
	}
}
