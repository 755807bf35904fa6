package host

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Inspection is what doctor tells of the streams.
type Inspection struct {
	Facts    uint64
	Replicas int      // of the log
	Lagging  []string // servers whose copy of the log is behind or away
	Dead     uint64   // dead letters
	GivenUp  uint64   // messages that NATS stopped handing out
	Stuck    []string // reactors with facts that wait
	Full     float64  // part of the log's bytes that is used
}

// stuckAt is how many facts may wait for a reactor in passing.
const stuckAt = 100

// Inspect asks NATS about the streams.
func Inspect(ctx context.Context, nc *nats.Conn) (Inspection, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var found Inspection
	js, err := jetstream.New(nc)
	if err != nil {
		return found, err
	}
	log, err := js.Stream(ctx, "EVENTS")
	if err != nil {
		return found, fmt.Errorf("host: the stream of the log: %w", err)
	}
	info := log.CachedInfo()
	found.Facts, found.Replicas = info.State.LastSeq, info.Config.Replicas
	if info.Config.MaxBytes > 0 {
		found.Full = float64(info.State.Bytes) / float64(info.Config.MaxBytes)
	}
	if info.Cluster != nil {
		for _, r := range info.Cluster.Replicas {
			if !r.Current || r.Offline {
				found.Lagging = append(found.Lagging, r.Name)
			}
		}
	}
	for c := range log.ListConsumers(ctx).Info() {
		if c.Config.Durable != "" && c.NumPending > stuckAt {
			found.Stuck = append(found.Stuck, c.Config.Durable)
		}
	}
	if found.Dead, found.GivenUp, err = aside(ctx, js); err != nil {
		return found, fmt.Errorf("host: the streams beside the log: %w", err)
	}
	return found, nil
}
