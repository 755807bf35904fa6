package host

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
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
	Mute     []string // streams and reactors that did not answer: their servers choose a leader, or too many are away
}

const (
	stuckAt     = 100             // facts that may wait for a reactor in passing
	answersWith = 3 * time.Second // a stream that has a leader answers in milliseconds
)

// Inspect asks NATS about the streams. It asks each by its name: a list of all consumers waits for those of a server that
// is away too, and says nothing of the others meanwhile. The error says that the log itself does not answer; what else does
// not is in Mute.
func Inspect(ctx context.Context, nc *nats.Conn) (Inspection, error) {
	ctx, cancel := context.WithTimeout(ctx, answersWith)
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
	var aside sync.WaitGroup
	var deadErr, givenUpErr error
	aside.Go(func() { found.Dead, deadErr = deadLettersIn(ctx, js) })
	aside.Go(func() { found.GivenUp, givenUpErr = givenUpIn(ctx, js) })
	waits, mute := pending(ctx, js, everyReactor())
	aside.Wait()
	for _, w := range waits {
		if w.NumPending > stuckAt {
			found.Stuck = append(found.Stuck, w.Name)
		}
	}
	found.Mute = mute
	if deadErr != nil {
		found.Mute = append(found.Mute, "DLQ")
	}
	if givenUpErr != nil {
		found.Mute = append(found.Mute, "ADVISORIES")
	}
	return found, nil
}

func everyReactor() []string {
	var all []string
	for _, names := range Reactors {
		all = append(all, names...)
	}
	slices.Sort(all)
	return all
}

// pending asks the reactors at once what waits for them. One that was never made is left out, one that does not answer is in
// mute.
func pending(ctx context.Context, js jetstream.JetStream, names []string) (waits []*jetstream.ConsumerInfo, mute []string) {
	infos, failed := make([]*jetstream.ConsumerInfo, len(names)), make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			c, err := js.Consumer(ctx, "EVENTS", name)
			if failed[i] = err; err == nil {
				infos[i] = c.CachedInfo()
			}
		})
	}
	wg.Wait()
	for i, name := range names {
		switch {
		case failed[i] == nil:
			waits = append(waits, infos[i])
		case !errors.Is(failed[i], jetstream.ErrConsumerNotFound):
			mute = append(mute, name)
		}
	}
	return waits, mute
}
