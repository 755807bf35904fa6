package solve

import "slices"

// adopt starts the network from given prices of the regions: every practice
// takes its best regions, and each pair and bound gets the flow that belongs to
// the prices. What does not balance then is left to repair.
func (n *network) adopt(m *matrix, price []int64) {
	for c, v := range price {
		n.y[n.col0+int32(c)] = -v
		n.setFlow(n.col0+int32(c), 0)
	}
	for _, r := range n.p.Required {
		n.require(r)
	}
	required := make([]int64, m.rows)
	for _, r := range n.p.Required {
		required[r.Practice]++
	}
	taken := make([][]uint64, m.cols)
	var best []gain
	for i := range int32(m.rows) {
		node := n.prac0 + i
		k := int(m.capacity[i])
		best = m.respond(best[:0], i, price, k+1)
		if len(best) > k {
			n.y[node] = max(best[k].net, 0)
			best = best[:k]
		}
		for _, b := range best {
			taken[b.col] = append(taken[b.col], pack(b.net+price[b.col], i))
		}
		use := required[i] + int64(len(best))
		if n.y[node] > 0 {
			use = n.hi[node]
		}
		n.setFlow(node, min(max(use, n.lo[node]), n.hi[node]))
	}
	for c := range taken {
		n.holdAll(int32(c), taken[c])
		v := n.col0 + int32(c)
		f := n.lo[v]
		if n.reduced(v) > 0 {
			f = n.hi[v]
		}
		n.setFlow(v, f)
	}
}

// holdAll books the pairs of a column given by their packed scores.
func (n *network) holdAll(c int32, keys []uint64) {
	slices.Sort(keys)
	pos := 0
	for k := len(keys) - 1; k >= 0; k-- {
		for ; ; pos++ {
			if pos == len(n.cols[c].list) {
				n.pool.deepen(n.cols, int(c))
			}
			e := n.cols[c].list[pos]
			if pack(e.score, e.practice) == keys[k] {
				break
			}
		}
		n.hold(c, int32(pos))
	}
}

// respond appends the k regions that practice i gains most from at the given
// prices, best first; regions without gain are left out.
func (m *matrix) respond(best []gain, i int32, price []int64, k int) []gain {
	if k == 0 {
		return best
	}
	for c, raw := range m.row(i) {
		net := m.sign*int64(raw) - price[c]
		if net <= 0 || (len(best) == k && net <= best[k-1].net) || m.isForbidden(i, int32(c)) {
			continue
		}
		best = insert(best, gain{net, int32(c)}, k)
	}
	return best
}
