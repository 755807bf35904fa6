package eventlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
)

// StreamName is the name of the log's stream.
const StreamName = "EVENTS"

// maxFact bounds one document, in bytes.
const maxFact = 256 << 10

// Wanted is the configuration of the log's stream. Every field counts: an update of max_age, max_msgs,
// max_msgs_per_subject, retention or discard destroys even a stream that denies deletion, and message schedules switch
// that denial off, so they never come near the log. It is not compressed: nats-server v2.15.2 compresses a block that it
// rebuilds after a kill, appends to it plainly, and cannot read it any more (docs/adr/0014).
func Wanted(replicas int, maxBytes int64) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:               StreamName,
		Description:        "The log of facts. Nothing is ever deleted from it.",
		Subjects:           []string{event.Root + ".>"},
		Retention:          jetstream.LimitsPolicy,
		MaxConsumers:       -1,
		MaxMsgs:            -1,
		MaxBytes:           maxBytes,
		Discard:            jetstream.DiscardNew,
		MaxMsgsPerSubject:  -1,
		MaxMsgSize:         maxFact,
		Storage:            jetstream.FileStorage,
		Replicas:           replicas,
		Duplicates:         10 * time.Minute,
		DenyDelete:         true,
		DenyPurge:          true,
		AllowAtomicPublish: true,
	}
}

// Create makes the stream of the log if it is not there. It never updates one: a difference is for Drift to report.
func Create(ctx context.Context, js jetstream.JetStream, want jetstream.StreamConfig) error {
	_, err := js.CreateStream(ctx, want)
	if err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return fmt.Errorf("eventlog: create stream: %w", err)
	}
	return nil
}

// Drift compares a live configuration with the wanted one and names the fields that differ, in the words of the NATS
// API. The description and the metadata carry no behaviour and do not count, nor does compression, which older logs have.
func Drift(live, want jetstream.StreamConfig) []string {
	a, b := fields(live), fields(want)
	var names []string
	for name := range b {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	for name := range a {
		if _, ok := b[name]; !ok {
			names = append(names, name)
		}
	}
	return sorted(names)
}

func fields(c jetstream.StreamConfig) map[string]string {
	c.Description, c.Metadata, c.Compression = "", nil, jetstream.NoCompression
	doc, _ := json.Marshal(c)
	var raw map[string]json.RawMessage
	_ = json.Unmarshal(doc, &raw)
	out := make(map[string]string, len(raw))
	for name, value := range raw {
		out[name] = string(value)
	}
	return out
}
