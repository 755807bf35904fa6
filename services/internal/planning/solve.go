package planning

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
	"makcomblang.id/pkg/region"
)

// A plan with a budget is searched in parts, each some dozens of plans, to close
// the gap to its bound: at most so many parts, fewer where the problem is large.
// Nearly all is found in the first one (1,024 parts changed none of sixteen
// budgets on the shipped data).
// A number and no clock ends it, so that the plan can be computed again to the
// same bytes.
const (
	budgetSteps = 64
	budgetPairs = 200_000 // pairs that all parts look at together, counted once each
)

// Solve solves the problem under its terms. A plan that is not found before the
// deadline of ctx is a fault of kind unavailable: what a clock cut off could not
// be computed again. Costs too far apart to be counted exactly are a fault of
// kind invalid.
func (m *Model) Solve(ctx context.Context) (*solve.Result, error) {
	r, err := solve.Solve(ctx, &m.Problem, m.Options())
	var refused *solve.ProblemError
	switch {
	case ctx.Err() != nil:
		return nil, fault.Unavailable(ctx.Err(), "The plan took too long; try a narrower scope.")
	case errors.As(err, &refused) && m.terms.Limited():
		return nil, fault.Invalid("budget", "plan.budget_range", "The costs are too far apart to be counted exactly.", "round figures, for example whole millions of rupiah").Because(err)
	case err != nil:
		return nil, fmt.Errorf("planning: solve: %w", err)
	}
	return r, nil
}

// Options are what the solver is asked for.
func (m *Model) Options() solve.Options {
	opt := solve.Options{Policy: m.terms.Policy, PracticesPropose: m.terms.Proposer == OwnerProposes}
	if m.terms.Limited() && len(m.Problem.Candidates) > 0 {
		opt.Budget = &solve.Budget{Limit: m.terms.Budget.Limit / m.terms.unit(), Costs: m.costs()}
		Bounded(&m.Problem, &opt)
		if m.steps > 0 {
			opt.Budget.Steps = min(opt.Budget.Steps, m.steps)
		}
	}
	return opt
}

// Bounded ends the search of a plan with a budget after a number of parts that
// follows from the size of the problem.
func Bounded(p *solve.Problem, opt *solve.Options) {
	if opt.Budget != nil {
		opt.Budget.Steps = min(budgetSteps, max(1, budgetPairs/max(1, len(p.Candidates))))
	}
}

// costs gives what each candidate costs, in units.
func (m *Model) costs() []int64 {
	unit := m.terms.unit()
	costs := make([]int64, len(m.Problem.Candidates))
	for k, c := range m.Problem.Candidates {
		costs[k] = m.cost(m.rows[c.Practice], m.Problem.Regions[m.Problem.RegionOf(c.Column)].ID) / unit
	}
	return costs
}

// cost is what one visit costs, in rupiah.
func (m *Model) cost(r row, code string) int64 {
	c := m.terms.Budget.PerPair
	offer := m.offers[r.practice]
	home := m.homes[m.owners[r.practice]]
	switch {
	case r.session != "":
		return c.Session
	case offer.Outgoing+offer.Incoming == 0:
		return c.Virtual
	case home != "" && home[:2] == code[:2]:
		return c.Province
	case home != "" && islands(home) == islands(code):
		return c.Islands
	}
	return c.Elsewhere
}

func islands(code string) string {
	parsed, err := region.ParseCode(code)
	if err != nil {
		return ""
	}
	return string(matching.IslandGroupOf(parsed))
}

// Prove writes instance and result as the files they are published as, and has
// the verifier, which shares no code with the solver, read both. Nothing is
// handed out that it did not accept.
func (m *Model) Prove(r *solve.Result) (given, proof []byte, err error) {
	var in, out bytes.Buffer
	if err := m.instance().Write(&in); err != nil {
		return nil, nil, fmt.Errorf("planning: write instance: %w", err)
	}
	if err := instance.NewResult(&m.Problem, r).Write(&out); err != nil {
		return nil, nil, fmt.Errorf("planning: write result: %w", err)
	}
	if _, err := verify.Check(bytes.NewReader(in.Bytes()), nil, bytes.NewReader(out.Bytes())); err != nil {
		return nil, nil, fmt.Errorf("planning: the proof does not hold: %w", err)
	}
	return in.Bytes(), out.Bytes(), nil
}

func (m *Model) instance() *instance.Instance {
	in := instance.FromProblem(&m.Problem)
	in.Policy = string(m.terms.Policy)
	if in.Policy == "" {
		in.Policy = string(solve.PolicyScore)
	}
	if m.terms.Proposer != "" {
		in.Proposer = m.terms.Proposer
	}
	opt := m.Options()
	if opt.Budget == nil {
		return in
	}
	in.Budget = &opt.Budget.Limit
	in.Costs = make([][]int64, len(m.Problem.Practices))
	for i := range in.Costs {
		in.Costs[i] = make([]int64, m.Problem.Columns())
	}
	for k, c := range m.Problem.Candidates {
		in.Costs[c.Practice][c.Column] = opt.Budget.Costs[k]
	}
	return in
}

// Fill writes into a fact what was found: the sums in whole millionths, as far as
// the proof carries them, and the pairs.
func (m *Model) Fill(fact *contract.PlanComputed, r *solve.Result) {
	fact.Policy, fact.Proposer, fact.Budget = string(m.terms.Policy), m.terms.Proposer, m.terms.Budget
	fact.Shift = m.Shift()
	fact.Objective, fact.Bound = m.Millionths(r.Objective), m.Millionths(r.Bound)
	if r.Budget != nil { // the search may have excluded more than its prices prove
		fact.Bound = m.Millionths(r.Budget.RootBound)
		fact.Spent = r.Budget.Spent * m.terms.unit()
	}
	if r.Fairness != nil {
		fact.Fairness = m.Millionths(r.Objective+r.Fairness.Price) - fact.Objective
	}
	fact.Pairs = m.Planned(r)
}
