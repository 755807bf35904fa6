package contract

import "makcomblang.id/pkg/calendar"

// PlanBudget is what the visits of a plan may cost together, and what one visit costs by where the two sides are. The
// figures are those of the coordinator who asked for the plan: cost is no merit, it only limits.
type PlanBudget struct {
	Limit   int64     `json:"limit" doc:"Most that the visits may cost together, in rupiah."`
	PerPair VisitCost `json:"per_pair" doc:"What one visit costs."`
}

// VisitCost is what one visit costs, in rupiah. A practice that offers journeys is counted as one, whatever the mode in
// the end.
type VisitCost struct {
	Province  int64 `json:"province" doc:"Journey within a province, in rupiah."`
	Islands   int64 `json:"islands" doc:"Journey to another province of the same group of islands, in rupiah."`
	Elsewhere int64 `json:"elsewhere" doc:"Any other journey, in rupiah."`
	Virtual   int64 `json:"virtual" doc:"Practice that offers no journeys, in rupiah."`
	Session   int64 `json:"session" doc:"Seat in a group session, in rupiah."`
}

// PlanComputed is a plan for a period with its proof.
type PlanComputed struct {
	Period      calendar.Period `json:"period" doc:"Visiting period."`
	Scope       PlanScope       `json:"scope" doc:"Regions it is for."`
	AsOf        calendar.Date   `json:"as_of" doc:"Day on which the facts were read."`
	Position    uint64          `json:"position" doc:"Sequence of the last fact that was read."`
	Inputs      string          `json:"inputs" doc:"SHA-256 of the instance that was solved."`
	Certificate string          `json:"certificate" doc:"SHA-256 of the result with its proof."`
	Engine      int             `json:"engine" doc:"Version of the engine that solved it; 0: it was not told yet. Another version may choose otherwise where several plans are as good, or nothing is proven best."`
	Rubric      int             `json:"rubric" doc:"Version of the rubric."`
	Policy      string          `json:"policy" enum:"score,leximin,worst-first,stable" doc:"What the plan maximises."`
	Proposer    string          `json:"proposer,omitempty" enum:"region,innovator" doc:"Side that proposes, for the policy stable; both rank by the same scores."`
	Budget      PlanBudget      `json:"budget,omitzero" doc:"What the visits may cost; absent: there was no limit."`
	Spent       int64           `json:"spent,omitempty" doc:"What the visits cost at the figures of the budget, in rupiah."`
	Shift       int             `json:"shift" doc:"Low bits that break ties in the instance: it holds score x 2^shift + tie, and all ties of a plan together stay below one millionth."`
	Objective   int64           `json:"objective" doc:"Sum of the scores in millionths."`
	Bound       int64           `json:"bound" doc:"Proven upper bound of the objective, in millionths."`
	Fairness    int64           `json:"fairness_price" doc:"Largest sum of scores that any plan for the same inputs has, less that of this plan, in millionths: what the policy gave up for fairness."`
	Pairs       []PlannedPair   `json:"pairs" doc:"The pairs, by region and need."`
	Unserved    []string        `json:"unserved,omitempty" doc:"Needs with candidates that got no visit."`
	Unanswered  []string        `json:"unanswered,omitempty" doc:"Needs without any candidate."`
}

