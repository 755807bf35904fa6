//go:build linux

package instance_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// BenchmarkEngine prints one table: this engine beside LEMON's network simplex,
// compiled with -O3 and run in the same run. It is a benchmark so that a plain
// test run stays quick:
//
//	go test -run '^$' -bench Engine -benchtime 1x ./matching/instance
func BenchmarkEngine(b *testing.B) {
	lemon := buildLemon(b)
	fmt.Printf("\n%-11s %15s %10s %10s %10s %8s %8s\n",
		"instance", "optimum", "go ms", "lemon ms", "(+ build)", "ratio", "memory")
	for range b.N {
		for _, ref := range references {
			engineRow(b, lemon, ref.name, ref.optimum)
		}
	}
}

// buildLemon compiles the driver; without it the other half is still measured.
func buildLemon(b *testing.B) string {
	bin := filepath.Join(b.TempDir(), "lemon-driver")
	source := filepath.Join("..", "..", "..", "tools", "lemon-driver", "main.cpp")
	if out, err := exec.Command("g++", "-O3", "-o", bin, source).CombinedOutput(); err != nil {
		fmt.Printf("\n*** LEMON IS NOT MEASURED: install g++ and liblemon-dev (%v) ***\n%s\n", err, firstLine(out))
		return ""
	}
	return bin
}

func firstLine(out []byte) string {
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}

func engineRow(b *testing.B, lemon, name string, optimum int64) {
	in, err := instance.Generate(name)
	if err != nil {
		b.Fatal(err)
	}
	p := in.Problem()
	ms, memory := measure(b, p, optimum)
	if lemon == "" {
		fmt.Printf("%-11s %15d %10.2f %10s %10s %8s %7.2fx\n", name, optimum, ms, "-", "-", "-", memory)
		return
	}
	run, build := runLemon(b, lemon, in, optimum)
	fmt.Printf("%-11s %15d %10.2f %10.2f %10.2f %7.1fx %7.2fx\n", name, optimum, ms, run, build, run/ms, memory)
}

// measure takes the least processor time of some cold solves, and what they
// allocate in total, in relation to the matrix and with it.
func measure(b *testing.B, p *solve.Problem, optimum int64) (ms, memory float64) {
	ms = math.Inf(1)
	for began, k := time.Now(), 0; k < 2 || (k < 20 && time.Since(began) < time.Second); k++ {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := processor()
		r, err := solve.Solve(context.Background(), p, solve.Options{})
		ms = min(ms, processor()-start)
		if err != nil || r.Objective != optimum {
			b.Fatalf("got %v, %v; want %d", r, err, optimum)
		}
		runtime.ReadMemStats(&after)
		matrix := float64(4 * len(p.Scores))
		memory = 1 + float64(after.TotalAlloc-before.TotalAlloc)/matrix
	}
	return ms, memory
}

// processor is the processor time of this process in milliseconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

func runLemon(b *testing.B, bin string, in *instance.Instance, optimum int64) (run, build float64) {
	dir := b.TempDir()
	sign := 1
	if in.Sense == "min" {
		sign = -1
	}
	var header strings.Builder
	fmt.Fprintln(&header, len(in.Innovators), len(in.Regions), sign)
	for _, a := range in.Innovators {
		fmt.Fprintln(&header, a.Capacity)
	}
	for _, r := range in.Regions {
		fmt.Fprintln(&header, r.Min, r.Max)
	}
	path := filepath.Join(dir, "header")
	if err := os.WriteFile(path, []byte(header.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	in.ScoresFile = "scores.i32"
	if err := in.WriteFile(filepath.Join(dir, "in.json")); err != nil {
		b.Fatal(err)
	}
	out, err := exec.Command(bin, path, filepath.Join(dir, in.ScoresFile)).Output()
	if err != nil {
		b.Fatal(err)
	}
	var objective, peak int64
	if _, err := fmt.Sscan(string(out), &objective, &build, &run, &peak); err != nil || objective != optimum {
		b.Fatalf("lemon says %s (%v), want %d", out, err, optimum)
	}
	return run, build
}
