package main

import (
	"fmt"
	"os"
	"path/filepath"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// subject is one instance with what is measured of it.
type subject struct {
	name string
	in   *instance.Instance
	p    *solve.Problem

	result *solve.Result
	ms     float64 // of this engine
	total  float64 // everything allocated during a solve, with the matrix, divided by the matrix
	other  answer
}

func newSubject(name string, in *instance.Instance) *subject {
	return &subject{name: name, in: in, p: in.Problem()}
}

// measure solves with both engines, compares the optima, and has the certificate checked.
func (b *bench) measure(s *subject, dir string) error {
	var err error
	if s.result, s.ms, s.total, err = b.cold(s.p); err != nil {
		return err
	}
	s.in.ScoresFile = "scores.i32"
	path := instancePath(dir)
	if err := s.in.WriteFile(path); err != nil {
		return err
	}
	scores := filepath.Join(dir, s.in.ScoresFile)
	if b.lemon != nil {
		if s.other, err = b.lemon.solve(s.p, scores); err != nil {
			return err
		}
		if feasible := s.result.Status == solve.Optimal; feasible == s.other.notFeasible || s.result.Objective != s.other.objective {
			return fmt.Errorf("%s: this engine says %s %d, LEMON %d", s.name, s.result.Status, s.result.Objective, s.other.objective)
		}
	}
	return s.verify(path)
}

// instancePath is where measure writes an instance.
func instancePath(dir string) string { return filepath.Join(dir, "instance.json") }

// verify writes the result and lets the verifier read both files.
func (s *subject) verify(path string) error {
	out := path + ".result"
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := instance.NewResult(s.p, s.result).Write(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := verify.Files(path, out); err != nil {
		return fmt.Errorf("%s: certificate: %w", s.name, err)
	}
	return nil
}
