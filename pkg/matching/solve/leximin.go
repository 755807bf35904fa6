package solve

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// solveLeximin gives one visit after the other to the region that has fewest.
// The vectors of visits that a plan can realise form a polymatroid, so a region
// that cannot get one more now never can later, and the greedy order is optimal
// (Federgruen and Groenevelt 1986). Where practices of an owner have minimums they
// form a generalised polymatroid, which is not closed under fewer visits; what is
// given is then a promise of at least so many, and the same holds (Murota 2003,
// Discrete Convex Analysis, on M-natural convex sets).
func solveLeximin(ctx context.Context, p *Problem) (*Result, error) {
	best, err := solveScore(ctx, p, Options{anyPlan: true})
	if err != nil {
		return nil, err
	}
	if best.Status == Infeasible {
		return &Result{Status: Infeasible, Policy: PolicyLeximin, Method: "A", Infeasible: best.Infeasible}, nil
	}
	if len(p.Scores) > manyPairs && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return (&leveller{s: &search{}}).cutShort(ctx, p, best)
	}
	l := newLeveller(p)
	ok, err := l.run(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return l.cutShort(ctx, p, best)
	}
	if err != nil {
		return nil, err
	}
	if !ok {
		return infeasible(ctx, p, PolicyLeximin)
	}
	fixed := *p
	fixed.Regions = slices.Clone(p.Regions)
	for j := range fixed.Regions {
		fixed.Regions[j].Min, fixed.Regions[j].Max = l.count(j), l.count(j)
	}
	r, err := solveScore(ctx, &fixed, Options{})
	if err != nil {
		return nil, err
	}
	if r.Status == Infeasible {
		return infeasible(ctx, p, PolicyLeximin)
	}
	r.Policy = PolicyLeximin
	r.Paths += l.s.paths
	r.compare(best)
	r.Fairness.Levels, r.Fairness.Tight = l.levels, l.tight()
	return r, nil
}

// compare adds the price of fairness, from the best plan of the policy score or
// what is known of it.
func (r *Result) compare(best *Result) {
	r.Paths += best.Paths
	r.Fairness = &Fairness{Price: magnitude(best.Bound - r.Objective), ScorePrices: best.Prices}
	if best.Status == Bounded {
		r.Status = Bounded
	}
}

func infeasible(ctx context.Context, p *Problem, policy Policy) (*Result, error) {
	v, err := explain(ctx, p)
	if err != nil {
		return nil, err
	}
	return &Result{Status: Infeasible, Policy: policy, Method: "A", Infeasible: v}, nil
}

// leveller raises the visits promised to the regions one by one on a network in
// which every pair is worth the same. The promise is the lower bound of the region's
// node. Minimums of practices are left out, because they can always be had besides
// (Mendelsohn and Dulmage 1958), and a region then has what it is promised; only
// where an owner's capacity is one for several practices they are part of the
// network, and may bring a region more than it is promised yet.
type leveller struct {
	n      *network
	s      *search
	most   []int64 // maximum per region
	stuck  int     // how many regions cannot get more
	frozen []bool  // which
	joined []int64 // per node, the how-many-th such region can draw on it; 0: none
	levels []Level
	steps  []int32 // the region of each visit given, in order
	begun  bool    // the minimums are met
}

func newLeveller(p *Problem) *leveller {
	l := &leveller{n: compileWith(p, 0)}
	n := l.n
	held := p.ownersHoldMinimums()
	if !held {
		clear(n.lo[n.prac0:n.region0])
	}
	required := make([]int64, len(p.Regions))
	for _, q := range p.Required {
		required[p.RegionOf(q.Column)]++
	}
	for j := range p.Regions {
		v := n.region0 + int32(j)
		l.most = append(l.most, n.hi[v])
		n.lo[v] = min(max(n.lo[v], required[j]), n.hi[v])
		if !held {
			n.hi[v] = n.lo[v]
		}
	}
	l.frozen, l.joined = make([]bool, len(p.Regions)), make([]int64, n.end)
	n.start()
	l.s = newSearch(n)
	return l
}

// ownersHoldMinimums reports whether a practice with a minimum shares the capacity
// of an owner.
func (p *Problem) ownersHoldMinimums() bool {
	for i := range p.Practices {
		if p.Practices[i].Min > 0 && p.ownerOf(i) != NoOwner {
			return true
		}
	}
	return false
}

