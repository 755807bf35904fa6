package solve

import "sync"

// wide reports whether this processor and its system have AVX2.
var wide = sync.OnceValue(func() bool {
	const osxsave, avx, avx2, vectorState = 1 << 27, 1 << 28, 1 << 5, 0b110
	if _, c := cpuid(1, 0); c&osxsave == 0 || c&avx == 0 || xgetbv()&vectorState != vectorState {
		return false
	}
	b, _ := cpuid(7, 0)
	return b&avx2 != 0
})

// reach compares rows of scores, of which each starts apart scores after the one
// before, with the marks of their columns, of which there are at least 32, a block
// of 32 columns at a time; the last block ends with the row, and only those of its
// columns count whose bits are in last. For each block in which some scores reach
// their marks it notes
//
//	row << 48 | block << 32 | bit 16a + 4b + k for each column 8b + 4a + k that does
//
// and returns how many notes there are. A score reaches a mark if score^flip is
// at least as large. There must be room for one hit more than blocks.
//
//go:noescape
func reach(hits []uint64, scores, mark []int32, rows, apart int, last uint32, flip int32) int

func cpuid(leaf, sub uint32) (b, c uint32)

func xgetbv() uint32
