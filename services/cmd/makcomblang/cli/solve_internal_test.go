package cli

import (
	"testing"
	"time"
)

// A search under a budget ends by itself unless somebody says otherwise; without a
// budget nothing ends a search that nobody limits.
func TestABudgetIsSearchedForALimitedTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args   []string
		budget bool
		want   time.Duration // 0: no end
	}{
		{nil, true, budgetLimit},
		{nil, false, 0},
		{[]string{"--limit", "0"}, true, 0},
		{[]string{"--limit", "1h"}, true, time.Hour},
		{[]string{"--limit", "1h"}, false, time.Hour},
	} {
		cmd := newSolve()
		cmd.SetContext(t.Context())
		if err := cmd.ParseFlags(c.args); err != nil {
			t.Fatal(err)
		}
		limit, err := cmd.Flags().GetDuration("limit")
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		ctx, cancel := within(cmd, limit, c.budget)
		end, ends := ctx.Deadline()
		cancel()
		if ends != (c.want > 0) || ends && (end.Before(began.Add(c.want)) || end.After(time.Now().Add(c.want))) {
			t.Errorf("%v, with a budget %t: ends %t at %v, want %v from %v on", c.args, c.budget, ends, end, c.want, began)
		}
	}
}
