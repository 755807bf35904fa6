package subscriptions

import (
	"context"
	"fmt"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/subscriptions/endpoint"
)

// grace is how long attempts may still take when the service stops: enough for a healthy receiver, so that a restart
// sends little twice.
const grace = 2 * time.Second

// deliver makes one attempt with a parcel and says what becomes of it. ctx is that of the lane and not of its present
// round: an attempt that is under way when the lane is shut ends by itself.
func (s *Service) deliver(ctx context.Context, l *lane, m queue.Message) queue.Outcome {
	st, version, ok := s.endpoints.Get(l.id)
	switch {
	case !ok || st.Removed:
		return queue.Done()
	case !st.Active() || time.Now().Before(l.closedUntil()):
		return queue.Outcome{} // it waits in the lane
	}
	p, err := openParcel(m.Body)
	if err != nil {
		return queue.Dead("the parcel cannot be read")
	}
	if !s.mayStillHear(st, p) {
		return queue.Dead("the holder may not hear this any more")
	}
	if l.limit != nil && l.limit.Wait(ctx) != nil {
		return queue.Outcome{}
	}
	doc := p.doc
	if st.Thin() && p.Type != noticeType {
		doc = thin(doc, p.Seq)
	}
	ctx, cancel := withGrace(ctx)
	defer cancel()
	r := s.send(ctx, l.id, st, p.ID, doc)
	if r.Status == 0 && ctx.Err() != nil {
		return queue.Outcome{} // we stopped, not the receiver
	}
	p = p.live(m.Attempt)
	var out queue.Outcome
	if r.Ours {
		out = s.notNow(l, p, r)
	} else {
		p.Tries++
		out = s.conclude(ctx, l, m, p, r, st.Resumed, version)
	}
	if p.Seq <= s.log.Position() { // not one of a log that was replaced by an older one
		s.place.reached(ctx, p.Seq)
	}
	return out
}

// conclude turns the result of an attempt into the outcome that the queue stores, and keeps the books.
func (s *Service) conclude(ctx context.Context, l *lane, m queue.Message, p parcel, r result, start, version uint64) queue.Outcome {
	note := attemptOf(p, r)
	var out queue.Outcome
	switch endpoint.Judge(r.Answer) {
	case endpoint.Delivered:
		note.Outcome, out = outcomeDelivered, queue.Done()
	case endpoint.Stop:
		note.Outcome = outcomeGone
		s.disable(ctx, l.id, endpoint.Gone, fmt.Sprintf("%s-%d-%d", m.Delivery, m.Attempt, version))
	default:
		note.Outcome, note.Due, out = s.again(l, p, r)
	}
	health, away := s.journal.add(l.id, start, note)
	if note.Outcome == outcomeDelivered {
		l.succeeded(away)
	}
	s.trouble(ctx, l.id, m, health, r.At, version)
	return out
}

// again puts a failed parcel back on the table, or aside when the table is used up.
func (s *Service) again(l *lane, p parcel, r result) (outcome string, due *time.Time, out queue.Outcome) {
	if hold := l.failed(); hold > 0 {
		l.shut(s.opt.Wait(hold))
	}
	ended := r.At.Add(r.Took)
	at, ok := endpoint.Due(p.Tries, r.Answer, ended, s.opt.Jitter())
	if !ok {
		return outcomeDead, nil, queue.Dead(fmt.Sprintf("no success in %d attempts; the last: %s", p.Tries, r.word()))
	}
	if hold := endpoint.Hold(r.Answer, ended); hold > 0 {
		l.shut(s.opt.Wait(hold)) // asked to slow down: the whole lane does
	}
	at = at.UTC()
	return outcomeRetry, &at, queue.RetryAt(time.Now().Add(s.opt.Wait(at.Sub(ended))), p.encode())
}

// notNow puts a parcel off that could not leave this house. It is no attempt of the table.
func (s *Service) notNow(l *lane, p parcel, r result) queue.Outcome {
	s.logger.Warn("the proxy cannot be used", zap.String("endpoint", l.id))
	wait := s.opt.Wait(proxyPause)
	l.shut(wait)
	due := r.At.Add(proxyPause).UTC()
	note := attemptOf(p, r)
	note.Outcome, note.Due = outcomeRetry, &due
	s.journal.note(l.id, note)
	p.Base++
	return queue.RetryAt(time.Now().Add(wait), p.encode())
}

// disable stops an endpoint because of what it answered. If that cannot be written now, the next answer tries again.
func (s *Service) disable(ctx context.Context, id, reason, key string) {
	c := eventlog.Command{Actor: selfActor, Route: "deliver", Key: key, Now: s.opt.Now()}
	_, err := s.endpoints.Handle(ctx, c, id, func(st endpoint.State, _ uint64) (eventlog.Draft, error) {
		return draft(endpoint.Disable{Reason: reason}.Decide(st))
	})
	if err != nil {
		s.logger.Warn("an endpoint was not disabled", zap.String("endpoint", id), zap.String("reason", reason), zap.Error(err))
		return
	}
	s.logger.Info("an endpoint was disabled", zap.String("endpoint", id), zap.String("reason", reason))
	s.touch()
}

// withGrace gives a context that outlives ctx by grace.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-longer.Done():
		}
	})
	return longer, func() { unhook(); cancel() }
}

// draft turns a decision into what is appended; a nil decision appends nothing.
func draft[T any](data *T, err error) (eventlog.Draft, error) {
	if err != nil || data == nil {
		return eventlog.Draft{}, err
	}
	return eventlog.Draft{Data: data}, nil
}
