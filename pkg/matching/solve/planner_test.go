package solve_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// edit changes the planner in one random way; refusals are fine.
func edit(r *rand.Rand, pl *solve.Planner) {
	p := pl.Problem()
	q := solve.Pair{Practice: r.IntN(len(p.Practices)), Column: r.IntN(p.Columns())}
	switch r.IntN(9) {
	case 7, 8:
		var profile []solve.Candidate
		for c := range p.Columns() {
			if r.IntN(3) > 0 {
				profile = append(profile, solve.Candidate{Practice: q.Practice, Column: c, Score: r.Int64N(12) - 3})
			}
		}
		_ = pl.SetProfile(q.Practice, profile)
	case 0:
		_ = pl.SetPractice(q.Practice, r.IntN(2), r.IntN(4))
	case 1:
		if len(p.Owners) > 0 {
			_ = pl.SetOwner(r.IntN(len(p.Owners)), r.IntN(5))
		}
	case 2:
		_ = pl.SetRegion(p.RegionOf(q.Column), r.IntN(2), r.IntN(4))
	case 3:
		_ = pl.Forbid(q)
	case 4:
		if r.IntN(3) == 0 {
			_ = pl.Require(q)
		}
	default:
		_ = pl.SetScore(q, r.Int64N(12)-3)
	}
}

func TestReplanningEqualsAColdSolve(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(41, 42))
	ctx := context.Background()
	feasible := 0
	for k := range 1500 {
		pl, err := solve.NewPlanner(ctx, random(r, shapes[k%len(shapes)]))
		if err != nil {
			t.Fatal(err)
		}
		for step := range 12 {
			edit(r, pl)
			what := pl.Clone() // a question in between must not disturb the plan, nor the plan the question
			edit(r, what)
			asked, err := what.Plan(ctx)
			if err != nil {
				t.Fatal(err)
			}
			got, err := pl.Plan(ctx)
			if err != nil {
				t.Fatal(err)
			}
			want := solved(t, pl.Problem(), solve.Options{})
			if got.Status != want.Status || got.Objective != want.Objective {
				t.Fatalf("case %d.%d: got %s %d, cold %s %d: %+v", k, step, got.Status, got.Objective, want.Status, want.Objective, pl.Problem())
			}
			if got.Status == solve.Optimal {
				feasible++
				proven(t, pl.Problem(), got)
			}
			if again, err := what.Plan(ctx); err != nil || again.Status != asked.Status || !slices.Equal(again.Pairs, asked.Pairs) {
				t.Fatalf("case %d.%d: the question was answered with %v, and later with %v, %v", k, step, asked.Pairs, again.Pairs, err)
			}
		}
	}
	if feasible < 3000 {
		t.Errorf("only %d feasible steps", feasible)
	}
}

func TestReplanningEqualsAColdSolveAtNationalSize(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(43, 44))
	ctx := context.Background()
	p := &solve.Problem{Scores: make([]int32, 400*60)}
	for i := range 400 {
		p.Practices = append(p.Practices, solve.Practice{ID: "p" + strconv.Itoa(i), Capacity: 1 + r.IntN(3), Owner: solve.NoOwner})
	}
	for j := range 60 {
		p.Regions = append(p.Regions, solve.Region{ID: "r" + strconv.Itoa(j), Min: 2, Max: 10})
	}
	for k := range p.Scores {
		p.Scores[k] = int32(r.IntN(1000))
	}
	pl, err := solve.NewPlanner(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	for step := range 40 {
		i := r.IntN(400)
		var profile []solve.Candidate
		for c := range 60 {
			score := r.Int64N(1000)
			if step%2 == 0 {
				profile = append(profile, solve.Candidate{Practice: i, Column: c, Score: score})
			} else if err := pl.SetScore(solve.Pair{Practice: i, Column: c}, score); err != nil {
				t.Fatal(err)
			}
		}
		if err := pl.SetProfile(i, profile); err != nil {
			t.Fatal(err)
		}
		got, err := pl.Plan(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if want := solved(t, pl.Problem(), solve.Options{}); got.Objective != want.Objective {
			t.Fatalf("step %d: got %d, cold %d", step, got.Objective, want.Objective)
		}
		if step%4 == 0 {
			proven(t, pl.Problem(), got)
		}
	}
}

// TestReplanEqualsAColdSolve changes every bound and some scores, and plans anew on the kept lists.
func TestReplanEqualsAColdSolve(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(45, 46))
	for k := range 300 {
		p := random(r, shapes[k%len(shapes)])
		if k%3 == 0 {
			p = contendedProblem(r, k)
		}
		pl, err := solve.NewPlanner(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			for i := range p.Practices {
				most := r.IntN(4)
				if err := pl.SetPractice(i, r.IntN(most+1)/2, most); err != nil {
					t.Fatal(err)
				}
			}
			for j := range p.Regions {
				most := r.IntN(5)
				if err := pl.SetRegion(j, r.IntN(most+1)/2, most); err != nil {
					t.Fatal(err)
				}
			}
			want := solved(t, pl.Problem(), solve.Options{})
			got, err := pl.Replan(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != want.Status || got.Objective != want.Objective {
				t.Fatalf("case %d: got %s %d, want %s %d: %+v", k, got.Status, got.Objective, want.Status, want.Objective, pl.Problem())
			}
			again, err := pl.Plan(t.Context())
			if err != nil || again.Objective != want.Objective {
				t.Fatalf("case %d: Plan after Replan says %+v, %v", k, again, err)
			}
		}
	}
}
