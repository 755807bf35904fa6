package subscriptions

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/subscriptions/endpoint"
)

// noticeType is the one internal fact that leaves: to the endpoints of the same holder.
var noticeType = contract.TypeOf((*contract.EndpointFailing)(nil))

// trouble warns the holder of an endpoint that only fails, step by step, and disables it in the end. What cannot be
// written now is written after the next failure.
func (s *Service) trouble(ctx context.Context, id string, m queue.Message, h health, now time.Time, version uint64) {
	step := endpoint.Step(h.percent(now, s.opt.FailAfter))
	if step == 0 {
		return
	}
	key := fmt.Sprintf("%s-%d-%d", m.Delivery, m.Attempt, version)
	warn := endpoint.Warn{Percent: step, Since: h.FailingSince, Failures: h.Fails}
	if st, _, _ := s.endpoints.Get(id); st.Notice.Percent < step || !st.Notice.Since.Equal(h.FailingSince) {
		s.warn(ctx, id, warn, key)
	}
	if step == 100 {
		s.disable(ctx, id, endpoint.Failing, key)
	}
}

func (s *Service) warn(ctx context.Context, id string, warn endpoint.Warn, key string) {
	c := eventlog.Command{Actor: selfActor, Route: "deliver", Key: key, Now: s.opt.Now()}
	r, err := s.endpoints.Handle(ctx, c, id, func(st endpoint.State, _ uint64) (eventlog.Draft, error) {
		return draft(warn.Decide(st))
	})
	switch {
	case err != nil:
		s.logger.Warn("a notice was not written", zap.String("endpoint", id), zap.Int("percent", warn.Percent), zap.Error(err))
	case r.Seq > 0:
		s.logger.Warn("an endpoint only fails and will be disabled", zap.String("endpoint", id), zap.Int("percent", warn.Percent))
	}
}

// leaves tells whether a type of fact is delivered at all.
func leaves(typ string) bool {
	spec, ok := contract.Lookup(typ)
	return ok && (spec.Audience != contract.Internal || typ == noticeType)
}

// wants tells whether an endpoint wants a fact that the fan-out came to, whoever may hear it. A notice asks for no filter:
// its holder cannot know beforehand that it is needed. It goes to endpoints that are in no such trouble themselves.
func (s *Service) wants(ctx context.Context, t *target, rec eventlog.Record) bool {
	if !t.st.Wants(rec.Seq) {
		return false
	}
	if rec.Fact.Type == noticeType {
		return t.id != rec.Fact.Subject && t.st.Active() && !s.inTrouble(ctx, t.id, t.st)
	}
	return endpoint.Matches(t.st.Filter, rec.Fact, rec.Data)
}

// mayHear tells whether the holder of an endpoint may hear a fact.
func (s *Service) mayHear(st endpoint.State, holder endpoint.Holder, f event.Fact, data any) bool {
	if f.Type != noticeType {
		return holder.MayHear(f, data)
	}
	about, _, ok := s.endpoints.Get(f.Subject)
	return ok && about.Owner == st.Owner
}

// mayStillHear asks again at the moment of sending: a key may have been revoked or a role taken back since the fan-out.
func (s *Service) mayStillHear(st endpoint.State, p parcel) bool {
	holder, ok := s.holder(st)
	if !ok {
		return false
	}
	if spec, known := contract.Lookup(p.Type); known && spec.Audience == contract.Public {
		return true
	}
	f, err := event.Decode(p.doc)
	if err != nil {
		return false
	}
	data, err := contract.Decode(f)
	return err == nil && s.mayHear(st, holder, f, data)
}

// noticeView is the last notice about failures that go on.
type noticeView struct {
	Percent  int       `json:"percent" enum:"50,70,90,100" doc:"How far the endpoint was on the way to being disabled."`
	Since    time.Time `json:"since" doc:"First of the failures in a row."`
	Failures int       `json:"failures" doc:"How many there were in a row."`
	Given    time.Time `json:"given" doc:"When the notice was given."`
}

// noticeOf gives the notice about an endpoint, nil when there is none or its failures are over.
func (s *Service) noticeOf(ctx context.Context, id string, st endpoint.State) *noticeView {
	n := st.Notice
	if n.Percent == 0 {
		return nil
	}
	if b, err := s.journal.look(ctx, id); err == nil && b.recovered(n.Since) {
		return nil
	}
	return &noticeView{n.Percent, n.Since, n.Failures, n.Given}
}

// inTrouble tells whether an endpoint is known to only fail itself. While the vault does not say that its failures are over,
// it may be well: one notice too many is better than none.
func (s *Service) inTrouble(ctx context.Context, id string, st endpoint.State) bool {
	if st.Notice.Percent == 0 {
		return false
	}
	b, err := s.journal.look(ctx, id)
	return err == nil && !b.recovered(st.Notice.Since)
}

// recovered tells whether an endpoint is known to have succeeded after a row of failures that began at since.
func (b book) recovered(since time.Time) bool {
	return b.Health.Fails == 0 && slices.ContainsFunc(b.Attempts, func(a noted) bool { return a.Outcome == outcomeDelivered && a.At.After(since) }) ||
		b.Health.Fails > 0 && b.Health.FailingSince.After(since)
}
