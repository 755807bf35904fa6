package planning

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
)

// Case is a plan as its files hold it, ready for questions: its problem, what was
// asked of it, its pairs, and the prices that prove it. Answers rest on nothing
// else, so they stay the same whatever is learnt later.
type Case struct {
	Problem  *solve.Problem
	opt      solve.Options
	fact     *contract.PlanComputed
	sessions map[string]string // session to its practice
	before   *solve.Result     // pairs and objective of the plan
	proof    *instance.Result
	rows     map[string]int
	columns  map[string]int
	price    map[solve.Pair]int64 // what a candidate counts in the problem that the prices are of
	scale    int64                // of those prices
	planner  *solve.Planner       // for the policy score, made when it is first needed
}

// OpenCase reads the files of a plan. sessions names the practice of each group
// session.
func OpenCase(fact *contract.PlanComputed, given, proof []byte, sessions func(string) string) (*Case, error) {
	in, err := instance.Read(bytes.NewReader(given), nil)
	if err != nil {
		return nil, fmt.Errorf("planning: read instance: %w", err)
	}
	c := &Case{
		Problem: in.Problem(), opt: in.Options(), fact: fact, proof: &instance.Result{}, scale: 1,
		sessions: map[string]string{}, rows: map[string]int{}, columns: map[string]int{}, price: map[solve.Pair]int64{},
	}
	if err := json.Unmarshal(proof, c.proof); err != nil {
		return nil, fmt.Errorf("planning: read certificate: %w", err)
	}
	Bounded(c.Problem, &c.opt)
	for i, p := range c.Problem.Practices {
		c.rows[p.ID] = i
		if id, ok := strings.CutPrefix(p.ID, SessionPrefix); ok {
			c.sessions[id] = sessions(id)
		}
	}
	for k := range c.Problem.Columns() {
		c.columns[c.Problem.ColumnID(k)] = k
	}
	return c, c.readPlan()
}

// readPlan reads the pairs, and what each candidate counts in the problem that
// the prices of the certificate are dual to.
func (c *Case) readPlan() error {
	c.before = &solve.Result{Status: solve.Optimal, Objective: c.proof.Objective}
	for _, ids := range c.proof.Pairs {
		row, known := c.rows[ids[0]]
		column, also := c.columns[ids[1]]
		if !known || !also {
			return errors.New("planning: the certificate names what the instance does not have")
		}
		c.before.Pairs = append(c.before.Pairs, solve.Pair{Practice: row, Column: column})
	}
	if c.opt.Policy == solve.PolicyStable {
		return nil // ranks, no prices
	}
	f := c.proof.Fairness
	for k, x := range c.Problem.Candidates {
		value := x.Score
		if c.opt.Budget != nil && c.proof.Budget != nil {
			if most := c.proof.Budget.Dearest; most != nil && c.opt.Budget.Costs[k] > *most {
				continue // the proof does not count what no plan can afford
			}
			c.scale = max(1, c.proof.Budget.Scale)
			value = c.scale*x.Score - c.proof.Budget.Multiplier*c.opt.Budget.Costs[k]
		}
		if c.opt.Policy == solve.PolicyWorstFirst {
			if f == nil || f.Worst == nil || f.Worst.Threshold == nil || x.Score < *f.Worst.Threshold {
				continue
			}
			value += f.Worst.Bonus
		}
		c.price[solve.Pair{Practice: x.Practice, Column: x.Column}] = value
	}
	return nil
}

// PracticeOf names the practice behind a row of the problem.
func (c *Case) PracticeOf(row int) string {
	id := c.Problem.Practices[row].ID
	if session, ok := strings.CutPrefix(id, SessionPrefix); ok {
		return c.sessions[session]
	}
	return id
}

// millionths of a difference of totals, to the nearest: ties weigh less than one.
func (c *Case) millionths(total int64) int64 {
	unit := int64(1) << c.fact.Shift
	if total < 0 {
		return -c.millionths(-total)
	}
	return (total + unit/2) / unit
}

// rowsOf are the rows in which a practice may meet a need.
func (c *Case) rowsOf(p Pair) []solve.Pair {
	column, ok := c.columns[p.Need]
	if !ok {
		return nil
	}
	var rows []solve.Pair
	for _, x := range c.Problem.Candidates {
		if x.Column == column && c.PracticeOf(x.Practice) == p.Innovation {
			rows = append(rows, solve.Pair{Practice: x.Practice, Column: x.Column})
		}
	}
	return rows
}

