package planning

import (
	"regexp"
	"strings"
	"testing"
)

// A sentence is never false by its numbers: what it says of the region, of ties
// and of losses is what the figures say.
func TestSentencesAgreeWithTheirNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		why        Why
		want, bare string // what the English sentence must and must not say
	}{
		{"a full region", Why{Reason: WhyCapacity, Possible: true, Visits: 2, Absorbs: 2, InScore: true}, "2 of 2", "no visit that it could take"},
		{"no way at all", Why{Reason: WhyCapacity}, "no visit that it could take", "replace"},
		{"fairness with room", Why{Reason: WhyFairness, Possible: true, Visits: 1, Absorbs: 2}, "1 of 2 visits, and one more", "another practice"},
		{"fairness for a need that is met", Why{Reason: WhyFairness, Possible: true, Has: "edat", Visits: 1, Absorbs: 2, moved: 3}, "with this one: 3", "one more"},
		{"above the threshold", Why{Reason: WhyFairness, Possible: true, InScore: true, Score: 900_000, Threshold: 500_000}, "come first", "below"},
		{"just below the threshold", Why{Reason: WhyFairness, Possible: true, Score: 499_999, Threshold: 500_000}, "0.499999, below the 0.500000", "0.500,"},
		{"a tie", Why{Reason: WhyStability, Possible: true, Score: 917_000, Weakest: 917_000}, "scores the same, 0.917", "at least"},
		{"nearly a tie", Why{Reason: WhyStability, Possible: true, Score: 917_001, Weakest: 917_002}, "at least 0.917002, this pair 0.917001", "the same"},
		{"a loss with a budget", Why{Reason: WhyPrice, Possible: true, Loss: 5_000, limited: true}, "at most 0.005", "no longer keeps"},
		{"a better plan with a budget", Why{Reason: WhyPrice, Possible: true, Loss: -5_000, limited: true}, "worth 0.005 more was found", "no longer keeps"},
		{"a lower aim within a budget", Why{Reason: WhyFairness, Possible: true, Loss: -5_000, limited: true, aim: true}, "no longer keeps", "not proven best"},
		{"fairness within a budget", Why{Reason: WhyFairness, Possible: true, limited: true, Visits: 1, Absorbs: 2}, "as evenly within the budget", "more pressing"},
		{"a gain", Why{Reason: WhyStability, Possible: true, Loss: -33_000, Weakest: 900_000}, "raises the sum by 0.033", "-0.033"},
	} {
		id, en := c.why.Say()
		if !strings.Contains(en, c.want) || strings.Contains(en, c.bare) {
			t.Errorf("%s: %q, want %q and not %q", c.name, en, c.want, c.bare)
		}
		if id == "" || regexp.MustCompile(`\d\.\d`).MatchString(id) {
			t.Errorf("%s: in Indonesian %q", c.name, id)
		}
	}
}
