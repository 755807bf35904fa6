package solve

import "context"

// regionGraph is method B, for contended flat problems: the residual network
// with the practices folded away. Its nodes are the regions and, last, the root.
// Going from b to a means that b takes a practice from a; the cheapest such
// move, cost[b][a] = the least of score(i, a) - score(i, b) over the practices i
// that a holds and b does not, does not depend on any price, so it survives
// every change of prices. Going to the root means a visit that was free before,
// coming from the root a visit that is given up.
type regionGraph struct {
	m      *matrix
	n      int // regions + 1
	paths  int
	root   int32
	price  []int64 // per node; the root stays at 0
	cost   []int64 // n x n, by taker
	via    []int32 // the practice of each cost; stays marks a move without one
	have   [][]int32
	hosts  [][]int32 // per practice, the regions that hold it
	count  []int32   // per region, visits counted at its border
	excess []int32   // per node
	spare  []int32   // practices with room
	at     []int32   // position of each practice in spare, or -1
	dist   []int64
	key    []int64 // price, or -far once settled
	prev   []int32
	order  []int32
	best   [][]gain // per region, the best spare practices it may take, best first
	stale  []int32  // scratch: regions whose move must be found anew
	near   []int64  // scratch
	who    []int32  // scratch
}

const (
	nobody = int32(-1)
	stays  = int32(-2)
	never  = limit
)

// newRegionGraph lets every practice take its best regions at the given prices
// and compiles the moves. What regions then have too little or too much is left
// to repair.
func newRegionGraph(m *matrix, price []int64) *regionGraph {
	n := m.cols + 1
	g := &regionGraph{m: m, n: n, root: int32(m.cols), price: append(price[:m.cols:m.cols], 0)}
	g.cost, g.via = make([]int64, n*n), make([]int32, n*n)
	g.have, g.hosts = make([][]int32, m.cols), make([][]int32, m.rows)
	g.count, g.excess = make([]int32, m.cols), make([]int32, n)
	g.dist, g.key, g.prev = make([]int64, n), make([]int64, n), make([]int32, n)
	g.at = make([]int32, m.rows)
	clear(m.held)
	g.respond()
	for c := range m.cols {
		g.count[c] = m.least[c]
		if g.price[c] > 0 {
			g.count[c] = m.quota[c]
		}
		held := int32(len(g.have[c]))
		g.excess[c] = held - g.count[c]
		g.excess[g.root] += g.count[c] - held
	}
	g.compileMoves()
	return g
}

// respond gives each practice its best regions among those it gains from.
func (g *regionGraph) respond() {
	m := g.m
	var best []gain
	for i := range int32(m.rows) {
		k := int(m.capacity[i])
		best = m.respond(best[:0], i, g.price, k)
		for _, b := range best {
			m.setHeld(i, b.col, true)
			g.have[b.col] = append(g.have[b.col], i)
			g.hosts[i] = append(g.hosts[i], b.col)
		}
		g.at[i] = -1
		if len(best) < k {
			g.at[i] = int32(len(g.spare))
			g.spare = append(g.spare, i)
		}
	}
}

// repair removes every shortage. It reports false when one cannot be removed or
// the context ends.
func (g *regionGraph) repair(ctx context.Context) bool {
	for k := range g.n {
		for g.excess[k] < 0 {
			end := g.search(int32(k))
			if end == nobody || (g.paths&31 == 0 && ctx.Err() != nil) {
				return false
			}
			g.paths++
			g.excess[k]++
			g.excess[end]--
			for a := end; a != int32(k); a = g.prev[a] {
				g.move(g.prev[a], a)
			}
		}
	}
	return true
}

// search is Dijkstra on the dense graph from t to the nearest node with excess;
// distances are kept with the prices in, and the prices move on return.
func (g *regionGraph) search(t int32) int32 {
	for k := range g.dist {
		g.dist[k] = far
	}
	copy(g.key, g.price)
	g.order = g.order[:0]
	g.dist[t] = g.price[t]
	b, near := t, int64(0)
	for g.excess[b] <= 0 {
		base := g.dist[b]
		g.key[b] = -far
		g.order = append(g.order, b)
		near = far / 2
		next := nobody
		row := g.cost[int(b)*g.n : int(b+1)*g.n]
		dist, key, prev := g.dist[:len(row)], g.key[:len(row)], g.prev[:len(row)]
		for a, w := range row {
			d := dist[a]
			if t := base + w; t < d {
				d = t
				dist[a], prev[a] = t, b
			}
			if k := d - key[a]; k < near {
				near, next = k, int32(a)
			}
		}
		if next == nobody || g.dist[next] > limit/2 {
			return nobody
		}
		b = next
	}
	g.reprice(near)
	return b
}

// reprice lowers the price of every settled node by how much nearer than the
// end it was, and then sets the root back to 0.
func (g *regionGraph) reprice(end int64) {
	for _, b := range g.order {
		g.price[b] -= end - (g.dist[b] - g.price[b])
	}
	if by := g.price[g.root]; by != 0 {
		for k := range g.price {
			g.price[k] -= by
		}
	}
}
