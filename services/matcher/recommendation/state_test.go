package recommendation

import (
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
)

func ranked(rubric int, practices ...string) *contract.RecommendationRanked {
	r := &contract.RecommendationRanked{Region: "92.06", Rubric: rubric}
	n := contract.RankedNeed{Need: "9206-malaria"}
	for _, p := range practices {
		n.Candidates = append(n.Candidates, contract.Candidate{Innovation: p, Score: 1, Parts: contract.Parts{"need": 1}})
	}
	r.Needs = append(r.Needs, n)
	return r
}

func TestRank(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	told := State{}.Apply(ranked(1, "a", "b"), start)
	fewer := ranked(1, "a", "b")
	fewer.Needs[0].Candidates[0].Unknown = []string{}
	cases := []struct {
		name string
		from State
		list *contract.RecommendationRanked
		at   time.Duration
		news bool
		wait time.Duration
	}{
		{"the first list", State{}, ranked(1, "a"), 0, true, 0},
		{"a region without needs has no list", State{}, &contract.RecommendationRanked{}, 0, false, 0},
		{"the same list", told, ranked(1, "a", "b"), time.Hour, false, 0},
		{"the same list through JSON", told, fewer, time.Hour, false, 0},
		{"another order", told, ranked(1, "b", "a"), time.Hour, true, 0},
		{"another rubric", told, ranked(2, "a", "b"), time.Hour, true, 0},
		{"all needs are gone", told, &contract.RecommendationRanked{Rubric: 1}, time.Hour, true, 0},
		{"too soon", told, ranked(1, "c"), 20 * time.Second, false, 40 * time.Second},
		{"after the pause", told, ranked(1, "c"), Pause, true, 0},
	}
	for _, c := range cases {
		news, wait := c.from.Rank(c.list, start.Add(c.at))
		if (news != nil) != c.news || wait != c.wait {
			t.Errorf("%s: got %v after %v, want %v after %v", c.name, news != nil, wait, c.news, c.wait)
		}
	}
}

func TestNeedTell(t *testing.T) {
	t.Parallel()
	never, open := Need{}, Need{}.Apply(&contract.NeedUnanswered{})
	if never.Tell("92.06", "malaria", "edat") != nil || open.Tell("92.06", "malaria", "") != nil {
		t.Error("what was known is no news")
	}
	if _, ok := never.Tell("92.06", "malaria", "").(*contract.NeedUnanswered); !ok {
		t.Error("a need without a practice is news")
	}
	answer, ok := open.Tell("92.06", "malaria", "edat").(*contract.NeedAnswered)
	if !ok || answer.Innovation != "edat" || (open.Apply(answer) != Need{}) {
		t.Errorf("an answer is news: %+v", answer)
	}
}
