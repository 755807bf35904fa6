package subscriptions

import (
	"context"
	"sync"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/trace"
	"makcomblang.id/services/subscriptions/endpoint"
)

type target struct {
	id string
	st endpoint.State
}

// roster keeps the endpoints as a list that the fan-out goes through for every fact, until one of them changes.
type roster struct {
	mu   sync.Mutex
	list []*target // nil: to be made anew
}

func (r *roster) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = nil
}

// targets gives the endpoints that exist. It must be called after the log has folded the fact that it is for: the watcher
// drops the list within the fold.
func (s *Service) targets() []*target {
	s.roster.mu.Lock()
	defer s.roster.mu.Unlock()
	if s.roster.list == nil {
		s.roster.list = make([]*target, 0, 16)
		s.endpoints.All(func(id string, st endpoint.State, _ uint64) bool {
			if st.Exists() {
				s.roster.list = append(s.roster.list, &target{id, st})
			}
			return true
		})
	}
	return s.roster.list
}

// parcels adds one for each endpoint that wants a fact and may hear it. Asked again, the fact gives parcels with the same
// ids. It gives up only if ctx ends.
func (s *Service) parcels(ctx context.Context, rec eventlog.Record, into *handful) bool {
	ctx, span := s.opt.Tracer.Start(trace.Continue(ctx, rec.Fact.Traceparent), trace.Consumer, "fan out", rec.Fact.Type)
	defer func() { span.End(nil) }()
	for _, t := range s.targets() {
		if !s.wants(ctx, t, rec) {
			continue
		}
		if holder, ok := s.holder(t.st); !ok || !s.mayHear(t.st, holder, rec.Fact, rec.Data) {
			continue
		}
		first := parcelOf(t.id, rec).first(t.id)
		first.Trace = trace.Parent(ctx)
		if !into.add(ctx, first) {
			return false
		}
	}
	return true
}

func parcelOf(endpointID string, rec eventlog.Record) parcel {
	return parcel{
		ID: deliveryID(rec.Fact.ID, endpointID), Seq: rec.Seq, Fact: rec.Fact.ID, Type: rec.Fact.Type, doc: rec.Doc,
	}
}

// first is the parcel as it goes into a lane under its own name.
func (p parcel) first(endpointID string) queue.First {
	return queue.First{Lane: endpointID, Delivery: p.ID, Body: p.encode()}
}
