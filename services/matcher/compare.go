package matcher

import (
	"context"
	"fmt"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

type compareInput struct {
	Body struct {
		Period calendar.Period `json:"period" maxLength:"7" doc:"Visiting period, for example 2027."`
		AsOf   calendar.Date   `json:"as_of,omitempty" maxLength:"10" doc:"Day on which the facts are read; default today."`
		Scope  struct {
			List   string        `json:"list,omitempty" maxLength:"60" doc:"List of lagging regencies, for example perpres-63-2020."`
			On     calendar.Date `json:"on,omitempty" maxLength:"10" doc:"Day on which the status is read; absent: as the list was last known."`
			Region string        `json:"region,omitempty" maxLength:"10" doc:"Code of one province or region."`
		} `json:"scope" doc:"Regions that the runs are for; list, region or both."`
		Frontier  int            `json:"frontier,omitempty" minimum:"0" maximum:"33" doc:"Points of the frontier of fairness against score, 9 to 33; 0: leave it out."`
		Scenarios []scenarioBody `json:"scenarios" minItems:"1" maxItems:"8" doc:"Runs, side by side."`
	}
}

// scenarioBody is one run as the API takes it.
type scenarioBody struct {
	Name string `json:"name" minLength:"1" maxLength:"100" doc:"Name of the run."`
	Terms
	Weights   map[string]int  `json:"weights,omitempty" doc:"Weights of the parts of a score (need, fit, maturity, leverage, spread, outcome), 0 to 1000; absent: those in use."`
	Owners    map[string]int  `json:"owners,omitempty" doc:"Trips that owners have left, by id, instead of what they stated."`
	Regions   map[string]int  `json:"regions,omitempty" doc:"Visits that regions can still take on, by code, instead of what they stated."`
	Trips     int             `json:"trips,omitempty" doc:"More trips for every owner that stated some; negative: fewer."`
	Visits    int             `json:"visits,omitempty" doc:"More visits of every practice that offers some; negative: fewer."`
	Absorbs   int             `json:"absorbs,omitempty" doc:"More visits for every region; negative: fewer."`
	Pinned    []planning.Pair `json:"pinned,omitempty" doc:"Pairs that the plan must have."`
	Forbidden []planning.Pair `json:"forbidden,omitempty" doc:"Pairs that it must not have."`
}

type compareAnswer struct {
	Position  uint64             `json:"position" doc:"Position of the log that was read."`
	Period    calendar.Period    `json:"period" doc:"Visiting period."`
	AsOf      calendar.Date      `json:"as_of" doc:"Day on which the facts were read."`
	Rubric    int                `json:"rubric" doc:"Version of the criteria in use."`
	Scenarios []planning.Outcome `json:"scenarios" nullable:"false" doc:"The runs, in the order given."`
	Frontier  []planning.Point   `json:"frontier" nullable:"false" doc:"From the largest score to the fairest distribution."`
	Took      int64              `json:"took_us" doc:"Time that the runs took, in microseconds."`
}

// compare tries what-if runs beside each other. It appends and stores nothing.
func (s *Service) compare(ctx context.Context, who web.Caller, in *compareInput) (*compareAnswer, error) {
	if err := who.Allow(policy.PlanCompute, policy.Object{}); err != nil {
		return nil, err
	}
	b := &in.Body
	asOf := b.AsOf
	if asOf == "" {
		asOf = s.today()
	}
	scope := scopeOf(b.Scope.List, b.Scope.Region)
	scope.On = b.Scope.On
	var wrong fault.List
	wrong.Add(intake.Period("period", b.Period))
	wrong.Add(intake.Date("as_of", asOf))
	if scope.On != "" {
		wrong.Add(intake.Date("scope.on", scope.On))
	}
	scenarios := make([]planning.Scenario, 0, len(b.Scenarios))
	for i := range b.Scenarios {
		one, err := b.Scenarios[i].scenario()
		wrong.At(fmt.Sprintf("scenarios[%d]", i), err)
		scenarios = append(scenarios, one)
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	started := time.Now()
	base, err := s.desk.Base(ctx, scope, asOf, b.Period)
	if err != nil {
		return nil, err
	}
	outcomes, front, err := s.desk.Compare(ctx, base, scenarios, b.Frontier)
	if err != nil {
		return nil, err
	}
	return &compareAnswer{
		Position: base.Reading.Position, Period: b.Period, AsOf: asOf, Rubric: base.Reading.Rubric.Number,
		Scenarios: outcomes, Frontier: front, Took: time.Since(started).Microseconds(),
	}, nil
}

func (b *scenarioBody) scenario() (planning.Scenario, error) {
	terms, err := b.terms()
	s := planning.Scenario{
		Name: b.Name, Terms: terms, Weights: b.Weights, Owners: b.Owners, Trips: b.Trips, Visits: b.Visits, Absorbs: b.Absorbs,
		Pinned: b.Pinned, Forbidden: b.Forbidden,
	}
	for code, left := range b.Regions {
		if s.Regions == nil {
			s.Regions = map[string]int{}
		}
		s.Regions[dotted(code)] = left
	}
	return s, err
}
