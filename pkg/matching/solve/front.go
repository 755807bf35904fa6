package solve

import (
	"math"
	"math/bits"
	"slices"
)

// front collects candidates in one pass over the rows and forgets the worse
// half of a column whenever its room is full, so that most scores fail one
// comparison. Values are scores with all bits flipped under Minimise: more is
// better. What is kept does not depend on how scores are compared.
type front struct {
	q      *pool
	flip   int32      // -1 under Minimise
	depth  int        // how many are kept of a column for certain; there is room for twice that
	sample int        // while a sample is read, how many of it are enough
	keys   [][]uint64 // per column, room for candidates
	fill   []int32
	mark   []int32  // per column, the worst value that is still looked at
	least  []uint64 // per column, the worst key kept when others were forgotten
	skips  bool     // some pairs are not listed
	far    bool     // the matrix comes from the memory, not from a cache
	past   int32    // no row up to this one is added any more

	hits []uint64 // where a block of columns is compared at a time
	wait []found  // found there, not added yet
	last uint32   // columns of the last block that are in no other
	gate []uint64 // elsewhere, the marks of two columns at a time
	low  int      // columns with a mark below 1
}

// frontDepth is what is kept of a column at least, and as much for each two
// visits of a region.
const frontDepth = 48

// found is a score that reached the mark of its column. Scores are added many at a
// time: each needs some memory that the rows have driven from the caches.
type found struct{ col, row, raw int32 }

const waiting = 512

// A strip is a 512th of the rows: a few leaps through the memory are as good as
// none, one for each row is slow. Rows are compared together: those that follow each
// other, or, where the caches do not hold the matrix, those at the same place of each
// quarter, some columns at a time. A processor fetches ahead in each of these places,
// in each only to the end of a page, so that they take two thirds of the time of one.
const (
	strips     = 512
	together   = 8
	quarters   = 4
	someLanes  = 24
	manyScores = 1 << 21
)

// best keeps the best candidates of every column.
func (q *pool) best(columns int) *front {
	f := q.front(columns, wide())
	f.read()
	return f
}

// timesDeeper says how much deeper than usual the regions will look. A need is met
// once, however many visits its region takes.
func (q *pool) timesDeeper() int {
	if len(q.p.Needs) > 0 {
		return 1
	}
	visits := 0
	for _, r := range q.p.Regions {
		visits += min(r.Max, len(q.p.Practices))
	}
	return min(max(visits/(2*max(len(q.p.Regions), 1)), 1), 4)
}

func (q *pool) front(columns int, wide bool) *front {
	depth := frontDepth * q.timesDeeper()
	f := &front{q: q, depth: depth, keys: rooms(columns, 2*depth), fill: make([]int32, columns), low: columns}
	f.mark, f.least = make([]int32, columns), make([]uint64, columns)
	f.far = len(q.p.Scores) > manyScores
	f.skips = slices.ContainsFunc(q.exclude, func(e []int32) bool { return len(e) > 0 })
	if q.sign < 0 {
		f.flip = -1
	}
	if blocks := (columns + lanes - 1) / lanes; wide && columns >= lanes && blocks <= 1<<16 {
		f.hits = make([]uint64, together*blocks+1)
		if f.far {
			f.wait = make([]found, 0, waiting)
		}
		for bit := range lanes {
			if columns-lanes+laneOf(bit) >= (blocks-1)*lanes {
				f.last |= 1 << bit
			}
		}
	} else {
		f.gate = make([]uint64, (columns+1)/2)
	}
	for c := range f.mark {
		f.raise(c, math.MinInt32)
	}
	return f
}

func (f *front) kept(c int) []uint64 { return f.keys[c][:f.fill[c]] }

// read reads all rows, those of the samples first. Where a sample misleads, as
// it does where the best practices stand side by side, all is read again.
func (f *front) read() {
	rows, times, before := len(f.q.p.Practices), f.depth/frontDepth, 0
	for _, s := range samples {
		if rows >= 4*times*s.keep*s.step {
			f.want(times * s.keep)
			f.strips(s.step, before)
			before = s.step
		}
	}
	f.want(0)
	f.strips(1, before)
	if before > 0 && f.restart() {
		f.strips(1, 0)
	}
}

