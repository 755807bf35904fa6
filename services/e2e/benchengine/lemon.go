package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"makcomblang.id/pkg/matching/solve"
)

// lemon is the driver of the other solver; nil where it cannot be built.
type lemon struct{ dir, bin string }

// answer is what the driver says: milliseconds of processor time, bytes.
type answer struct {
	objective   int64
	build, run  float64
	peak        int64
	notFeasible bool
}

// buildLemon compiles the driver. Without it the other half is still measured, and it is said loudly.
func buildLemon(dir, source string) *lemon {
	if source == "" {
		return nil
	}
	bin := filepath.Join(dir, "lemon-driver")
	out, err := exec.Command("g++", "-O3", "-o", bin, source).CombinedOutput()
	if err != nil {
		line, _, _ := strings.Cut(string(out), "\n")
		fmt.Fprintf(os.Stderr, "\n*** LEMON IS NOT MEASURED: g++ or liblemon-dev is missing (%v) ***\n%s\n\n", err, line)
		return nil
	}
	return &lemon{dir: dir, bin: bin}
}

// solve runs the driver on a flat problem whose scores are in a file.
func (l *lemon) solve(p *solve.Problem, scores string) (a answer, err error) {
	sign := 1
	if p.Sense == solve.Minimise {
		sign = -1
	}
	var header strings.Builder
	fmt.Fprintln(&header, len(p.Practices), len(p.Regions), sign)
	for _, a := range p.Practices {
		fmt.Fprintln(&header, a.Min, a.Capacity)
	}
	for _, r := range p.Regions {
		fmt.Fprintln(&header, r.Min, r.Max)
	}
	path := filepath.Join(l.dir, "header")
	if err := os.WriteFile(path, []byte(header.String()), 0o600); err != nil {
		return a, err
	}
	out, err := exec.Command(l.bin, path, scores).Output()
	if err != nil {
		return a, fmt.Errorf("lemon: %w", err)
	}
	if strings.HasPrefix(string(out), "infeasible") {
		a.notFeasible = true
		return a, nil
	}
	if _, err := fmt.Sscan(string(out), &a.objective, &a.build, &a.run, &a.peak); err != nil {
		return a, fmt.Errorf("lemon says %q: %w", out, err)
	}
	a.peak *= 1024
	return a, nil
}
