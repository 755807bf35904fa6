package innovations

import (
	"context"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/innovations/owner"
	"makcomblang.id/services/innovations/practice"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
)

// Service is the register of practices and their owners.
type Service struct {
	log       *eventlog.Log
	opt       Options
	practices *eventlog.Ledger[practice.State]
	owners    *eventlog.Ledger[owner.State]
	heard     *heard
	view      *projection.Projection
}

// New makes the service and attaches it to the log, which must not run yet.
func New(log *eventlog.Log, store views.Store, opt Options) *Service {
	opt.defaults()
	s := &Service{
		log: log, opt: opt,
		practices: eventlog.NewLedger(log, "innovation", func(s practice.State, rec eventlog.Record) practice.State {
			return s.Apply(rec.Data, rec.Fact.Basis)
		}),
		owners: eventlog.NewLedger(log, "owner", func(s owner.State, rec eventlog.Record) owner.State {
			return s.Apply(rec.Data, rec.Fact.Basis)
		}),
		heard: newHeard(),
	}
	log.Attach(s.heard)
	s.view = projection.New(log, store, "innovations", viewVersion, fold)
	return s
}

// Name is the name of the service.
func (s *Service) Name() string { return "innovations" }

// Run reacts to answered questions until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return s.log.React(ctx, questionsReactor, []string{"question"}, s.hearAnswer)
}

// today is the date where the day begins first, in the east of the country: what
// somebody there states in the morning is not of the future.
func (s *Service) today() calendar.Date { return s.dateIn(region.Jayapura) }

// asOf is the date that an answer is about: the one that was asked for, or
// today's in the capital.
func (s *Service) asOf(asked calendar.Date) calendar.Date {
	if asked != "" {
		return asked
	}
	return s.dateIn(region.Jakarta)
}

func (s *Service) dateIn(zone region.TimeZone) calendar.Date {
	return calendar.DateOf(s.opt.Now().In(zone.Location()))
}
