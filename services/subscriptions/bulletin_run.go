package subscriptions

import (
	"context"

	"go.uber.org/zap"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/bulletin"
)

// Cadences of the bulletin as Options.Bulletin takes them.
const (
	BulletinWeekly      = "weekly"
	BulletinFortnightly = "fortnightly"
	BulletinOff         = "off"
)

// newBulletins folds what came out.
func newBulletins(log *eventlog.Log) *eventlog.Ledger[bulletin.State] {
	return eventlog.NewLedger(log, "bulletin", func(s bulletin.State, rec eventlog.Record) bulletin.State {
		return s.Apply(rec.Seq, rec.Fact, rec.Data)
	})
}

// runBulletin brings the edition of the last period out, at the start and at every midnight in Jakarta. Whichever process
// is first, it is the same fact: its id follows from the edition.
func (s *Service) runBulletin(ctx context.Context) error {
	cadence := bulletin.Weekly
	switch s.opt.People.Bulletin {
	case BulletinOff:
		return nil
	case BulletinFortnightly:
		cadence = bulletin.Fortnightly
	}
	return eventlog.Ticks(ctx, s.opt.Now, region.Jakarta.Location(), func(ctx context.Context, today calendar.Date) error {
		if err := s.publishBulletin(ctx, bulletin.Last(cadence, today)); err != nil && ctx.Err() == nil {
			// The next midnight tries again: until the next period is over, it is the same edition.
			s.logger.Warn("the bulletin did not come out", zap.Error(err))
		}
		return nil
	})
}

// publishBulletin compiles an edition from the log and publishes it, unless it is out.
func (s *Service) publishBulletin(ctx context.Context, e bulletin.Edition) error {
	if st, _, ok := s.bulletins.Get(e.ID); ok && st.Exists() {
		return nil
	}
	c := bulletin.NewCompiler(e, region.Jakarta.Location(), s.opt.Demo)
	err := s.log.Each(ctx, 1, s.log.Position(), func(rec eventlog.Record) error {
		c.Add(rec.Seq, rec.Fact, rec.Data)
		return nil
	})
	if err != nil {
		return err
	}
	edition, basis, ok := c.Edition()
	if !ok {
		return nil
	}
	command := eventlog.Command{Actor: selfActor, Route: "bulletin", Cause: "edition-" + e.ID, Now: s.opt.Now()}
	_, err = s.bulletins.Handle(ctx, command, e.ID, func(st bulletin.State, _ uint64) (eventlog.Draft, error) {
		d, err := draft(bulletin.Publish{Edition: edition}.Decide(st), nil)
		d.Basis = basis
		return d, err
	})
	return err
}

type correctInput struct {
	ID   string `path:"id"`
	Body struct {
		Note string   `json:"note" doc:"What was wrong and what is right, shown on top; no name, address or number of a person."`
		Drop []string `json:"drop,omitempty" doc:"Ids of entries that are taken out of the lists."`
	}
}

func (s *Service) postCorrection(ctx context.Context, who web.Caller, in *correctInput) (*web.Done, error) {
	if err := who.Allow(policy.BulletinWrite, policy.Object{}); err != nil {
		return nil, err
	}
	command := bulletin.Correct{Note: in.Body.Note, Drop: in.Body.Drop}
	receipt, err := s.bulletins.Handle(ctx, who.Command(s.opt.Now()), in.ID, func(st bulletin.State, _ uint64) (eventlog.Draft, error) {
		return draft(command.Decide(st))
	})
	return &web.Done{Receipt: receipt}, err
}

func noBulletin() error { return fault.NotFoundf("bulletin.unknown", "There is no such bulletin.") }
