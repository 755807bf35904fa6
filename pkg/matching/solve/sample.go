package solve

import "slices"

// samples are read first: every step-th strip of rows, and as many of the best
// as are kept of all that was read by then are what is worth looking at further
// on. That leaves about 64 candidates; it need not be right. No keep is below 2:
// insert looks at the second worst.
var samples = [...]struct{ step, keep int }{{32, 4}, {8, 8}}

// insert adds to the best of a sample, which are sorted, worst first. What is as
// good as the last of them is kept too, so that a column of few different scores
// keeps many.
func (f *front) insert(c int, key uint64) {
	mine, n := f.keys[c], int(f.fill[c])
	drop, x := min(mine[0], key), max(mine[0], key)
	if n > f.sample || drop>>practiceBits == min(mine[1], x)>>practiceBits {
		f.insertTied(c, key)
		return
	}
	for k, y := range mine[1:n] { // no branch, for nobody can foresee where the key belongs
		mine[k], x = min(x, y), max(x, y)
	}
	mine[n-1] = x
	if worst := mine[0] >> practiceBits << practiceBits; worst > f.least[c] {
		f.least[c] = worst
		f.raiseTo(c, worst)
	}
}

// insertTied is insert where the last of the best are equally good.
func (f *front) insertTied(c int, key uint64) {
	mine, n := f.keys[c], int(f.fill[c])
	at, _ := slices.BinarySearch(mine[:n], key)
	copy(mine[at+1:n+1], mine[at:n])
	mine[at] = key
	n++
	worst, drop := mine[n-f.sample]>>practiceBits<<practiceBits, 0
	for mine[drop] < worst {
		drop++
	}
	if n-drop == len(mine) {
		drop = f.depth
		worst = mine[drop]
	}
	f.fill[c] = int32(copy(mine, mine[drop:n]))
	if worst > f.least[c] {
		f.least[c] = worst
		f.raiseTo(c, worst)
	}
}

// want sets how many of a sample are enough, 0 where no sample is read: until
// there are as many, others stand in that are worse than any.
func (f *front) want(sample int) {
	f.sample = sample
	for c := range f.fill {
		mine := f.keys[c]
		kept := mine[:f.fill[c]]
		for len(kept) > 0 && kept[0] < standIn {
			kept = kept[1:]
		}
		more := max(sample-len(kept), 0)
		f.fill[c] = int32(more + copy(mine[more:], kept))
		for k := range mine[:more] {
			mine[k] = uint64(k) << practiceBits
		}
	}
}

// standIn is more than what stands in for a candidate, and less than any.
const standIn = 1 << 16 << practiceBits
