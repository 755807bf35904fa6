//go:build !amd64

package solve

func wide() bool { return false }

func reach(_ []uint64, _, _ []int32, _, _ int, _ uint32, _ int32) int { panic("solve: no AVX2") }
