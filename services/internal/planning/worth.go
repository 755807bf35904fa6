package planning

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"makcomblang.id/pkg/matching/solve"
)

// Worth is what the time of one who gives visits is worth to the plan: the two
// ends between which every proof's price lies, found by planning with one visit
// fewer and one more. Under a policy other than score, a visit more can also
// lower the sum, where fairness moves it.
type Worth struct {
	Kind     string `json:"kind" enum:"owner,practice,session" doc:"Whose visits: all of an owner, those of one practice, or the seats of a session."`
	ID       string `json:"id" doc:"Id of the owner, practice or session."`
	Owner    string `json:"owner,omitempty" doc:"Id of the owner of a practice."`
	Capacity int    `json:"capacity" doc:"Visits that it could give."`
	Used     int    `json:"used" doc:"Visits that the plan takes."`
	Fewer    int64  `json:"fewer" doc:"What one visit fewer costs the plan, in millionths."`
	More     int64  `json:"more" doc:"What one visit more gains, in millionths."`
}

// giver is one capacity of the problem: an owner's, or a practice's.
type giver struct {
	Worth
	owner, practice int // one of them is -1
}

// Worths prices the capacities that are used up, the fullest first: at most so
// many. A capacity that is not used up is worth nothing more or less. With a
// budget there are none: no search says what the best plan with one visit more
// is worth, and the difference of two searches says nothing of the visit.
func (c *Case) Worths(ctx context.Context, most int) ([]Worth, error) {
	if c.Limited() {
		return nil, nil
	}
	all := c.givers()
	all = all[:min(len(all), most)]
	out := make([]Worth, 0, len(all))
	for _, g := range all {
		var err error
		if g.More, err = c.gain(ctx, g, 1); err != nil {
			return nil, err
		}
		if g.Fewer, err = c.gain(ctx, g, -1); err != nil {
			return nil, err
		}
		g.Fewer = -g.Fewer
		out = append(out, g.Worth)
	}
	slices.SortStableFunc(out, func(a, b Worth) int {
		return cmp.Or(cmp.Compare(max(b.More, b.Fewer), max(a.More, a.Fewer)), cmp.Compare(b.More, a.More), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// givers are the capacities that the plan uses up, those of the most wanted
// first by the prices of the certificate.
func (c *Case) givers() []giver {
	owners, practices := make([]int, len(c.Problem.Owners)), make([]int, len(c.Problem.Practices))
	for _, q := range c.before.Pairs {
		practices[q.Practice]++
		if o := c.ownerOf(q.Practice); o >= 0 {
			owners[o]++
		}
	}
	var all []giver
	for o, used := range owners {
		if p := c.Problem.Owners[o]; used >= p.Capacity {
			all = append(all, giver{Worth{Kind: "owner", ID: p.ID, Capacity: p.Capacity, Used: used}, o, -1})
		}
	}
	for i, used := range practices {
		p := c.Problem.Practices[i]
		if used < p.Capacity {
			continue
		}
		g := giver{Worth{Kind: "practice", ID: p.ID, Capacity: p.Capacity, Used: used}, -1, i}
		if o := c.ownerOf(i); o >= 0 {
			g.Worth.Owner = c.Problem.Owners[o].ID
		}
		if id, ok := strings.CutPrefix(p.ID, SessionPrefix); ok {
			g.Kind, g.ID = "session", id
		}
		all = append(all, g)
	}
	slices.SortStableFunc(all, func(a, b giver) int { return cmp.Compare(c.priceOf(b), c.priceOf(a)) })
	return all
}

func (c *Case) ownerOf(practice int) int {
	if len(c.Problem.Owners) == 0 {
		return solve.NoOwner
	}
	return c.Problem.Practices[practice].Owner
}

// priceOf is the price in the certificate, 0 where it has none.
func (c *Case) priceOf(g giver) int64 {
	switch {
	case c.proof.Prices == nil:
		return 0
	case g.owner >= 0:
		return c.proof.Prices.Owners[g.ID]
	}
	return c.proof.Prices.Innovators[c.Problem.Practices[g.practice].ID]
}

// gain is what a capacity changed by one does to the sum of the scores.
func (c *Case) gain(ctx context.Context, g giver, by int) (int64, error) {
	if g.Capacity+by < 0 {
		return 0, nil
	}
	if c.Priced() {
		return c.kept(ctx, g, by)
	}
	changed := *c.Problem
	if g.owner >= 0 {
		changed.Owners = slices.Clone(c.Problem.Owners)
		changed.Owners[g.owner].Capacity += by
	} else {
		changed.Practices = slices.Clone(c.Problem.Practices)
		changed.Practices[g.practice].Capacity += by
	}
	r, err := c.solve(ctx, &changed)
	if err != nil {
		return 0, err
	}
	return c.millionths(r.Objective - c.before.Objective), nil
}

// kept answers from the kept plan, which only repairs what the change disturbs.
func (c *Case) kept(ctx context.Context, g giver, by int) (int64, error) {
	if c.planner == nil {
		var err error
		if c.planner, err = solve.NewPlanner(ctx, c.Problem); err != nil {
			return 0, fmt.Errorf("planning: plan: %w", err)
		}
	}
	e, err := c.planner.Effect(ctx, func(q *solve.Planner) error {
		if g.owner >= 0 {
			return q.SetOwner(g.owner, g.Capacity+by)
		}
		return q.SetPractice(g.practice, 0, g.Capacity+by)
	})
	if err != nil {
		return 0, fmt.Errorf("planning: plan: %w", err)
	}
	return c.millionths(-e.Loss), nil
}