// restart empties the columns of which too little is kept, and closes the
// others, if there are so many that looking for more in each is more work.
func (f *front) restart() bool {
	few := 0
	for _, k := range f.fill {
		if int(k) < f.depth/4 {
			few++
		}
	}
	if 16*few < len(f.fill) {
		return false
	}
	for c, k := range f.fill {
		if int(k) < f.depth/4 {
			f.fill[c], f.least[c] = 0, 0
			f.raise(c, math.MinInt32)
		} else {
			f.least[c] = math.MaxUint64
		}
	}
	return true
}

// strips reads every step-th strip but those that were read before.
func (f *front) strips(step, before int) {
	for c, key := range f.least {
		switch key {
		case 0:
		case math.MaxUint64:
			f.raise(c, math.MaxInt32)
		default:
			f.raiseTo(c, key) // rows may come in any order again
		}
	}
	rows := len(f.q.p.Practices)
	strip, places := (rows+strips-1)/strips, 1
	if f.far {
		places = quarters
	}
	for k := 0; k < strips/places && k*strip < rows; k += step {
		if before == 0 || k%before > 0 {
			f.strip(k*strip, min((k+1)*strip, rows), strips/places*strip)
		}
	}
	f.addAll()
}

// strip reads rows, and those of the other quarters with them.
func (f *front) strip(from, to, quarter int) {
	if f.far {
		for i := from; i < to; i++ {
			f.rows(i, quarter, min(quarters, (len(f.q.p.Practices)-i+quarter-1)/quarter))
		}
		return
	}
	for i := from; i < to; i += together {
		f.rows(i, 1, min(together, to-i))
	}
}

// rows looks at some rows, so far apart. No earlier one than the first comes later.
func (f *front) rows(first, apart, count int) {
	if len(f.wait) == 0 {
		f.past = int32(first)
	}
	width := len(f.mark)
	scores := f.q.p.Scores[first*width:]
	if f.hits == nil {
		for k := range count {
			f.row(int32(first+k*apart), scores[k*apart*width:][:width])
		}
		return
	}
	for from := 0; from < width; {
		to, last := from+someLanes*lanes, uint32(math.MaxUint32)
		if to > width-lanes || !f.far {
			to, last = width, f.last
		}
		for _, h := range f.hits[:reach(f.hits, scores[from:], f.mark[from:to], count, apart*width, last, f.flip)] {
			if len(f.wait)+lanes > waiting {
				f.addAll()
				f.past = int32(first)
			}
			k, c := int(h>>48), min(from+lanes*int(h>>32&0xFFFF), to-lanes)
			row, i := scores[k*apart*width+c:], int32(first+k*apart)
			for set := uint32(h); set != 0; set &= set - 1 {
				x := laneOf(bits.TrailingZeros32(set))
				if f.far {
					f.wait = append(f.wait, found{int32(c + x), i, row[x]})
				} else {
					f.add(c+x, i, row[x])
				}
			}
		}
		from = to
	}
}

// addAll adds what waits.
func (f *front) addAll() {
	for _, x := range f.wait {
		f.add(int(x.col), x.row, x.raw)
	}
	f.wait = f.wait[:0]
}

// add keeps a candidate if it reaches its mark, which may have moved by now. Of
// equal scores the earlier practice comes first, so where no earlier row comes any
// more the mark can move beyond the worst that is kept.
func (f *front) add(c int, i, raw int32) {
	v := raw ^ f.flip
	if v < f.mark[c] {
		return
	}
	key := pack(int64(v)-int64(f.flip), i)
	if v == f.mark[c] && key < f.least[c] {
		if _, last := unpack(f.least[c]); last <= f.past && v < math.MaxInt32 {
			f.raise(c, v+1)
		}
		return
	}
	if f.skips && f.q.excluded(c, i) {
		return
	}
	if f.sample > 0 {
		f.insert(c, key)
		return
	}
	mine := f.keys[c]
	mine[f.fill[c]] = key
	if f.fill[c]++; int(f.fill[c]) == len(mine) {
		best := partition(mine, f.depth)
		f.least[c] = best[0]
		f.raiseTo(c, best[0])
		f.fill[c] = int32(copy(mine, best))
	}
}

// raiseTo sets the mark of a column to the score of a key.
func (f *front) raiseTo(c int, key uint64) {
	if key < standIn {
		return
	}
	score, _ := unpack(key)
	f.raise(c, int32(score+int64(f.flip)))
}

// raise sets the mark of a column.
func (f *front) raise(c int, mark int32) {
	if f.hits == nil {
		f.setGate(c, mark)
	}
	f.mark[c] = mark
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
	c.take(best)
}
