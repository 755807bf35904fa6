package matcher

import (
	"context"
	"fmt"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/internal/catalogue"
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
		Terms
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
func (s *Service) request(in *computeInput) (asked, error) {
	b := &in.Body
	terms, err := b.terms()
	scope := scopeOf(b.Scope.List, b.Scope.Region)
	scope.On, scope.Label = b.Scope.On, b.Scope.Label
	asOf := b.AsOf
	if asOf == "" {
		asOf = s.today()
	}
	var wrong fault.List
	wrong.Add(err)
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
	return asked{period: b.Period, scope: scope, asOf: asOf, terms: terms}, wrong.Err()
}

// computePlan solves a plan and appends it with its proof. A repeated command is answered with the plan that stands in
// the log, whatever it would be computed to now: it is looked for before anything is asked of the body, and again when it
// is this one's turn, and if another replica was first, what was computed here is thrown away.
func (s *Service) computePlan(ctx context.Context, who web.Caller, in *computeInput) (*web.Done, error) {
	if err := who.Allow(policy.PlanCompute, policy.Object{}); err != nil {
		return nil, err
	}
	id := who.Mint("p")
	known := func() bool { _, _, ok := s.plans.Get(id); return ok }
	var ask asked
	if !known() {
		var err error
		if ask, err = s.request(in); err != nil {
			return nil, err
		}
	}
	s.planning.Lock()
	defer s.planning.Unlock()
	var result computed
	if !known() {
		var err error
		if result, err = s.compute(ctx, s.cat, ask); err != nil {
			return nil, err
		}
		if err := s.store(ctx, result); err != nil {
			return nil, err
		}
	}
	receipt, err := s.plans.Handle(ctx, who.Command(s.now()), id, func(st plan.State, _ uint64) (eventlog.Draft, error) {
		if st.Status != "" || result.fact == nil {
			return eventlog.Draft{}, nil // of another command, which Handle refuses
		}
		return eventlog.Draft{Data: result.fact, Basis: result.basis}, nil
	})
	if err != nil {
		return nil, err
	}
	stands, err := contract.Decode(receipt.Fact)
	if err != nil {
		return nil, fmt.Errorf("matcher: read the plan that stands: %w", err)
	}
	st := plan.State{}.Apply(stands)
	return &web.Done{Receipt: receipt, Location: "/plans/" + id, Result: s.toPlan(id, st, receipt.Version, nil)}, nil
}

type planInput struct {
	ID string `path:"id" maxLength:"100" doc:"Id of the plan."`
}

// publish hands a plan over for decision. Plans are published one after the other: what one proposes is what the next one
// must stand back from.
func (s *Service) publish(ctx context.Context, who web.Caller, in *planInput) (*web.Done, error) {
	if err := who.Allow(policy.PlanPublish, policy.Object{}); err != nil {
		return nil, err
	}
	s.publishing.Lock()
	defer s.publishing.Unlock()
	receipt, err := s.plans.Handle(ctx, who.Command(s.now()), in.ID, func(st plan.State, _ uint64) (eventlog.Draft, error) {
		var held map[string]bool
		if st.Plan != nil {
			held = s.held(st.Plan.Period)
		}
		published, err := st.Publish(held)
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

// held are the needs that have a visit in a period or wait for a decision on one: by their matches, and by published plans
// whose pairs have not come to be matches yet.
func (s *Service) held(period calendar.Period) map[string]bool {
	held := map[string]bool{}
	type pair struct{ need, innovation string }
	seen := map[pair]catalogue.Match{}
	for _, m := range s.cat.Matches(period) {
		seen[pair{m.Need, m.Innovation}] = m
		if m.State != catalogue.MatchRejected && m.State != catalogue.MatchCancelled {
			held[m.Need] = true
		}
	}
	s.plans.All(func(id string, st plan.State, _ uint64) bool {
		if st.Status != plan.Published || st.Plan.Period != period {
			return true
		}
		for _, p := range st.Plan.Pairs {
			m, ok := seen[pair{p.Need, p.Innovation}]
			if !ok || m.State == catalogue.MatchCancelled && m.Plan != id {
				held[p.Need] = true
			}
		}
		return true
	})
	return held
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
