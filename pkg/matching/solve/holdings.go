package solve

import "slices"

// holdings are the chosen pairs, by practice. Mostly few of all practices ever hold
// one, so that only those have a list.
type holdings struct {
	at    []int32 // per practice, one more than where its list is; 0 is none
	lists [][]holding
	slab  []holding // room for lists
}

// holding is a chosen pair seen from the practice.
type holding struct {
	col, pos int32
}

func newHoldings(practices int) holdings { return holdings{at: make([]int32, practices)} }

// of lists what a practice holds.
func (x *holdings) of(practice int32) []holding {
	if at := x.at[practice]; at > 0 {
		return x.lists[at-1]
	}
	return nil
}

// add lists a pair; room is how many the practice will hold, as far as is known.
func (x *holdings) add(practice int32, h holding, room int) {
	if x.at[practice] == 0 {
		if len(x.slab) < room {
			x.slab = make([]holding, max(room, 512))
		}
		if x.lists == nil {
			x.lists = make([][]holding, 0, min(len(x.at), 1024))
		}
		x.lists = append(x.lists, x.slab[:0:room])
		x.at[practice], x.slab = int32(len(x.lists)), x.slab[room:]
	}
	list := &x.lists[x.at[practice]-1]
	*list = append(*list, h)
}

// remove takes the pair of a practice and a column off its list.
func (x *holdings) remove(practice, col int32) {
	list := x.of(practice)
	for k, h := range list {
		if h.col == col {
			list[k] = list[len(list)-1]
			x.lists[x.at[practice]-1] = list[:len(list)-1]
			return
		}
	}
}

// clear empties all lists.
func (x *holdings) clear() {
	for k := range x.lists {
		x.lists[k] = x.lists[k][:0]
	}
}

func (x *holdings) count() (pairs int) {
	for _, list := range x.lists {
		pairs += len(list)
	}
	return pairs
}

func (x *holdings) clone() holdings {
	y := holdings{at: slices.Clone(x.at), lists: slices.Clone(x.lists)}
	for k := range y.lists {
		y.lists[k] = slices.Clone(y.lists[k])
	}
	return y
}
