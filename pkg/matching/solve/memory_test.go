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
			bytes := allocated(t, func() {
				if _, err := solve.Solve(context.Background(), p, solve.Options{}); err != nil {
					t.Fatal(err)
				}
			})
			if got := float64(bytes) / float64(4*len(p.Scores)); got > c.most {
				t.Errorf("a solve allocates %.2f times the matrix, want at most %.2f", got, c.most)
			}
		})
	}
}

// allocated is how many bytes do allocates, garbage too. No other test may run
// beside.
func allocated(t *testing.T, do func()) int {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}
