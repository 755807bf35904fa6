package cli

import (
	"strings"
	"testing"
)

// TestAnEmptyPlanSaysWhy has plans without a visit: what is said must be true of each, and nothing is to be published.
func TestAnEmptyPlanSaysWhy(t *testing.T) {
	t.Parallel()
	all := map[string]int64{"province": 5, "islands": 6, "elsewhere": 7, "virtual": 4, "session": 9}
	some := map[string]int64{"province": 5}
	pair := []struct{ Region string }{{"92.06"}}
	for name, tc := range map[string]struct {
		plan computed
		says []string
		not  string
	}{
		"no visit is that cheap": {
			computed{Budget: computedBudget{3, all}, Unserved: []string{"n"}, Bound: 9},
			[]string{"no visit is that cheap: the cheapest, of the kind virtual, costs 4 rupiah and the budget is 3", "1 need that some practice answers"},
			"is worth more than",
		},
		"some kinds cost nothing":     {computed{Budget: computedBudget{3, some}}, []string{"no visit was found within the budget of 3 rupiah"}, "that cheap"},
		"dear, and not the cheapest":  {computed{Budget: computedBudget{4, all}}, []string{"no visit was found within the budget of 4 rupiah"}, "that cheap"},
		"without a budget":            {computed{}, []string{"no visit is possible"}, "budget"},
		"with a visit and a budget":   {computed{Budget: computedBudget{5, all}, Pairs: pair, Unserved: []string{"n"}}, []string{"that lost to others or that the budget does not pay for", "plan publish"}, "nothing can be published"},
		"with a visit and no budget":  {computed{Pairs: pair, Unserved: []string{"n"}}, []string{"1 need that lost to others, 0 that"}, "budget"},
		"with a visit and all served": {computed{Pairs: pair}, []string{"1 visit for 1 need"}, "without a visit"},
	} {
		var out strings.Builder
		tc.plan.tell(&out)
		for _, want := range tc.says {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: got %q, want %q", name, out.String(), want)
			}
		}
		if strings.Contains(out.String(), tc.not) {
			t.Errorf("%s: got %q, which says %q", name, out.String(), tc.not)
		}
		if len(tc.plan.Pairs) == 0 && strings.Contains(out.String(), "plan publish") {
			t.Errorf("%s: got %q, which offers to publish nothing", name, out.String())
		}
	}
}
