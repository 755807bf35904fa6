package matches

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/matches/match"
	"makcomblang.id/services/matches/question"
)

// asked is one question that a match waits for.
type asked struct {
	ID   string `json:"id" doc:"Id of the question."`
	Gate string `json:"gate" doc:"Condition it is about, as in gates: running, precondition:internet."`
	To   string `json:"to" doc:"Side that knows: owner or region."`
}

// ask turns the match's unknown conditions into questions to the sides that know. A question that is open already is
// named again and not asked twice. The questions that this match may have put before take part without a word, so that a
// repeated command is known by what it asked, also when that has been answered.
func (s *Service) ask(ctx context.Context, who web.Caller, in *askInput) (*web.Done, error) {
	m, err := s.known(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	if !who.May(policy.MatchDecide, object(m.Proposal)) && !who.May(policy.MatchSelf, object(m.Proposal)) {
		return nil, who.Allow(policy.MatchDecide, object(m.Proposal))
	}
	open, refusal := s.openQuestions(in.ID, m, in.Body.Gates)
	parts := []eventlog.Part{eventlog.Step(s.matches, in.ID, func(m match.State, _ uint64) (eventlog.Draft, error) {
		if m.Status == match.Rejected || m.Status == match.Cancelled {
			return eventlog.Draft{}, fault.Conflictf("match.closed", "This match is closed: nobody waits for an answer.")
		}
		return eventlog.Draft{}, refusal
	})}
	wanted := map[string]bool{}
	for _, q := range open {
		id := question.ID(q)
		wanted[id] = true
		parts = append(parts, eventlog.Step(s.questions, id, func(st question.State, _ uint64) (eventlog.Draft, error) {
			got, err := st.Ask(q)
			return draft(got, ""), err
		}))
	}
	for _, id := range s.askedBefore(m) {
		if !wanted[id] {
			parts = append(parts, eventlog.Step(s.questions, id, func(question.State, uint64) (eventlog.Draft, error) { return eventlog.Draft{}, nil }))
		}
	}
	receipts, err := s.log.Commit(ctx, who.Command(s.now()), parts...)
	if err != nil {
		return nil, err
	}
	s.note(receipts...)
	return s.named(receipts[1:], wanted, in.Body.Gates), nil
}

// askedBefore are the ids of the questions about this pair that were ever asked, whoever asked them.
func (s *Service) askedBefore(m match.State) (ids []string) {
	s.questions.All(func(id string, st question.State, _ uint64) bool {
		q := st.Asked
		if q.Region = m.Proposal.Region; q.Practice == m.Proposal.Innovation && question.ID(q) == id {
			ids = append(ids, id)
		}
		return true
	})
	return ids
}

// named answers with the questions that were asked, now or by the command that this one repeats, and those that were open
// at that time. The receipt is that of the first one that was asked.
func (s *Service) named(receipts []eventlog.Receipt, open map[string]bool, gates []string) *web.Done {
	done := receipts[0]
	last := done.Seq
	for _, r := range receipts {
		if r.FactID != "" && (done.FactID == "" || r.Seq < done.Seq) {
			done = r
		}
		last = max(last, r.Seq)
	}
	at := done.Fact.Time.UTC().Format(question.TimeForm)
	var names []asked
	for _, r := range receipts {
		st, _, _ := s.questions.Get(r.ID)
		q := asked{ID: r.ID, Gate: gateKey(st.Asked.Gate, st.Asked.Item), To: st.Asked.To}
		waited := done.Repeated && about(gates, q.Gate) && (st.Open || st.LastAt >= at)
		if r.FactID != "" || open[r.ID] || waited {
			names = append(names, q)
		}
	}
	slices.SortFunc(names, func(a, b asked) int { return cmp.Or(strings.Compare(a.Gate, b.Gate), strings.Compare(a.ID, b.ID)) })
	done.Seq = last // a reader sees all of them
	return &web.Done{Receipt: done, Result: names}
}

// about tells whether a condition is among the wanted ones, which name it with or without its item; none means all.
func about(gates []string, key string) bool {
	return len(gates) == 0 || slices.ContainsFunc(gates, func(g string) bool { return g == key || strings.HasPrefix(key, g+":") })
}

// openQuestions are the questions that the wanted gates become, all unknown ones if none is named. It refuses a gate
// that is not unknown today.
func (s *Service) openQuestions(id string, m match.State, wanted []string) ([]contract.QuestionAsked, error) {
	ev, err := s.evaluate(m.Proposal, s.today())
	if err != nil {
		return nil, err
	}
	var open []contract.QuestionAsked
	var keys []string
	for _, g := range ev.Gates {
		q := questionAbout(id, m, g)
		if g.Answer != matching.Unknown || q.To == "" {
			continue
		}
		keys = append(keys, g.Key())
		if about(wanted, g.Key()) {
			open = append(open, q)
		}
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(keys, func(key string) bool { return about([]string{w}, key) }) {
			return nil, fault.Invalid("gates", "gate.known", "Nothing about this condition is left to ask.", "conditions of the match whose answer is unknown")
		}
	}
	if len(open) == 0 {
		return nil, fault.Conflictf("gate.known", "Nothing about this match is left to ask.")
	}
	return open, nil
}

// answer takes a side's answer. Only the side that was asked can give it: a coordinator would invent it.
func (s *Service) answer(ctx context.Context, who web.Caller, in *answerInput) (*web.Done, error) {
	q, _, ok, err := s.questions.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !ok || !s.concerns(who, q.Asked.Owner, q.Asked.Region) {
		return nil, fault.NotFoundf("question.unknown", "There is no such question, or it is not for you to see.")
	}
	note, err := match.ParseReason("note", in.Body.Note, false)
	if err != nil {
		return nil, err
	}
	side, place := s.sideOf(who, q.Asked)
	reply := question.Reply{
		Side: side, Answer: in.Body.Answer, CheckedOn: in.Body.CheckedOn, Note: note, Today: s.today(),
		Ground: intake.Ground{Basis: event.Basis(in.Body.Basis), AllowSample: s.opt.AllowSample, Fictitious: region.Code(place).Fictitious()},
	}
	r, err := s.questions.Handle(ctx, who.Command(s.now()), in.ID, func(q question.State, _ uint64) (eventlog.Draft, error) {
		got, err := q.Reply(reply)
		return draft(got, reply.Ground.Basis), err
	})
	if err != nil {
		return nil, err
	}
	s.note(r)
	return &web.Done{Receipt: r, Result: decided{questionAnswered}}, nil
}

// sideOf is the side of the question that the caller speaks for, or "", and the region code of the side that was asked.
func (s *Service) sideOf(who web.Caller, q contract.QuestionAsked) (side, place string) {
	of := policy.Object{Region: q.Region}
	place = q.Region
	if q.To == question.Owner {
		of, place = policy.Object{Owner: q.Owner}, ""
		if o, ok := s.cat.Owner(q.Owner); ok {
			place = o.Region
		}
	}
	if who.May(policy.QuestionAnswer, of) {
		return q.To, place
	}
	return "", place
}

// concerns tells whether the caller may know of what is between these two sides.
func (s *Service) concerns(who web.Caller, owner, region string) bool {
	return who.May(policy.MatchRead, policy.Object{Owner: owner, Region: region})
}

func gateKey(code, item string) string {
	if item == "" {
		return code
	}
	return code + ":" + item
}
