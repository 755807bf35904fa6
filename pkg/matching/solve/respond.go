package solve

// settle drops all bids, keeps the prices of the practices, and gives each
// region what it likes best at them.
func (b *bidding) settle(required []int32) {
	n := b.n
	b.withdraw()
	for _, q := range n.p.Required {
		n.require(q)
	}
	var used []int32
	for j := range int32(len(n.p.Regions)) {
		if b.nest == nil {
			used = b.respond(used, j, required)
		} else {
			used = b.respondNeeds(used, j, required)
		}
	}
	for i, least := range n.lo[n.prac0:n.region0] {
		if least > 0 {
			used = append(used, int32(i))
		}
	}
	for _, h := range b.hosts {
		used = append(used, h.practice)
	}
	for _, q := range n.p.Required {
		used = append(used, int32(q.Practice))
	}
	for _, i := range used {
		v := n.prac0 + i
		f := n.hi[v]
		if n.y[v] == 0 {
			f = min(max(int64(len(n.held.of(i)))+countOf(required, v), n.lo[v]), n.hi[v])
		}
		n.setFlow(v, f)
	}
	for o := n.owner0; o < n.prac0; o++ {
		n.setFlow(o, min(-n.excess[o], n.hi[o]))
	}
}

// respond gives a region its best candidates and the price that belongs to them,
// and adds their practices to a list.
func (b *bidding) respond(used []int32, c int32, required []int32) []int32 {
	n := b.n
	v := n.col0 + c
	r := countOf(required, v)
	best := b.exactly(c, int(min(n.hi[v]-r, int64(len(n.p.Practices))))+1)
	k, worst := n.wanted(v, r, best)
	for _, x := range best[:k] {
		used = append(used, n.cols[c].list[x.pos].practice)
		n.hold(c, x.pos)
	}
	n.price(v, r, k, n.fitting(v, r, best, k, worst))
	return used
}

// price gives a region a price, at which it wants so many visits beside those
// required, and the visits that belong to it.
func (n *network) price(v int32, required int64, wanted int, price int64) {
	n.y[v] = -price
	switch {
	case price > 0:
		n.setFlow(v, n.hi[v])
	case price < 0:
		n.setFlow(v, n.lo[v])
	default:
		n.setFlow(v, min(max(required+int64(wanted), n.lo[v]), n.hi[v]))
	}
}

// withdraw takes all bids back; the prices stay.
func (b *bidding) withdraw() {
	for _, h := range b.hosts {
		for _, o := range h.bids {
			b.n.cols[o.col].list[o.pos].state = free
		}
	}
}

// exactly is nearest with lists deepened as far as needed.
func (b *bidding) exactly(c int32, k int) []choice {
	for {
		near := b.nearest(c, k)
		col := &b.n.cols[c]
		last := len(col.list) - 1
		if !col.more || (len(near) == k && col.list[last].score <= near[k-1].net) {
			return near
		}
		b.n.pool.deepen(b.n.cols, int(c))
		if len(col.list)-1 == last {
			return near
		}
	}
}

// wanted is how many of its best candidates region v takes, with the worst of
// them: as many as it may if they help, and as many as it must in any case.
func (n *network) wanted(v int32, required int64, best []choice) (k int, worst int64) {
	least, most := n.lo[v]-required, n.hi[v]-required
	for k < len(best) && int64(k) < most && (best[k].net > 0 || int64(k) < least) {
		worst = best[k].net
		k++
	}
	return k, worst
}

// fitting is a price of region v at which it wants exactly its k best.
func (n *network) fitting(v int32, required int64, best []choice, k int, worst int64) int64 {
	least, most := max(n.lo[v]-required, 0), n.hi[v]-required
	switch {
	case most == 0 && len(best) > 0:
		return max(best[0].net, 0)
	case k > 0 && int64(k) == most:
		return worst
	case k > 0 && int64(k) <= least:
		return min(worst, 0)
	}
	return 0
}

// unprice lowers what is priced and not wanted as often as it could be, which a
// search would find only by looking at everything.
func (n *network) unprice() {
	for i := range n.p.Practices {
		if v := n.prac0 + int32(i); n.excess[v] > 0 && n.reduced(v) > 0 {
			n.reprice(i)
		}
	}
}
