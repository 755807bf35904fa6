package solve

import (
	"cmp"
	"slices"
)

// taste is what a practice likes best, and how much of it it may take.
type taste struct {
	best  []gain
	count int
}

// chooseOwned lets the practices of each owner take their best regions, as far as
// the owner's capacity goes, and counts the visits of the columns. The price of an
// owner is what the best visit gains that it cannot make.
func (n *network) chooseOwned(m *matrix, count []int32) {
	var tastes []taste
	var nets []int64
	for o, most := range m.owner {
		v := n.owner0 + int32(o)
		tastes, nets = tastes[:0], nets[:0]
		for _, kid := range n.kids[v] {
			t := n.taste(m, kid-n.prac0)
			tastes = append(tastes, t)
			sure := min(max(int(m.need[kid-n.prac0]), 0), t.count)
			most -= int32(sure)
			for _, b := range t.best[sure:t.count] {
				nets = append(nets, b.net)
			}
		}
		n.y[v] = 0
		if most = max(most, 0); int(most) < len(nets) {
			slices.SortFunc(nets, func(a, b int64) int { return cmp.Compare(b, a) })
			n.y[v] = nets[most] >> 1
			n.forgo(m, v, tastes, nets[:most+1])
		}
		used := int64(0)
		for k, kid := range n.kids[v] {
			t := &tastes[k]
			n.give(m, kid-n.prac0, t.best, t.count, n.y[v])
			for _, b := range t.best[:t.count] {
				count[b.col]++
			}
			used += n.flow[kid]
		}
		if n.y[v] > 0 {
			used = n.hi[v]
		}
		n.setFlow(v, min(used, n.hi[v]))
	}
}

// taste is what a practice would take if its owner could make all visits.
func (n *network) taste(m *matrix, i int32) taste {
	k := min(int(m.capacity[i]), m.cols)
	t := taste{best: n.answer(m, i, nil, k+1)}
	for t.count < min(k, len(t.best)) && (t.best[t.count].net > 0 || t.count < int(m.need[i])) {
		t.count++
	}
	return t
}

// forgo leaves the practices of an owner only what is better than the last of the
// nets, and of what equals it as much as there is among the others. Minimums are
// kept.
func (n *network) forgo(m *matrix, owner int32, tastes []taste, nets []int64) {
	cut, equal := nets[len(nets)-1], -1
	for k := len(nets); k > 0 && nets[k-1] == cut; k-- {
		equal++
	}
	for k, kid := range n.kids[owner] {
		t := &tastes[k]
		keep := min(max(int(m.need[kid-n.prac0]), 0), t.count)
		for ; keep < t.count && t.best[keep].net >= cut; keep++ {
			if t.best[keep].net == cut {
				if equal == 0 {
					break
				}
				equal--
			}
		}
		t.count = keep
	}
}
