package subscriptions

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/trace"
	"makcomblang.id/services/subscriptions/endpoint"
)

// publishers is how many parcels of one fact are put into lanes at the same time.
const publishers = 16

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

// fanOut puts one parcel per endpoint that wants a fact and may hear it into the endpoint's lane. Seen again, the fact
// gives parcels with the same ids. It tells how many there were.
func (s *Service) fanOut(ctx context.Context, rec eventlog.Record) (parcels int, err error) {
	ctx, span := s.opt.Tracer.Start(trace.Continue(ctx, rec.Fact.Traceparent), trace.Consumer, "fan out", rec.Fact.Type)
	defer func() { span.End(err) }()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(publishers)
	for _, t := range s.targets() {
		if !s.wants(t, rec) {
			continue
		}
		if holder, ok := s.holder(t.st); !ok || !s.mayHear(t.st, holder, rec.Fact, rec.Data) {
			continue
		}
		parcels++
		g.Go(func() error {
			p := parcelOf(t.id, rec)
			return s.queue.Publish(ctx, t.id, p.ID, p.encode())
		})
	}
	return parcels, g.Wait()
}

func parcelOf(endpointID string, rec eventlog.Record) parcel {
	return parcel{
		ID: deliveryID(rec.Fact.ID, endpointID), Seq: rec.Seq, Fact: rec.Fact.ID, Type: rec.Fact.Type, doc: rec.Doc,
	}
}
