package planning

import (
	"context"
	"fmt"
	"slices"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching/solve"
)

// The reasons why a plan does not have a pair.
const (
	WhyPlanned   = "planned"   // it has it
	WhyNoPair    = "no_pair"   // it is not among the inputs: a gate, the floor, or nothing offered
	WhyCapacity  = "capacity"  // there is no visit at all that it could take, or its region has all that it can take on
	WhyPrice     = "price"     // the visits that it takes are worth more elsewhere
	WhyFairness  = "fairness"  // the largest sum would have it, or it would take a visit from a region that has fewer
	WhyStability = "stability" // one side has what both rank higher
	WhyBudget    = "budget"    // it would be in the plan if money did not limit
)

// Why says, with numbers, why the plan does not have a pair. Scores, prices and
// losses are millionths, costs are rupiah.
type Why struct {
	Reason   string `json:"reason" enum:"planned,no_pair,capacity,price,fairness,stability,budget" doc:"Why the plan does not have the pair."`
	Possible bool   `json:"possible" doc:"Whether any plan under the same policy could have it."`
	Score    int64  `json:"score" doc:"Score of the pair."`
	Loss     int64  `json:"loss" doc:"What insisting on it costs the plan; negative where the sum rises because fairness gives way. With a budget at most that: the search is shorter than for a plan."`
	InScore  bool   `json:"in_largest_sum" doc:"Whether the plan with the largest sum has it."`
	Has      string `json:"has,omitempty" doc:"Practice that the plan has for the need."`
	Visits   int    `json:"region_visits" doc:"Visits that the region gets in the plan."`
	Absorbs  int    `json:"region_most" doc:"Visits that the region can take on."`
	Used     int    `json:"practice_used" doc:"Visits that the plan takes of the practice."`
	Offered  int    `json:"practice_offered" doc:"Visits that the practice offers."`
	Trips    int    `json:"owner_used" doc:"Trips that the plan takes of the owner."`
	TripsMax int    `json:"owner_capacity" doc:"Trips that the owner has left; 0 for a seat in a session, whose trip is taken already."`

	Priced    bool  `json:"priced" doc:"Whether the proof has prices that the pair can be held against: only under the policy score without a budget. The prices and the gap are 0 elsewhere."`
	Owner     int64 `json:"owner_price" doc:"What a trip of the owner is worth."`
	Practice  int64 `json:"practice_price" doc:"What a visit of the practice is worth beside that."`
	Region    int64 `json:"region_price" doc:"What a visit of the region is worth."`
	Need      int64 `json:"need_price" doc:"What meeting the need is worth beside that."`
	Gap       int64 `json:"gap" doc:"By how much the prices exceed the score: insisting costs at least that."`
	Threshold int64 `json:"threshold,omitempty" doc:"Lowest score that the policy worst-first lets in."`
	Weakest   int64 `json:"weakest_held,omitempty" doc:"Lowest score that the sides without room hold instead, under the policy stable."`

	Sides []Standing `json:"sides,omitempty" doc:"Under the policy stable how both sides stand to the pair: who gives visits, then who takes them. One that does not prefer it is why the plan does not have it."`

	Cost int64 `json:"cost,omitempty" doc:"What the pair costs, with a budget."`
	Left int64 `json:"budget_left,omitempty" doc:"What the plan leaves of the budget."`

	practice, region string // of the pair

	limited bool // the plan has a budget, so that losses are at most what is said
	aim     bool // insisting on it gives up what the policy promises beside the sum
	unpaid  bool // the plan of its policy without a budget has it
	moved   int  // regions that would get more or fewer visits
}

