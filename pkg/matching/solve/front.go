package solve

import (
	"math"
)

// front collects candidates in one pass over the rows and forgets the worse
// half of a column whenever its room is full, so that most scores fail one
// comparison.
type front struct {
	q     *pool
	depth int // candidates of a column that are kept for certain
	keys  []uint64
	fill  []int32
	mark  []int32 // per column, the worst score that is still looked at
}

// frontDepth is what is kept of a column at least, and as much for each two
// visits of a region; about 64 rows for each frontDepth reach the sampleDepth-th
// best of a sample of every sampleEvery-th row.
const (
	frontDepth  = 48
	sampleDepth = 4
	sampleEvery = 16
)

// best keeps the best candidates of every column. A sample of the rows first
// says what is worth keeping; it need not be right.
func (q *pool) best(columns int) *front {
	rows, times := len(q.p.Practices), q.timesDeeper()
	f := q.front(columns, times*frontDepth)
	if rows >= 2*sampleEvery*frontDepth/sampleDepth*times {
		sample := q.front(columns, times*sampleDepth)
		sample.read(rows, sampleEvery)
		for c, k := range sample.fill {
			if int(k) >= sample.depth {
				worst, _ := unpack(partition(sample.kept(c), sample.depth)[0])
				f.mark[c] = int32(q.sign * worst)
			}
		}
	}
	f.read(rows, 1)
	return f
}

// timesDeeper says how much deeper than usual the regions will look.
func (q *pool) timesDeeper() int {
	visits := 0
	for _, r := range q.p.Regions {
		visits += min(r.Max, len(q.p.Practices))
	}
	return min(max(visits/(2*max(len(q.p.Regions), 1)), 1), 4)
}

func (q *pool) front(columns, depth int) *front {
	f := &front{q: q, depth: depth, keys: make([]uint64, 2*depth*columns), fill: make([]int32, columns)}
	f.mark = make([]int32, columns)
	for c := range f.mark {
		f.mark[c] = math.MinInt32
		if q.sign < 0 {
			f.mark[c] = math.MaxInt32
		}
	}
	return f
}

func (f *front) kept(c int) []uint64 { return f.keys[2*f.depth*c : 2*f.depth*c+int(f.fill[c])] }

func (f *front) read(rows, every int) {
	columns, scores := len(f.mark), f.q.p.Scores
	for i := 0; i < rows; i += every {
		if f.q.sign > 0 {
			f.pass(int32(i), scores[i*columns:(i+1)*columns])
		} else {
			f.passDown(int32(i), scores[i*columns:(i+1)*columns])
		}
	}
}

// pass looks at one row, eight columns at a time: the matrix is large, and
// nearly all of it is too low.
func (f *front) pass(i int32, row []int32) {
	mark, c := f.mark, 0
	for rest := row; len(rest) >= 8 && len(mark) >= 8; c += 8 {
		r, m := rest[:8:8], mark[:8:8]
		if r[0] >= m[0] || r[1] >= m[1] || r[2] >= m[2] || r[3] >= m[3] ||
			r[4] >= m[4] || r[5] >= m[5] || r[6] >= m[6] || r[7] >= m[7] {
			f.some(i, row, c, c+8)
		}
		rest, mark = rest[8:], mark[8:]
	}
	f.some(i, row, c, len(row))
}

// passDown is pass where less is better.
func (f *front) passDown(i int32, row []int32) {
	mark, c := f.mark, 0
	for rest := row; len(rest) >= 8 && len(mark) >= 8; c += 8 {
		r, m := rest[:8:8], mark[:8:8]
		if r[0] <= m[0] || r[1] <= m[1] || r[2] <= m[2] || r[3] <= m[3] ||
			r[4] <= m[4] || r[5] <= m[5] || r[6] <= m[6] || r[7] <= m[7] {
			f.some(i, row, c, c+8)
		}
		rest, mark = rest[8:], mark[8:]
	}
	f.some(i, row, c, len(row))
}

// some adds what reaches its mark.
func (f *front) some(i int32, row []int32, from, to int) {
	for c := from; c < to; c++ {
		if up := row[c] >= f.mark[c]; up == (f.q.sign > 0) || row[c] == f.mark[c] {
			f.add(c, i, row[c])
		}
	}
}

// add keeps a candidate. Of equal scores the earlier practice comes first, so
// the mark can move beyond the worst that is kept, where there is a beyond.
func (f *front) add(c int, i, raw int32) {
	if len(f.q.exclude[c]) > 0 && f.q.excluded(c, i) {
		return
	}
	room := 2 * f.depth
	mine := f.keys[c*room : (c+1)*room]
	mine[f.fill[c]] = pack(f.q.sign*int64(raw), i)
	if f.fill[c]++; int(f.fill[c]) < room {
		return
	}
	best := partition(mine, f.depth)
	worst, _ := unpack(best[0])
	f.fill[c] = int32(copy(mine, best))
	f.mark[c] = int32(max(math.MinInt32, min(math.MaxInt32, f.q.sign*(worst+1))))
}

// column lists the best of what was kept, in the room given; the others are its
// rest.
func (f *front) column(c int, room []entry) column {
	col := column{list: room}
	kept := f.kept(c)
	col.more = len(kept) < len(f.q.p.Practices)-len(f.q.exclude[c])
	col.rest = kept
	col.open(firstDepth)
	return col
}

// open lists the next best k of the rest.
func (c *column) open(k int) {
	best := c.rest
	if len(c.rest) > k {
		best = partition(c.rest, k)
	}
	c.rest = c.rest[:len(c.rest)-len(best)]
	c.take(best, k)
}
