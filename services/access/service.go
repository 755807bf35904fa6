package access

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/access/key"
	"makcomblang.id/services/internal/eventlog"
)

// Options of the service; the zero value is ready.
type Options struct {
	Now    func() time.Time // default time.Now
	Random io.Reader        // default crypto/rand
	Logger *zap.Logger      // default: none
}

// Service issues and revokes keys and roles.
type Service struct {
	log    *eventlog.Log
	keys   *eventlog.Ledger[key.State]
	known  *known
	now    func() time.Time
	random io.Reader
	logger *zap.Logger

	across sync.Mutex // held by a decision that rests on several keys; see alone
}

// New makes the service and attaches its ledger to the log.
func New(log *eventlog.Log, opt Options) *Service {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Random == nil {
		opt.Random = rand.Reader
	}
	if opt.Logger == nil {
		opt.Logger = zap.NewNop()
	}
	fold := func(s key.State, rec eventlog.Record) key.State { return s.Apply(rec.Fact, rec.Data) }
	k := newKnown()
	log.Attach(k)
	return &Service{
		log: log, keys: eventlog.NewLedger(log, "access", fold), known: k,
		now: opt.Now, random: opt.Random, logger: opt.Logger.Named("access"),
	}
}

// Name is the role's name.
func (s *Service) Name() string { return "access" }

// Run waits for the end: the service only answers.
func (s *Service) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
