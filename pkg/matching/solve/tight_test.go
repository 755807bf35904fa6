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
		err := forged(t, &q, one)
		if slices.Equal(one.Counts, two.Counts) {
			same++
			continue
		}
		swapped++
		if err == nil {
			t.Fatalf("case %d: counts %v are accepted, the order asks for %v: %+v", k, one.Counts, two.Counts, q)
		}
		// Nor with the proof of the other plan, or of one with other minimums.
		for _, proof := range append(otherProofs(t, &q), two.Fairness.Tight) {
			one.Fairness.Tight = proof
			if err := forged(t, &q, one); err == nil {
				t.Fatalf("case %d: counts %v are accepted with the proof of %v", k, one.Counts, two.Counts)
			}
		}
	}
	if swapped < 40 || same < 200 {
		t.Errorf("the order mattered %d times of %d", swapped, swapped+same)
	}
}

// forged checks a result under leximin, without its seal, against a problem.
func forged(t *testing.T, p *solve.Problem, r *solve.Result) error {
	t.Helper()
	var given, result bytes.Buffer
	in := instance.FromProblem(p)
	in.Policy = "leximin"
	if err := in.Write(&given); err != nil {
		t.Fatal(err)
	}
	if err := instance.NewResult(p, r).Write(&result); err != nil {
		t.Fatal(err)
	}
	seal := regexp.MustCompile(`,"seal":"[^"]*"`)
	_, err := verify.Check(bytes.NewReader(given.Bytes()), nil, bytes.NewReader(seal.ReplaceAll(result.Bytes(), nil)))
	return err
}

// otherProofs are those of the problem with other minimums of practices.
func otherProofs(t *testing.T, p *solve.Problem) (proofs []*solve.Prices) {
	t.Helper()
	for _, least := range []int{0, 1, 2} {
		q := *p
		q.Practices = slices.Clone(p.Practices)
		for i := range q.Practices {
			q.Practices[i].Min = min(q.Practices[i].Capacity, least)
		}
		if r := solved(t, &q, solve.Options{Policy: solve.PolicyLeximin}); r.Status == solve.Optimal {
			proofs = append(proofs, r.Fairness.Tight)
		}
	}
	return proofs
}
