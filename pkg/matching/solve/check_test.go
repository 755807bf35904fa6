package solve_test

import (
	"errors"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

// Pairs are numbered in 32 bits: where there are more, nothing is solved.
func TestMorePairsThanCanBeNumberedAreRefused(t *testing.T) {
	t.Parallel()
	const side = 46_341 // squared just more than 2^31
	p := &solve.Problem{
		Practices: make([]solve.Practice, side), Regions: make([]solve.Region, side),
		Scores: []int32{}, // 8 GiB of them are not needed to be refused
	}
	err := p.Check()
	var refused *solve.ProblemError
	if !errors.As(err, &refused) || refused.Place != "scores" || !strings.Contains(refused.Reason, "2^31-1") {
		t.Errorf("got %v", err)
	}
}
