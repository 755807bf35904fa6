package solve

// reserve is how many spare practices each region keeps in sight.
const reserve = 6

// compileMoves finds every move once.
func (g *regionGraph) compileMoves() {
	g.near, g.who = make([]int64, g.n), make([]int32, g.n)
	g.best = make([][]gain, g.m.cols)
	for a := range g.root {
		g.stale = g.stale[:0]
		for x := range g.root {
			if x != a {
				g.stale = append(g.stale, x)
			}
		}
		g.refind(a)
		g.set(a, a, never, nobody)
		g.dropCheapest(a)
		g.respare(a)
		g.toRoot(a)
	}
	g.set(g.root, g.root, never, nobody)
}

func (g *regionGraph) set(b, a int32, cost int64, via int32) {
	k := int(b)*g.n + int(a)
	g.cost[k], g.via[k] = cost, via
}

// refind computes the moves from the stale regions to a, row by row so that the
// scores stream by.
func (g *regionGraph) refind(a int32) {
	if len(g.stale) == 0 {
		return
	}
	m := g.m
	for _, x := range g.stale {
		g.near[x], g.who[x] = never, nobody
	}
	near, who := g.near, g.who
	for _, i := range g.have[a] {
		row := m.row(i)
		mine := m.sign * int64(row[a])
		for _, x := range g.stale {
			if c := mine - m.sign*int64(row[x]); c < near[x] && g.open(i, x) {
				near[x], who[x] = c, i
			}
		}
	}
	for _, x := range g.stale {
		g.set(x, a, near[x], who[x])
	}
}

// dropCheapest finds the move from the root to a: one visit more at its border,
// or a visit given up.
func (g *regionGraph) dropCheapest(a int32) {
	best, who := never, nobody
	if g.count[a] < g.m.quota[a] {
		best, who = 0, stays
	}
	for _, i := range g.have[a] {
		if s := g.m.score(i, a); s < best {
			best, who = s, i
		}
	}
	g.set(g.root, a, best, who)
}

// toRoot finds the move from b to the root: one visit less at its border, or
// its best spare practice.
func (g *regionGraph) toRoot(b int32) {
	cost, who := never, nobody
	if g.count[b] > g.m.least[b] {
		cost, who = 0, stays
	}
	if len(g.best[b]) == 0 {
		g.respare(b)
	}
	if l := g.best[b]; len(l) > 0 && -l[0].net < cost {
		cost, who = -l[0].net, l[0].col
	}
	g.set(b, g.root, cost, who)
}

// respare lists the best spare practices of b anew.
func (g *regionGraph) respare(b int32) {
	l := g.best[b][:0]
	for _, i := range g.spare {
		s := g.m.score(i, b)
		if (len(l) < reserve || s > l[len(l)-1].net) && g.open(i, b) {
			l = insert(l, gain{s, i}, reserve)
		}
	}
	g.best[b] = l
}

// unlist removes i from the spare practices that b has in sight.
func (g *regionGraph) unlist(b, i int32) {
	for k, e := range g.best[b] {
		if e.col == i {
			g.best[b] = append(g.best[b][:k], g.best[b][k+1:]...)
			g.toRoot(b)
			return
		}
	}
}

// enlist adds a spare practice; below the last one in sight it stays out of
// sight, so the list keeps holding the best ones.
func (g *regionGraph) enlist(b, i int32) {
	l := g.best[b]
	if s := g.m.score(i, b); len(l) > 0 && s > l[len(l)-1].net {
		g.best[b] = insert(l, gain{s, i}, reserve)
	}
	g.toRoot(b)
}

// open reports whether b may take i.
func (g *regionGraph) open(i, b int32) bool { return !g.m.isHeld(i, b) && !g.m.isForbidden(i, b) }

// offer lowers the cost of a move if practice i makes it cheaper.
func (g *regionGraph) offer(b, a, i int32, cost int64) {
	if k := int(b)*g.n + int(a); cost < g.cost[k] {
		g.cost[k], g.via[k] = cost, i
	}
}

// move carries out the move from b to a that a search chose.
func (g *regionGraph) move(b, a int32) {
	i := g.via[int(b)*g.n+int(a)]
	switch {
	case a == g.root && i == stays:
		g.border(b, -1)
	case b == g.root && i == stays:
		g.border(a, 1)
	case a == g.root:
		g.take(b, i)
	case b == g.root:
		g.release(a, i)
	default:
		g.release(a, i)
		g.take(b, i)
	}
}

