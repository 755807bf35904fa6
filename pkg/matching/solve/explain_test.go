package solve_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

func TestExplanationsEqualEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(51, 52))
	ctx := context.Background()
	for k := range 800 {
		p := random(r, shapes[k%len(shapes)])
		best, feasible := brute(p)
		if !feasible {
			continue
		}
		pl, err := solve.NewPlanner(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		q := solve.Pair{Practice: r.IntN(len(p.Practices)), Column: r.IntN(p.Columns())}
		a, err := pl.WhyNot(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		checkWhyNot(t, p, q, a, best)
		if loss, possible, err := pl.Regret(ctx, q); err != nil || loss != a.Loss || possible != a.Possible {
			t.Fatalf("case %d: regret %d, %v, %v; want %+v", k, loss, possible, err, a)
		}
		i := q.Practice
		w, err := pl.Worth(ctx, i)
		if err != nil {
			t.Fatal(err)
		}
		p.Practices[i].Capacity++
		if more, _ := brute(p); w.More != more-best {
			t.Fatalf("case %d: one more is worth %d, want %d", k, w.More, more-best)
		}
		p.Practices[i].Capacity -= 2
		if p.Practices[i].Capacity < 0 {
			continue
		}
		p.Practices[i].Min = min(p.Practices[i].Min, p.Practices[i].Capacity)
		if fewer, ok := brute(p); w.Required == ok || (ok && w.Fewer != best-fewer) {
			t.Fatalf("case %d: one less costs %+v, want %d", k, w, best-fewer)
		}
	}
}

func checkWhyNot(t *testing.T, p *solve.Problem, q solve.Pair, a *solve.Answer, best int64) {
	t.Helper()
	forced := *p
	if slices.Contains(p.Required, q) {
		if a.Reason != solve.InPlan {
			t.Fatalf("a required pair is %s", a.Reason)
		}
		return
	}
	pairs, _, _ := table(p)
	if !slices.Contains(pairs, q) {
		if a.Reason != solve.NotCandidate && a.Reason != solve.IsForbidden {
			t.Fatalf("a pair that is not admissible is %s", a.Reason)
		}
		return
	}
	forced.Required = append(slices.Clone(p.Required), q)
	with, possible := brute(&forced)
	if possible != a.Possible || (possible && a.Loss != best-with) {
		t.Fatalf("%v: got %+v, want loss %d, possible %v: %+v", q, a, best-with, possible, p)
	}
	if possible && a.Reason != solve.InPlan && a.Gap > a.Loss {
		t.Fatalf("%v: the prices say at least %d, it costs %d", q, a.Gap, a.Loss)
	}
}

func TestEffectSaysWhoMovesAndWhoLoses(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	p := &solve.Problem{
		Practices: []solve.Practice{{ID: "midwives", Capacity: 1, Owner: solve.NoOwner}, {ID: "malaria", Capacity: 1, Owner: solve.NoOwner}},
		Regions:   []solve.Region{{ID: "nias", Max: 1}, {ID: "sabu", Max: 1}},
		Scores:    []int32{10, 7, 6, 1},
	}
	pl, err := solve.NewPlanner(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	e, err := pl.Effect(ctx, func(q *solve.Planner) error { return q.Require(solve.Pair{Practice: 0, Column: 0}) })
	if err != nil {
		t.Fatal(err)
	}
	// Best is midwives to sabu (7) and malaria to nias (6); insisting on midwives
	// for nias leaves 10 + 1.
	if e.Loss != 2 || len(e.In) != 2 || len(e.Out) != 2 {
		t.Errorf("got %+v", e)
	}
	want := []solve.RegionChange{{Region: 0, Score: 4}, {Region: 1, Score: -6}}
	if !slices.Equal(e.Regions, want) {
		t.Errorf("got %+v, want %+v", e.Regions, want)
	}
	if _, gain, ok, err := pl.NextBest(ctx, 1); err != nil || !ok || gain > 1 {
		t.Errorf("next best for sabu: gain %d, %v, %v", gain, ok, err)
	}
	again, err := pl.Plan(ctx)
	if err != nil || again.Objective != 13 {
		t.Errorf("a question changed the plan: %+v, %v", again, err)
	}
}
