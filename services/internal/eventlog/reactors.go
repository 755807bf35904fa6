package eventlog

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// reactedKey holds, in the metadata of a restored stream, how far each reactor was when the backup was made.
const reactedKey = "restored_reactors"

// Reactors gives how far each reactor has come: the last fact that it is done with. For a backup, which reads it before the facts.
func Reactors(ctx context.Context, nc *nats.Conn) (map[string]uint64, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("eventlog: jetstream: %w", err)
	}
	stream, err := js.Stream(ctx, StreamName)
	if err != nil {
		return nil, fmt.Errorf("eventlog: open stream %s: %w", StreamName, err)
	}
	at, err := restoredReactors(stream.CachedInfo().Config)
	if err != nil {
		return nil, err
	}
	all := stream.ListConsumers(ctx)
	for info := range all.Info() {
		if info.Config.Durable != "" {
			at[info.Name] = info.AckFloor.Stream
		}
	}
	if err := all.Err(); err != nil {
		return nil, fmt.Errorf("eventlog: list reactors: %w", err)
	}
	return at, nil
}

// otherReactors stands for the reactors that are not named.
const otherReactors = "*"

// restoredReactors is how far the reactors were when the log was restored, for those that have no consumer since.
func restoredReactors(c jetstream.StreamConfig) (at map[string]uint64, err error) {
	doc, ok := c.Metadata[reactedKey]
	if !ok {
		return map[string]uint64{otherReactors: restoredHead(c)}, nil
	}
	if err := json.Unmarshal([]byte(doc), &at); err != nil {
		return nil, fmt.Errorf("eventlog: the places of the reactors in the stream's metadata cannot be read: %w", err)
	}
	return at, nil
}

// WithReactors is a configuration for Restore, under which each reactor goes on from where it was at the backup: what it had not
// done by then it does. Without it all begin behind the restored facts.
func WithReactors(c jetstream.StreamConfig, at map[string]uint64) jetstream.StreamConfig {
	doc, _ := json.Marshal(at) // strings and numbers only
	c.Metadata = map[string]string{reactedKey: string(doc)}
	return c
}

// startOf is the fact after which a reactor begins that has no consumer yet; 0 for the first of all.
func startOf(c jetstream.StreamConfig, reactor string) (uint64, error) {
	at, err := restoredReactors(c)
	if err != nil {
		return 0, err
	}
	if seq, named := at[reactor]; named {
		return seq, nil
	}
	return at[otherReactors], nil
}