// Solve solves the problem of the case, changed, under the policy of the plan.
func (c *Case) solve(ctx context.Context, p *solve.Problem) (*solve.Result, error) {
	opt := c.opt
	if opt.Budget != nil {
		budget := *opt.Budget
		budget.Steps = min(budget.Steps, whatIfSteps)
		opt.Budget = &budget
	}
	r, err := solve.Solve(ctx, p, opt)
	if ctx.Err() != nil {
		return nil, fault.Unavailable(ctx.Err(), "The answer took too long; try again when less is going on.")
	}
	if err != nil {
		return nil, fmt.Errorf("planning: solve: %w", err)
	}
	return r, nil
}

// Forced is what insisting on a pair does to everybody else.
type Forced struct {
	Planned  bool     // the plan has it already
	Known    bool     // it is among the pairs that the plan could have had
	Possible bool     // there is room for it
	With     int64    // sum of the scores that is left, in millionths
	Loss     int64    // what it costs; negative where a fairer plan gives way to a higher sum
	Changes  []Change // needs that are met otherwise
	Visits   []Visits // regions with more or fewer visits

	kept bool // what the policies worst-first and leximin promise beside the sum still holds
}

// Visits are those of one region, before and after.
type Visits struct {
	Region string `json:"region" doc:"Code of the region."`
	Before int    `json:"before" doc:"Visits in the plan."`
	After  int    `json:"after" doc:"Visits with the other decision."`
}

// Force solves again with a pair required: in the practice's own visits or in a
// seat of a session, whichever leaves more.
func (c *Case) Force(ctx context.Context, p Pair) (*Forced, error) {
	f := &Forced{With: c.fact.Objective}
	rows := c.rowsOf(p)
	f.Known = len(rows) > 0
	for _, row := range rows {
		if slices.Contains(c.before.Pairs, row) {
			f.Planned, f.Possible = true, true
			return f, nil
		}
	}
	var best *solve.Result
	for _, row := range rows {
		forced := *c.Problem
		forced.Required = append(slices.Clone(c.Problem.Required), row)
		after, err := c.solve(ctx, &forced)
		if err != nil {
			return nil, err
		}
		if after.Status != solve.Infeasible && (best == nil || after.Objective > best.Objective) {
			best = after
		}
	}
	if best == nil {
		return f, nil
	}
	f.Possible = true
	f.Loss = c.millionths(c.before.Objective - best.Objective)
	f.With = c.fact.Objective - f.Loss
	f.kept = c.keeps(best)
	f.Changes = Changes(c.Problem, c.before.Pairs, best.Pairs, c.sessions)
	f.Visits = c.visits(best)
	return f, nil
}

// keeps says whether a plan keeps what the policy promises beside the sum: under
// worst-first as many visits and no pair below the threshold, under leximin a
// vector as fair.
func (c *Case) keeps(after *solve.Result) bool {
	if c.opt.Policy == solve.PolicyLeximin {
		was, is := c.counts(c.before.Pairs), c.counts(after.Pairs)
		slices.Sort(was)
		slices.Sort(is)
		return slices.Equal(was, is)
	}
	f := c.proof.Fairness
	if f == nil || f.Worst == nil || int64(len(after.Pairs)) < f.Worst.Visits {
		return false
	}
	return f.Worst.Threshold != nil && !slices.ContainsFunc(after.Pairs, func(q solve.Pair) bool {
		return c.scoreOf(q) < *f.Worst.Threshold && !slices.Contains(c.Problem.Required, q)
	})
}

// visits lists the regions that get more or fewer visits than in the plan.
func (c *Case) visits(after *solve.Result) []Visits {
	var changed []Visits
	was, is := c.counts(c.before.Pairs), c.counts(after.Pairs)
	for j, r := range c.Problem.Regions {
		if was[j] != is[j] {
			changed = append(changed, Visits{r.ID, was[j], is[j]})
		}
	}
	return changed
}

func (c *Case) counts(pairs []solve.Pair) []int {
	n := make([]int, len(c.Problem.Regions))
	for _, q := range pairs {
		n[c.Problem.RegionOf(q.Column)]++
	}
	return n
}
