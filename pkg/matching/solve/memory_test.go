package solve_test

import (
	"context"
	"runtime"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// TestMemory holds what a solve allocates, garbage too, to a part of the matrix:
// where nothing is collected meanwhile, all of it is added to the peak.
func TestMemory(t *testing.T) {
	for _, c := range []struct {
		name string
		most float64
	}{
		{"national-s", 0.3},
		{"nattight-s", 0.4}, // by the auction
		{"dense-1000", 0.65},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := instance.Generate(c.name)
			if err != nil {
				t.Fatal(err)
			}
			p := in.Problem()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := solve.Solve(context.Background(), p, solve.Options{}); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			got := float64(after.TotalAlloc-before.TotalAlloc) / float64(4*len(p.Scores))
			if got > c.most {
				t.Errorf("a solve allocates %.2f times the matrix, want at most %.2f", got, c.most)
			}
		})
	}
}
