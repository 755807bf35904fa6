package solve

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sort"
)

// firstDepth is how many best candidates of a column are listed at first; a
// search that needs more deepens the list.
const firstDepth = 8

// entry is one candidate of a column.
type entry struct {
	score    int64
	practice int32
	state    state
}

// state says whether a listed pair is in the plan, or no longer to be used.
type state uint8

const (
	free state = iota
	held
	gone
)

// column is the candidate list of one column, best first, equal scores in the
// order of the practices. What is known but not listed yet, the rest, comes
// after it in no order; what is not known, more, comes after both.
type column struct {
	list []entry
	rest []uint64
	more bool
}

// unlisted reports whether there are candidates behind the list.
func (c *column) unlisted() bool { return c.more || len(c.rest) > 0 }

// first is the score of the best candidate, if there is one.
func (c *column) first() (int64, bool) {
	if len(c.list) == 0 {
		return 0, false
	}
	return c.list[0].score, true
}

// pool makes and deepens the candidate lists. Forbidden and required pairs are
// never listed: the former may not be chosen, the latter not be given up.
type pool struct {
	p       *Problem
	sign    int64     // 0 makes all scores equal: only the number of visits counts
	exclude [][]int32 // per column, sorted practices that are not listed
	keys    []uint64  // scratch
	shift   []int64   // per practice, taken off its scores; nil is nothing
}

func newPool(p *Problem, sign int64) *pool {
	q := &pool{p: p, sign: sign, exclude: make([][]int32, p.Columns())}
	for _, set := range [2][]Pair{p.Forbidden, p.Required} {
		for _, f := range set {
			q.exclude[f.Column] = append(q.exclude[f.Column], int32(f.Practice))
		}
	}
	for c, e := range q.exclude {
		slices.Sort(e)
		q.exclude[c] = slices.Compact(e)
	}
	return q
}

func (q *pool) excluded(c int, practice int32) bool {
	e := q.exclude[c]
	if len(e) == 0 {
		return false
	}
	k := sort.Search(len(e), func(k int) bool { return e[k] >= practice })
	return k < len(e) && e[k] == practice
}

// columns makes the first lists: complete in the sparse form, the best
// firstDepth of each column in the dense one, found in one pass over the rows.
func (q *pool) columns() []column {
	if q.p.Scores == nil {
		return q.sparse()
	}
	cols := make([]column, q.p.Columns())
	if len(cols) == 0 || len(q.p.Practices) == 0 {
		return cols
	}
	if q.sign == 0 {
		for c := range cols {
			q.deepen(cols, c)
		}
		return cols
	}
	f := q.best(len(cols))
	const room = 3 * firstDepth // most lists stay within it
	arena := []entry(nil)
	for c := range cols {
		if len(arena) == 0 {
			arena = make([]entry, room*min(len(cols)-c, 32))
		}
		cols[c], arena = f.column(c, arena[:0:room]), arena[room:]
	}
	return cols
}

// sparse lists every candidate.
func (q *pool) sparse() []column {
	cols := make([]column, q.p.Columns())
	count := make([]int32, len(cols))
	for _, c := range q.p.Candidates {
		count[c.Column]++
	}
	arena := make([]entry, len(q.p.Candidates))
	for c, k := range count {
		cols[c].list = arena[:0:k]
		arena = arena[k:]
	}
	for _, c := range q.p.Candidates {
		if !q.excluded(c.Column, int32(c.Practice)) {
			l := &cols[c.Column].list
			*l = append(*l, entry{score: q.sign * c.Score, practice: int32(c.Practice)})
		}
	}
	for c := range cols {
		slices.SortFunc(cols[c].list, func(a, b entry) int {
			if a.score != b.score {
				return cmp.Compare(b.score, a.score)
			}
			return cmp.Compare(a.practice, b.practice)
		})
	}
	return cols
}

// settle lists all that is known, so that scores may change.
func (q *pool) settle(cols []column) {
	for c := range cols {
		cols[c].open(len(cols[c].rest))
	}
}

