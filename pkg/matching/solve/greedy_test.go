package solve_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// A stable plan of a matrix, of which only the best pairs are sorted, is that of the
// same pairs as a list.
func TestStablePlansOfMatrixAndListAreTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(461, 462))
	for k := range 60 {
		p := contendedProblem(r, k)
		if k%2 == 0 {
			p = wanted(150, 130, []string{"scattered", "traits", "grades"}[k%3])
		}
		dropMinimums(p)
		if p.Sense = solve.Sense(k / 2 % 2); p.Sense == solve.Minimise {
			for c := range p.Scores {
				p.Scores[c] = -p.Scores[c]
			}
		}
		if k%5 == 0 {
			p = needing(p, 3, 2)
		}
		q := *p
		q.Scores, q.Candidates = nil, []solve.Candidate{}
		for c, s := range p.Scores {
			q.Candidates = append(q.Candidates, solve.Candidate{Practice: c / p.Columns(), Column: c % p.Columns(), Score: int64(s)})
		}
		opt := solve.Options{Policy: solve.PolicyStable}
		got, want := solved(t, p, opt), solved(t, &q, opt)
		if got.Objective != want.Objective || !slices.Equal(got.Pairs, want.Pairs) || !slices.Equal(got.Counts, want.Counts) {
			t.Fatalf("case %d: got %d pairs for %d, want %d for %d", k, len(got.Pairs), got.Objective, len(want.Pairs), want.Objective)
		}
		if k%10 == 0 {
			proven(t, p, got)
		}
	}
}
