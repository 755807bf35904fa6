package eventlog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
)

// DeadSubject is where a fact goes that a reactor cannot digest: mak.dlq.react.<reactor>.
const DeadSubject = "mak.dlq.react"

// React calls handle for every fact of the given kinds, in order, after this process's own fold has reached it, and
// remembers with a durable consumer of that name how far it came. handle must be idempotent: a fact comes again after a
// crash, and a command it sends should carry the fact's id as its cause. A fault of kind unavailable or conflict, or an
// ended context, brings the fact again after a pause; any other error puts it aside as a dead letter with the reason, and
// the rest flows on. React blocks until ctx ends.
func (l *Log) React(ctx context.Context, name string, kinds []string, handle func(context.Context, Record) error) error {
	for ctx.Err() == nil {
		err := l.react(ctx, name, kinds, handle)
		if ctx.Err() != nil {
			return nil
		}
		l.log.Warn("a reactor lost its consumer, trying again", zap.String("reactor", name), zap.Error(err))
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	return nil
}

func (l *Log) react(ctx context.Context, name string, kinds []string, handle func(context.Context, Record) error) error {
	filters := make([]string, len(kinds))
	for i, kind := range kinds {
		filters[i] = event.Root + "." + kind + ".>"
	}
	cons, err := l.durable(ctx, name, filters)
	if err != nil {
		return err
	}
	messages, err := cons.Messages(jetstream.PullMaxMessages(64))
	if err != nil {
		return err
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	for {
		msg, err := messages.Next()
		if err != nil {
			return err
		}
		if err := l.digest(ctx, name, msg, handle); err != nil {
			return err
		}
	}
}

// durable opens the reactor's consumer, or makes it: from the first fact, or, after a restore, from the first new one, so
// that nothing is done a second time.
func (l *Log) durable(ctx context.Context, name string, filters []string) (jetstream.Consumer, error) {
	cons, err := l.stream.Consumer(ctx, name)
	if err == nil {
		return cons, nil
	}
	if !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil, err
	}
	cfg := jetstream.ConsumerConfig{
		Durable: name, FilterSubjects: filters, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: 30 * time.Second, MaxAckPending: 64, MaxDeliver: -1, DeliverPolicy: jetstream.DeliverAllPolicy,
	}
	info, err := l.stream.Info(ctx)
	if err != nil {
		return nil, err
	}
	if head := restoredHead(info.Config); head > 0 {
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, head+1
	}
	return l.stream.CreateConsumer(ctx, cfg)
}

func (l *Log) digest(ctx context.Context, name string, msg jetstream.Msg, handle func(context.Context, Record) error) error {
	a := decode(msg)
	err := a.broken
	if err == nil {
		if err = l.Wait(ctx, a.rec.Seq); err != nil {
			return err
		}
		err = handle(ctx, a.rec)
	}
	switch kind := fault.KindOf(err); {
	case err == nil:
		return msg.Ack()
	case ctx.Err() != nil, a.broken == nil && (kind == fault.KindUnavailable || kind == fault.KindConflict || errors.Is(err, context.DeadlineExceeded)):
		return msg.NakWithDelay(time.Second)
	}
	l.log.Error("a fact was put aside", zap.String("reactor", name), zap.Uint64("seq", a.rec.Seq), zap.Error(err))
	dead := nats.NewMsg(DeadSubject + "." + name)
	dead.Data = msg.Data()
	dead.Header.Set("Reason", err.Error())
	if _, perr := l.js.PublishMsg(ctx, dead); perr != nil {
		l.log.Warn("the dead letter was not kept", zap.String("reactor", name), zap.Uint64("seq", a.rec.Seq), zap.Error(perr))
	}
	return msg.TermWithReason(fmt.Sprintf("%.100s", err.Error()))
}

// Ticks calls handle with today's date at the start and then at every midnight in loc, by the given clock. Time passing is
// an input like any other: a fact that follows from it has TickCause of the date as its cause.
func Ticks(ctx context.Context, now func() time.Time, loc *time.Location, handle func(context.Context, calendar.Date) error) error {
	for {
		t := now().In(loc)
		if err := handle(ctx, calendar.DateOf(t)); err != nil {
			return err
		}
		midnight := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, loc)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(midnight.Sub(t)):
		}
	}
}

// TickCause is the cause of facts that follow from a date.
func TickCause(d calendar.Date) string { return "tick-" + string(d) }
