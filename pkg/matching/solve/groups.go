package solve

// groups are lists side by side in one array. They are made in two passes: all
// that comes is counted first, and then added.
type groups struct {
	at   []int32 // where each list begins, the end, and one more while they are made
	list []int32
}

// of is the k-th list.
func (g *groups) of(k int32) []int32 { return g.list[g.at[k]:g.at[k+1]] }

// size is how many lists there are.
func (g *groups) size() int32 { return int32(len(g.at)) - 2 }

// reset makes n lists of nothing, in the room it has or else is given.
func (g *groups) reset(n int32, room *spare[int32]) {
	if g.at == nil {
		g.at = room.list(int(n) + 2)
	}
	g.at = g.at[:n+2]
	clear(g.at)
}

func (g *groups) count(k int32) { g.at[k+2]++ }

// counted makes room for all that was counted.
func (g *groups) counted(room *spare[int32]) {
	for k := range g.at[1:] {
		g.at[k+1] += g.at[k]
	}
	total := int(g.at[len(g.at)-1])
	if cap(g.list) < total {
		g.list = room.list(total)
	}
	g.list = g.list[:total]
}

func (g *groups) add(k, v int32) {
	g.list[g.at[k+1]] = v
	g.at[k+1]++
}

// again lets the same be added in another order.
func (g *groups) again() { copy(g.at[1:], g.at) }

// cut makes empty lists of the given sizes (shifted by one) from one array.
func cut(sizes []int32) [][]int32 {
	out := make([][]int32, len(sizes)-1)
	total := int32(0)
	for _, s := range sizes {
		total += s
	}
	all := make([]int32, total)
	for k := range out {
		out[k], all = all[:0:sizes[k+1]], all[sizes[k+1]:]
	}
	return out
}
