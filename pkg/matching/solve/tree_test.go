package solve

import (
	"math/rand/v2"
	"testing"
)

// However a tree is hung anew, its order visits each node once, what is below a
// node right after it, and potentials and depths follow.
func TestTreeOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		p := drawn(func() int32 { return 1 }, 1+r.IntN(12), 1+r.IntN(12))
		s := newTree(p)
		for v := range s.root {
			u := s.root
			if v > 0 && r.IntN(3) > 0 {
				u = r.Int32N(v)
			}
			s.hang(v, u, pairArc, v, -v) // so that an arc is known again
		}
		for range 100 {
			out := r.Int32N(s.root)
			var in, to []int32
			for v := range s.root + 1 {
				if s.below(v, out) {
					in = append(in, v)
				} else {
					to = append(to, v)
				}
			}
			v, u, by := in[r.IntN(len(in))], to[r.IntN(len(to))], int64(1+r.IntN(9))
			y, path := append([]int64(nil), s.y...), []int32{u}
			for w := v; w != s.nodes[out].parent; w = s.nodes[w].parent {
				path = append(path, w)
			}
			arc := map[int32]int32{v: 99} // upwards, by node
			for k := 2; k < len(path); k++ {
				arc[path[k]] = s.nodes[path[k-1]].down
			}
			s.rehang(out, v, u, pairArc, 99, -99)
			s.lift(v, by)
			for k := 1; k < len(path); k++ {
				if n := s.nodes[path[k]]; n.parent != path[k-1] || n.up != arc[path[k]] || n.down != -n.up {
					t.Fatalf("node %d hangs on %d by %d, want %d by %d", path[k], n.parent, n.up, path[k-1], arc[path[k]])
				}
			}
			for _, w := range in {
				y[w] += by
			}
			s.checkOrder(t, y)
		}
	}
}

// below reports whether v is top or below it.
func (t *tree) below(v, top int32) bool {
	for ; v >= 0; v = t.nodes[v].parent {
		if v == top {
			return true
		}
	}
	return false
}

func (t *tree) checkOrder(tt *testing.T, y []int64) {
	at := make([]int, len(t.nodes))
	v := t.root
	for k := range t.nodes {
		at[v] = k
		if n := t.nodes[v].next; t.nodes[n].prior != v {
			tt.Fatalf("before %d comes %d, not %d", n, t.nodes[n].prior, v)
		}
		v = t.nodes[v].next
	}
	if v != t.root {
		tt.Fatalf("the order is no ring of all nodes: %d after as many steps", v)
	}
	for top, n := range t.nodes {
		if t.y[top] != y[top] || (n.parent >= 0 && n.depth != t.nodes[n.parent].depth+1) {
			tt.Fatalf("node %d: potential %d, want %d; depth %d", top, t.y[top], y[top], n.depth)
		}
		for v := range t.nodes {
			if inside := at[v] >= at[top] && at[v] <= at[n.last]; inside != t.below(int32(v), int32(top)) {
				tt.Fatalf("%d is below %d: %t, by the order %t", v, top, !inside, inside)
			}
		}
	}
}