// deepen lists more candidates of column c: some of what is known, or else of
// what the matrix has behind the list.
func (q *pool) deepen(cols []column, c int) {
	col := &cols[c]
	if len(col.rest) > 0 {
		col.open(2 * firstDepth)
		return
	}
	last, near := uint64(math.MaxUint64), uint64(0)
	if k := len(col.list); k > 0 {
		last = pack(col.list[k-1].score, col.list[k-1].practice)
		score := col.list[k-1].score
		near = pack(max(score-(col.list[0].score-score)/2, -1<<32), math.MaxInt32)
	}
	q.between(c, near, last)
	if near > 0 && len(q.keys) < firstDepth {
		near = 0
		q.between(c, near, last)
	}
	want := max(len(col.list)/2, 4*firstDepth)
	col.more = near > 0 || len(q.keys) > want
	if len(q.keys) > want {
		col.take(partition(q.keys, want))
		return
	}
	col.take(q.keys)
}

// between collects the candidates of column c from one key up to another.
func (q *pool) between(c int, from, to uint64) {
	if q.keys == nil {
		q.keys = make([]uint64, 0, len(q.p.Practices))
	}
	q.keys = q.keys[:0]
	width, skip := q.p.Columns(), q.exclude[c]
	for i := range q.p.Practices {
		for len(skip) > 0 && skip[0] < int32(i) {
			skip = skip[1:]
		}
		if len(skip) > 0 && skip[0] == int32(i) {
			continue
		}
		score := q.sign * int64(q.p.Scores[i*width+c])
		if q.shift != nil {
			score -= q.shift[i]
		}
		if k := pack(score, int32(i)); k < to && k >= from {
			q.keys = append(q.keys, k)
		}
	}
}

// fewKeys is up to how many keys counting beats sorting, which has to branch on
// what nobody can foresee.
const fewKeys = 24

// take appends keys to the list in order. If that has no room it gets enough for
// all that is known.
func (c *column) take(keys []uint64) {
	from := len(c.list)
	if cap(c.list)-from < len(keys) {
		c.list = append(make([]entry, 0, from+len(keys)+len(c.rest)), c.list...)
	}
	c.list = c.list[:from+len(keys)]
	next := c.list[from:]
	if len(keys) > fewKeys {
		slices.Sort(keys)
		for k, key := range keys {
			score, i := unpack(key)
			next[len(keys)-1-k] = entry{score: score, practice: i}
		}
		return
	}
	for _, key := range keys {
		before := 0
		for _, other := range keys {
			_, less := bits.Sub64(key, other, 0)
			before += int(less)
		}
		score, i := unpack(key)
		next[before] = entry{score: score, practice: i}
	}
}

// pack orders candidates as integers: larger score first, then the earlier
// practice. Scores lie between -2^32 and 2^32, practices below 2^31.
func pack(score int64, practice int32) uint64 {
	return uint64(score+1<<32)<<practiceBits | uint64(math.MaxInt32-practice)
}

func unpack(k uint64) (score int64, practice int32) {
	return int64(k>>practiceBits) - 1<<32, math.MaxInt32 - int32(k&math.MaxInt32)
}

const practiceBits = 31

// partition moves the k largest keys to the end and returns them (quickselect
// with the median of three, so the same input takes the same steps; which side
// a key goes to is added up, not branched on, for nobody can foresee it).
func partition(keys []uint64, k int) []uint64 {
	cut := len(keys) - k
	if k <= 0 || cut <= 0 {
		return keys[max(cut, 0):]
	}
	for lo, hi := 0, len(keys)-1; lo < hi; {
		part := keys[lo : hi+1]
		last := len(part) - 1
		if a, b, c := part[0], part[last/2], part[last]; (a < b) == (b < c) {
			part[last], part[last/2] = b, c
		} else if (b < a) == (a < c) {
			part[last], part[0] = a, c
		}
		pivot, less := part[last], 0
		for i, x := range part[:last] {
			part[i], part[less] = part[less], x
			_, below := bits.Sub64(x, pivot, 0)
			less += int(below)
		}
		part[last], part[less] = part[less], pivot
		switch mid := lo + less; {
		case mid < cut:
			lo = mid + 1
		case mid > cut:
			hi = mid - 1
		default:
			return keys[cut:]
		}
	}
	return keys[cut:]
}
