package matcher

import (
	"context"
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

// asking opens a plan that the caller may read whole.
func (s *Service) asking(ctx context.Context, who web.Caller, id string) (*contract.PlanComputed, error) {
	if err := who.Allow(policy.PlanRead, policy.Object{}); err != nil {
		return nil, err
	}
	st, _, err := s.known(ctx, id)
	return st.Plan, err
}

type worthInput struct {
	ID    string `path:"id" maxLength:"100" doc:"Id of the plan."`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many; the most wanted by the prices of the proof come first."`
}

type worthAnswer struct {
	Items []planning.Worth `json:"items" nullable:"false" doc:"Owners, practices and sessions whose visits are used up, the most wanted first; none with a budget."`
	Note  *text            `json:"note,omitempty" doc:"Why figures are left out."`
}

// unpriced says why figures are left out, nil where they are not.
func unpriced(c *planning.Case) *text {
	id, en := c.SayUnpriced()
	if id == "" {
		return nil
	}
	return &text{ID: id, EN: en}
}

// worth prices the time of those who give visits, from the plan's own problem.
func (s *Service) worth(ctx context.Context, who web.Caller, in *worthInput) (*worthAnswer, error) {
	p, err := s.asking(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	a := &worthAnswer{Items: []planning.Worth{}}
	err = s.cases.With(ctx, p, func(ctx context.Context, c *planning.Case) error {
		all, err := c.Worths(ctx, in.Limit)
		a.Items = append(a.Items, all...)
		if c.Limited() {
			a.Note = unpriced(c)
		}
		return err
	})
	return a, err
}

type nextInput struct {
	ID     string `path:"id" maxLength:"100" doc:"Id of the plan."`
	Region string `query:"region" maxLength:"10" doc:"Only the needs of this region."`
}

type nextAnswer struct {
	Items []planning.Next `json:"items" nullable:"false" doc:"Next best practice for each need."`
	Note  *text           `json:"note,omitempty" doc:"Why the loss is left out."`
}

// next gives the next best practice of each need.
func (s *Service) next(ctx context.Context, who web.Caller, in *nextInput) (*nextAnswer, error) {
	p, err := s.asking(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	a := &nextAnswer{Items: []planning.Next{}}
	err = s.cases.With(ctx, p, func(_ context.Context, c *planning.Case) error {
		a.Items, a.Note = append(a.Items, c.Nexts()...), unpriced(c)
		return nil
	})
	if in.Region != "" {
		code := dotted(in.Region)
		a.Items = slices.DeleteFunc(a.Items, func(n planning.Next) bool { return n.Region != code })
	}
	return a, err
}

// planWhyAnswer explains a pair from the plan's own problem.
type planWhyAnswer struct {
	planning.Why
	Sentence text              `json:"sentence" doc:"The answer in one sentence."`
	Shut     []gateAnswer      `json:"shut" nullable:"false" doc:"Conditions of the pair that are a known no today."`
	Floor    bool              `json:"below_floor" doc:"Whether the score is below the floor of the criteria today."`
	With     int64             `json:"with" doc:"Sum of the scores that is left with the pair, in millionths."`
	Changes  []planning.Change `json:"changes" nullable:"false" doc:"Needs that would get another practice, gain a visit or lose it."`
	Losing   []string          `json:"losing" nullable:"false" doc:"Needs that would get no visit any more."`
	Regions  []planning.Visits `json:"regions" nullable:"false" doc:"Regions that would get more or fewer visits."`
}

// planWhy answers "why not X?" for any pair under the policy of the plan.
func (s *Service) planWhy(ctx context.Context, who web.Caller, in *overrideInput) (*planWhyAnswer, error) {
	p, err := s.asking(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	a := &planWhyAnswer{Shut: []gateAnswer{}, Changes: []planning.Change{}, Losing: []string{}, Regions: []planning.Visits{}}
	err = s.cases.With(ctx, p, func(ctx context.Context, c *planning.Case) error {
		w, f, err := c.Why(ctx, planning.Pair{Innovation: in.Innovation, Need: in.Need})
		if err != nil {
			return err
		}
		a.Why, a.With = *w, f.With
		a.Changes, a.Regions = append(a.Changes, f.Changes...), append(a.Regions, f.Visits...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	a.Sentence.ID, a.Sentence.EN = a.Say(planning.NamesIn(s.cat))
	for _, c := range a.Changes {
		if c.Loses() {
			a.Losing = append(a.Losing, c.Need)
		}
	}
	return a, s.judge(a, in, p)
}

// judge adds how the pair stands today where the plan could not have it.
func (s *Service) judge(a *planWhyAnswer, in *overrideInput, p *contract.PlanComputed) error {
	e, err := s.cat.Evaluate(in.Innovation, in.Need, p.AsOf, p.Period)
	if fault.KindOf(err) == fault.KindNotFound && a.Reason != planning.WhyNoPair {
		return nil // it has left the register since
	}
	if err != nil {
		return err
	}
	for _, g := range e.Shut() {
		a.Shut = append(a.Shut, toGate(g))
	}
	a.Floor = e.BelowFloor()
	return nil
}
