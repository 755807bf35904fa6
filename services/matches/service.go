package matches

import (
	"context"
	"sync/atomic"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/matches/load"
	"makcomblang.id/services/matches/match"
	"makcomblang.id/services/matches/question"
)

// Service decides about matches.
type Service struct {
	log *eventlog.Log
	cat *catalogue.Catalogue
	opt Options

	matches   *eventlog.Ledger[match.State]
	questions *eventlog.Ledger[question.State]
	loads     *eventlog.Ledger[load.State]
	withdrawn *eventlog.Ledger[bool] // plans of the matcher, by id; only read
	view      *projection.Projection

	wrote atomic.Uint64 // last sequence that this process appended here
}

// New makes the service and attaches its states and views to the log; nothing runs before Run.
func New(log *eventlog.Log, store views.Store, cat *catalogue.Catalogue, opt Options) (*Service, error) {
	if err := opt.defaults(); err != nil {
		return nil, err
	}
	s := &Service{log: log, cat: cat, opt: opt}
	s.matches = eventlog.NewLedger(log, "match", func(m match.State, r eventlog.Record) match.State { return m.Apply(r.Fact, r.Data) })
	s.questions = eventlog.NewLedger(log, "question", func(q question.State, r eventlog.Record) question.State { return q.Apply(r.Fact, r.Data) })
	s.loads = eventlog.NewLedger(log, "load", func(l load.State, r eventlog.Record) load.State { return l.Apply(r.Fact, r.Data) })
	s.withdrawn = eventlog.NewLedger(log, "plan", func(gone bool, r eventlog.Record) bool {
		switch r.Data.(type) {
		case *contract.PlanPublished:
			return false
		case *contract.PlanWithdrawn:
			return true
		}
		return gone
	})
	s.view = projection.New(log, store, "matches", viewVersion, fold)
	return s, nil
}

// Name is the role's name.
func (s *Service) Name() string { return "matches" }

// Run reacts to plans until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return s.log.React(ctx, "matches-plan", []string{"plan"}, s.reactToPlan)
}

func (s *Service) now() time.Time { return s.opt.Now() }

func (s *Service) today() calendar.Date { return calendar.DateOf(s.now().In(s.opt.Zone)) }

// settle waits until the catalogue has seen what this process decided itself: a visit that was given back a moment ago
// must count as free.
func (s *Service) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	return s.log.WaitFolded(ctx, s.wrote.Load())
}

// settleTime bounds settle; the loop of a healthy process is milliseconds behind.
const settleTime = 5 * time.Second

// note remembers how far this process wrote.
func (s *Service) note(receipts ...eventlog.Receipt) {
	for _, r := range receipts {
		for {
			old := s.wrote.Load()
			if r.Seq <= old || s.wrote.CompareAndSwap(old, r.Seq) {
				break
			}
		}
	}
}
