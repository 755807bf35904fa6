package subscriptions

import (
	"context"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/subscriptions/endpoint"
)

// replayMost is how many deliveries one replay puts into a lane; the answer says where to go on.
const replayMost = 10_000

// endpointMoved does what an endpoint's own facts ask for: what was missed while it was stopped is delivered, and what a
// removed endpoint left behind is cleared away.
func (s *Service) endpointMoved(ctx context.Context, rec eventlog.Record) error {
	id := rec.Fact.Subject
	switch d := rec.Data.(type) {
	case *contract.EndpointRemoved:
		return s.clear(ctx, id)
	case *contract.EndpointEnabled:
		if d.CatchUpFrom == 0 {
			return nil
		}
		return s.log.Each(ctx, d.CatchUpFrom+1, rec.Seq-1, func(missed eventlog.Record) error {
			st, _, _ := s.endpoints.Get(id)
			holder, ok := s.holder(st)
			if !ok || !st.Exists() || !wanted(st, holder, st.Filter, missed) {
				return nil
			}
			p := parcelOf(id, missed)
			return s.queue.Publish(ctx, id, p.ID, p.encode())
		})
	}
	return nil
}

// wanted tells whether an endpoint wants a fact and its holder may hear it, whenever it was appended.
func wanted(st endpoint.State, holder endpoint.Holder, filter contract.EndpointFilter, rec eventlog.Record) bool {
	spec, ok := contract.Lookup(rec.Fact.Type)
	return ok && spec.Audience != contract.Internal && endpoint.Matches(st.Filter, rec.Fact, rec.Data) &&
		endpoint.Matches(filter, rec.Fact, rec.Data) && holder.MayHear(rec.Fact, rec.Data)
}

// window says which facts are delivered again.
type window struct {
	After  uint64    // facts behind this place in the log
	From   time.Time // decided at this time or later; zero: no bound
	To     time.Time // decided before this time; zero: no bound
	Filter contract.EndpointFilter
}

// replayed is the answer to a replay.
type replayed struct {
	Deliveries int    `json:"deliveries" doc:"How many were put into the lane."`
	Next       uint64 `json:"next,omitempty" doc:"Send this as after to go on; absent when the window is done."`
}

// replay delivers the facts of a window again, with the ids they had: a receiver that has one knows it. run makes the
// parcels new ones for the queue, so that none is swallowed as a repetition.
func (s *Service) replay(ctx context.Context, id string, st endpoint.State, w window, run string) (replayed, error) {
	if !w.From.IsZero() && !w.To.IsZero() && !w.From.Before(w.To) {
		return replayed{}, fault.Invalid("to", "endpoint.window", "The window ends before it begins.", "a time after from")
	}
	holder, ok := s.holder(st)
	if !ok {
		return replayed{}, fault.Conflictf("endpoint.holder", "No key of this endpoint's holder is valid.")
	}
	var out replayed
	end := s.log.Position()
	for after := w.After; after < end; {
		batch, err := s.log.Read(ctx, after+1, 500)
		if err != nil {
			return out, fault.Unavailable(err, "The log of facts cannot be read at the moment.")
		}
		if len(batch) == 0 {
			break
		}
		for _, rec := range batch {
			after = rec.Seq
			if rec.Fact.Time.Before(w.From) || !w.To.IsZero() && !rec.Fact.Time.Before(w.To) || !wanted(st, holder, w.Filter, rec) {
				continue
			}
			if err := s.resend(ctx, id, parcelOf(id, rec), run); err != nil {
				return out, err
			}
			if out.Deliveries++; out.Deliveries == replayMost {
				out.Next = after
				return out, nil
			}
		}
	}
	return out, nil
}

// resend puts a parcel into the lane under a name that the queue has not seen.
func (s *Service) resend(ctx context.Context, id string, p parcel, run string) error {
	return s.queue.Publish(ctx, id, event.MintID("r", p.ID, run, ""), p.encode())
}

// find gives the fact that a delivery is about, from what the journal knows of it.
func (s *Service) find(ctx context.Context, id, delivery string) (eventlog.Record, error) {
	_, attempts, err := s.journal.read(ctx, id)
	if err != nil {
		return eventlog.Record{}, err
	}
	for _, a := range attempts {
		if a.Delivery != delivery || a.Seq == 0 {
			continue
		}
		recs, err := s.log.Read(ctx, a.Seq, 1)
		if err != nil || len(recs) == 0 {
			return eventlog.Record{}, fault.Unavailable(err, "The log of facts cannot be read at the moment.")
		}
		return recs[0], nil
	}
	return eventlog.Record{}, fault.NotFoundf("delivery.unknown",
		"This delivery is not among the last hundred attempts; replay its window instead.")
}
