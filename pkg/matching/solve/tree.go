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
	kid           int32 // the first child, -1 if there is none
	next, prior   int32 // siblings
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
	for v := range t.nodes {
		t.nodes[v].kid = -1
	}
	t.nodes[t.root].parent = -1
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

// hang makes v a child of u.
func (t *tree) hang(v, u int32, kind arcKind, up, down int32) {
	n, p := &t.nodes[v], &t.nodes[u]
	first := p.kid
	n.parent, n.kind, n.up, n.down = u, kind, up, down
	n.depth, n.next, n.prior = p.depth+1, first, -1
	p.kid = v
	if first >= 0 {
		t.nodes[first].prior = v
	}
}

// cut takes v from its parent.
func (t *tree) cut(v int32) {
	n := &t.nodes[v]
	if n.prior >= 0 {
		t.nodes[n.prior].next = n.next
	} else {
		t.nodes[n.parent].kid = n.next
	}
	if n.next >= 0 {
		t.nodes[n.next].prior = n.prior
	}
}

// rehang hangs what is below out, whose arc leaves the tree, on u by node v of
// it; the arcs between v and out turn around.
func (t *tree) rehang(out, v, u int32, kind arcKind, up, down int32) {
	for {
		old := t.nodes[v]
		t.cut(v)
		t.hang(v, u, kind, up, down)
		if v == out {
			return
		}
		u, v, kind, up, down = v, old.parent, old.kind, old.down, old.up
	}
}

// lift adds to the potentials of v and all below it, and sets their depths.
func (t *tree) lift(v int32, by int64) {
	nodes, y := t.nodes, t.y[:len(t.nodes)]
	for top := v; ; {
		n := &nodes[v]
		y[v] += by
		n.depth = nodes[n.parent].depth + 1
		if n.kid >= 0 {
			v = n.kid
			continue
		}
		for v != top && n.next < 0 {
			v = n.parent
			n = &nodes[v]
		}
		if v == top {
			return
		}
		v = n.next
	}
}
