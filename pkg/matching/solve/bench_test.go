package solve_test

import (
	"context"
	"fmt"
	"testing"
	"time"

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

// BenchmarkReplan measures one changed profile: all scores of one practice
// change and the plan is made anew from what is kept, one practice after the
// other.
func BenchmarkReplan(b *testing.B) {
	for _, name := range []string{"national-s", "nattight-s", "archive-s"} {
		b.Run(name, func(b *testing.B) {
			in, err := instance.Generate(name)
			if err != nil {
				b.Fatal(err)
			}
			ctx := context.Background()
			pl, err := solve.NewPlanner(ctx, in.Problem())
			if err != nil {
				b.Fatal(err)
			}
			i := 0
			for b.Loop() {
				i = (i + 7) % len(in.Innovators)
				profile := make([]solve.Candidate, len(in.Regions))
				for c := range profile {
					score := int64(in.Dense[(i+1)%len(in.Innovators)*len(in.Regions)+c])
					profile[c] = solve.Candidate{Practice: i, Column: c, Score: score}
				}
				if err := pl.SetProfile(i, profile); err != nil {
					b.Fatal(err)
				}
				if _, err := pl.Plan(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCutShort measures how soon a solve ends whose time is over before it
// begins, beside one with time enough: cut/whole of a contended problem should
// stay below a half, and of worst-first be small.
func BenchmarkCutShort(b *testing.B) {
	for _, policy := range []solve.Policy{solve.PolicyScore, solve.PolicyWorstFirst} {
		b.Run(string(policy), func(b *testing.B) {
			p := wanted(6000, 300, "traits")
			for j := range p.Regions {
				p.Regions[j].Min, p.Regions[j].Max = 40, 70
			}
			took := func(end time.Time) time.Duration {
				ctx, cancel := context.WithDeadline(context.Background(), end)
				defer cancel()
				started := time.Now()
				if _, err := solve.Solve(ctx, p, solve.Options{Policy: policy}); err != nil {
					b.Fatal(err)
				}
				return time.Since(started)
			}
			var cut, whole time.Duration
			for b.Loop() {
				cut += took(time.Unix(0, 0))
				whole += took(time.Now().Add(time.Hour))
			}
			b.ReportMetric(float64(cut)/float64(whole), "cut/whole")
		})
	}
}

// BenchmarkLeximin measures how long it takes to hand out visits one by one, where
// regions want few and many.
func BenchmarkLeximin(b *testing.B) {
	for _, name := range []string{"national-s", "nattight-s"} {
		for _, most := range []int{2, 6, 20} {
			b.Run(fmt.Sprintf("%s/%d", name, most), func(b *testing.B) {
				in, err := instance.Generate(name)
				if err != nil {
					b.Fatal(err)
				}
				p := in.Problem()
				for j := range p.Regions {
					p.Regions[j].Min, p.Regions[j].Max = min(p.Regions[j].Min, most), most
				}
				for b.Loop() {
					if _, err := solve.Solve(context.Background(), p, solve.Options{Policy: solve.PolicyLeximin}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
