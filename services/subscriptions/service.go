package subscriptions

import (
	"context"
	"errors"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/vault"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/endpoint"
)

// catchUpName is the durable consumer of endpoints' own facts.
const catchUpName = "subscriptions-endpoints"

// leaseName is what one process at a time has that delivers.
const leaseName = "subscriptions"

// selfActor is who acts when the service itself decides.
const selfActor = "subscriptions"

// Service keeps endpoints, delivers to them and serves the feeds.
type Service struct {
	opt       Options
	log       *eventlog.Log
	directory *policy.Directory
	queue     *queue.Queue
	endpoints *eventlog.Ledger[endpoint.State]
	secrets   *secrets
	journal   *journal
	clients   clients
	probes    probes
	backlog   *backlog
	place     *place
	roster    roster
	news      *news
	live      *web.Live
	changed   chan struct{} // tells the lanes that an endpoint is not what it was
	logger    *zap.Logger
	people
}

// New makes the service and attaches what it folds to the log; make it after everything else that folds, since live
// streams show a fact only when the folds before them have it. The directory must be attached already.
func New(log *eventlog.Log, directory *policy.Directory, q *queue.Queue, v *vault.Vault, opt Options) *Service {
	opt.defaults()
	fold := func(s endpoint.State, rec eventlog.Record) endpoint.State {
		return s.Apply(rec.Seq, rec.Fact, rec.Data)
	}
	s := &Service{
		opt: opt, log: log, directory: directory, queue: q,
		endpoints: eventlog.NewLedger(log, "endpoint", fold),
		secrets:   newSecrets(v),
		journal:   newJournal(v),
		clients:   newClients(opt.AllowLoopback, opt.Proxy, nil),
		backlog:   &backlog{},
		place:     newPlace(),
		news:      newNews(),
		live:      web.NewLive(log, 0),
		changed:   make(chan struct{}, 1),
		logger:    opt.Logger.Named("subscriptions"),
		people:    newPeople(log, v),
	}
	log.Attach(s.news)
	log.Attach(s.backlog)
	log.Attach(watcher{s})
	log.Attach(s.live)
	return s
}

// Name is the role's name.
func (s *Service) Name() string { return "subscriptions" }

// Run serves until ctx ends and delivers as long as no other process does.
func (s *Service) Run(ctx context.Context) error {
	select {
	case <-s.log.CaughtUp():
	case <-ctx.Done():
		return nil
	}
	defer s.clients.close()
	defer s.live.Close()
	for err := s.secrets.openSigner(ctx); err != nil; err = s.secrets.openSigner(ctx) {
		if ctx.Err() != nil || !fault.KindOf(err).Temporary() {
			return ended(ctx, err)
		}
		s.logger.Warn("the vault cannot be read, trying again", zap.Error(err))
		sleep(ctx, fanOutPause)
	}
	return ended(ctx, s.queue.Lead(ctx, leaseName, s.tell))
}

// tell hands facts out and delivers, in one of several processes at a time: the place of the fan-out, the log of attempts,
// the breakers and the limits of the endpoints each have one owner. What a lost lease interrupts comes again.
func (s *Service) tell(ctx context.Context) error {
	s.journal.begin()
	defer s.journal.end()
	writing, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	written := make(chan struct{})
	go func() {
		defer close(written)
		s.journal.run(writing, s.logger)
	}()
	defer func() { stop(context.Cause(ctx)); <-written }() // after the last attempt was noted
	g, running := errgroup.WithContext(ctx)
	g.Go(func() error { return s.runFanOut(running) })
	g.Go(func() error { return s.log.React(running, catchUpName, []string{"endpoint"}, s.endpointMoved) })
	g.Go(func() error { return s.runLanes(running) })
	g.Go(func() error { return s.runPeople(running) })
	return ended(ctx, g.Wait())
}

// ended is nil for a stop that was asked for.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// watcher tells the lanes of endpoints that changed; it is attached behind the ledger.
type watcher struct{ s *Service }

// Follow never blocks the loop.
func (w watcher) Follow(batch []eventlog.Record) error {
	for _, rec := range batch {
		if rec.Fact.Kind() == "endpoint" {
			w.s.roster.drop()
			w.s.touch()
			return nil
		}
	}
	return nil
}

func (s *Service) touch() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}
