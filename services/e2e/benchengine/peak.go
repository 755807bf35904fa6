package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// These words make this program a child that reads an instance, solves it once or leaves it at reading, and prints
// its own peak memory.
const (
	solveWord = "peak-of-solving"
	readWord  = "peak-of-reading"
)

// child is that program. It ends without writing a result, as the LEMON driver does.
func child(word, path string) error {
	in, err := instance.ReadFile(path)
	if err != nil {
		return err
	}
	p := in.Problem()
	if word == solveWord {
		if _, err := solve.Solve(context.Background(), p, solve.Options{}); err != nil {
			return err
		}
	}
	peak, err := highWater()
	fmt.Println(peak)
	return err
}

// highWater is the peak resident memory of this program in bytes, from /proc. The figure of getrusage will not do: a
// child starts with the peak of whoever started it.
func highWater() (int64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		if f := bytes.Fields(line); len(f) == 3 && string(f[0]) == "VmHWM:" {
			kib, err := strconv.ParseInt(string(f[1]), 10, 64)
			return kib * 1024, err
		}
	}
	return 0, fmt.Errorf("/proc/self/status has no VmHWM")
}

// peakOf starts a child on the instance at path and returns its peak memory: the median of three, for when garbage is
// collected is a matter of chance.
func peakOf(word, path string) (int64, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	var peaks []int64
	for range 3 {
		cmd := exec.Command(self, word, path)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return 0, fmt.Errorf("child: %w", err)
		}
		var peak int64
		if _, err := fmt.Sscan(string(out), &peak); err != nil {
			return 0, fmt.Errorf("child says %q: %w", out, err)
		}
		peaks = append(peaks, peak)
	}
	slices.Sort(peaks)
	return peaks[1], nil
}