// count is how many visits region j is promised.
func (l *leveller) count(j int) int { return int(l.n.lo[l.n.region0+int32(j)]) }

// run reports false if not even the minimums can be met.
func (l *leveller) run(ctx context.Context) (bool, error) {
	short, err := l.n.repair(ctx, l.s)
	if err != nil || len(short) > 0 {
		return false, err
	}
	l.begun = true
	order := l.order()
	var top int64
	for _, m := range l.most {
		top = max(top, m)
	}
	for most := int64(1); most <= top; most++ {
		raised := false
		for k, v := range order {
			if k&63 == 0 && ctx.Err() != nil {
				return false, ctx.Err()
			}
			if n := l.n; n.lo[v] < most && n.lo[v] < l.most[v-n.region0] && !l.frozen[v-n.region0] {
				raised = l.raise(v) || raised
			}
		}
		l.levels = append(l.levels, l.level(most))
		if !raised && l.settled(most) {
			break
		}
	}
	return true, nil
}

// settled reports whether no region has more than most visits, so that higher
// levels would say the same again.
func (l *leveller) settled(most int64) bool {
	for j := range l.most {
		if int64(l.count(j)) >= most {
			return false
		}
	}
	return true
}

// raise tries to promise region v one visit more, which it then keeps.
func (l *leveller) raise(v int32) bool {
	n := l.n
	was, most := n.flow[v], n.hi[v]
	n.lo[v]++
	n.hi[v] = max(most, n.lo[v])
	n.setFlow(v, max(was, n.lo[v]))
	l.s.paths++
	if n.flow[v] == was || l.s.from(v) {
		if n.flow[v] > was {
			n.augment(l.s, v)
		}
		l.steps = append(l.steps, v-n.region0)
		return true
	}
	n.lo[v]--
	n.hi[v] = most
	n.setFlow(v, was)
	l.stuck++
	l.frozen[v-n.region0] = true
	for _, x := range l.s.touched {
		l.joined[x] = int64(l.stuck)
		l.s.dist[x] = -far // no search that comes here gets on
	}
	l.s.touched = l.s.touched[:0]
	return false
}

// tight reads off when each node joined the tight set.
func (l *leveller) tight() *Prices {
	n := l.n
	p := &Prices{
		Owners: l.joined[n.owner0:n.prac0], Practices: l.joined[n.prac0:n.region0],
		Regions: l.joined[n.region0 : n.region0+int32(len(l.most))],
	}
	if n.col0 != n.region0 {
		p.Needs = l.joined[n.col0:n.end]
	}
	return p
}

// order lists the regions as ties are broken: more urgent need, smaller Tie,
// earlier in the list.
func (l *leveller) order() []int32 {
	p := l.n.p
	urgent := make([]int, len(p.Regions))
	for _, need := range p.Needs {
		urgent[need.Region] = max(urgent[need.Region], need.Priority)
	}
	order := make([]int32, len(p.Regions))
	for j := range order {
		order[j] = l.n.region0 + int32(j)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		x, y := a-l.n.region0, b-l.n.region0
		if c := cmp.Compare(urgent[y], urgent[x]); c != 0 {
			return c
		}
		return cmp.Compare(p.Regions[x].Tie, p.Regions[y].Tie)
	})
	return order
}

// level writes down the tight set of the stuck regions as prices: whatever they
// could still draw on is full, and everybody else is at the level.
func (l *leveller) level(most int64) Level {
	n := l.n
	in := make([]int64, n.end)
	for v, step := range l.joined {
		in[v] = min(step, 1)
	}
	out := Level{Most: int(most)}
	for j := range l.most {
		out.Visits += int64(l.count(j))
	}
	for k := n.owner0; k < n.prac0; k++ {
		out.Prices.Owners = append(out.Prices.Owners, in[k])
	}
	for k := n.prac0; k < n.region0; k++ {
		out.Prices.Practices = append(out.Prices.Practices, in[k]-in[n.parent[k]])
	}
	for k := n.region0; k < n.region0+int32(len(l.most)); k++ {
		out.Prices.Regions = append(out.Prices.Regions, 1-in[k])
	}
	if n.col0 != n.region0 {
		for k := n.col0; k < n.end; k++ {
			out.Prices.Needs = append(out.Prices.Needs, in[n.parent[k]]-in[k])
		}
	}
	return out
}
