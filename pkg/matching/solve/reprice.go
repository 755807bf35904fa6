package solve

import "slices"

// reprice gives a practice the smallest price at which it is wanted no more
// often than it has visits. In a flat problem a region that has too many then
// lets its worst go, and the practice it comes from is repriced in turn. That is
// much nearer than a search for whoever may have too many; what is left of it
// after some rounds is.
func (n *network) reprice(practice int) {
	const rounds = 64
	n.fit(practice)
	if n.owner0 != n.prac0 || !n.biddable() {
		return
	}
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

// trim lets the regions of a practice that have too many visits drop their
// worst, whose net gain then is their price, and lists who lost one.
func (n *network) trim(lost []int32, practice int) []int32 {
	for _, h := range slices.Clone(n.held.of(int32(practice))) {
		v := n.col0 + h.col
		if over := min(n.excess[v], n.hi[v]-n.flow[v]); over > 0 && n.reduced(v) == 0 {
			n.addTree(v, over)
		}
		if n.excess[v] <= 0 || n.flow[v] < n.hi[v] {
			continue
		}
		worst, net := int32(-1), far
		for pos, e := range n.cols[h.col].list {
			if e.state != held {
				continue
			}
			if x := e.score - n.y[n.prac0+e.practice]; x < net {
				worst, net = int32(pos), x
			}
		}
		if worst < 0 || -net > n.y[v] {
			continue
		}
		from := n.cols[h.col].list[worst].practice
		n.release(h.col, worst)
		n.y[v] = -net
		if u := n.prac0 + from; n.reduced(u) == 0 && n.flow[u] > n.lo[u] {
			n.addTree(u, -1)
		} else {
			lost = append(lost, from)
		}
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
