package solve_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"makcomblang.id/pkg/matching/solve"
)

func TestTheRelaxationNamesWhoIsShort(t *testing.T) {
	t.Parallel()
	practice := func(id string, owner, least, most int) solve.Practice {
		return solve.Practice{ID: id, Owner: owner, Min: least, Capacity: most}
	}
	region := func(id string, least, most int) solve.Region { return solve.Region{ID: id, Min: least, Max: most} }
	for _, c := range []struct {
		p    solve.Problem
		want string
	}{
		{
			solve.Problem{
				Practices: []solve.Practice{practice("aceh", solve.NoOwner, 0, 1), practice("flores", solve.NoOwner, 0, 1)},
				Regions:   []solve.Region{region("nias", 1, 1), region("rote", 1, 1), region("buru", 1, 1)}, Scores: make([]int32, 6),
			},
			"3 visits must take place but only 2 can: lower the minimums of nias, rote and buru by 1 in total, or raise the capacities of aceh and flores by 1 in total.",
		},
		{
			solve.Problem{
				Practices: []solve.Practice{practice("aceh", solve.NoOwner, 0, 3)},
				Regions:   []solve.Region{region("nias", 2, 2)}, Scores: make([]int32, 1),
			},
			"2 visits must take place but only 1 can: lower the minimum of nias by 1, or allow 1 pair more.",
		},
		{
			solve.Problem{
				Owners:    []solve.Owner{{ID: "province", Capacity: 1}},
				Practices: []solve.Practice{practice("clinic", 0, 1, 2), practice("school", 0, 1, 2)},
				Regions:   []solve.Region{region("nias", 0, 4)}, Needs: []solve.Need{{ID: "nias/a"}, {ID: "nias/b"}}, Scores: make([]int32, 4),
			},
			"2 visits must take place but only 1 can: lower the minimums of clinic and school by 1 in total, or raise the capacity of province by 1.",
		},
		{
			solve.Problem{
				Practices: []solve.Practice{practice("aceh", solve.NoOwner, 1, 2), practice("flores", solve.NoOwner, 1, 2)},
				Regions:   []solve.Region{region("nias", 0, 1)}, Scores: make([]int32, 2),
			},
			"2 visits must take place but only 1 can: lower the minimums of aceh and flores by 1 in total, or raise the maximum of nias by 1.",
		},
		{
			solve.Problem{
				Practices: []solve.Practice{practice("aceh", solve.NoOwner, 0, 9)},
				Regions:   []solve.Region{region("nias", 2, 3)}, Needs: []solve.Need{{ID: "nias/a"}}, Scores: make([]int32, 1),
			},
			"2 visits must take place but only 1 can: lower the minimum of nias by 1, or allow 1 pair more.",
		},
		{
			solve.Problem{
				Practices: []solve.Practice{practice("aceh", solve.NoOwner, 0, 1), practice("flores", solve.NoOwner, 0, 1)},
				Regions:   []solve.Region{region("nias", 0, 1), region("rote", 0, 1)}, Scores: make([]int32, 4),
				Required: []solve.Pair{{Practice: 0, Column: 0}, {Practice: 0, Column: 1}},
			},
			"2 visits must take place but only 1 can: do not require 1 of the pairs of aceh with nias and aceh with rote, or raise the capacity of aceh by 1.",
		},
		{
			solve.Problem{
				Practices: []solve.Practice{practice("aceh", solve.NoOwner, 0, 1), practice("flores", solve.NoOwner, 0, 1)},
				Regions:   []solve.Region{region("nias", 0, 1), region("rote", 0, 1)}, Scores: make([]int32, 4),
				Required: []solve.Pair{{Practice: 0, Column: 0}, {Practice: 1, Column: 0}},
			},
			"2 visits must take place but only 1 can: do not require 1 of the pairs of aceh with nias and flores with nias, or raise the maximum of nias by 1.",
		},
	} {
		got := solved(t, &c.p, solve.Options{})
		if got.Status != solve.Infeasible {
			t.Fatalf("got %s, want a problem without a plan", got.Status)
		}
		if text := got.Infeasible.Relax(&c.p); text != c.want {
			t.Errorf("got  %s\nwant %s\n%+v", text, c.want, got.Infeasible)
		}
	}
}

// TestEveryShortageNamesSomebody: there is a minimum to lower, or a required pair
// to give up.
func TestEveryShortageNamesSomebody(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(23, 24))
	seen := 0
	for k := 0; seen < 2000; k++ {
		p := random(r, shapes[k%len(shapes)])
		if k%2 == 0 {
			p.Required = nil
		}
		got := solved(t, p, solve.Options{})
		if got.Status != solve.Infeasible {
			continue
		}
		seen++
		if text := got.Infeasible.Relax(p); strings.Contains(text, "contradict") {
			t.Fatalf("case %d: %s: %+v %+v", k, text, p, got.Infeasible)
		}
	}
}
