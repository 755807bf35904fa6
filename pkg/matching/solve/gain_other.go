//go:build !amd64

package solve

func gains(_ *int32, _ *int64, _ *uint64, _ int, _, _ int64) (int64, int32) { panic("solve: no AVX2") }