// border changes how many visits region c counts.
func (g *regionGraph) border(c int32, by int32) {
	g.count[c] += by
	g.toRoot(c)
	g.dropCheapest(c)
}

// take gives practice i to region b.
func (g *regionGraph) take(b, i int32) {
	m := g.m
	m.setHeld(i, b, true)
	g.have[b] = append(g.have[b], i)
	row := m.row(i)
	mine := m.sign * int64(row[b])
	for x := range g.root {
		if x != b && g.open(i, x) {
			g.offer(x, b, i, mine-m.sign*int64(row[x]))
		}
	}
	g.offer(g.root, b, i, mine)
	for _, y := range g.hosts[i] {
		if g.via[int(b)*g.n+int(y)] == i {
			g.stale = append(g.stale[:0], b)
			g.refind(y)
		}
	}
	g.hosts[i] = append(g.hosts[i], b)
	if len(g.hosts[i]) < int(m.capacity[i]) {
		g.unlist(b, i)
		return
	}
	g.unspare(i)
	for x := range g.root {
		g.unlist(x, i)
	}
}

// release takes practice i from region a.
func (g *regionGraph) release(a, i int32) {
	m := g.m
	m.setHeld(i, a, false)
	g.have[a] = without(g.have[a], i)
	g.hosts[i] = without(g.hosts[i], a)
	g.stale = g.stale[:0]
	for x := range g.root {
		if g.via[int(x)*g.n+int(a)] == i {
			g.stale = append(g.stale, x)
		}
	}
	g.refind(a)
	if g.via[int(g.root)*g.n+int(a)] == i {
		g.dropCheapest(a)
	}
	mine := m.score(i, a)
	for _, y := range g.hosts[i] {
		g.offer(a, y, i, m.score(i, y)-mine)
	}
	if g.at[i] >= 0 {
		g.enlist(a, i)
		return
	}
	g.at[i] = int32(len(g.spare))
	g.spare = append(g.spare, i)
	for x := range g.root {
		if g.open(i, x) {
			g.enlist(x, i)
		}
	}
}

func (g *regionGraph) unspare(i int32) {
	k, last := g.at[i], g.spare[len(g.spare)-1]
	g.spare[k] = last
	g.at[last] = k
	g.spare = g.spare[:len(g.spare)-1]
	g.at[i] = -1
}

func without(list []int32, v int32) []int32 {
	for k, x := range list {
		if x == v {
			list[k] = list[len(list)-1]
			return list[:len(list)-1]
		}
	}
	return list
}

// result reads plan and prices off the graph. A practice with room is worth
// nothing more; a full one is worth what its least gainful visit leaves.
func (g *regionGraph) result() *Result {
	m := g.m
	r := &Result{Status: Optimal, Policy: PolicyScore, Method: "B", Paths: g.paths}
	r.Prices.Owners = []int64{}
	r.Prices.Regions = g.price[:m.cols:m.cols]
	r.Prices.Practices = make([]int64, m.rows)
	r.Counts = make([]int, m.cols)
	for i, hosts := range g.hosts {
		worth := far
		for _, c := range hosts {
			r.Pairs = append(r.Pairs, Pair{i, int(c)})
			worth = min(worth, m.score(int32(i), c)-g.price[c])
		}
		if g.at[i] < 0 && len(hosts) > 0 {
			r.Prices.Practices[i] = worth
		} else if m.capacity[i] == 0 {
			r.Prices.Practices[i] = g.idle(int32(i))
		}
	}
	r.Pairs = append(r.Pairs, m.p.Required...)
	for _, q := range r.Pairs {
		r.Objective += int64(m.scores[q.Practice*m.cols+q.Column])
		r.Counts[q.Column]++
	}
	r.Bound = r.Objective
	sortPairs(r.Pairs)
	return r
}

// idle prices a practice that has no capacity left so high that no region gains
// from it.
func (g *regionGraph) idle(i int32) int64 {
	var worth int64
	for c, raw := range g.m.row(i) {
		if !g.m.isForbidden(i, int32(c)) {
			worth = max(worth, g.m.sign*int64(raw)-g.price[c])
		}
	}
	return worth
}
