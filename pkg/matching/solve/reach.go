package solve

// lanes is how many columns reach compares at a time, laneOf which of them a
// bit of its answer stands for.
const lanes = 32

func laneOf(bit int) int { return bit>>2&3<<3 | bit>>4<<2 | bit&3 }

// Where there is no reach, two columns are compared at a time.

// setGate sets half a gate: under Maximise the sum of gate and score has the top
// bit of its half if the score reaches the mark, under Minimise the difference.
func (f *front) setGate(c int, mark int32) {
	if f.mark[c] < 1 && mark >= 1 {
		f.low--
	} else if f.mark[c] >= 1 && mark < 1 {
		f.low++
	}
	half := uint64(1<<31 - max(int64(mark), 0))
	if f.flip < 0 {
		half = uint64(1<<31 + max(int64(^mark), -1))
	}
	if c&1 == 0 {
		f.gate[c/2] = f.gate[c/2]>>32<<32 | half
		return
	}
	f.gate[c/2] = f.gate[c/2]<<32>>32 | half<<32
}

// topBits are the signs of two scores side by side.
const topBits = 1<<63 | 1<<31

// two is two scores side by side.
func two(a, b int32) uint64 { return uint64(uint32(a)) | uint64(uint32(b))<<32 }

// block is how many columns are looked at together.
const block = 16

// row looks at one row, a block of columns at a time.
func (f *front) row(i int32, row []int32) {
	for c := 0; c < len(row); c += block {
		switch {
		case f.flip < 0:
			c += below(row[c:], f.gate[c/2:])
		case f.low == 0:
			c += above(row[c:], f.gate[c/2:])
		}
		mark := f.mark[c:]
		for k, raw := range row[c:min(c+block, len(row))] {
			if raw^f.flip >= mark[k] {
				f.add(c+k, i, raw)
			}
		}
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
