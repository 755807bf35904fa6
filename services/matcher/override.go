package matcher

import (
	"context"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/planning"
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
	With       int64             `json:"with" doc:"Sum that is left with the pair under the same policy, in millionths."`
	Difference int64             `json:"difference" doc:"What the different decision costs the plan, in millionths; negative where the sum rises because fairness gives way."`
	Changes    []planning.Change `json:"changes" nullable:"false" doc:"Needs that get another practice, gain a visit or lose it."`
	Losing     []string          `json:"losing" nullable:"false" doc:"Needs that would get no visit any more."`
	Regions    []planning.Visits `json:"regions" nullable:"false" doc:"Regions that would get more or fewer visits."`
}

// override solves the plan's own instance again, under its own policy, with the pair required. Nothing
// is appended: a different decision is made in matches, with its reason.
func (s *Service) override(ctx context.Context, who web.Caller, in *overrideInput) (*overrideAnswer, error) {
	p, err := s.asking(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	a := &overrideAnswer{
		Objective: p.Objective, With: p.Objective, Shut: []gateAnswer{}, Changes: []planning.Change{}, Losing: []string{}, Regions: []planning.Visits{},
	}
	var f *planning.Forced
	err = s.cases.With(ctx, p, func(ctx context.Context, c *planning.Case) error {
		f, err = c.Force(ctx, planning.Pair{Innovation: in.Innovation, Need: in.Need})
		return err
	})
	if err != nil {
		return nil, err
	}
	a.Planned, a.Possible = f.Planned, f.Possible
	if f.Planned {
		return a, nil
	}
	e, err := s.cat.Evaluate(in.Innovation, in.Need, p.AsOf, p.Period)
	if err != nil {
		return nil, err
	}
	for _, g := range e.Shut() {
		a.Shut = append(a.Shut, toGate(g))
	}
	switch {
	case !f.Known:
		none := planning.Why{Reason: planning.WhyNoPair}
		a.Reason = new(text)
		a.Reason.ID, a.Reason.EN = none.Say(planning.NamesIn(s.cat))
		return a, nil
	case !f.Possible:
		return nil, fault.Conflictf("plan.no_room", "There is no room for the pair: all visits that it needs are taken.")
	}
	a.With, a.Difference = f.With, f.Loss
	a.Changes, a.Regions = append(a.Changes, f.Changes...), append(a.Regions, f.Visits...)
	for _, c := range a.Changes {
		if c.Loses() {
			a.Losing = append(a.Losing, c.Need)
		}
	}
	return a, nil
}
