package matcher

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

type overrideInput struct {
	ID         string `path:"id" maxLength:"100" doc:"Id of the plan."`
	Innovation string `query:"innovation" required:"true" maxLength:"100" doc:"Practice that is wanted instead."`
	Need       string `query:"need" required:"true" maxLength:"100" doc:"Need that it is wanted for."`
}

// overrideAnswer says what a different decision would move.
type overrideAnswer struct {
	Possible   bool              `json:"possible" doc:"Whether the pair fits into the plan's inputs at all."`
	Planned    bool              `json:"planned" doc:"Whether the plan has the pair already."`
	Reason     *text             `json:"reason,omitempty" doc:"Why it does not fit."`
	Shut       []gateAnswer      `json:"shut" nullable:"false" doc:"Conditions of the pair that are a known no today."`
	Objective  int64             `json:"objective" doc:"Sum of the scores of the plan, in millionths."`
	With       int64             `json:"with" doc:"Largest sum that is left with the pair, in millionths."`
	Difference int64             `json:"difference" doc:"What the different decision costs the plan, in millionths."`
	Changes    []planning.Change `json:"changes" nullable:"false" doc:"Needs that get another practice, gain a visit or lose it."`
	Losing     []string          `json:"losing" nullable:"false" doc:"Needs that would get no visit any more."`
}

// override solves the plan's own instance again, under its own policy, with the pair required. Nothing
// is appended: a different decision is made in matches, with its reason.
func (s *Service) override(ctx context.Context, who web.Caller, in *overrideInput) (*overrideAnswer, error) {
	if err := who.Allow(policy.PlanRead, policy.Object{}); err != nil {
		return nil, err
	}
	st, _, ok := s.plans.Get(in.ID)
	if !ok || st.Plan == nil {
		return nil, errPlan()
	}
	p := st.Plan
	a := &overrideAnswer{Objective: p.Objective, With: p.Objective, Shut: []gateAnswer{}, Changes: []planning.Change{}, Losing: []string{}}
	a.Planned = slices.ContainsFunc(p.Pairs, func(q contract.PlannedPair) bool { return q.Innovation == in.Innovation && q.Need == in.Need })
	a.Possible = a.Planned
	if a.Planned {
		return a, nil
	}
	e, err := s.cat.Evaluate(in.Innovation, in.Need, p.AsOf, p.Period)
	if err != nil {
		return nil, err
	}
	for _, g := range e.Shut() {
		a.Shut = append(a.Shut, toGate(g))
	}
	problem, opt, err := s.problem(ctx, p)
	if err != nil {
		return nil, err
	}
	rows := s.rowsOf(problem, in)
	if len(rows) == 0 {
		a.Reason = &text{
			"Padanan ini tidak termasuk data yang dihitung dalam rencana: ada syarat yang tidak terpenuhi, nilainya di bawah batas, atau baru diketahui sesudahnya.",
			"The pair is not among the inputs of the plan: a condition is a known no, the score is below the floor, or it became known later.",
		}
		return a, nil
	}
	return a, s.force(ctx, a, p, problem, opt, rows)
}

// rowsOf finds the candidates of the pair: the practice itself and its sessions.
func (s *Service) rowsOf(p *solve.Problem, in *overrideInput) []solve.Pair {
	var found []solve.Pair
	for _, c := range p.Candidates {
		if s.practiceOf(p.Practices[c.Practice].ID) == in.Innovation && p.ColumnID(c.Column) == in.Need {
			found = append(found, solve.Pair{Practice: c.Practice, Column: c.Column})
		}
	}
	return found
}

// practiceOf names the practice behind a row of an instance.
func (s *Service) practiceOf(row string) string {
	if id, ok := strings.CutPrefix(row, planning.SessionPrefix); ok {
		seats, _ := s.cat.SessionSeats(id)
		return seats.Innovation
	}
	return row
}

// force solves with the pair required in each row that has it, and keeps the
// best.
func (s *Service) force(ctx context.Context, a *overrideAnswer, p *contract.PlanComputed, problem *solve.Problem, opt solve.Options, rows []solve.Pair) error {
	s.planning.Lock()
	defer s.planning.Unlock()
	ctx, cancel := context.WithTimeout(ctx, s.opt.Solve)
	defer cancel()
	before, err := solve.Solve(ctx, problem, opt)
	if err != nil {
		return fmt.Errorf("matcher: solve: %w", err)
	}
	var best *solve.Result
	for _, pair := range rows {
		forced := *problem
		forced.Required = append(slices.Clone(problem.Required), pair)
		after, err := solve.Solve(ctx, &forced, opt)
		if err != nil {
			return fmt.Errorf("matcher: solve with a required pair: %w", err)
		}
		if after.Status != solve.Infeasible && (best == nil || after.Objective > best.Objective) {
			best = after
		}
	}
	if before.Status == solve.Infeasible || best == nil {
		return fault.Conflictf("plan.no_room", "There is no room for the pair: all visits that it needs are taken.")
	}
	sessions := map[string]string{}
	for _, q := range problem.Practices {
		if id, ok := strings.CutPrefix(q.ID, planning.SessionPrefix); ok {
			sessions[id] = s.practiceOf(q.ID)
		}
	}
	a.Possible = true
	a.With = best.Objective >> p.Shift
	a.Difference = a.Objective - a.With
	a.Changes = append(a.Changes, planning.Changes(problem, before.Pairs, best.Pairs, sessions)...)
	for _, c := range a.Changes {
		if c.Loses() {
			a.Losing = append(a.Losing, c.Need)
		}
	}
	return nil
}
