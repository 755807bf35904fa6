package matcher

import (
	"context"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/matcher/plan"
)

type computeInput struct {
	Body struct {
		Period calendar.Period `json:"period" maxLength:"7" doc:"Visiting period, for example 2027."`
		AsOf   calendar.Date   `json:"as_of,omitempty" maxLength:"10" doc:"Day on which the facts are read; default today."`
		Scope  struct {
			List   string        `json:"list,omitempty" maxLength:"60" doc:"List of lagging regencies, for example perpres-63-2020."`
			On     calendar.Date `json:"on,omitempty" maxLength:"10" doc:"Day on which the status is read; absent: as the list was last known."`
			Region string        `json:"region,omitempty" maxLength:"10" doc:"Code of one province or region."`
			Label  string        `json:"label" minLength:"1" maxLength:"300" doc:"The scope in words, shown with every figure."`
		} `json:"scope" doc:"Regions that the plan is for; list, region or both."`
		Policy string `json:"policy,omitempty" enum:"score" doc:"What the plan maximises; default the largest total score."`
	}
}

func scopeOf(list, code string) contract.PlanScope {
	scope := contract.PlanScope{List: list}
	if code != "" {
		scope.Region = dotted(code)
	}
	return scope
}

// request checks what a plan is asked for.
func (s *Service) request(in *computeInput) (contract.PlanScope, calendar.Date, error) {
	b := &in.Body
	scope := scopeOf(b.Scope.List, b.Scope.Region)
	scope.On, scope.Label = b.Scope.On, b.Scope.Label
	asOf := b.AsOf
	if asOf == "" {
		asOf = s.today()
	}
	var wrong fault.List
	wrong.Add(intake.Period("period", b.Period))
	wrong.Add(intake.Date("as_of", asOf))
	if _, last := b.Period.Bounds(); last != "" && last < asOf {
		wrong.Add(fault.Invalid("period", "period.over", "This visiting period is over.", "a period that has not ended"))
	}
	wrong.Add(intake.Line("scope.label", scope.Label, intake.MaxLine))
	if scope.On != "" {
		wrong.Add(intake.Date("scope.on", scope.On))
	}
	if scope.List == "" && scope.Region == "" {
		wrong.Add(fault.Invalid("scope", "scope.open", "A plan needs a scope.", "a list of lagging regencies, a region, or both"))
	}
	return scope, asOf, wrong.Err()
}

// computePlan solves a plan and appends it with its proof. A repeated key finds
// the plan that was computed before and solves nothing.
func (s *Service) computePlan(ctx context.Context, who web.Caller, in *computeInput) (*web.Done, error) {
	if err := who.Allow(policy.PlanCompute, policy.Object{}); err != nil {
		return nil, err
	}
	scope, asOf, err := s.request(in)
	if err != nil {
		return nil, err
	}
	id := who.Mint("p")
	var result *computed
	if _, _, known := s.plans.Get(id); !known {
		if result, err = s.compute(ctx, in.Body.Period, scope, asOf); err != nil {
			return nil, err
		}
	}
	receipt, err := s.plans.Handle(ctx, who.Command(s.now()), id, func(st plan.State, _ uint64) (eventlog.Draft, error) {
		if st.Status != "" || result == nil {
			return eventlog.Draft{}, nil
		}
		return eventlog.Draft{Data: result.fact, Basis: result.basis}, nil
	})
	if err != nil {
		return nil, err
	}
	done := &web.Done{Receipt: receipt, Location: "/plans/" + id}
	if result != nil {
		done.Result = s.toPlan(id, plan.State{Status: plan.Computed, Plan: result.fact}, receipt.Version, nil)
	}
	return done, nil
}

type planInput struct {
	ID string `path:"id" maxLength:"100" doc:"Id of the plan."`
}

// publish hands a plan over for decision.
func (s *Service) publish(ctx context.Context, who web.Caller, in *planInput) (*web.Done, error) {
	if err := who.Allow(policy.PlanPublish, policy.Object{}); err != nil {
		return nil, err
	}
	receipt, err := s.plans.Handle(ctx, who.Command(s.now()), in.ID, func(st plan.State, _ uint64) (eventlog.Draft, error) {
		waiting := map[string]bool{}
		if st.Plan != nil {
			for _, m := range append(s.cat.Pending(st.Plan.Period), s.cat.Approved(st.Plan.Period)...) {
				waiting[m.Need] = true
			}
		}
		published, err := st.Publish(waiting)
		if err != nil {
			return eventlog.Draft{}, err
		}
		return eventlog.Draft{Data: published, Basis: basisOf(st.Plan.Pairs)}, nil
	})
	if err != nil {
		return nil, err
	}
	return &web.Done{Receipt: receipt}, nil
}

type withdrawInput struct {
	ID   string `path:"id" maxLength:"100" doc:"Id of the plan."`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, in one sentence."`
	}
}

// withdraw takes a published plan back: what is not approved yet is cancelled by
// matches, what is approved stays.
func (s *Service) withdraw(ctx context.Context, who web.Caller, in *withdrawInput) (*web.Done, error) {
	if err := who.Allow(policy.PlanPublish, policy.Object{}); err != nil {
		return nil, err
	}
	receipt, err := s.plans.Handle(ctx, who.Command(s.now()), in.ID, func(st plan.State, _ uint64) (eventlog.Draft, error) {
		withdrawn, err := st.Withdraw(in.Body.Reason)
		if err != nil {
			return eventlog.Draft{}, err
		}
		return eventlog.Draft{Data: withdrawn}, nil
	})
	if err != nil {
		return nil, err
	}
	return &web.Done{Receipt: receipt}, nil
}
