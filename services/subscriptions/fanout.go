package subscriptions

import (
	"context"

	"golang.org/x/sync/errgroup"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/subscriptions/endpoint"
)

// publishers is how many parcels of one fact are put into lanes at the same time.
const publishers = 16

type target struct {
	id string
	st endpoint.State
}

// fanOut puts one parcel per endpoint that wants a fact and may hear it into the endpoint's lane. Seen again, the fact
// gives parcels with the same ids. It tells how many there were.
func (s *Service) fanOut(ctx context.Context, rec eventlog.Record) (parcels int, err error) {
	var targets []target
	s.endpoints.All(func(id string, st endpoint.State, _ uint64) bool {
		if s.wants(id, st, rec) {
			targets = append(targets, target{id, st})
		}
		return true
	})
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(publishers)
	for _, t := range targets {
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
