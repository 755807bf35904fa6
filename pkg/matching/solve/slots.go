package solve

import "slices"

// slots split what a region receives: its s-th visit goes to the s-th group, and
// what comes after the open groups straight to the root as before. How many
// regions have at least s visits is then the flow out of group s, so that it can
// be set like the flow of any arc.
type slots struct {
	group0  int32
	regions int32
	open    int         // groups that are open
	state   [][]slotUse // per open group and region
}

type slotUse uint8

const (
	noSlot slotUse = iota // the region takes fewer visits at most
	unused
	used
	owed // used, because the region takes so many at least
)

// stack adds regions to be groups: nothing but their number of visits counts.
func (p *Problem) stack(groups int) {
	p.Regions = slices.Concat(p.Regions, make([]Region, groups))
}

// openGroup opens the next group and has it send on so many visits. Its slots
// come out of what the regions sent to the root, at the price of the root, so
// that no arc changes its sign.
func (n *network) openGroup() {
	sl := n.slots
	g := sl.group0 + int32(sl.open)
	n.y[g] = n.y[0]
	state := make([]slotUse, sl.regions)
	sl.state = append(sl.state, state)
	sl.open++
	for j := range sl.regions {
		v := n.region0 + j
		if n.hi[v] == 0 {
			continue
		}
		state[j] = unused
		take := n.flow[v] > 0
		if n.reduced(v) < 0 {
			take = n.lo[v] > 0
		}
		owes := n.lo[v] > 0
		n.lo[v], n.hi[v] = max(n.lo[v]-1, 0), n.hi[v]-1
		if take || owes {
			n.setFlow(v, max(n.flow[v]-1, 0))
			n.move(v, sl.open-1, true)
		}
		if owes {
			state[j] = owed
		}
	}
}

// closeRest ends all visits beyond the open groups.
func (n *network) closeRest() {
	if n.slots == nil {
		return // no region takes any
	}
	for j := range n.slots.regions {
		v := n.region0 + j
		n.lo[v], n.hi[v] = 0, 0
		n.setFlow(v, 0)
	}
}

// send sets how many regions have at least so many visits.
func (n *network) send(level int, regions int64) {
	g := n.slots.group0 + int32(level)
	n.lo[g], n.hi[g] = regions, regions
	n.setFlow(g, regions)
}

// move sends a visit of region v through its slot, or takes it back.
func (n *network) move(v int32, level int, add bool) {
	g, by, state := n.slots.group0+int32(level), int64(1), used
	if !add {
		by, state = -1, unused
	}
	n.slots.state[level][v-n.region0] = state
	n.excess[v] -= by
	n.excess[g] += by
}

// slotGain is the reduced profit of a slot.
func (n *network) slotGain(v int32, level int) int64 {
	return n.y[n.slots.group0+int32(level)] - n.y[v]
}

// A step over a slot has a position below that of a tree arc.
func slotPos(level int) int32 { return -2 - int32(level) }
func slotLevel(pos int32) int { return int(-2 - pos) }

// viaSlots goes from a group to the regions that could send it a visit, and from
// a region to the groups that could give one back.
func (s *search) viaSlots(b int32, d int64) {
	n, sl := s.n, s.n.slots
	switch {
	case b < n.region0+sl.regions:
		for level, state := range sl.state {
			if state[b-n.region0] == used {
				s.reach(sl.group0+int32(level), d+n.slotGain(b, level), step{from: b, col: b, pos: slotPos(level)})
			}
		}
	case b >= sl.group0 && b < sl.group0+int32(sl.open):
		level := int(b - sl.group0)
		for j, state := range sl.state[level] {
			if v := n.region0 + int32(j); state == unused {
				s.reach(v, d-n.slotGain(v, level), step{from: b, col: v, pos: slotPos(level), add: true})
			}
		}
	}
}

// eachSlotGain calls f with what each slot adds to a bound.
func (n *network) eachSlotGain(f func(int64)) {
	if n.slots == nil {
		return
	}
	for level, list := range n.slots.state {
		for j, state := range list {
			if gain := n.slotGain(n.region0+int32(j), level); state == owed || state != noSlot && gain > 0 {
				f(gain)
			}
		}
	}
}
