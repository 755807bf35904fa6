package solve

// network is the compiled problem: a root, two forests under it (owners over
// practices, regions over columns) and the candidate lists of the columns. The
// arc between a node and its parent carries flow between lo and hi, away from
// the root on the supply side and towards it on the demand side.
//
// y holds one potential per node. The reduced profit of an arc a -> b is
// profit - y[a] + y[b]; every state of the solver keeps: positive means the arc
// is full, negative means it is at its lower bound.
type network struct {
	p       *Problem
	sign    int64 // -1 under Minimise
	owner0  int32 // first owner node; the root is node 0
	prac0   int32
	region0 int32
	col0    int32 // equals region0 in the flat form
	end     int32 // number of nodes

	parent []int32
	lo, hi []int64
	flow   []int64
	y      []int64
	floor  int64     // no practice has a smaller y; a repair only raises y
	excess []int64   // inflow minus outflow; negative is a shortage
	kids   [][]int32 // of the root and the owners, and in the nested form of the regions, see kin
	cols   []column
	held   holdings
	pool   *pool
	slots  *slots       // nil: what a region receives goes to the root alone
	ints   spare[int32] // room that an auction left
	longs  spare[int64]
	shift  []int64 // per practice, what scores in lists are less by; nil is nothing
}

// scoreOf is the score of a chosen pair, as it is listed.
func (n *network) scoreOf(h holding) int64 { return n.cols[h.col].list[h.pos].score }

func compile(p *Problem) *network {
	if p.Sense == Minimise {
		return compileWith(p, -1)
	}
	return compileWith(p, 1)
}

// bareOf is bare in the sign of the problem.
func bareOf(p *Problem) *network {
	if p.Sense == Minimise {
		return bare(p, -1)
	}
	return bare(p, 1)
}

// blank takes back all flow and prices; the lists stay as room for others.
func (n *network) blank() {
	clear(n.flow)
	clear(n.y)
	clear(n.excess)
	n.floor = 0
	n.held.clear()
}

func compileWith(p *Problem, sign int64) *network {
	n := bare(p, sign)
	n.cols = n.pool.columns()
	return n
}

// bare is a network whose candidate lists are not made yet.
func bare(p *Problem, sign int64) *network {
	n := &network{p: p, sign: sign, owner0: 1}
	n.prac0 = n.owner0 + int32(len(p.Owners))
	n.region0 = n.prac0 + int32(len(p.Practices))
	n.col0 = n.region0
	if len(p.Needs) > 0 {
		n.col0 += int32(len(p.Regions))
	}
	n.end = n.col0 + int32(p.Columns())
	n.parent = make([]int32, n.end)
	n.lo, n.hi = make([]int64, n.end), make([]int64, n.end)
	n.flow, n.y = make([]int64, n.end), make([]int64, n.end)
	n.excess = make([]int64, n.end)
	n.kids = make([][]int32, n.prac0+n.col0-n.region0)
	n.kids[0] = make([]int32, 0, len(p.Owners)+len(p.Regions)+len(p.Practices))
	n.held = newHoldings(len(p.Practices))
	n.bounds()
	n.pool = newPool(p, n.sign)
	return n
}

// bounds fills the two forests from the problem.
func (n *network) bounds() {
	p := n.p
	for k, o := range p.Owners {
		n.hi[n.owner0+int32(k)] = int64(o.Capacity)
		n.kids[0] = append(n.kids[0], n.owner0+int32(k))
	}
	lo, hi, top := n.lo[n.prac0:n.region0], n.hi[n.prac0:n.region0], n.kids[0]
	for i := range p.Practices {
		a, v := &p.Practices[i], n.prac0+int32(i)
		lo[i], hi[i] = int64(a.Min), int64(a.Capacity)
		if o := p.ownerOf(i); o != NoOwner {
			up := n.owner0 + int32(o)
			n.parent[v], n.kids[up] = up, append(n.kids[up], v)
		} else {
			top = append(top, v)
		}
	}
	n.kids[0] = top
	for j, r := range p.Regions {
		v := n.region0 + int32(j)
		n.lo[v], n.hi[v] = int64(r.Min), int64(r.Max)
		n.kids[0] = append(n.kids[0], v)
	}
	for k, need := range p.Needs {
		v := n.col0 + int32(k)
		n.parent[v] = n.region0 + int32(need.Region)
		n.hi[v] = 1
		kids := &n.kids[n.kin(n.parent[v])]
		*kids = append(*kids, v)
	}
}

// kin is where the kids of a node are: a practice has none, nor room for any.
func (n *network) kin(v int32) int32 {
	if v < n.prac0 {
		return v
	}
	return v - n.region0 + n.prac0
}

func (n *network) isSupply(v int32) bool { return v > 0 && v < n.region0 }

// addTree changes the flow between v and its parent and both excesses.
func (n *network) addTree(v int32, by int64) {
	n.flow[v] += by
	if n.isSupply(v) {
		n.excess[n.parent[v]] -= by
		n.excess[v] += by
		return
	}
	n.excess[v] -= by
	n.excess[n.parent[v]] += by
}

// start sets the first prices and the flow that belongs to them. Supply is free
// at first and the dearest score of a column is its price, so no pair is forced
// and every shortage is a region's (or comes from a minimum or required pair).
func (n *network) start() {
	for c := range n.cols {
		best, ok := n.cols[c].first()
		if !ok && n.col0 != n.region0 {
			continue // priced like its region below
		}
		n.y[n.col0+int32(c)] = -best
	}
	if n.col0 != n.region0 {
		n.startRegions()
	}
	for v := n.owner0; v < n.prac0; v++ {
		n.setFlow(v, 0)
	}
	for v := n.prac0; v < n.end; v++ {
		f := n.lo[v]
		if v >= n.region0 && n.reduced(v) > 0 {
			f = n.hi[v]
		}
		n.setFlow(v, f)
		if o := n.parent[v]; n.isSupply(v) && o != 0 && n.flow[o] < n.hi[o] {
			n.setFlow(o, min(n.hi[o], n.flow[o]+f))
		}
	}
	for _, r := range n.p.Required {
		n.require(r)
	}
}

// startRegions prices a region like the dearest of its columns.
func (n *network) startRegions() {
	for j := n.region0; j < n.col0; j++ {
		found := false
		for _, v := range n.kids[n.kin(j)] {
			if _, ok := n.cols[v-n.col0].first(); ok && (!found || n.y[v] < n.y[j]) {
				n.y[j], found = n.y[v], true
			}
		}
		for _, v := range n.kids[n.kin(j)] {
			if _, ok := n.cols[v-n.col0].first(); !ok {
				n.y[v] = n.y[j]
			}
		}
	}
}

func (n *network) setFlow(v int32, f int64) { n.addTree(v, f-n.flow[v]) }

// reduced is the reduced profit of the arc between v and its parent.
func (n *network) reduced(v int32) int64 {
	r := n.y[v] - n.y[n.parent[v]]
	if !n.isSupply(v) {
		return -r
	}
	if n.shift != nil && v >= n.prac0 {
		r += n.shift[v-n.prac0]
	}
	return r
}

// require books a required pair as flow that no path may take back.
func (n *network) require(r Pair) {
	n.excess[n.prac0+int32(r.Practice)]--
	n.excess[n.col0+int32(r.Column)]++
}