// Why explains a pair, and what insisting on it does to everybody else.
func (c *Case) Why(ctx context.Context, p Pair) (*Why, *Forced, error) {
	f, err := c.Force(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	w := &Why{Possible: f.Possible, Loss: f.Loss, Reason: WhyNoPair, limited: c.Limited(), moved: len(f.Visits)}
	w.aim = c.opt.Policy != solve.PolicyScore && !f.kept
	if f.Planned {
		w.Reason = WhyPlanned
	}
	rows := c.rowsOf(p)
	if len(rows) == 0 {
		return w, f, nil
	}
	q := c.pick(rows)
	c.numbers(w, q)
	if f.Planned {
		return w, f, nil
	}
	if w.InScore, err = c.inLargestSum(ctx, rows); err != nil {
		return nil, nil, err
	}
	if w.unpaid = w.InScore; c.Limited() && c.opt.Policy != solve.PolicyScore {
		if w.unpaid, err = c.inPlan(ctx, rows, solve.Options{Policy: c.opt.Policy}); err != nil {
			return nil, nil, err
		}
	}
	if c.opt.Policy == solve.PolicyStable {
		w.Sides = c.standings(q)
	}
	w.Reason = c.reason(w, f)
	return w, f, nil
}

// pick takes the planned row, else the one that the prices make cheapest.
func (c *Case) pick(rows []solve.Pair) solve.Pair {
	best := rows[0]
	for _, q := range rows {
		if slices.Contains(c.before.Pairs, q) {
			return q
		}
		if c.gap(q) < c.gap(best) {
			best = q
		}
	}
	return best
}

// numbers fills in what the plan and its proof say of a pair.
func (c *Case) numbers(w *Why, q solve.Pair) {
	j := c.Problem.RegionOf(q.Column)
	w.practice, w.region = c.PracticeOf(q.Practice), c.Problem.Regions[j].ID
	w.Absorbs, w.Offered = c.Problem.Regions[j].Max, c.Problem.Practices[q.Practice].Capacity
	o := c.ownerOf(q.Practice)
	if o >= 0 {
		w.TripsMax = c.Problem.Owners[o].Capacity
	}
	for _, h := range c.before.Pairs {
		if c.Problem.RegionOf(h.Column) == j {
			w.Visits++
		}
		if h.Practice == q.Practice {
			w.Used++
		}
		if o >= 0 && c.ownerOf(h.Practice) == o {
			w.Trips++
		}
		if h.Column == q.Column {
			w.Has = c.PracticeOf(h.Practice)
		}
	}
	w.Score = c.scoreOf(q) >> c.fact.Shift
	if _, priced := c.price[q]; priced && c.Priced() && c.proof.Prices != nil {
		owner, practice, region, need := c.prices(q)
		w.Priced = true
		w.Owner, w.Practice = c.millionths(owner), c.millionths(practice)
		w.Region, w.Need = c.millionths(region), c.millionths(need)
		w.Gap = c.millionths(c.gap(q))
	}
	if f := c.proof.Fairness; f != nil && f.Worst != nil && f.Worst.Threshold != nil {
		w.Threshold = *f.Worst.Threshold >> c.fact.Shift
	}
	if c.opt.Policy == solve.PolicyStable {
		w.Weakest = c.weakest(q)
	}
	if b := c.opt.Budget; b != nil {
		unit := Terms{Budget: c.fact.Budget}.unit()
		for k, x := range c.Problem.Candidates {
			if x.Practice == q.Practice && x.Column == q.Column {
				w.Cost = b.Costs[k] * unit
			}
		}
		w.Left = c.fact.Budget.Limit - c.fact.Spent
	}
}

func (c *Case) scoreOf(q solve.Pair) int64 {
	for _, x := range c.Problem.Candidates {
		if x.Practice == q.Practice && x.Column == q.Column {
			return x.Score
		}
	}
	return 0
}

// weakest is the lowest score held on a side that has no room for the pair: what
// it would have to give up.
func (c *Case) weakest(q solve.Pair) int64 {
	j, o := c.Problem.RegionOf(q.Column), c.ownerOf(q.Practice)
	lowest := map[string]int64{}
	held := map[string]int{}
	for _, h := range c.before.Pairs {
		score := c.scoreOf(h)
		note := func(side string, same bool) {
			if !same {
				return
			}
			if held[side]++; held[side] == 1 || score < lowest[side] {
				lowest[side] = score
			}
		}
		note("need", h.Column == q.Column)
		note("region", c.Problem.RegionOf(h.Column) == j)
		note("practice", h.Practice == q.Practice)
		note("owner", o >= 0 && c.ownerOf(h.Practice) == o)
	}
	var highest int64
	full := map[string]int{"need": 1, "region": c.Problem.Regions[j].Max, "practice": c.Problem.Practices[q.Practice].Capacity}
	if o >= 0 {
		full["owner"] = c.Problem.Owners[o].Capacity
	}
	for side, most := range full {
		if held[side] >= most {
			highest = max(highest, lowest[side])
		}
	}
	return highest >> c.fact.Shift
}

// inLargestSum says whether the plan with the largest sum, without any budget,
// has the pair in one of its rows.
func (c *Case) inLargestSum(ctx context.Context, rows []solve.Pair) (bool, error) {
	if c.opt.Policy == solve.PolicyScore && c.opt.Budget == nil {
		return false, nil // that is the plan itself
	}
	return c.inPlan(ctx, rows, solve.Options{})
}

// inPlan says whether the plan for other options has the pair in one of its rows.
func (c *Case) inPlan(ctx context.Context, rows []solve.Pair, opt solve.Options) (bool, error) {
	r, err := solve.Solve(ctx, c.Problem, opt)
	if ctx.Err() != nil {
		return false, fault.Unavailable(ctx.Err(), "The answer took too long; try again when less is going on.")
	}
	if err != nil {
		return false, fmt.Errorf("planning: solve: %w", err)
	}
	return slices.ContainsFunc(rows, func(q solve.Pair) bool { return slices.Contains(r.Pairs, q) }), nil
}

func (c *Case) reason(w *Why, f *Forced) string {
	switch {
	case w.Absorbs == 0 || !f.Possible && c.opt.Budget == nil:
		return WhyCapacity
	case c.opt.Budget != nil && (w.unpaid || w.Cost > c.fact.Budget.Limit):
		return WhyBudget
	case c.opt.Policy == solve.PolicyStable:
		return WhyStability
	case c.opt.Policy == solve.PolicyWorstFirst && (w.InScore || w.Score < w.Threshold):
		return WhyFairness
	case c.opt.Policy == solve.PolicyLeximin && w.Visits >= w.Absorbs:
		return WhyCapacity // fairness gave its region all that it can take on
	case c.opt.Policy == solve.PolicyLeximin && c.opt.Budget != nil && f.kept:
		return WhyPrice // equal regions are served as it scores best
	case c.opt.Policy == solve.PolicyLeximin && (w.InScore || len(f.Visits) > 0):
		return WhyFairness
	}
	return WhyPrice
}
