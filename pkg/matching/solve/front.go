package solve

import (
	"math"
	"math/bits"
	"slices"
)

// front collects candidates in one pass over the rows and forgets the worse
// half of a column whenever its room is full, so that most scores fail one
// comparison.
type front struct {
	q     *pool
	depth int // candidates of a column that are kept for certain
	keys  []uint64
	fill  []int32
	mark  []int32  // per column, the worst score that is still looked at
	gate  []uint64 // the same for two columns at a time
	low   int      // columns with a mark below 1
	skips bool     // some pairs are not listed
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
				f.raise(c, int32(q.sign*worst))
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
	f.mark, f.gate, f.low = make([]int32, columns), make([]uint64, (columns+1)/2), columns
	f.skips = slices.ContainsFunc(q.exclude, func(e []int32) bool { return len(e) > 0 })
	for c := range f.mark {
		f.raise(c, int32(max(math.MinInt32, min(math.MaxInt32, q.sign*math.MinInt32))))
	}
	return f
}

func (f *front) kept(c int) []uint64 { return f.keys[2*f.depth*c : 2*f.depth*c+int(f.fill[c])] }

// raise sets the mark of a column, and with it the gate: under Maximise the
// sum of gate and score has the top bit of its half if the score reaches the
// mark, under Minimise the difference.
func (f *front) raise(c int, mark int32) {
	if f.mark[c] < 1 && mark >= 1 {
		f.low--
	}
	f.mark[c] = mark
	half := uint64(1<<31 - max(int64(mark), 0))
	if f.q.sign < 0 {
		half = uint64(1<<31 + max(int64(mark), -1))
	}
	if c&1 == 0 {
		f.gate[c/2] = f.gate[c/2]&^math.MaxUint32 | half
		return
	}
	f.gate[c/2] = f.gate[c/2]&math.MaxUint32 | half<<32
}

func (f *front) read(rows, every int) {
	columns, scores := len(f.mark), f.q.p.Scores
	for i := 0; i < rows; i += every {
		f.pass(int32(i), scores[i*columns:(i+1)*columns])
	}
}

// topBits are the signs of two scores side by side.
const topBits = 1<<63 | 1<<31

// two is two scores side by side.
func two(a, b int32) uint64 { return uint64(uint32(a)) | uint64(uint32(b))<<32 }

// block is how many columns are looked at together.
const block = 16

// pass looks at one row, a block of columns at a time.
func (f *front) pass(i int32, row []int32) {
	for c := 0; c < len(row); c += block {
		switch {
		case f.q.sign < 0:
			c += below(row[c:], f.gate[c/2:])
		case f.low == 0:
			c += above(row[c:], f.gate[c/2:])
		}
		f.some(i, c, row[c:min(c+block, len(row))])
	}
}

// above counts the columns up to the first block of which one may reach its
// mark, or which is not whole: the matrix is large, and nearly all of it is too
// low. No mark is below 1.
func above(row []int32, gate []uint64) (c int) {
	for ; len(row) >= block && len(gate) >= block/2; c += block {
		r, g := row[:block:block], gate[:block/2:block/2]
		up := two(r[0], r[1]) + g[0]
		up |= two(r[2], r[3]) + g[1]
		up |= two(r[4], r[5]) + g[2]
		up |= two(r[6], r[7]) + g[3]
		up |= two(r[8], r[9]) + g[4]
		up |= two(r[10], r[11]) + g[5]
		up |= two(r[12], r[13]) + g[6]
		up |= two(r[14], r[15]) + g[7]
		if up&topBits != 0 {
			return c
		}
		row, gate = row[block:], gate[block/2:]
	}
	return c
}

// below is above where less is better.
func below(row []int32, gate []uint64) (c int) {
	for ; len(row) >= block && len(gate) >= block/2; c += block {
		r, g := row[:block:block], gate[:block/2:block/2]
		x := two(r[0], r[1])
		up := x | (g[0] - x)
		x = two(r[2], r[3])
		up |= x | (g[1] - x)
		x = two(r[4], r[5])
		up |= x | (g[2] - x)
		x = two(r[6], r[7])
		up |= x | (g[3] - x)
		x = two(r[8], r[9])
		up |= x | (g[4] - x)
		x = two(r[10], r[11])
		up |= x | (g[5] - x)
		x = two(r[12], r[13])
		up |= x | (g[6] - x)
		x = two(r[14], r[15])
		up |= x | (g[7] - x)
		if up&topBits != 0 {
			return c
		}
		row, gate = row[block:], gate[block/2:]
	}
	return c
}

// some adds what reaches its mark, of a block from column c on.
func (f *front) some(i int32, c int, row []int32) {
	reach, gate := uint64(0), f.gate[c/2:]
	flip := uint64(f.q.sign >> 63) // g + (x ^ flip) - flip is g + x, or g - x
	for k := 0; k < len(row)/2 && k < len(gate); k++ {
		x := two(row[2*k], row[2*k+1])
		y := x &^ topBits
		reach |= (x | (gate[k] + (y ^ flip) - flip)) & topBits >> k
	}
	for ; reach != 0; reach &= reach - 1 {
		bit := bits.TrailingZeros64(reach)
		k := 2*(31-bit&31) + bit>>5
		f.add(c+k, i, row[k])
	}
	if k := len(row) - 1; k&1 == 0 {
		f.add(c+k, i, row[k])
	}
}

// add keeps a candidate that reaches its mark. Of equal scores the earlier
// practice comes first, so the mark can move beyond the worst that is kept;
// where there is no beyond, nothing is added any more.
func (f *front) add(c int, i, raw int32) {
	if up := raw >= f.mark[c]; up != (f.q.sign > 0) && raw != f.mark[c] {
		return
	}
	if f.skips && f.q.excluded(c, i) {
		return
	}
	room := 2 * f.depth
	mine := f.keys[c*room : (c+1)*room]
	key := pack(f.q.sign*int64(raw), i)
	if raw == f.mark[c] && f.q.sign*int64(raw) >= math.MaxInt32 && key < mine[0] {
		return
	}
	mine[f.fill[c]] = key
	if f.fill[c]++; int(f.fill[c]) < room {
		return
	}
	best := partition(mine, f.depth)
	worst, _ := unpack(best[0])
	f.fill[c] = int32(copy(mine, best))
	f.raise(c, int32(max(math.MinInt32, min(math.MaxInt32, f.q.sign*(worst+1)))))
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
