package solve_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

func solved(t *testing.T, p *solve.Problem, opt solve.Options) *solve.Result {
	t.Helper()
	r, err := solve.Solve(context.Background(), p, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// proven writes problem and result as files and has them verified.
func proven(t *testing.T, p *solve.Problem, r *solve.Result) {
	t.Helper()
	var in, out bytes.Buffer
	given := instance.FromProblem(p)
	given.Policy = string(r.Policy)
	if err := given.Write(&in); err != nil {
		t.Fatal(err)
	}
	if err := instance.NewResult(p, r).Write(&out); err != nil {
		t.Fatal(err)
	}
	rep, err := verify.Check(bytes.NewReader(in.Bytes()), nil, &out)
	if err != nil {
		t.Fatalf("%v\ninstance %s\nresult %+v", err, in.Bytes(), r)
	}
	if rep.Status != string(r.Status) || !rep.Sealed {
		t.Fatalf("got report %+v", rep)
	}
}

func inSense(p *solve.Problem, v int64) int64 {
	if p.Sense == solve.Minimise {
		return -v
	}
	return v
}

func TestScoreEqualsEnumerationAndIsProven(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	infeasible := 0
	for k := range 9000 {
		p := random(r, shapes[k%len(shapes)])
		got := solved(t, p, solve.Options{})
		want, feasible := brute(p)
		if feasible != (got.Status == solve.Optimal) {
			t.Fatalf("case %d: got %s, enumeration says feasible %v: %+v", k, got.Status, feasible, p)
		}
		if !feasible {
			infeasible++
		} else if got.Objective != inSense(p, want) {
			t.Fatalf("case %d: got %d, want %d: %+v", k, got.Objective, inSense(p, want), p)
		}
		proven(t, p, got)
	}
	if infeasible < 500 || infeasible > 8000 {
		t.Errorf("got %d infeasible cases, want a fair share", infeasible)
	}
}

func TestTheSmallestRelaxationIsTheShortage(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	seen := 0
	for k := 0; seen < 300; k++ {
		p := random(r, shapes[k%len(shapes)])
		p.Required = nil
		got := solved(t, p, solve.Options{})
		if got.Status != solve.Infeasible {
			continue
		}
		seen++
		short := 0
		if got.Infeasible.Minimums == "all" {
			t.Fatalf("case %d: two sides contradict each other without required pairs: %+v", k, p)
		}
		for v := got.Infeasible; v != nil; v = v.Also {
			short += int(v.Needed - v.Available)
		}
		if !reliefWorks(p, short) || reliefWorks(p, short-1) {
			t.Fatalf("case %d: a shortage of %d is not the smallest relief: %+v %+v", k, short, p, got.Infeasible)
		}
	}
}

// reliefWorks reports whether lowering minimums by at most total helps.
func reliefWorks(p *solve.Problem, total int) bool {
	if _, ok := brute(p); ok {
		return true
	}
	if total == 0 {
		return false
	}
	for i := range p.Practices {
		if p.Practices[i].Min > 0 {
			p.Practices[i].Min--
			ok := reliefWorks(p, total-1)
			p.Practices[i].Min++
			if ok {
				return true
			}
		}
	}
	for j := range p.Regions {
		if p.Regions[j].Min > 0 {
			p.Regions[j].Min--
			ok := reliefWorks(p, total-1)
			p.Regions[j].Min++
			if ok {
				return true
			}
		}
	}
	return false
}

func TestSameInputGivesSameResult(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for k := range 300 {
		p := random(r, shapes[k%len(shapes)])
		if a, b := solved(t, p, solve.Options{}), solved(t, p, solve.Options{}); !reflect.DeepEqual(a, b) {
			t.Fatalf("case %d: got %+v and %+v", k, a, b)
		}
	}
}

func TestOrderAndUnitOfTheInputDoNotMatter(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for k := range 1500 {
		p := random(r, shape{5, 5, true, true, 7})
		a := solved(t, p, solve.Options{})
		r.Shuffle(len(p.Candidates), func(i, j int) { p.Candidates[i], p.Candidates[j] = p.Candidates[j], p.Candidates[i] })
		if b := solved(t, p, solve.Options{}); !reflect.DeepEqual(a, b) {
			t.Fatalf("case %d: shuffled candidates change the plan", k)
		}
		permute(r, p)
		for c := range p.Candidates {
			p.Candidates[c].Score *= 1 << 31
		}
		b := solved(t, p, solve.Options{})
		if a.Status != b.Status || a.Objective*(1<<31) != b.Objective {
			t.Fatalf("case %d: got %s %d, then %s %d", k, a.Status, a.Objective, b.Status, b.Objective)
		}
	}
}

// permute renames practices and needs.
func permute(r *rand.Rand, p *solve.Problem) {
	rows, cols := r.Perm(len(p.Practices)), r.Perm(len(p.Needs))
	practices, needs := make([]solve.Practice, len(rows)), make([]solve.Need, len(cols))
	for i, k := range rows {
		practices[k] = p.Practices[i]
	}
	for c, k := range cols {
		needs[k] = p.Needs[c]
	}
	p.Practices, p.Needs = practices, needs
	for k, c := range p.Candidates {
		p.Candidates[k].Practice, p.Candidates[k].Column = rows[c.Practice], cols[c.Column]
	}
	for _, set := range [][]solve.Pair{p.Forbidden, p.Required} {
		for k, q := range set {
			set[k] = solve.Pair{Practice: rows[q.Practice], Column: cols[q.Column]}
		}
	}
}

func TestMoreCapacityNeverHurtsAndAForbiddenPairNeverHelps(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	for k := range 2000 {
		p := random(r, shapes[k%len(shapes)])
		a := solved(t, p, solve.Options{})
		if a.Status != solve.Optimal {
			continue
		}
		i := r.IntN(len(p.Practices))
		p.Practices[i].Capacity++
		if b := solved(t, p, solve.Options{}); inSense(p, b.Objective) < inSense(p, a.Objective) {
			t.Fatalf("case %d: more capacity made %d out of %d", k, b.Objective, a.Objective)
		}
		p.Practices[i].Capacity--
		p.Required = nil
		a = solved(t, p, solve.Options{})
		p.Forbidden = append(p.Forbidden, solve.Pair{Practice: i, Column: r.IntN(p.Columns())})
		b := solved(t, p, solve.Options{})
		if b.Status == solve.Optimal && inSense(p, b.Objective) > inSense(p, a.Objective) {
			t.Fatalf("case %d: a forbidden pair made %d out of %d", k, b.Objective, a.Objective)
		}
	}
}
