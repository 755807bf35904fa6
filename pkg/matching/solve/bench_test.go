package solve_test

import (
	"context"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// BenchmarkSolve measures cold solves of the public instances.
func BenchmarkSolve(b *testing.B) {
	for _, name := range []string{
		"cabinet-u", "cabinet-s", "national-u", "national-s", "nattight-s",
		"archive-s", "arctight-s", "dense-1000", "dense-4000",
	} {
		b.Run(name, func(b *testing.B) {
			in, err := instance.Generate(name)
			if err != nil {
				b.Fatal(err)
			}
			p := in.Problem()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := solve.Solve(context.Background(), p, solve.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
