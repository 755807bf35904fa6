package regions

import (
	"context"

	"makcomblang.id/pkg/calendar"
	code "makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/regions/region"
)

// Service is the register of regions.
type Service struct {
	opt    Options
	ledger *eventlog.Ledger[region.State]
	view   *projection.Projection
}

// New makes the service and attaches it to the log, which must not run yet.
func New(log *eventlog.Log, store views.Store, opt Options) *Service {
	opt.defaults()
	return &Service{
		opt: opt,
		ledger: eventlog.NewLedger(log, "region", func(s region.State, rec eventlog.Record) region.State {
			return s.Apply(rec.Data, rec.Fact.Basis)
		}),
		view: projection.New(log, store, "regions", viewVersion, fold),
	}
}

// Name is the name of the service.
func (s *Service) Name() string { return "regions" }

// Run blocks until ctx ends. The service reacts to nothing on its own.
func (s *Service) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// today is the date where the day begins first, in the east of the country: what
// somebody there states in the morning is not of the future.
func (s *Service) today() calendar.Date { return s.dateIn(code.Jayapura) }

// asOf is the date that an answer is about: the one that was asked for, or
// today's in the capital.
func (s *Service) asOf(asked calendar.Date) calendar.Date {
	if asked != "" {
		return asked
	}
	return s.dateIn(code.Jakarta)
}

func (s *Service) dateIn(zone code.TimeZone) calendar.Date {
	return calendar.DateOf(s.opt.Now().In(zone.Location()))
}
