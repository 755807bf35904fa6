package solve_test

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
)

// A plan as fair as any other, but with equal regions served in another order
// than the instance says, is rejected, also where minimums under an owner are part of
// the proof, and whichever minimums that counts.
func TestTheOrderAmongEqualRegionsIsProven(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(207, 208))
	seal := regexp.MustCompile(`,"seal":"[^"]*"`)
	file := func(p *solve.Problem) []byte {
		var out bytes.Buffer
		in := instance.FromProblem(p)
		in.Policy = "leximin"
		if err := in.Write(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	result := func(p *solve.Problem, r *solve.Result) []byte {
		var out bytes.Buffer
		if err := instance.NewResult(p, r).Write(&out); err != nil {
			t.Fatal(err)
		}
		return seal.ReplaceAll(out.Bytes(), nil)
	}
	swapped, same := 0, 0
	for k := range 6000 {
		p := random(r, shapes[k%len(shapes)])
		if k%2 == 0 {
			if p = sharing(r, shapes[2+r.IntN(4)]); p == nil {
				continue
			}
		}
		one := solved(t, p, solve.Options{Policy: solve.PolicyLeximin})
		if one.Status != solve.Optimal {
			continue
		}
		q := *p
		q.Regions, q.Needs = slices.Clone(p.Regions), slices.Clone(p.Needs)
		for j := range q.Regions {
			q.Regions[j].Tie = r.Int64N(4)
		}
		for c := range q.Needs {
			q.Needs[c].Priority = r.IntN(3)
		}
		two := solved(t, &q, solve.Options{Policy: solve.PolicyLeximin})
		_, err := verify.Check(bytes.NewReader(file(&q)), nil, bytes.NewReader(result(p, one)))
		if slices.Equal(one.Counts, two.Counts) {
			same++
			continue
		}
		swapped++
		if err == nil {
			t.Fatalf("case %d: counts %v are accepted, the order asks for %v: %+v", k, one.Counts, two.Counts, q)
		}
		// Nor with the proof of the other plan, or of one with other minimums.
		proofs := []*solve.Prices{two.Fairness.Tight}
		for _, least := range []int{0, 1, 2} {
			other := q
			other.Practices = slices.Clone(q.Practices)
			for i := range other.Practices {
				other.Practices[i].Min = min(other.Practices[i].Capacity, least)
			}
			if three := solved(t, &other, solve.Options{Policy: solve.PolicyLeximin}); three.Status == solve.Optimal {
				proofs = append(proofs, three.Fairness.Tight)
			}
		}
		for _, proof := range proofs {
			one.Fairness.Tight = proof
			if _, err := verify.Check(bytes.NewReader(file(&q)), nil, bytes.NewReader(result(p, one))); err == nil {
				t.Fatalf("case %d: counts %v are accepted with the proof of %v", k, one.Counts, two.Counts)
			}
		}
	}
	if swapped < 40 || same < 200 {
		t.Errorf("the order mattered %d times of %d", swapped, swapped+same)
	}
}
