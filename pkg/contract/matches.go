package contract

import "makcomblang.id/pkg/calendar"

// MatchProposed proposes one practice for one need. It is never an order: a named person decides.
type MatchProposed struct {
	Origin     string          `json:"origin" enum:"plan,override,self" doc:"From a published plan, by a coordinator's different choice, or arranged by the region itself (mandiri)."`
	Plan       string          `json:"plan,omitempty" doc:"Id of the plan."`
	Innovation string          `json:"innovation" doc:"Id of the practice."`
	Owner      string          `json:"owner" doc:"Id of its owner."`
	Region     string          `json:"region" doc:"Code of the receiving region."`
	Need       string          `json:"need" doc:"Id of the need."`
	Problem    string          `json:"problem" doc:"Id of the problem."`
	Priority   int             `json:"priority" doc:"Priority of the need when it was proposed."`
	Period     calendar.Period `json:"period" doc:"Visiting period."`
	Mode       string          `json:"mode" enum:"outgoing,incoming,virtual,group" doc:"Who travels."`
	Session    string          `json:"session,omitempty" doc:"Group session, for mode group."`
	Score      int             `json:"score,omitempty" doc:"Score in millionths; absent if none was computed."`
	Parts      Parts           `json:"parts,omitempty" doc:"Parts of the score in millionths."`
	Unknown    []string        `json:"unknown,omitempty" doc:"Gates that nobody had answered."`
	Rubric     int             `json:"rubric,omitempty" doc:"Version of the rubric."`
	Reason     string          `json:"reason,omitempty" doc:"Reason of an override; required for it."`
}

// MatchSides names what a decision is about, so that a reader of the decision alone knows whom it concerns.
type MatchSides struct {
	Innovation string `json:"innovation" doc:"Id of the practice."`
	Owner      string `json:"owner" doc:"Id of its owner."`
	Region     string `json:"region" doc:"Code of the receiving region."`
	Need       string `json:"need" doc:"Id of the need."`
}

// MatchApproved is a coordinator's or hub delegate's yes.
type MatchApproved struct {
	MatchSides
	Reason string `json:"reason,omitempty" doc:"Reason, if one was given."`
}

// MatchRejected is a no with its reason.
type MatchRejected struct {
	MatchSides
	Reason string `json:"reason" doc:"Why; required."`
}

// MatchDeferred puts the decision off.
type MatchDeferred struct {
	MatchSides
	Reason string        `json:"reason" doc:"Why; required."`
	Until  calendar.Date `json:"until,omitempty" doc:"Day on which to look again."`
}

// MatchReopened takes a decision back; a load that was taken is released with it.
type MatchReopened struct {
	MatchSides
	Reason string `json:"reason" doc:"Why; required."`
}

// MatchCancelled ends a proposal that was not approved, because its plan was withdrawn.
type MatchCancelled struct {
	MatchSides
	Reason string `json:"reason" doc:"Why."`
}

// QuestionAsked turns an unknown gate into a question to the side that knows.
type QuestionAsked struct {
	Match     string `json:"match,omitempty" doc:"Match that it was asked for."`
	Gate      string `json:"gate" doc:"Code of the gate."`
	Item      string `json:"item,omitempty" doc:"Precondition or setting that the gate is about."`
	To        string `json:"to" enum:"owner,region" doc:"Side that knows."`
	Owner     string `json:"owner" doc:"Owner of the practice."`
	Region    string `json:"region" doc:"Code of the receiving region."`
	Practice  string `json:"practice" doc:"Id of the practice."`
	AskedText string `json:"text" doc:"The question in one sentence."`
}

// QuestionAnswered is the side's answer.
type QuestionAnswered struct {
	Answer    string        `json:"answer" enum:"yes,no" doc:"Whether the condition holds."`
	Note      string        `json:"note,omitempty" doc:"Explanation."`
	CheckedOn calendar.Date `json:"checked_on" doc:"Day on which it was true."`
	Match     string        `json:"match,omitempty" doc:"Match that it was asked for."`
	Gate      string        `json:"gate" doc:"Code of the gate."`
	Item      string        `json:"item,omitempty" doc:"Precondition or setting that the gate is about."`
	Owner     string        `json:"owner" doc:"Owner of the practice."`
	Region    string        `json:"region" doc:"Code of the receiving region."`
	Practice  string        `json:"practice" doc:"Id of the practice."`
}

// LoadTaken takes one visit of an owner's, a session's or a region's capacity for an approved match, or the one visit that
// a need gets in a period.
type LoadTaken struct {
	Match  string          `json:"match" doc:"Id of the match."`
	Side   string          `json:"side" enum:"owner,session,region,need" doc:"Whose load."`
	Holder string          `json:"holder" doc:"Owner id, session id, region code or need id."`
	Period calendar.Period `json:"period" doc:"Visiting period."`
	Limit  int             `json:"limit" doc:"Capacity that was known when it was taken."`
}

// LoadReleased gives the visit back.
type LoadReleased struct {
	Match  string `json:"match" doc:"Id of the match."`
	Reason string `json:"reason" doc:"Why."`
}
