package planning

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// met is a region whose need has a practice of some score.
func met(score int64) []Standing {
	return []Standing{{Side: SideNeed, Most: 1, Full: true, Prefers: score == 500_000, Has: []Has{{"edat", "n", "91.15", score}}}}
}

// trips are those of an owner whose practices have pairs of some scores.
func trips(scores ...int64) []Standing {
	s := Standing{Side: SideOwner, Most: len(scores), Full: true}
	for i, score := range scores {
		s.Has = append(s.Has, Has{fmt.Sprint("p", i), fmt.Sprint("n", i), fmt.Sprint("r", i), score})
	}
	return []Standing{s}
}

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
		{"a tie", Why{Reason: WhyStability, Possible: true, Score: 917_000, region: "keerom", Sides: met(917_000)}, "keerom does not: for this need it has edat, which scores 0.917. Between equal scores", "917000"},
		{"nearly a tie", Why{Reason: WhyStability, Possible: true, Score: 917_001, Sides: met(917_002)}, "This pair scores 0.917001. It comes about only if both sides prefer it to what they have.", "equal scores"},
		{"nearly a tie, the other figure", Why{Reason: WhyStability, Possible: true, Score: 917_001, Sides: met(917_002)}, "it has edat, which scores 0.917002.", "equal scores"},
		{"a side that would", Why{Reason: WhyStability, Possible: true, Score: 917_001, region: "keerom", Sides: met(500_000)}, "keerom prefers it to edat, which scores 0.500 for this need.", "does not"},
		{"trips of an owner", Why{Reason: WhyStability, Possible: true, Score: 800_000, practice: "asan", Sides: trips(810_000, 820_000, 830_000, 840_000)}, "asan does not: all its trips (4) go to what scores higher: p0 → r0 (n0) 0.810; p1 → r1 (n1) 0.820; p2 → r2 (n2) 0.830; and 1 more.", "0.840"},
		{"room", Why{Reason: WhyStability, Possible: true, Score: 800_000, practice: "asan", Sides: []Standing{{Side: SidePractice, Most: 2, Prefers: true}}}, "asan prefers it: it has a visit left.", "does not"},
		{"a loss with a budget", Why{Reason: WhyPrice, Possible: true, Loss: 5_000, limited: true}, "at most 0.005", "no longer keeps"},
		{"a better plan with a budget", Why{Reason: WhyPrice, Possible: true, Loss: -5_000, limited: true}, "worth 0.005 more was found", "no longer keeps"},
		{"a lower aim within a budget", Why{Reason: WhyFairness, Possible: true, Loss: -5_000, limited: true, aim: true}, "no longer keeps", "not proven best"},
		{"fairness within a budget", Why{Reason: WhyFairness, Possible: true, limited: true, Visits: 1, Absorbs: 2}, "as evenly within the budget", "more pressing"},
		{"a cost above the budget", Why{Reason: WhyBudget, Possible: true, Cost: 12_500_000, Left: 3_000}, "it costs Rp12,500,000, Rp3,000 of", "Rp12500000"},
		{"a gain", Why{Reason: WhyStability, Possible: true, Loss: -33_000, Weakest: 900_000}, "raises the sum by 0.033", "-0.033"},
	} {
		id, en := c.why.Say(Names{})
		if !strings.Contains(en, c.want) || strings.Contains(en, c.bare) {
			t.Errorf("%s: %q, want %q and not %q", c.name, en, c.want, c.bare)
		}
		if id == "" || strings.Contains(id, "does") || regexp.MustCompile(`\d\.\d`).MatchString(regexp.MustCompile(`Rp[\d.]+`).ReplaceAllString(id, "Rp")) {
			t.Errorf("%s: in Indonesian %q", c.name, id)
		}
	}
}
