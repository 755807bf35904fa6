package solve

import "slices"

// reprice gives a practice the smallest price at which it is wanted no more
// often than it has visits. A region that has too many then lets its worst go, and
// the practice it comes from is repriced in turn. That is much nearer than a search
// for whoever may have too many; what is left of it after some rounds is.
func (n *network) reprice(practice int) {
	const rounds = 64
	n.fit(practice)
	queue := n.trim(nil, practice)
	for k := 0; k < len(queue) && k < rounds; k++ {
		i := int(queue[k])
		if v := n.prac0 + queue[k]; n.excess[v] <= 0 {
			continue
		}
		n.fit(i)
		queue = n.trim(queue, i)
	}
}

// trim lets the columns of a practice that have too many visits drop their worst,
// whose net gain then is their price, and then their regions, and lists who lost one.
func (n *network) trim(lost []int32, practice int) []int32 {
	for _, h := range slices.Clone(n.held.of(int32(practice))) {
		v := n.col0 + h.col
		n.passUp(v)
		if n.excess[v] > 0 && n.flow[v] == n.hi[v] {
			if pos, net := n.worst(h.col); pos >= 0 && -net <= n.y[v] {
				n.y[v] = -net
				lost = n.letGo(lost, h.col, pos)
			}
		}
		if !n.needless() {
			lost = n.trimRegion(lost, n.parent[v])
		}
	}
	return lost
}

// trimRegion lets a region with needs that has too many visits drop the need that
// gains least.
func (n *network) trimRegion(lost []int32, j int32) []int32 {
	n.passUp(j)
	if n.excess[j] <= 0 || n.flow[j] < n.hi[j] {
		return lost
	}
	kids := n.kids[n.kin(j)]
	least, at, where := far, int32(-1), int32(-1)
	for _, v := range kids {
		if n.excess[v] > 0 {
			return lost
		}
		if n.flow[v] == 0 {
			continue
		}
		if pos, net := n.worst(v - n.col0); pos >= 0 && net < least {
			least, at, where = net, v, pos
		}
	}
	if at < 0 || -least > n.y[j] {
		return lost
	}
	n.y[j] = -least
	lost = n.letGo(lost, at-n.col0, where)
	n.setFlow(at, 0)
	for _, v := range kids {
		n.y[v] = min(n.y[v], -least) // nothing that it holds gains less
	}
	return lost
}

// passUp lets what a column or region has too much go where it costs nothing.
func (n *network) passUp(v int32) {
	if over := min(n.excess[v], n.hi[v]-n.flow[v]); over > 0 && n.reduced(v) == 0 {
		n.addTree(v, over)
	}
}

// worst is the pair of a column that gains least, and what it gains.
func (n *network) worst(c int32) (pos int32, net int64) {
	pos, net = -1, far
	for k, e := range n.cols[c].list {
		if e.state != held {
			continue
		}
		if x := e.score - n.y[n.prac0+e.practice]; x < net {
			pos, net = int32(k), x
		}
	}
	return pos, net
}

// letGo releases a pair. Its practice gives the visit back, as its owner does, where
// that costs nothing, or else is listed.
func (n *network) letGo(lost []int32, c, pos int32) []int32 {
	from := n.cols[c].list[pos].practice
	n.release(c, pos)
	u := n.prac0 + from
	if n.reduced(u) != 0 || n.flow[u] <= n.lo[u] {
		return append(lost, from)
	}
	n.addTree(u, -1)
	if o := n.parent[u]; o != 0 && n.excess[o] > 0 && n.reduced(o) == 0 {
		n.addTree(o, -min(n.excess[o], n.flow[o]))
	}
	return lost
}

// fit sets the price of one practice, and the visits that belong to it.
func (n *network) fit(practice int) {
	v := n.prac0 + int32(practice)
	room := n.hi[v]
	for _, q := range n.p.Required {
		if q.Practice == practice {
			room--
		}
	}
	for _, h := range slices.Clone(n.held.of(int32(practice))) {
		n.release(h.col, h.pos)
	}
	wanted := n.best(practice, room)
	n.y[v] = n.y[n.parent[v]]
	if room >= 0 && int64(len(wanted)) > room {
		n.y[v] = max(n.y[v], wanted[room].net)
	}
	use := n.hi[v] - room
	for _, w := range wanted {
		if w.net <= n.y[v] {
			break
		}
		n.take(Pair{practice, int(w.col)})
		use++
	}
	if n.reduced(v) > 0 {
		use = n.hi[v]
	}
	n.setFlow(v, min(max(use, n.lo[v]), n.hi[v]))
}

// best lists the columns that gain most from a practice, best first: one more
// than it has room for, or all if that is broken already.
func (n *network) best(practice int, room int64) []gain {
	most := len(n.cols)
	if room >= 0 && room < int64(most) {
		most = int(room) + 1
	}
	best := make([]gain, 0, min(most, 16))
	add := func(c int32, net int64) {
		if (len(best) < most || net > best[most-1].net) && !n.pool.excluded(int(c), int32(practice)) {
			best = insert(best, gain{net, c}, most)
		}
	}
	if p := n.p; p.Scores != nil {
		y, worst := n.y[n.col0:n.end], -far
		for c, raw := range p.Scores[practice*len(y) : (practice+1)*len(y)] {
			if net := n.sign*int64(raw) + y[c]; net > worst {
				if add(int32(c), net); most > 0 && len(best) == most {
					worst = best[most-1].net
				}
			}
		}
	}
	for _, c := range n.p.Candidates {
		if c.Practice == practice {
			add(int32(c.Column), n.sign*c.Score+n.y[n.col0+int32(c.Column)])
		}
	}
	return best
}

// take puts a pair into the plan wherever it is listed.
func (n *network) take(q Pair) {
	for pos, e := range n.cols[q.Column].list {
		if e.practice == int32(q.Practice) && e.state == free {
			n.hold(int32(q.Column), int32(pos))
			return
		}
	}
	n.deepenTo(int32(q.Column), int32(q.Practice))
}
