package planning

import (
	"slices"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// Both sides prefer a pair exactly where it blocks the plan, whatever plan that is.
func TestBothSidesPreferWhatBlocks(t *testing.T) {
	t.Parallel()
	blocking, kept := 0, 0
	for seed := range uint64(30) {
		stable, _ := opened(t, made(seed, 12, 6), everyTerm()[3])
		for _, other := range []solve.Policy{solve.PolicyStable, solve.PolicyScore, solve.PolicyLeximin} {
			r, err := solve.Solve(t.Context(), stable.Problem, solve.Options{Policy: other})
			if err != nil {
				t.Fatal(err)
			}
			stable.before = &solve.Result{Pairs: r.Pairs}
			want, err := solve.Blocking(stable.Problem, r.Pairs)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range stable.Problem.Candidates {
				q := solve.Pair{Practice: x.Practice, Column: x.Column}
				if slices.Contains(r.Pairs, q) {
					continue
				}
				sides := stable.standings(q)
				both := sides[0].Prefers && sides[1].Prefers
				if both != slices.Contains(want, q) {
					t.Errorf("seed %d, a plan of %s: %v blocks %t, the sides stand %+v", seed, other, q, !both, sides)
				}
				if both {
					blocking++
				} else {
					kept++
				}
				for _, s := range sides {
					if s.Full != (len(s.Has) >= s.Most) || !slices.IsSortedFunc(s.Has, func(a, b Has) int { return int(a.Score - b.Score) }) {
						t.Errorf("seed %d: %+v has more or less than it can, or not in order", seed, s)
					}
				}
			}
		}
	}
	if blocking < 20 || kept < 100 {
		t.Errorf("only %d pairs blocked and %d did not", blocking, kept)
	}
}
