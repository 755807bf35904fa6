package solve

import (
	"context"
	"math"
)

// simplex is method C: the primal network simplex (Dantzig 1951; Ahuja, Magnanti
// and Orlin, Network Flows, 1993, chapter 11) on the matrix of a dense
// problem. Its tree starts as a star: a node hangs on the arc of its bounds, or,
// while it lacks its minimum, on one that costs more than anything is worth. A
// pair outside the tree is held in the matrix or not; there is no list of arcs.
//
// Potentials are as in network: the reduced profit of an arc a -> b is
// profit - y[a] + y[b], so a practice costs y and a column -y.
type simplex struct {
	tree
	m       *matrix
	full    []bool  // per node: the arc of its bounds is full, not empty
	inside  []bool  // per node: that arc is in the tree
	room    []int32 // what that arc can take
	big     int64   // what it costs to lack one visit of a minimum
	row     int     // where the search goes on; after the last row come the bounds
	near    []entering
	wide    bool  // there is AVX2
	first   int64 // what the best of near gained when they were found
	rows    int   // looked at
	unasked int   // rows looked at, and pivots times patienceEach, since the context was asked
	pivots  int
	pace    pace
	stale   int  // pivots in a row that moved nothing
	broken  bool // a maximum is less than the minimums below it
}

const (
	fewCandidates = 8       // that are kept in sight; more of them take fewer pivots, and a look costs little
	worthwhile    = 4       // part of the first gain for which they are used up
	patienceRows  = 1 << 12 // rows for which the context is not asked
	patienceEach  = 16      // rows that a pivot counts as
	staleEach     = 64      // pivots for each node that may move nothing
)

// newSimplex starts with no pair in the plan.
func newSimplex(m *matrix) *simplex {
	s := &simplex{tree: newTree(m.p), m: m, wide: wide()}
	s.full, s.inside, s.room = make([]bool, s.root), make([]bool, s.root), make([]int32, s.root)
	clear(m.held)
	low, high := m.extremes()
	s.pace = newPace(m.p, int(s.root), high-low)
	s.big = lacking(max(high, -low, high-low), len(s.nodes))
	at := s.practices + int32(m.cols)
	for o, most := range m.owner {
		s.plant(at+int32(o), 0, most, 0)
	}
	at += int32(len(m.owner))
	for j, most := range m.region {
		s.plant(at+int32(j), max(m.regionLeast[j], 0), most, s.big)
	}
	for i := range m.rows {
		s.plant(int32(i), max(m.need[i], 0), m.capacity[i], -s.big)
	}
	for c := range m.cols {
		s.plant(int32(m.rows+c), max(m.least[c], 0), m.quota[c], s.big)
	}
	return s
}

// A dense problem has less than 2^31 pairs, so its shorter side has at most
// 46,340 nodes; a way through the tree passes each of them once, and so has at
// most 92,680 pairs. mostLacking is more than that.
const mostLacking = 1 << 18

// lacking is what it costs to lack one visit of a minimum: more than any change of
// a plan can gain whose scores differ, from each other and from 0, by no more than
// spread. A potential is at most lacking and the scores of a way apart from 0, less than
// twice as much; where a pair is barred 16 times as much is taken off. With 32
// bits of spread all that stays below 2^55.
func lacking(spread int64, nodes int) int64 {
	return (spread + 1) * int64(min(nodes, mostLacking))
}

// plant hangs a node on what is above it, or, while it lacks its minimum, on the
// root; what a practice must give comes through its owner.
func (s *simplex) plant(v, least, most int32, lacking int64) {
	s.room[v] = most - least
	s.broken = s.broken || most < least
	up := s.above[v]
	if least == 0 {
		s.y[v], s.inside[v] = s.y[up], true
		s.plug(v, up, ownArc, 0, s.room[v])
		return
	}
	s.y[v] = lacking
	s.plug(v, s.root, lackArc, least, math.MaxInt32)
	if up != s.root {
		owner := &s.nodes[up]
		s.broken = s.broken || least > owner.down
		owner.down -= least
		owner.up += least
	}
}

// plug hangs v on u by an arc with so much on it, which takes so much.
func (s *simplex) plug(v, u int32, kind arcKind, flow, most int32) {
	s.hang(v, u, kind, flow, most-flow)
	if s.upwards(v) {
		n := &s.nodes[v]
		n.up, n.down = n.down, n.up
	}
}

// outcome says how a simplex ended.
type outcome uint8

const (
	solved   outcome = iota
	hopeless         // a minimum cannot be met
	lengthy          // there is no end in sight; it may be run on
	givenUp          // it goes in circles, or the context ended
)

// run pivots until nothing gains any more.
func (s *simplex) run(ctx context.Context, patient bool) outcome {
	if s.broken {
		return hopeless
	}
	nodes := int(s.root)
	for {
		e, found := s.search()
		if !found {
			break
		}
		s.pivot(e)
		s.pivots++
		if s.stale > staleEach*nodes || s.over(ctx) {
			return givenUp
		}
		if s.pivots%s.pace.pivots == 0 && s.lengthy() && !patient {
			return lengthy
		}
	}
	if s.lacks() {
		return hopeless
	}
	return solved
}

// over reports whether the context ended. It asks now and then: pivots take
// microseconds, but one may look at all rows.
func (s *simplex) over(ctx context.Context) bool {
	if s.unasked += patienceEach; s.unasked < patienceRows {
		return false
	}
	s.unasked = 0
	return ctx.Err() != nil
}

// result reads plan and prices off the tree. It is nil where some prices hang on
// nothing but what was lacking once: they prove the plan as well, but nobody could
// read them.
func (s *simplex) result() *Result {
	prices, ok := s.prices()
	if !ok {
		return nil
	}
	r := &Result{Status: Optimal, Policy: PolicyScore, Method: "C", Prices: prices}
	s.plan(r)
	r.Bound = r.Objective
	return r
}

// prices reports false where some hang on what is or was lacking.
func (s *simplex) prices() (Prices, bool) {
	m := s.m
	readable := true
	read := func(from, count int, least []int32, sign int64) []int64 {
		list := make([]int64, count)
		for k := range list {
			v := from + k
			if y := sign * (s.y[v] - s.y[s.above[v]]); y > 0 || (least != nil && least[k] > 0) {
				list[k] = y
			}
			readable = readable && magnitude(list[k]) < s.big/2
		}
		return list
	}
	prices := Prices{Practices: read(0, m.rows, m.need, 1), Owners: read(m.rows+m.cols, len(m.owner), nil, 1)}
	if m.region == nil {
		prices.Regions = read(m.rows, m.cols, m.least, -1)
		return prices, readable
	}
	prices.Needs = read(m.rows, m.cols, nil, -1)
	prices.Regions = read(m.rows+m.cols+len(m.owner), len(m.region), m.regionLeast, -1)
	return prices, readable
}

// lacks reports whether a minimum is not met yet.
func (s *simplex) lacks() bool {
	for v := range s.root {
		if s.nodes[v].kind == lackArc && s.flow(v) > 0 {
			return true
		}
	}
	return false
}

// plan reads the plan off the matrix and the tree.
func (s *simplex) plan(r *Result) {
	for v := range s.root {
		if s.nodes[v].kind == pairArc && s.flow(v) > 0 {
			i, c := s.ends(v, s.nodes[v].parent)
			s.m.setHeld(i, c, true)
		}
	}
	s.m.plan(r)
}
