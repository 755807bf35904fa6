package solve

import (
	"cmp"
	"slices"
)

// polisher makes plans within the budget better by small changes: pairs that
// still fit come in, one pair comes in for another, and a pair comes in for all
// that are in its way, after which the rest is filled again. What the branches of
// a search have decided does not matter to it; it keeps what the policy has set,
// the number of visits or how many regions have how many.
type polisher struct {
	b       *budgeted
	open    []item  // that may come in or go out, best score first
	byValue []int32 // of open, those that gain, most score for the cost first
	place   []int32 // in open, by place in the ledger; -1: none
	draft
	saved draft
	work  int // that is left for this plan
	seen  map[[2]uint64]bool
}

// item is a pair with its score and its cost.
type item struct {
	Pair
	score, cost int64
}

// polishWork is how many pairs one plan may be compared with, and as many for
// each pair that there is: a part of a search takes longer.
const polishWork = 1 << 18

func newPolisher(b *budgeted) *polisher {
	s := &polisher{b: b, seen: map[[2]uint64]bool{}, place: make([]int32, len(b.ledger.score))}
	for k := range s.place {
		s.place[k] = -1
	}
	fixed := make(map[Pair]bool, len(b.p.Forbidden)+len(b.p.Required))
	for _, list := range [][]Pair{b.p.Forbidden, b.p.Required} {
		for _, q := range list {
			fixed[q] = true
		}
	}
	for _, c := range b.free {
		if q := (Pair{c.Practice, c.Column}); !fixed[q] {
			s.open = append(s.open, item{q, c.Score, b.cost(q)})
		}
	}
	slices.SortStableFunc(s.open, func(a, b item) int { return cmp.Compare(b.score, a.score) })
	for k, q := range s.open {
		s.place[b.ledger.at(q.Pair)] = int32(k)
		if q.score > 0 {
			s.byValue = append(s.byValue, int32(k))
		}
	}
	slices.SortStableFunc(s.byValue, func(a, b int32) int {
		return cmp.Compare(s.open[b].worth(), s.open[a].worth())
	})
	s.in = make([]bool, len(s.open))
	return s
}

// worth is the score for each unit of cost.
func (q *item) worth() float64 { return float64(q.score) / float64(max(q.cost, 1)) }

// first makes the best of any plan within the budget: filled up by score, or by
// score for the cost.
func (s *polisher) first(plan spending) spending {
	best := plan
	for _, order := range [][]int32{s.byScore(), s.byValue} {
		s.load(plan)
		if !s.set() {
			s.fill(order)
		}
		if other := s.better(s.plan()); other.value > best.value {
			best = other
		}
	}
	return best
}

// better makes a plan better, as far as small changes go. One that is over the
// budget loses what scores least for its cost until it is within; if that cannot
// be, it stays as it is.
func (s *polisher) better(plan spending) spending {
	if !s.isNew(plan) {
		return plan
	}
	s.load(plan)
	s.work = polishWork + len(s.open)
	if s.left < 0 && (s.set() || !s.makeRoom(-1)) {
		return plan
	}
	if !s.set() {
		s.shed()
	}
	for again := true; again && s.work > 0; {
		if !s.set() {
			s.fill(s.byValue)
		}
		if again = s.trades(); !again && !s.set() {
			again = s.inserts()
		}
	}
	if s.value <= plan.value && plan.cost <= s.b.limit {
		return plan
	}
	return s.plan()
}

// isNew reports whether this plan did not come before: most branches begin from
// plans that others had.
func (s *polisher) isNew(plan spending) bool {
	key := [2]uint64{uint64(plan.value)}
	for _, q := range plan.pairs {
		key[1] = (key[1] ^ uint64(s.b.ledger.at(q))) * 1099511628211
	}
	if s.seen[key] {
		return false
	}
	s.seen[key] = true
	return true
}

// set reports whether the policy sets how many visits there are.
func (s *polisher) set() bool { return s.b.policy != PolicyScore }

// byScore lists the pairs that gain, the best score first.
func (s *polisher) byScore() []int32 {
	order := slices.Clone(s.byValue)
	slices.Sort(order)
	return order
}

// fill adds what gains and still fits, in an order.
func (s *polisher) fill(order []int32) {
	for _, k := range order {
		s.one(k)
	}
	s.work -= len(order)
}

func (s *polisher) one(k int32) {
	if q := &s.open[k]; q.cost <= s.left && !s.in[k] && s.room.fits(q.Pair) {
		s.add(k)
	}
}

// trades lets pairs in for others, one for one, and reports whether any did: what
// scores more, or as much and costs less.
func (s *polisher) trades() (any bool) {
	for k := range s.open {
		if s.work <= 0 {
			return any
		}
		if s.in[k] {
			continue
		}
		if out := s.rival(int32(k)); out >= 0 {
			s.drop(out)
			s.add(int32(k))
			any = true
		}
	}
	return any
}

// rival is the pair that it is best to give up for another, -1 if there is none.
func (s *polisher) rival(k int32) int32 {
	best := int32(-1)
	q := &s.open[k]
	s.work -= len(s.held)
	for _, h := range s.held {
		x := &s.open[h]
		gains := x.score < q.score || x.score == q.score && x.cost > q.cost
		if gains && s.left+x.cost >= q.cost && (best < 0 || x.score < s.open[best].score) && s.room.swaps(x.Pair, q.Pair) && (s.b.policy != PolicyLeximin || s.room.even(x.Pair, q.Pair)) {
			best = h
		}
	}
	return best
}

// inserts lets a pair in for all that are in its way, fills the rest, and
// reports whether that was better for any. The first that was ends it.
func (s *polisher) inserts() bool {
	s.saved = draft{room: s.room.clone(), held: slices.Clone(s.held), value: s.value, left: s.left}
	for _, k := range s.byValue {
		if s.work <= 0 {
			return false
		}
		if s.in[k] {
			continue
		}
		s.add(k)
		if s.makeRoom(k) {
			s.fill(s.byValue)
			if s.value > s.saved.value {
				return true
			}
		}
		s.restore()
	}
	return false
}

// makeRoom gives up pairs until a new one has room and the budget is kept: of
// those in its way the one that scores least for its cost. There may be no new
// one: k is -1 then.
func (s *polisher) makeRoom(k int32) bool {
	var q Pair
	for {
		over := false
		if k >= 0 {
			q = s.open[k].Pair
			over = s.room.over(q)
		}
		if !over && s.left >= 0 {
			return true
		}
		worst := int32(-1)
		s.work -= len(s.held)
		for _, h := range s.held {
			x := &s.open[h]
			if h == k || over && !s.room.relieves(x.Pair, q) || !over && x.cost == 0 || !s.free(x.Pair) {
				continue
			}
			if worst < 0 || x.worth() < s.open[worst].worth() {
				worst = h
			}
		}
		if worst < 0 {
			return false
		}
		s.drop(worst)
	}
}

// shed gives up what lowers the total and no minimum holds.
func (s *polisher) shed() {
	for _, k := range slices.Clone(s.held) {
		if x := &s.open[k]; x.score < 0 && s.free(x.Pair) {
			s.drop(k)
		}
	}
}
