package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
)

const (
	streamName   = "DELIVERIES"
	deadName     = "DLQ"
	advisoryName = "ADVISORIES"

	dueRoot   = "mak.due."       // + lane
	schedRoot = "mak.sched."     // + delivery
	deadRoot  = "mak.dlq."       // of all dead letters
	deadQueue = "mak.dlq.queue." // + lane: those of this package

	keepDead = 90 * 24 * time.Hour
	maxBody  = 1 << 20
)

// wantedQueue has no discard policy of its own: schedules exclude DiscardNew, and DiscardOld without a bound never
// discards. Schedules bring rollup, which the server would set by itself.
func wantedQueue(replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: streamName, Description: "Deliveries that are due, and those that will be.",
		Subjects:  []string{dueRoot + ">", schedRoot + ">"},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Discard: jetstream.DiscardOld, Replicas: replicas,
		MaxConsumers: -1, MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: -1, MaxMsgSize: maxBody,
		Duplicates: 10 * time.Minute, AllowMsgSchedules: true, AllowRollup: true, AllowAtomicPublish: true,
	}
}

func wantedDead(replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: deadName, Description: "What could not be done, with the reason.",
		Subjects:  []string{deadRoot + ">"},
		Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, Discard: jetstream.DiscardOld, Replicas: replicas,
		MaxConsumers: -1, MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: -1, MaxMsgSize: maxBody,
		MaxAge: keepDead, Duplicates: 10 * time.Minute,
	}
}

// wantedAdvisories keeps what the server itself says of a message that it gave up, or that a handler ended: it is there also
// if whoever should have written the dead letter did not live to do so.
func wantedAdvisories(replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: advisoryName, Description: "What the server says of messages that were given up or ended.",
		Subjects:  []string{"$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>", "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>"},
		Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, Discard: jetstream.DiscardOld, Replicas: replicas,
		MaxConsumers: -1, MaxMsgs: 100_000, MaxBytes: -1, MaxMsgsPerSubject: -1, MaxMsgSize: maxBody,
		MaxAge: keepDead, Duplicates: 2 * time.Minute,
	}
}

// Ensure makes the streams DELIVERIES, DLQ and ADVISORIES and the bucket LEASE if they are missing. Of one that exists it changes nothing but to
// allow batches, which older versions did not: a stream that differs is an error which names the settings, since a changed
// retention would drop deliveries.
func Ensure(ctx context.Context, nc *nats.Conn, replicas int) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return fmt.Errorf("queue: jetstream: %w", err)
	}
	for _, want := range []jetstream.StreamConfig{wantedQueue(replicas), wantedDead(replicas), wantedAdvisories(replicas)} {
		s, err := js.CreateStream(ctx, want)
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			s, err = js.Stream(ctx, want.Name)
			if err == nil && want.AllowAtomicPublish && !s.CachedInfo().Config.AllowAtomicPublish {
				s, err = allowBatches(ctx, js, s)
			}
		}
		if err != nil {
			return away("create stream "+want.Name, err)
		}
		if names := eventlog.Drift(s.CachedInfo().Config, want); len(names) > 0 {
			return fmt.Errorf("queue: stream %s differs from what is wanted in %s: set it back with the nats tool, or move the "+
				"waiting deliveries and delete it, and run setup again", want.Name, strings.Join(names, ", "))
		}
	}
	return ensureLeases(ctx, js, replicas)
}

func allowBatches(ctx context.Context, js jetstream.JetStream, s jetstream.Stream) (jetstream.Stream, error) {
	cfg := s.CachedInfo().Config
	cfg.AllowAtomicPublish = true
	return js.UpdateStream(ctx, cfg)
}

// away says that NATS did not take or answer something; the same call may succeed later.
func away(doing string, err error) error {
	return fmt.Errorf("queue: %s: %w", doing, fault.Unavailable(err, "The delivery queue is away for now."))
}
