package matcher

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/matching/instance"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/matching/verify"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/matcher/plan"
)

// fictitious is the province of made-up regions.
const fictitious = "99"

// regionsOf gives the codes of the regions in a scope: those on the list, or
// all that stated a need, narrowed to a province or region. Fictitious regions
// are in only when they are named.
func (s *Service) regionsOf(scope contract.PlanScope) ([]string, error) {
	var codes []string
	if scope.List != "" {
		codes = s.cat.ListedIn(scope.List, scope.On)
		if len(codes) == 0 {
			return nil, fault.Invalid("scope.list", "scope.list", "No region is on such a list.", "the id of a list of lagging regencies, for example perpres-63-2020")
		}
	} else {
		for _, n := range s.cat.Needs() {
			codes = append(codes, n.Region)
		}
		codes = slices.Compact(codes)
	}
	within := scope.Region
	if within != "" {
		if _, ok := s.cat.Region(within); !ok {
			return nil, fault.Invalid("scope.region", "region.unknown", "No region is registered under this code.", "the code of a registered province, regency or city")
		}
	}
	return slices.DeleteFunc(codes, func(code string) bool {
		inside := code == within || strings.HasPrefix(code, within+".") || within == ""
		return !inside || (strings.HasPrefix(code, fictitious) && !strings.HasPrefix(within, fictitious))
	}), nil
}

// computed is a plan that was solved and proven, ready for its fact.
type computed struct {
	fact  *contract.PlanComputed
	basis event.Basis
}

// compute solves one plan and stores its instance and its proof. Nothing is
// handed out that the verifier did not accept. The caller holds the lock on
// planning.
func (s *Service) compute(ctx context.Context, period calendar.Period, scope contract.PlanScope, asOf calendar.Date) (computed, error) {
	codes, err := s.regionsOf(scope)
	if err != nil {
		return computed{}, err
	}
	in := s.cat.Planning(codes, asOf, period)
	inputs, unanswered := toInputs(in)
	model := plan.NewModel(inputs)
	ctx, cancel := context.WithTimeout(ctx, s.opt.Solve)
	defer cancel()
	result, err := solve.Solve(ctx, &model.Problem, solve.Options{Policy: solve.PolicyScore})
	if err != nil {
		if ctx.Err() != nil {
			return computed{}, fault.Unavailable(err, "The plan took too long; try a narrower scope.")
		}
		return computed{}, fmt.Errorf("matcher: solve: %w", err)
	}
	if result.Status != solve.Optimal {
		return computed{}, fmt.Errorf("matcher: solve: status %s without minimums", result.Status)
	}
	given, proof, err := s.prove(&model.Problem, result)
	if err != nil {
		return computed{}, err
	}
	fact := &contract.PlanComputed{
		Period: period, Scope: scope, AsOf: asOf, Position: in.Position, Rubric: in.Rubric.Number, Policy: string(solve.PolicyScore),
		Shift: model.Shift(), Objective: model.Millionths(result.Objective), Bound: model.Millionths(result.Bound),
		Pairs: model.Planned(result), Unanswered: unanswered,
	}
	if fact.Inputs, err = s.proofs.Put(ctx, given); err != nil {
		return computed{}, err
	}
	if fact.Certificate, err = s.proofs.Put(ctx, proof); err != nil {
		return computed{}, err
	}
	fact.Unserved = unserved(inputs, fact.Pairs)
	c := computed{fact: fact}
	for _, p := range fact.Pairs {
		c.basis = event.Weakest(c.basis, event.Basis(p.Basis))
	}
	return c, nil
}

// prove writes instance and result as the files they are published as, and has
// the verifier, which shares no code with the solver, read both.
func (s *Service) prove(p *solve.Problem, r *solve.Result) (given, proof []byte, err error) {
	var in, out bytes.Buffer
	if err := instance.FromProblem(p).Write(&in); err != nil {
		return nil, nil, fmt.Errorf("matcher: write instance: %w", err)
	}
	if err := instance.NewResult(p, r).Write(&out); err != nil {
		return nil, nil, fmt.Errorf("matcher: write result: %w", err)
	}
	if _, err := verify.Check(bytes.NewReader(in.Bytes()), nil, bytes.NewReader(out.Bytes())); err != nil {
		return nil, nil, fmt.Errorf("matcher: the proof does not hold: %w", err)
	}
	return in.Bytes(), out.Bytes(), nil
}

// toInputs takes the catalogue's reading apart for the model. A need that has
// an approved match in the period is met and cannot be met again.
func toInputs(in catalogue.Planning) (inputs plan.Inputs, unanswered []string) {
	inputs = plan.Inputs{Owners: map[string]int{}, Offers: map[string]plan.Offer{}}
	met := map[string]bool{}
	for _, m := range in.Approved {
		met[m.Need] = true
	}
	listed := map[string]bool{}
	for _, r := range in.Rankings {
		if r.Answer() == "" {
			unanswered = append(unanswered, r.Need.Need)
		}
		if met[r.Need.Need] || len(r.Candidates) == 0 {
			continue
		}
		if code := r.Need.Region; !listed[code] {
			listed[code] = true
			inputs.Regions = append(inputs.Regions, plan.Region{Code: code, Left: in.Absorptions[code].Left})
		}
		inputs.Needs = append(inputs.Needs, plan.Need{ID: r.Need.Need, Region: r.Need.Region, Priority: r.Need.Priority})
		inputs.Candidates = append(inputs.Candidates, r.Candidates...)
	}
	for id, c := range in.Owners {
		if c.Stated {
			inputs.Owners[id] = c.Left
		}
	}
	for id, o := range in.Offers {
		inputs.Offers[id] = plan.Offer{Outgoing: o.Outgoing, Incoming: o.Incoming, Virtual: o.Virtual}
	}
	for _, seats := range in.Sessions {
		inputs.Sessions = append(inputs.Sessions, plan.Session{ID: seats.Session, Innovation: seats.Innovation, Left: seats.Left})
	}
	return inputs, unanswered
}

// unserved lists the needs that had a candidate and got no visit.
func unserved(in plan.Inputs, pairs []contract.PlannedPair) []string {
	got := map[string]bool{}
	for _, p := range pairs {
		got[p.Need] = true
	}
	var left []string
	for _, n := range in.Needs {
		if !got[n.ID] {
			left = append(left, n.ID)
		}
	}
	return left
}

// dotted reads a code in either form; a code that is none is left as it is, and
// no region has it.
func dotted(code string) string {
	parsed, err := region.ParseCode(code)
	if err != nil {
		return code
	}
	return parsed.Dotted()
}
