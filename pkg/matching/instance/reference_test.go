package instance_test

import (
	"context"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// references are the optima that several independent solvers agreed on.
var references = []struct {
	name    string
	optimum int64
	large   bool // measured only
}{
	{"cabinet-u", 135_373_133, false},
	{"cabinet-s", 68_704_032, false},
	{"national-u", 1_103_431_856, false},
	{"national-s", 690_182_263, false},
	{"dense-1000", 1_675_671, false},
	{"nattight-s", 4_844_481_673, false},
	{"archive-s", 729_973_091, false},
	{"arctight-s", 48_566_375_222, true},
	{"dense-4000", 1_647_992, false},
}

func TestReferenceOptimaAreReached(t *testing.T) {
	for _, ref := range references {
		if ref.large {
			continue
		}
		t.Run(ref.name, func(t *testing.T) {
			in, err := instance.Generate(ref.name)
			if err != nil {
				t.Fatal(err)
			}
			r, err := solve.Solve(context.Background(), in.Problem(), solve.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Status != solve.Optimal || r.Objective != ref.optimum {
				t.Fatalf("got %s %d, want optimal %d", r.Status, r.Objective, ref.optimum)
			}
			t.Logf("%d paths", r.Paths)
		})
	}
}
