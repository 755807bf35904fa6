package matcher

import (
	"context"
	"fmt"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/planning"
)

// asked is what a plan is asked for. With the facts up to a position of the log
// it is all that a plan depends on.
type asked struct {
	period calendar.Period
	scope  contract.PlanScope
	asOf   calendar.Date
	terms  planning.Terms
}

// computed is a plan that was solved and proven, with the files of its fact.
type computed struct {
	fact         *contract.PlanComputed
	basis        event.Basis
	given, proof []byte
}

// compute solves one plan on what a catalogue knows. Nothing is handed out that
// the verifier did not accept.
func (s *Service) compute(ctx context.Context, cat *catalogue.Catalogue, ask asked) (computed, error) {
	in, err := cat.PlanningIn(ask.scope, ask.asOf, ask.period)
	if err != nil {
		return computed{}, err
	}
	inputs, unanswered := planning.InputsOf(in, ask.period)
	model := planning.NewModel(inputs, ask.terms)
	ctx, cancel := context.WithTimeout(ctx, s.opt.Solve)
	defer cancel()
	result, err := model.Solve(ctx)
	if err != nil {
		return computed{}, err
	}
	if result.Status == solve.Infeasible {
		return computed{}, fmt.Errorf("matcher: solve: status %s without minimums", result.Status)
	}
	c := computed{}
	if c.given, c.proof, err = model.Prove(result); err != nil {
		return computed{}, err
	}
	c.fact = &contract.PlanComputed{
		Period: ask.period, Scope: ask.scope, AsOf: ask.asOf, Position: in.Position, Rubric: in.Rubric.Number, Engine: solve.EngineVersion,
		Inputs: blob.Hash(c.given), Certificate: blob.Hash(c.proof), Unanswered: unanswered,
	}
	model.Fill(c.fact, result)
	c.fact.Unserved = planning.Unserved(inputs, c.fact.Pairs)
	c.basis = basisOf(c.fact.Pairs)
	return c, nil
}

// store keeps the files of a plan before its fact names them.
func (s *Service) store(ctx context.Context, c computed) error {
	for _, file := range [][]byte{c.given, c.proof} {
		if _, err := s.proofs.Put(ctx, file); err != nil {
			return err
		}
	}
	return nil
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
