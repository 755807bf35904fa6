package solve_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

func TestAfterTheDeadlineThereIsAPlanWithABound(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	r := rand.New(rand.NewPCG(81, 82))
	bounded := 0
	for k := range 3000 {
		p := random(r, shapes[k%len(shapes)])
		best, feasible := brute(p)
		got, err := solve.Solve(ctx, p, solve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if feasible == (got.Status == solve.Infeasible) {
			t.Fatalf("case %d: got %s, feasible %v: %+v", k, got.Status, feasible, p)
		}
		if !feasible {
			continue
		}
		if got.Status == solve.Bounded {
			bounded++
		}
		if inSense(p, got.Objective) > best || inSense(p, got.Bound) < best {
			t.Fatalf("case %d: got %d and bound %d around %d", k, got.Objective, got.Bound, inSense(p, best))
		}
		proven(t, p, got)
	}
	if bounded < 300 {
		t.Errorf("only %d cases were cut short", bounded)
	}
}

func TestACancelledSolveIsAnError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in, err := instance.Generate("cabinet-s")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := solve.Solve(ctx, in.Problem(), solve.Options{}); err == nil {
		t.Errorf("got %+v, want an error", r)
	}
}