// PlanComputedV2 is a plan as it was told before it named the engine that solved it.
type PlanComputedV2 struct {
	Period      calendar.Period `json:"period" doc:"Visiting period."`
	Scope       PlanScope       `json:"scope" doc:"Regions it is for."`
	AsOf        calendar.Date   `json:"as_of" doc:"Day on which the facts were read."`
	Position    uint64          `json:"position" doc:"Sequence of the last fact that was read."`
	Inputs      string          `json:"inputs" doc:"SHA-256 of the instance that was solved."`
	Certificate string          `json:"certificate" doc:"SHA-256 of the result with its proof."`
	Rubric      int             `json:"rubric" doc:"Version of the rubric."`
	Policy      string          `json:"policy" enum:"score,leximin,worst-first,stable" doc:"What the plan maximises."`
	Proposer    string          `json:"proposer,omitempty" enum:"region,innovator" doc:"Side that proposes, for the policy stable; both rank by the same scores."`
	Budget      PlanBudget      `json:"budget,omitzero" doc:"What the visits may cost; absent: there was no limit."`
	Spent       int64           `json:"spent,omitempty" doc:"What the visits cost at the figures of the budget, in rupiah."`
	Shift       int             `json:"shift" doc:"Low bits that break ties in the instance: it holds score x 2^shift + tie, and all ties of a plan together stay below one millionth."`
	Objective   int64           `json:"objective" doc:"Sum of the scores in millionths."`
	Bound       int64           `json:"bound" doc:"Proven upper bound of the objective, in millionths."`
	Fairness    int64           `json:"fairness_price" doc:"Largest sum of scores that any plan for the same inputs has, less that of this plan, in millionths: what the policy gave up for fairness."`
	Pairs       []PlannedPair   `json:"pairs" doc:"The pairs, by region and need."`
	Unserved    []string        `json:"unserved,omitempty" doc:"Needs with candidates that got no visit."`
	Unanswered  []string        `json:"unanswered,omitempty" doc:"Needs without any candidate."`
}

// upcast reads an old plan as one of today, of an engine that it does not name.
func (p *PlanComputedV2) upcast() any {
	return &PlanComputed{
		Period: p.Period, Scope: p.Scope, AsOf: p.AsOf, Position: p.Position, Inputs: p.Inputs, Certificate: p.Certificate,
		Rubric: p.Rubric, Policy: p.Policy, Proposer: p.Proposer, Budget: p.Budget, Spent: p.Spent, Shift: p.Shift,
		Objective: p.Objective, Bound: p.Bound, Fairness: p.Fairness, Pairs: p.Pairs, Unserved: p.Unserved, Unanswered: p.Unanswered,
	}
}

// PlanComputedV1 is a plan as it was told before it could be made by other policies than the total score.
type PlanComputedV1 struct {
	Period      calendar.Period `json:"period" doc:"Visiting period."`
	Scope       PlanScope       `json:"scope" doc:"Regions it is for."`
	AsOf        calendar.Date   `json:"as_of" doc:"Day on which the facts were read."`
	Position    uint64          `json:"position" doc:"Sequence of the last fact that was read."`
	Inputs      string          `json:"inputs" doc:"SHA-256 of the instance that was solved."`
	Certificate string          `json:"certificate" doc:"SHA-256 of the result with its proof."`
	Rubric      int             `json:"rubric" doc:"Version of the rubric."`
	Policy      string          `json:"policy" enum:"score,leximin,worst-first,stable" doc:"What the plan maximises."`
	Shift       int             `json:"shift" doc:"Low bits that break ties in the instance: it holds score x 2^shift + tie, and all ties of a plan together stay below one millionth."`
	Objective   int64           `json:"objective" doc:"Sum of the scores in millionths."`
	Bound       int64           `json:"bound" doc:"Proven upper bound of the objective, in millionths."`
	Pairs       []PlannedPair   `json:"pairs" doc:"The pairs, by region and need."`
	Unserved    []string        `json:"unserved,omitempty" doc:"Needs with candidates that got no visit."`
	Unanswered  []string        `json:"unanswered,omitempty" doc:"Needs without any candidate."`
}

// upcast reads an old plan as one of today: every one of them had the largest total score and no budget, so fairness
// cost it nothing.
func (p *PlanComputedV1) upcast() any {
	return &PlanComputed{
		Period: p.Period, Scope: p.Scope, AsOf: p.AsOf, Position: p.Position, Inputs: p.Inputs, Certificate: p.Certificate,
		Rubric: p.Rubric, Policy: p.Policy, Shift: p.Shift, Objective: p.Objective, Bound: p.Bound, Pairs: p.Pairs,
		Unserved: p.Unserved, Unanswered: p.Unanswered,
	}
}
