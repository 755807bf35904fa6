package solve_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// The order in which candidates are listed says nothing: it changes no plan.
func TestThePlanDoesNotDependOnTheOrderOfCandidates(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(451, 452))
	for k := range 1500 {
		s := shapes[k%len(shapes)]
		s.sparse = true
		p := random(r, s)
		policy := policies[k%len(policies)]
		if policy == solve.PolicyStable {
			dropMinimums(p)
		}
		q := *p
		q.Candidates = slices.Clone(p.Candidates)
		r.Shuffle(len(q.Candidates), func(a, b int) { q.Candidates[a], q.Candidates[b] = q.Candidates[b], q.Candidates[a] })
		want, got := solved(t, p, solve.Options{Policy: policy}), solved(t, &q, solve.Options{Policy: policy})
		if want.Status != got.Status || !slices.Equal(want.Pairs, got.Pairs) {
			t.Fatalf("case %d, %s: got %s %v, want %s %v: %+v", k, policy, got.Status, got.Pairs, want.Status, want.Pairs, p)
		}
		proven(t, &q, got)
	}
}
