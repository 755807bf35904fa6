package contract

import "makcomblang.id/pkg/calendar"

// RubricAdopted is a version of the criteria. Weights, floor and tie-break are data with a source, never constants.
type RubricAdopted struct {
	Number   int            `json:"number" doc:"Version, counted from 1."`
	Weights  map[string]int `json:"weights" doc:"Part (need, fit, maturity, leverage, spread, outcome) to its weight, 0 to 1000."`
	Floor    int            `json:"floor" doc:"Lowest score that is proposed, in millionths."`
	Strong   int            `json:"strong" doc:"Lowest score of the band kuat, in millionths."`
	Medium   int            `json:"medium" doc:"Lowest score of the band sedang, in millionths; below it is lemah."`
	TieBreak string         `json:"tie_break" doc:"Rule for equal scores, disclosed beforehand."`
	Decision string         `json:"decision" doc:"Number of the decision that adopted it, or that there is none."`
	Date     calendar.Date  `json:"date" doc:"Day of the decision."`
	Source   string         `json:"source" doc:"Where the weights come from."`
}

// Parts are integer score parts in millionths by name; a part without data is absent.
type Parts map[string]int

// Candidate is one practice for one need.
type Candidate struct {
	Innovation string   `json:"innovation" doc:"Id of the practice."`
	Score      int      `json:"score" doc:"Score in millionths."`
	Parts      Parts    `json:"parts" doc:"Parts of the score in millionths; absent parts had no data."`
	Unknown    []string `json:"unknown,omitempty" doc:"Codes of the gates that nobody has answered yet."`
}

// RankedNeed is the list of one need.
type RankedNeed struct {
	Need       string      `json:"need" doc:"Id of the need."`
	Candidates []Candidate `json:"candidates" doc:"Best first, at most five."`
}

// RecommendationRanked is what the matcher suggests to a region; published only when the list changed.
type RecommendationRanked struct {
	Region string       `json:"region" doc:"Code of the region."`
	Rubric int          `json:"rubric" doc:"Version of the rubric."`
	Needs  []RankedNeed `json:"needs" doc:"The region's needs, most pressing first."`
}

// NeedUnanswered says that no practice can be suggested for a need.
type NeedUnanswered struct {
	Region  string `json:"region" doc:"Code of the region."`
	Problem string `json:"problem" doc:"Id of the problem."`
}

// NeedAnswered says that a need without a practice now has one.
type NeedAnswered struct {
	Region     string `json:"region" doc:"Code of the region."`
	Problem    string `json:"problem" doc:"Id of the problem."`
	Innovation string `json:"innovation" doc:"Id of the best practice."`
}

// PlanScope names and dates the regions that a plan is for.
type PlanScope struct {
	List   string        `json:"list" doc:"List of lagging regencies, for example perpres-63-2020."`
	On     calendar.Date `json:"on,omitempty" doc:"Day on which the status is read; absent: as the list was last known."`
	Region string        `json:"region,omitempty" doc:"Code of one province or region, if the scope is narrower."`
	Label  string        `json:"label" doc:"The scope in words, shown with every figure."`
}

// PlannedPair is one pair of a plan.
type PlannedPair struct {
	Innovation string   `json:"innovation" doc:"Id of the practice."`
	Owner      string   `json:"owner" doc:"Id of its owner."`
	Region     string   `json:"region" doc:"Code of the region."`
	Need       string   `json:"need" doc:"Id of the need."`
	Problem    string   `json:"problem" doc:"Id of the problem."`
	Priority   int      `json:"priority" doc:"Priority of the need."`
	Mode       string   `json:"mode" enum:"outgoing,incoming,virtual,group" doc:"Who travels."`
	Session    string   `json:"session,omitempty" doc:"Group session, for mode group."`
	Score      int      `json:"score" doc:"Score in millionths."`
	Parts      Parts    `json:"parts" doc:"Parts of the score in millionths."`
	Unknown    []string `json:"unknown,omitempty" doc:"Gates that nobody has answered yet."`
	Basis      string   `json:"basis" enum:"official,press,reading,sample" doc:"Weakest basis of what the pair rests on."`
}

// PlanPublished hands a plan over for decision: its pairs become proposals.
type PlanPublished struct {
	Period calendar.Period `json:"period" doc:"Visiting period."`
	Pairs  []PlannedPair   `json:"pairs" doc:"The pairs to propose."`
	Rubric int             `json:"rubric" doc:"Version of the rubric."`
}

// PlanWithdrawn takes a published plan back: proposals not yet approved are cancelled, approved ones stay.
type PlanWithdrawn struct {
	Reason string `json:"reason" doc:"Why."`
}
