package eventlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/trace"
)

// DeadSubject is where a fact goes that a reactor cannot digest: mak.dlq.react.<reactor>.
const DeadSubject = "mak.dlq.react"

// reactWait is after how long a fact comes again whose reactor was killed: the longest silence after a restart.
const reactWait = 2 * time.Second

// React calls handle for every fact of the given kinds, in order, after this process's own fold has reached it, and
// remembers with a durable consumer of that name how far it came. handle must be idempotent: a fact comes again after a
// crash, and a command it sends should carry the fact's id as its cause. A fault of kind unavailable or conflict, or an
// ended context, brings the fact again after a pause; any other error, and a fact that was handed out again and again without
// an answer, puts it aside as a dead letter with the reason, and
// the rest flows on. React blocks until ctx ends.
func (l *Log) React(ctx context.Context, name string, kinds []string, handle func(context.Context, Record) error) error {
	var again repeats
	for ctx.Err() == nil {
		err := l.react(ctx, name, kinds, handle)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil || again.worth(err.Error(), time.Now()) {
			l.log.Warn("a reactor lost its consumer, trying again", zap.String("reactor", name), zap.Error(err))
		}
		rest(ctx, longestPause)
	}
	return nil
}

func (l *Log) react(ctx context.Context, name string, kinds []string, handle func(context.Context, Record) error) error {
	filters := make([]string, len(kinds))
	for i, kind := range kinds {
		filters[i] = event.Root + "." + kind + ".>"
	}
	opening, cancel := context.WithTimeout(ctx, openTime)
	cons, err := l.durable(opening, name, filters)
	cancel()
	if err != nil {
		return err
	}
	// One at a time: what lies in a buffer of a process that is killed would come again only after reactWait.
	messages, err := cons.Messages(jetstream.PullMaxMessages(1), jetstream.PullExpiry(10*silence), jetstream.PullHeartbeat(silence))
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

// durable opens the reactor's consumer, or makes it: from the first fact, or, after a restore, from where it was at the backup.
func (l *Log) durable(ctx context.Context, name string, filters []string) (jetstream.Consumer, error) {
	cons, err := l.stream.Consumer(ctx, name)
	if err == nil {
		if err := l.checkReactor(ctx, name, cons.CachedInfo()); err != nil {
			return nil, err
		}
		return l.refit(ctx, cons, filters)
	}
	if !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil, err
	}
	cfg := jetstream.ConsumerConfig{
		Durable: name, FilterSubjects: filters, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: reactWait, MaxAckPending: 1, MaxDeliver: -1, DeliverPolicy: jetstream.DeliverAllPolicy,
	}
	info, err := l.stream.Info(ctx)
	if err != nil {
		return nil, err
	}
	begin, err := startOf(info.Config, name)
	if err != nil {
		return nil, err
	}
	if begin > 0 {
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, begin+1
	}
	return l.stream.CreateConsumer(ctx, cfg)
}

// checkReactor turns the log red if a reactor has taken more than the log holds: it would never hear of the facts that come
// in their place.
func (l *Log) checkReactor(ctx context.Context, name string, info *jetstream.ConsumerInfo) error {
	s, err := l.compare(ctx, Mark{Log: l.identity, Seq: info.AckFloor.Stream}, reachStale)
	if err == nil && s.wrong != "" {
		l.health.damage("the reactor " + name + " " + s.wrong)
	}
	return err
}

// refit brings a consumer that an older program made in line with what this one asks for: a kind that the contract got
// since then would otherwise never reach its reactor.
func (l *Log) refit(ctx context.Context, cons jetstream.Consumer, filters []string) (jetstream.Consumer, error) {
	cfg := cons.CachedInfo().Config
	have := cfg.FilterSubjects
	if cfg.FilterSubject != "" {
		have = append(have, cfg.FilterSubject)
	}
	if slices.Equal(sorted(slices.Clone(have)), sorted(slices.Clone(filters))) && cfg.AckWait == reactWait && cfg.MaxAckPending == 1 {
		return cons, nil
	}
	cfg.FilterSubject, cfg.FilterSubjects, cfg.AckWait, cfg.MaxAckPending = "", filters, reactWait, 1
	return l.stream.UpdateConsumer(ctx, cfg)
}

// busy tells the server, until the returned function is called, that a fact is still being handled.
func busy(msg jetstream.Msg) (done func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(reactWait / 3)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				_ = msg.InProgress() // if it is lost, the fact comes again, which is no harm
			case <-stop:
				return
			}
		}
	}()
	return func() { close(stop); <-stopped }
}

func (l *Log) digest(ctx context.Context, name string, msg jetstream.Msg, handle func(context.Context, Record) error) error {
	a := decode(stored(msg))
	err := a.broken
	if meta, merr := msg.Metadata(); err == nil && merr == nil && meta.NumDelivered > maxHanded {
		err = fmt.Errorf("it was handed out %d times and nobody lived to say what became of it", maxHanded)
	} else if err == nil {
		done := busy(msg)
		if err := l.Wait(ctx, a.rec.Seq); err != nil { // a view whose store is away is waited for
			done()
			return err
		}
		traced, span := l.startReaction(ctx, name, a.rec)
		err = insist(traced, a.rec, handle)
		span.End(err)
		done()
	}
	switch {
	case err == nil:
		return msg.Ack()
	case ctx.Err() != nil:
		return msg.NakWithDelay(time.Second)
	}
	l.log.Error("a fact was put aside", zap.String("reactor", name), zap.Uint64("seq", a.rec.Seq), trace.Field(trace.Continue(ctx, a.rec.Fact.Traceparent)), zap.Error(err))
	if perr := l.putAside(ctx, name, msg, a.rec, err); perr != nil {
		l.log.Warn("the dead letter was not kept, the fact comes again", zap.String("reactor", name), zap.Uint64("seq", a.rec.Seq), zap.Error(perr))
		return msg.NakWithDelay(time.Second)
	}
	return msg.TermWithReason(fmt.Sprintf("%.100s", err.Error()))
}

const (
	// maxHanded is how often a fact is handed out without an answer before it is put aside: one that takes the process down
	// each time must not do so for ever. A stop while it is in hand counts as well, so the number is generous.
	maxHanded = 20
	// maxConflicts is how often the command that follows from a fact may lose to others.
	maxConflicts = 10
	// insistEvery is the pause before a fact is tried again whose command could not be done yet.
	insistEvery = time.Second
)

// insist handles a fact until that is done, cannot be done, or ctx ends. It stays in hand meanwhile, so that the number of
// times that it is handed out counts those that were lost. Waiting for a log that is away costs no patience.
func insist(ctx context.Context, rec Record, handle func(context.Context, Record) error) error {
	for conflicts := 0; ; {
		err := handle(ctx, rec)
		switch kind := fault.KindOf(err); {
		case err == nil || ctx.Err() != nil:
			return err
		case kind == fault.KindConflict:
			if conflicts++; conflicts == maxConflicts {
				return err
			}
		case kind != fault.KindUnavailable && !errors.Is(err, context.DeadlineExceeded):
			return err
		}
		rest(ctx, insistEvery)
	}
}

// putAside keeps a fact that a reactor cannot digest as a dead letter with the reason, once.
func (l *Log) putAside(ctx context.Context, name string, msg jetstream.Msg, rec Record, reason error) error {
	dead := nats.NewMsg(DeadSubject + "." + name)
	dead.Data = msg.Data()
	dead.Header.Set("Reason", reason.Error())
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	_, err := l.js.PublishMsg(ctx, dead, jetstream.WithMsgID(name+"-"+strconv.FormatUint(rec.Seq, 10)))
	return err
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
