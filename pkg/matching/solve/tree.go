package solve

// tree is a spanning tree of the nodes of a simplex: practices, columns, owners,
// in the nested form regions, and the root. A node's arc leads to its parent; what
// arc that is follows from its kind and the two nodes.
type tree struct {
	practices int32 // how many; the columns come after them
	root      int32
	above     []int32 // where the arc of a node's bounds leads: owner, region or root
	demand    []bool  // that arc leads upwards: from columns and regions
	y         []int64 // potentials
	nodes     []node
}

// node is what a walk through the tree looks at, together in half a cache line.
type node struct {
	parent, depth int32
	up, down      int32 // how much more the arc takes towards the parent, and from it
	next, prior   int32 // in an order in which what is below a node comes right after it; a ring
	last          int32 // what comes last of what is below, the node itself if there is nothing
	kind          arcKind
}

// arcKind says what a node hangs on: a pair, the arc of its own bounds, or the
// one for what its minimum lacks.
type arcKind uint8

const (
	pairArc arcKind = iota
	ownArc
	lackArc
)

func newTree(p *Problem) tree {
	rows, cols, owners := len(p.Practices), p.Columns(), len(p.Owners)
	nodes := rows + cols + owners + 1
	if len(p.Needs) > 0 {
		nodes += len(p.Regions)
	}
	t := tree{
		practices: int32(rows), root: int32(nodes - 1),
		above: make([]int32, nodes), demand: make([]bool, nodes), y: make([]int64, nodes), nodes: make([]node, nodes),
	}
	t.nodes[t.root] = node{parent: -1, next: t.root, prior: t.root, last: t.root}
	for v := range t.root {
		t.above[v] = t.root
		t.demand[v] = int(v) >= rows && (int(v) < rows+cols || int(v) >= rows+cols+owners)
	}
	for i := range p.Practices {
		if o := p.ownerOf(i); o != NoOwner {
			t.above[i] = int32(rows + cols + o)
		}
	}
	for k, need := range p.Needs {
		t.above[rows+k] = int32(rows + cols + owners + need.Region)
	}
	return t
}

// bounded is the node whose bounds the arc of v is of, if it is of that kind:
// what is above another node has the larger number.
func (t *tree) bounded(v int32) int32 { return min(v, t.nodes[v].parent) }

// upwards reports whether the arc of a node leads from it to its parent: pairs
// lead from the practice to the column, bounds from the root to practices and
// from columns to the root, and what is lacking the other way.
func (t *tree) upwards(v int32) bool {
	switch t.nodes[v].kind {
	case pairArc:
		return v < t.practices
	case ownArc:
		w := t.bounded(v)
		return t.demand[w] == (v == w)
	default:
		return !t.demand[v]
	}
}

// flow is what the arc of a node carries: what it could take in the other
// direction.
func (t *tree) flow(v int32) int32 {
	if t.upwards(v) {
		return t.nodes[v].down
	}
	return t.nodes[v].up
}

// hang makes v, with nothing below it, a child of u.
func (t *tree) hang(v, u int32, kind arcKind, up, down int32) {
	t.nodes[v] = node{parent: u, depth: t.nodes[u].depth + 1, up: up, down: down, last: v, kind: kind}
	t.join(v, u)
}

// join puts what is below v into the order, right after u.
func (t *tree) join(v, u int32) {
	nodes := t.nodes
	end, after := nodes[v].last, nodes[u].next
	nodes[u].next, nodes[v].prior = v, u
	nodes[end].next, nodes[after].prior = after, end
	for up := u; up >= 0 && nodes[up].last == u; up = nodes[up].parent {
		nodes[up].last = end
	}
}

// part takes what is below v out of the order.
func (t *tree) part(v int32) {
	nodes := t.nodes
	before, end := nodes[v].prior, nodes[v].last
	after := nodes[end].next
	nodes[before].next, nodes[after].prior = after, before
	for up := nodes[v].parent; up >= 0 && nodes[up].last == end; up = nodes[up].parent {
		nodes[up].last = before
	}
}

// rehang hangs what is below out, whose arc leaves the tree, on u by node v of
// it; the arcs between v and out turn around. In the new order v and what was
// below it come first, then its parent and what else was below that, and so on.
func (t *tree) rehang(out, v, u int32, kind arcKind, up, down int32) {
	t.part(out)
	nodes := t.nodes
	n := nodes[v] // as it was
	after := nodes[n.last].next
	tail := n.last
	nodes[v].parent, nodes[v].kind, nodes[v].up, nodes[v].down = u, kind, up, down
	for c := v; c != out; {
		p := n.parent
		old := nodes[p]
		turned := &nodes[p]
		turned.parent, turned.kind, turned.up, turned.down = c, n.kind, n.down, n.up
		nodes[tail].next, turned.prior = p, tail
		if tail = n.prior; old.last != n.last {
			tail = old.last
			nodes[n.prior].next, nodes[after].prior = after, n.prior
			after = nodes[tail].next
		}
		c, n = p, old
	}
	for c := out; c != u; c = nodes[c].parent {
		nodes[c].last = tail
	}
	t.join(v, u)
}

// lift adds to the potentials of v and all below it, and sets their depths.
func (t *tree) lift(v int32, by int64) {
	nodes, y := t.nodes, t.y[:len(t.nodes)]
	for end := nodes[v].last; ; {
		n := &nodes[v]
		y[v] += by
		n.depth = nodes[n.parent].depth + 1
		if v == end {
			return
		}
		v = n.next
	}
}
