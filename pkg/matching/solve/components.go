package solve

// components numbers the strongly connected parts (Tarjan 1972).
func (g *tieGraph) components() []int32 {
	t := &tarjan{g: g, part: g.ints.list(int(g.sink)), low: g.ints.list(int(g.sink))}
	for k := range g.byRow.size() {
		if v := g.prac0 + k; len(g.byRow.of(k)) > 0 && t.low[v] == 0 {
			t.walk(v)
		}
	}
	for k := range g.byCol.size() {
		if v := g.col0 + k; len(g.byCol.of(k)) > 0 && t.low[v] == 0 {
			t.walk(v)
		}
	}
	return t.part
}

// tarjan walks without recursion: frames keeps the arcs still to be followed.
type tarjan struct {
	g      *tieGraph
	part   []int32
	low    []int32 // 0: not met; far ahead once its part is complete
	clock  int32
	parts  int32
	open   []int32
	frames []frame
	next   []int32 // where the arcs of the frames lead, one frame after the other
}

type frame struct {
	node, order int32
	first       int // of its arcs; the last frame's reach to the end
}

const complete = int32(1) << 30

func (t *tarjan) enter(v int32) {
	t.clock++
	t.low[v] = t.clock
	t.open = append(t.open, v)
	from := len(t.next)
	t.next = t.g.arcs(t.next, v)
	t.frames = append(t.frames, frame{node: v, order: t.clock, first: from})
}

func (t *tarjan) walk(v int32) {
	t.enter(v)
	for len(t.frames) > 0 {
		f := &t.frames[len(t.frames)-1]
		if last := len(t.next) - 1; last >= f.first {
			to := t.next[last]
			t.next = t.next[:last]
			if t.low[to] == 0 {
				t.enter(to)
			} else if t.low[to] < t.low[f.node] {
				t.low[f.node] = t.low[to]
			}
			continue
		}
		if t.low[f.node] == f.order {
			t.parts++
			for {
				v := t.open[len(t.open)-1]
				t.open = t.open[:len(t.open)-1]
				t.part[v], t.low[v] = t.parts, complete
				if v == f.node {
					break
				}
			}
		}
		low := t.low[f.node]
		t.frames = t.frames[:len(t.frames)-1]
		if k := len(t.frames); k > 0 && low < t.low[t.frames[k-1].node] {
			t.low[t.frames[k-1].node] = low
		}
	}
}
