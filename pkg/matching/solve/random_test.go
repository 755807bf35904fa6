package solve_test

import (
	"math/rand/v2"
	"strconv"

	"makcomblang.id/pkg/matching/solve"
)

// shape limits a random problem.
type shape struct {
	rows, cols int
	nested     bool
	sparse     bool
	spread     int64 // scores lie between -spread/3 and spread: small means ties
}

// random makes a small problem with every feature of the model.
func random(r *rand.Rand, s shape) *solve.Problem {
	p := &solve.Problem{Sense: solve.Sense(r.IntN(2))}
	rows, cols := 1+r.IntN(s.rows), 1+r.IntN(s.cols)
	owners := 0
	if s.nested {
		owners = r.IntN(3)
	}
	for k := range owners {
		p.Owners = append(p.Owners, solve.Owner{ID: "o" + strconv.Itoa(k), Capacity: r.IntN(5)})
	}
	for i := range rows {
		a := solve.Practice{ID: "p" + strconv.Itoa(i), Owner: r.IntN(owners+1) - 1, Capacity: r.IntN(4)}
		if r.IntN(4) == 0 {
			a.Min = r.IntN(a.Capacity + 1)
		}
		p.Practices = append(p.Practices, a)
	}
	regions := cols
	if s.nested {
		regions = 1 + r.IntN(cols)
		for c := range cols {
			p.Needs = append(p.Needs, solve.Need{ID: "n" + strconv.Itoa(c), Region: r.IntN(regions), Priority: r.IntN(3)})
		}
	}
	for j := range regions {
		g := solve.Region{ID: "r" + strconv.Itoa(j), Max: r.IntN(4), Tie: r.Int64N(2)}
		if r.IntN(3) == 0 {
			g.Min = r.IntN(g.Max + 1)
		}
		p.Regions = append(p.Regions, g)
	}
	fillPairs(r, p, s)
	return p
}

func fillPairs(r *rand.Rand, p *solve.Problem, s shape) {
	cols := p.Columns()
	if !s.sparse {
		p.Scores = make([]int32, len(p.Practices)*cols)
	}
	for i := range p.Practices {
		for c := range cols {
			score := r.Int64N(s.spread+1) - s.spread/3
			listed := r.IntN(4) > 0
			if s.sparse && listed {
				p.Candidates = append(p.Candidates, solve.Candidate{Practice: i, Column: c, Score: score})
			} else if !s.sparse {
				p.Scores[i*cols+c] = int32(score)
			}
			switch q := (solve.Pair{Practice: i, Column: c}); r.IntN(14) {
			case 0:
				p.Forbidden = append(p.Forbidden, q)
			case 1:
				if (!s.sparse || listed) && r.IntN(2) == 0 {
					p.Required = append(p.Required, q)
				}
			}
		}
	}
}

// shapes are the forms that every property is tried in.
var shapes = []shape{
	{4, 4, false, false, 3},
	{4, 4, false, true, 3},
	{4, 4, true, false, 4},
	{4, 4, true, true, 9},
	{5, 3, true, true, 1000},
	{3, 5, true, false, 2},
}

// table lists the admissible pairs with their scores in the sense of a
// maximisation.
func table(p *solve.Problem) (pairs []solve.Pair, scores []int64, must []bool) {
	forbidden, required := map[solve.Pair]bool{}, map[solve.Pair]bool{}
	for _, q := range p.Forbidden {
		forbidden[q] = true
	}
	for _, q := range p.Required {
		required[q] = true
	}
	add := func(q solve.Pair, s int64) {
		if p.Sense == solve.Minimise {
			s = -s
		}
		if !forbidden[q] {
			pairs, scores, must = append(pairs, q), append(scores, s), append(must, required[q])
		}
	}
	for k, s := range p.Scores {
		add(solve.Pair{Practice: k / p.Columns(), Column: k % p.Columns()}, int64(s))
	}
	for _, c := range p.Candidates {
		add(solve.Pair{Practice: c.Practice, Column: c.Column}, c.Score)
	}
	return pairs, scores, must
}

// each calls f for every plan that keeps all rules, with its total score in the
// sense of a maximisation. chosen is reused between calls.
func each(p *solve.Problem, f func(chosen []bool, total int64)) {
	pairs, scores, must := table(p)
	e := &enumeration{p: p, pairs: pairs, scores: scores, must: must, f: f, chosen: make([]bool, len(pairs))}
	e.practice, e.owner = make([]int, len(p.Practices)), make([]int, len(p.Owners))
	e.region, e.column = make([]int, len(p.Regions)), make([]int, p.Columns())
	e.step(0, 0)
}

type enumeration struct {
	p                               *solve.Problem
	pairs                           []solve.Pair
	scores                          []int64
	must                            []bool
	chosen                          []bool
	practice, owner, region, column []int
	f                               func([]bool, int64)
}

func (e *enumeration) step(k int, total int64) {
	if k == len(e.pairs) {
		if e.complete() {
			e.f(e.chosen, total)
		}
		return
	}
	if !e.must[k] {
		e.step(k+1, total)
	}
	q := e.pairs[k]
	e.move(q, 1)
	if e.fits(q) {
		e.chosen[k] = true
		e.step(k+1, total+e.scores[k])
		e.chosen[k] = false
	}
	e.move(q, -1)
}

func (e *enumeration) move(q solve.Pair, by int) {
	e.practice[q.Practice] += by
	if o := e.p.Practices[q.Practice].Owner; len(e.p.Owners) > 0 && o >= 0 {
		e.owner[o] += by
	}
	e.column[q.Column] += by
	e.region[e.p.RegionOf(q.Column)] += by
}

func (e *enumeration) fits(q solve.Pair) bool {
	j := e.p.RegionOf(q.Column)
	if e.practice[q.Practice] > e.p.Practices[q.Practice].Capacity || e.region[j] > e.p.Regions[j].Max {
		return false
	}
	if len(e.p.Needs) > 0 && e.column[q.Column] > 1 {
		return false
	}
	o := e.p.Practices[q.Practice].Owner
	return len(e.p.Owners) == 0 || o < 0 || e.owner[o] <= e.p.Owners[o].Capacity
}

func (e *enumeration) complete() bool {
	for i, a := range e.p.Practices {
		if e.practice[i] < a.Min {
			return false
		}
	}
	for j, g := range e.p.Regions {
		if e.region[j] < g.Min {
			return false
		}
	}
	return true
}

// brute is the best total by enumeration.
func brute(p *solve.Problem) (best int64, feasible bool) {
	each(p, func(_ []bool, total int64) {
		if !feasible || total > best {
			best, feasible = total, true
		}
	})
	return best, feasible
}

// withoutMinimums is a random problem whose practices have no minimum.
func withoutMinimums(r *rand.Rand, s shape) *solve.Problem {
	p := random(r, s)
	for i := range p.Practices {
		p.Practices[i].Min = 0
	}
	return p
}
