package solve

// tree is a spanning tree of the nodes of a simplex: practices, columns, owners,
// in the nested form regions, and the root. A node's arc leads to its parent; what
// arc that is follows from its kind and the two nodes.
type tree struct {
	practices   int32 // how many; the columns come after them
	root        int32
	above       []int32 // where the arc of a node's bounds leads: owner, region or root
	demand      []bool  // that arc leads upwards: from columns and regions
	parent      []int32
	kind        []arcKind
	flow        []int32 // on the node's arc
	y           []int64 // potentials
	depth       []int32
	kid         []int32 // the first child, -1 if there is none
	next, prior []int32 // siblings
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
	t := tree{practices: int32(rows), root: int32(nodes - 1), kind: make([]arcKind, nodes), y: make([]int64, nodes), demand: make([]bool, nodes)}
	slab := make([]int32, 7*nodes)
	for _, list := range []*[]int32{&t.above, &t.parent, &t.flow, &t.depth, &t.kid, &t.next, &t.prior} {
		*list, slab = slab[:nodes:nodes], slab[nodes:]
	}
	for v := range t.kid {
		t.kid[v] = -1
	}
	t.parent[t.root] = -1
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
func (t *tree) bounded(v int32) int32 { return min(v, t.parent[v]) }

// upwards reports whether the arc of a node leads from it to its parent: pairs
// lead from the practice to the column, bounds from the root to practices and
// from columns to the root, and what is lacking the other way.
func (t *tree) upwards(v int32) bool {
	switch t.kind[v] {
	case pairArc:
		return v < t.practices
	case ownArc:
		w := t.bounded(v)
		return t.demand[w] == (v == w)
	default:
		return !t.demand[v]
	}
}

// hang makes v a child of u.
func (t *tree) hang(v, u int32, kind arcKind, flow int32) {
	t.parent[v], t.kind[v], t.flow[v] = u, kind, flow
	t.depth[v] = t.depth[u] + 1
	first := t.kid[u]
	t.kid[u], t.next[v], t.prior[v] = v, first, -1
	if first >= 0 {
		t.prior[first] = v
	}
}

// cut takes v from its parent.
func (t *tree) cut(v int32) {
	before, after := t.prior[v], t.next[v]
	if before >= 0 {
		t.next[before] = after
	} else {
		t.kid[t.parent[v]] = after
	}
	if after >= 0 {
		t.prior[after] = before
	}
}

// rehang hangs what is below out, whose arc leaves the tree, on u by node v of
// it; the arcs between v and out turn around.
func (t *tree) rehang(out, v, u int32, kind arcKind, flow int32) {
	for {
		up, oldKind, oldFlow := t.parent[v], t.kind[v], t.flow[v]
		t.cut(v)
		t.hang(v, u, kind, flow)
		if v == out {
			return
		}
		u, v, kind, flow = v, up, oldKind, oldFlow
	}
}

// lift adds to the potentials of v and all below it, and sets their depths.
func (t *tree) lift(v int32, by int64) {
	for top := v; ; {
		t.y[v] += by
		t.depth[v] = t.depth[t.parent[v]] + 1
		if t.kid[v] >= 0 {
			v = t.kid[v]
			continue
		}
		for v != top && t.next[v] < 0 {
			v = t.parent[v]
		}
		if v == top {
			return
		}
		v = t.next[v]
	}
}
