package eventlog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// maxBatch bounds how many records the followers are handed at once, and how many wait decoded.
const maxBatch = 4096

// idleEvery is how often the followers are called while no facts come.
const idleEvery = 2 * time.Second

// arrival is a message of the log, decoded outside the loop's goroutine so that decoding and folding overlap.
type arrival struct {
	rec    Record
	key    string // kind.id, from the subject
	broken error  // why the document cannot be used
}

// Run follows the log until ctx ends: it hands every record to the followers, once and in order. After a lost
// connection it goes on where it stopped. It returns nil on a clean stop and an error if a follower failed.
func (l *Log) Run(ctx context.Context) error {
	if !l.running.TryLock() {
		return errors.New("eventlog: the follow loop is already running")
	}
	defer l.running.Unlock()
	defer l.saveHead()
	head, err := l.checkStore(ctx)
	if err != nil {
		return err
	}
	if err := l.checkFollowers(ctx, head); err != nil {
		return err
	}
	l.reached(head, 0)
	watched := make(chan struct{})
	watching, stop := context.WithCancel(ctx)
	go func() { defer close(watched); l.watch(watching) }()
	defer func() { stop(); <-watched }()
	for ctx.Err() == nil {
		err := l.follow(ctx, head)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errFollower):
			l.place.fail(fault.Unavailable(err, "This process cannot read the log of facts any further; it has to be repaired and started again."))
			return err
		}
		l.log.Warn("the log cannot be followed, trying again", zap.Error(err))
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	return nil
}

// reached closes CaughtUp once the position is at the head that was there at the start.
func (l *Log) reached(head, position uint64) {
	if position < head {
		return
	}
	select {
	case <-l.caughtUp:
	default:
		close(l.caughtUp)
	}
}

var errFollower = errors.New("eventlog: a follower failed")

// follow reads from the next record on with an ordered consumer until an error.
func (l *Log) follow(ctx context.Context, head uint64) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	incoming := newInbox(maxBatch)
	closed, err := l.scan(ctx, l.chain.last+1, maxBatch, func(a arrival) { incoming.put(ctx, a) })
	if err != nil {
		return err
	}
	var arrived []arrival
	idle := time.NewTicker(idleEvery)
	defer idle.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-closed:
			return errors.New("eventlog: the consumer of the log ended")
		case <-incoming.some:
		case <-idle.C: // an empty batch lets a follower look whether its store still holds what it wrote
		}
		arrived = incoming.take(arrived)
		batch := make([]Record, 0, len(arrived))
		for _, a := range arrived {
			batch = l.take(batch, a)
		}
		if err := l.fold(batch, l.chain.last >= head && incoming.empty()); err != nil {
			return err
		}
		l.reached(head, l.chain.last)
	}
}

// take checks an arrival's place in the chains and adds it to the batch. Damage turns the log red; what can be read is
// still folded, so that pages go on.
func (l *Log) take(batch []Record, a arrival) []Record {
	if a.broken != nil {
		l.health.damage(fmt.Sprintf("fact %d cannot be read: %v", a.rec.Seq, a.broken))
		l.chain.skip(a.rec.Seq, a.rec.Doc)
		return batch
	}
	if broken := l.chain.next(a.rec.Seq, a.key, a.rec.Fact, a.rec.hash, a.rec.Doc); broken != "" {
		l.health.damage(broken)
	}
	l.compareHead()
	return append(batch, a.rec)
}

// fold hands a batch to the followers; last says that no record waits behind it.
func (l *Log) fold(batch []Record, last bool) error {
	for _, f := range l.followers {
		if err := f.Follow(batch); err != nil {
			return fmt.Errorf("%w: %w", errFollower, err)
		}
	}
	for _, f := range l.followers {
		if s, ok := f.(Settler); ok && last {
			s.Settle()
		}
	}
	l.moveHead()
	l.place.set(l.chain.last)
	return nil
}

// scan reads the log from a sequence on and calls got for each message, from the client library's goroutine. The
// returned channel is closed when the consumer ends by itself; it also ends with ctx. size is how many messages are asked for
// at once.
func (l *Log) scan(ctx context.Context, from uint64, size int, got func(arrival)) (<-chan struct{}, error) {
	cons, err := l.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from, InactiveThreshold: readIdle,
	})
	if err != nil {
		return nil, fmt.Errorf("eventlog: consumer: %w", err)
	}
	consuming, err := cons.Consume(func(msg jetstream.Msg) { got(decode(msg)) },
		jetstream.PullMaxMessages(size))
	if err != nil {
		return nil, fmt.Errorf("eventlog: consume: %w", err)
	}
	context.AfterFunc(ctx, func() {
		consuming.Stop()
		l.forget(cons)
	})
	return consuming.Closed(), nil
}

// readIdle is how long the server keeps a reader that is gone, should it not have been told.
const readIdle = 30 * time.Second

// forget removes the consumer of a reading that ended; the library would leave it to the server's timeout, and many short
// readings would pile up.
func (l *Log) forget(cons jetstream.Consumer) {
	info := cons.CachedInfo()
	if info == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = l.stream.DeleteConsumer(ctx, info.Name)
}

func decode(msg jetstream.Msg) arrival {
	a := arrival{rec: Record{Doc: msg.Data()}}
	meta, err := msg.Metadata()
	if err != nil {
		a.broken = err
		return a
	}
	a.rec.Seq = meta.Sequence.Stream
	a.rec.Fact, a.broken = event.Decode(a.rec.Doc)
	if a.broken != nil {
		return a
	}
	subject := msg.Subject()
	if subject != a.rec.Fact.LogSubject() {
		a.broken = errors.New("it does not belong to its subject")
		return a
	}
	a.key = subject[len(event.Root)+1 : strings.LastIndexByte(subject, '.')]
	a.rec.hash = event.Hash(a.rec.Doc)
	a.rec.Data, a.broken = contract.Decode(a.rec.Fact)
	return a
}
