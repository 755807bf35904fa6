package main

import (
	"fmt"
	"os"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// references are the public instances: the optimum that several independent solvers agreed on, and what a solve may
// take, in milliseconds. Nothing may be slower than LEMON, or need more than mostMemory.
var references = []struct {
	name    string
	optimum int64
	goal    float64 // 0: only that LEMON is not quicker
}{
	{"cabinet-u", 135_373_133, 1},
	{"cabinet-s", 68_704_032, 1},
	{"national-u", 1_103_431_856, 0},
	{"national-s", 690_182_263, 5},
	{"nattight-s", 4_844_481_673, 200},
	{"archive-s", 729_973_091, 5},
	{"arctight-s", 48_566_375_222, 2500},
	{"dense-1000", 1_675_671, 0},
	{"dense-4000", 1_647_992, 60},
}

// mostMemory is the goal for the matrix and what solving adds to the peak memory of a program, divided by the matrix.
const mostMemory = 1.3

// instances measures the public instances.
func (b *bench) instances() error {
	dir, err := os.MkdirTemp("", "makcomblang-benchengine-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	fmt.Printf("\nPublic instances: processor milliseconds of a solve from nothing; peak MB of a program that reads the instance and solves once,\n"+
		"and of one that only reads it; matrix and what solving adds to the peak, divided by the matrix (goal %.1f); matrix and everything a solve allocates, divided by it\n",
		mostMemory)
	fmt.Printf("%-11s %15s %6s %8s %9s %8s %9s %8s %7s %8s %8s %9s %7s %7s\n",
		"instance", "optimum", "method", "proof", "go ms", "goal", "lemon ms", "(graph)", "ratio", "go MB", "(read)", "lemon MB", "peak", "total")
	for _, ref := range references {
		if !b.only.MatchString(ref.name) {
			continue
		}
		in, err := instance.Generate(ref.name)
		if err != nil {
			return err
		}
		s := newSubject(ref.name, in)
		if err := b.measure(s, dir); err != nil {
			return err
		}
		if s.result.Status != solve.Optimal || s.result.Objective != ref.optimum {
			return fmt.Errorf("%s: got %s %d, want %d", ref.name, s.result.Status, s.result.Objective, ref.optimum)
		}
		peak, err := peakOf(solveWord, instancePath(dir))
		if err != nil {
			return err
		}
		floor, err := peakOf(readWord, instancePath(dir))
		if err != nil {
			return err
		}
		fmt.Printf("%-11s %15d %6s %8s %9.2f %8s %9.2f %8.2f %7s %8.1f %8.1f %9.1f %6.2fx %6.2fx\n", s.name, s.result.Objective, s.result.Method,
			"valid", s.ms, goal(ref.goal), s.other.run, s.other.build, s.ratio(),
			float64(peak)/1e6, float64(floor)/1e6, float64(s.other.peak)/1e6, 1+float64(peak-floor)/float64(4*len(s.p.Scores)), s.total)
	}
	return nil
}

func goal(ms float64) string {
	if ms == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", ms)
}

// ratio is how many times quicker than LEMON's solve, without its graph, this engine was.
func (s *subject) ratio() string {
	if s.other.run == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1fx", s.other.run/s.ms)
}
