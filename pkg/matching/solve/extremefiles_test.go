package solve_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// Files say the same: scores of 32 bits beside the instance, and scores within it whose
// sum is just 2^53, solved and verified from the files whatever the clock says.
func TestFilesWithTheLargestScoresAreVerified(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(405, 406))
	for k := range 24 {
		p := withoutMinimums(r, []shape{{30, 20, false, false, 1}, {30, 20, true, false, 1}}[k%2])
		dropMinimums(p)
		in := instance.FromProblem(p)
		for c := range p.Scores {
			p.Scores[c] = []int32{math.MaxInt32, math.MinInt32, int32(r.Uint32())}[r.IntN(3)]
		}
		if in.ScoresFile = "scores.i32"; k%4 > 1 {
			in.ScoresFile = ""
			inline(in, p)
		}
		for _, policy := range policies {
			in.Policy = string(policy)
			name := filepath.Join(t.TempDir(), "instance.json")
			if err := in.WriteFile(name); err != nil {
				t.Fatal(err)
			}
			read, err := instance.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, limit := range []time.Duration{0, time.Microsecond, 20 * time.Microsecond, 300 * time.Microsecond, time.Hour} {
				solvedFile(t, name, read, limit)
			}
		}
	}
}

// inline gives an instance scores whose sum over a plan may be just 2^53.
func inline(in *instance.Instance, p *solve.Problem) {
	most := int64(1) << 53 / int64(len(p.Scores))
	in.Dense = nil
	for i := range p.Practices {
		row := make([]int64, p.Columns())
		for c := range row {
			row[c] = []int64{most, -most, int64(p.Scores[i*len(row)+c])}[(i+c)%3]
		}
		in.Scores = append(in.Scores, row)
	}
}

// solvedFile solves an instance within a time, writes the result beside it and has
// both verified.
func solvedFile(t *testing.T, name string, in *instance.Instance, limit time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	p := in.Problem()
	got, err := solve.Solve(ctx, p, in.Options())
	if err != nil {
		t.Fatalf("%s within %s: %v", in.Policy, limit, err)
	}
	result := filepath.Join(filepath.Dir(name), "result.json")
	f, err := os.Create(result)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(instance.NewResult(p, got).Write(f), f.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Files(name, result); err != nil {
		t.Fatalf("%s within %s: %v", in.Policy, limit, err)
	}
}
