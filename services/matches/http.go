package matches

import (
	"net/http"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
)

const tag = "Matches"

// api is the service with the site that signs its cursors.
type api struct {
	*Service
	site *web.Site
}

// Routes registers the service's operations.
func (s *Service) Routes(site *web.Site) {
	read := func(path, id, summary string) web.Op {
		return web.Op{Method: http.MethodGet, Path: path, ID: id, Summary: summary, Tag: tag, Action: policy.MatchRead}
	}
	post := func(path, id, summary string, action policy.Action) web.Op {
		return web.Op{Method: http.MethodPost, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
	}
	decision := func(verb, summary string) web.Op {
		op := post("/matches/{id}/"+verb, verb+"-match", summary, policy.MatchDecide)
		op.NeedsMatch = true
		return op
	}
	a := api{s, site}
	web.Query(site, read("/matches", "list-matches", "List matches in the order of the queue: pressing needs first, then the oldest"), a.list)
	web.Query(site, read("/matches/{id}", "get-match", "Show one match with today's conditions, its reasons, questions and history"), s.show)
	web.Command(site, post("/matches", "propose-match", "Propose a pair by a coordinator's own choice, or arrange a visit as a region", policy.MatchRead).Makes(decided{}), s.propose)
	web.Command(site, decision("approve", "Approve a match; takes one visit of the owner or session and of the region").Gives(decided{}), s.approve)
	web.Command(site, decision("reject", "Do not approve a match").Gives(decided{}), s.reject)
	web.Command(site, decision("defer", "Put the decision on a match off").Gives(decided{}), s.deferUntil)
	web.Command(site, decision("reopen", "Take a decision back; releases what an approval took").Gives(decided{}), s.reopen)
	web.Command(site, post("/matches/{id}/questions", "ask-match-questions", "Ask the sides what nobody has answered about a match", policy.MatchRead).Gives([]asked{}), s.ask)
	web.Query(site, read("/questions", "list-questions", "List questions, the oldest first"), a.listQuestions)
	web.Command(site, post("/questions/{id}/answer", "answer-question", "Answer a question as the side that was asked", policy.QuestionAnswer).Gives(decided{}), s.answer)
}

// decided is what a command on a match or a question led to.
type decided struct {
	State string `json:"state" doc:"State after the command."`
}

type listInput struct {
	Paging
	State    string `query:"state" enum:"proposed,deferred,approved,rejected,cancelled" doc:"Only matches in this state."`
	Period   string `query:"period" maxLength:"7" doc:"Only matches of this visiting period."`
	Region   string `query:"region" maxLength:"5" doc:"Code of the receiving region."`
	Province string `query:"province" maxLength:"2" doc:"Code of the region's province."`
	Owner    string `query:"owner" maxLength:"100" doc:"Id of the practice's owner."`
	Plan     string `query:"plan" maxLength:"100" doc:"Id of the plan that proposed it."`
	Problem  string `query:"problem" maxLength:"64" doc:"Id of the problem."`
	Need     string `query:"need" maxLength:"100" doc:"Id of the need."`
}

type showInput struct {
	ID string `path:"id" maxLength:"100" doc:"Id of the match."`
}

type proposeBody struct {
	Origin     string          `json:"origin" enum:"override,self" doc:"override: a coordinator chooses differently, with a reason. self: the region arranges it (mandiri)."`
	Innovation string          `json:"innovation" minLength:"1" maxLength:"100" doc:"Id of the practice."`
	Need       string          `json:"need" minLength:"1" maxLength:"100" doc:"Id of the need, for example 9206-malaria."`
	Period     calendar.Period `json:"period,omitempty" doc:"Visiting period; absent: the next one with offers."`
	Mode       string          `json:"mode,omitempty" enum:"outgoing,incoming,virtual,group" doc:"Who travels; absent: the first that is left."`
	Session    string          `json:"session,omitempty" maxLength:"100" doc:"Group session, for mode group."`
	Reason     string          `json:"reason,omitempty" doc:"Why; required for an override. 3 to 1000 characters without personal data."`
}

type proposeInput struct {
	Body proposeBody
}

type decideBody struct {
	Reason string        `json:"reason,omitempty" doc:"Why; required except to approve. 3 to 1000 characters without personal data."`
	Until  calendar.Date `json:"until,omitempty" doc:"To defer: the day on which to look again, YYYY-MM-DD."`
}

type decideInput struct {
	ID   string `path:"id" maxLength:"100" doc:"Id of the match."`
	Body decideBody
}

type askInput struct {
	ID   string `path:"id" maxLength:"100" doc:"Id of the match."`
	Body struct {
		Gates []string `json:"gates,omitempty" maxItems:"50" doc:"Conditions to ask about, such as running or precondition:internet; absent: all that are unknown."`
	}
}

type questionsInput struct {
	Paging
	State    string `query:"state" enum:"open,answered" doc:"Only questions in this state."`
	To       string `query:"to" enum:"owner,region" doc:"Only questions to this side."`
	Owner    string `query:"owner" maxLength:"100" doc:"Id of the practice's owner."`
	Region   string `query:"region" maxLength:"5" doc:"Code of the receiving region."`
	Practice string `query:"practice" maxLength:"100" doc:"Id of the practice."`
	Match    string `query:"match" maxLength:"100" doc:"Id of the match that it was asked for."`
}

type answerInput struct {
	ID   string `path:"id" maxLength:"100" doc:"Id of the question."`
	Body struct {
		Answer    string        `json:"answer" enum:"yes,no" doc:"Whether the condition holds."`
		CheckedOn calendar.Date `json:"checked_on" doc:"Day on which it was checked, YYYY-MM-DD, within the last 12 months."`
		Note      string        `json:"note,omitempty" doc:"Explanation, 3 to 1000 characters without personal data; a made-up answer begins with Contoh: ."`
		Basis     string        `json:"basis" enum:"official,press,reading,sample" doc:"What the answer rests on; sample only where the server takes samples."`
	}
}
