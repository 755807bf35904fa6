package matcher

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/matcher/criteria"
	"makcomblang.id/services/matcher/plan"
	"makcomblang.id/services/matcher/recommendation"
)

// Service suggests and plans.
type Service struct {
	opt    Options
	log    *eventlog.Log
	cat    *catalogue.Catalogue
	proofs *blob.Blobs

	rubrics *eventlog.Ledger[criteria.State]
	lists   *eventlog.Ledger[recommendation.State]
	needs   *eventlog.Ledger[recommendation.Need]
	plans   *eventlog.Ledger[plan.State]

	planning   sync.Mutex // one plan is computed at a time
	publishing sync.Mutex // and one published at a time
	bell       bell

	recomputing chan struct{} // one plan is computed again at a time
	desk        *planning.Desk
	cases       *planning.Cases
}

// New makes the service and attaches it to the log, which must not run yet. The
// catalogue must be attached before: the service ranks only what is folded.
func New(log *eventlog.Log, cat *catalogue.Catalogue, proofs *blob.Blobs, opt Options) *Service {
	opt.defaults()
	s := &Service{
		opt: opt, log: log, cat: cat, proofs: proofs, bell: newBell(), recomputing: make(chan struct{}, 1), desk: planning.NewDesk(cat, opt.Solve),
		rubrics: eventlog.NewLedger(log, "rubric", func(s criteria.State, rec eventlog.Record) criteria.State { return s.Apply(rec.Data) }),
		lists: eventlog.NewLedger(log, "recommendation", func(s recommendation.State, rec eventlog.Record) recommendation.State {
			return s.Apply(rec.Data, rec.Fact.Time)
		}),
		needs: eventlog.NewLedger(log, "need", func(n recommendation.Need, rec eventlog.Record) recommendation.Need { return n.Apply(rec.Data) }),
		plans: eventlog.NewLedger(log, "plan", func(s plan.State, rec eventlog.Record) plan.State {
			return s.Apply(rec.Data).ComputedBy(rec.Fact.Time, rec.Fact.Actor)
		}),
	}
	s.cases = planning.NewCases(proofs.Get, s.sessionPractice, opt.Solve)
	log.Attach(s.bell)
	return s
}

// Name is the name of the service.
func (s *Service) Name() string { return "matcher" }

// Run adopts the first criteria if there are none, and tells of lists that
// changed, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	select {
	case <-s.log.CaughtUp():
	case <-ctx.Done():
		return nil
	}
	if err := s.firstCriteria(ctx); err != nil {
		return fmt.Errorf("matcher: adopt the first criteria: %w", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	days := make(chan calendar.Date)
	group.Go(func() error {
		return eventlog.Ticks(ctx, s.opt.Now, region.Jakarta.Location(), func(ctx context.Context, d calendar.Date) error {
			select {
			case days <- d:
			case <-ctx.Done():
			}
			return nil
		})
	})
	group.Go(func() error { return s.tell(ctx, days) })
	return group.Wait()
}

// firstCriteria adopts version 1: equal weights, said to be not official. While
// the log takes no writes it is left for the next start; the same criteria hold
// in the meantime.
func (s *Service) firstCriteria(ctx context.Context) error {
	c := eventlog.Command{Actor: "matcher", Route: "start", Cause: "first-criteria", Now: s.opt.Now()}
	_, err := s.rubrics.Handle(ctx, c, criteria.ID, func(st criteria.State, version uint64) (eventlog.Draft, error) {
		if version > 0 {
			return eventlog.Draft{}, nil
		}
		first := catalogue.DefaultRubric()
		first.Date = s.today()
		adopted, err := st.Adopt(first)
		if err != nil {
			return eventlog.Draft{}, err
		}
		return eventlog.Draft{Data: adopted}, nil
	})
	if fault.KindOf(err) == fault.KindUnavailable || ctx.Err() != nil {
		return nil
	}
	return err
}

// today is the date in Jakarta, where the programme is run.
func (s *Service) today() calendar.Date {
	return calendar.DateOf(s.opt.Now().In(region.Jakarta.Location()))
}

func (s *Service) now() time.Time { return s.opt.Now() }

// sessionPractice is the practice of a group session; none for an unknown one.
func (s *Service) sessionPractice(id string) string {
	seats, _ := s.cat.SessionSeats(id)
	return seats.Innovation
}
