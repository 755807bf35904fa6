package matcher

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/matcher/recommendation"
)

// bell rings when facts were folded. It never waits and keeps one ring.
type bell chan struct{}

func newBell() bell { return make(bell, 1) }

// Follow rings.
func (b bell) Follow([]eventlog.Record) error {
	select {
	case b <- struct{}{}:
	default:
	}
	return nil
}

// teller keeps what has been told: up to which position lists were looked at,
// and which regions have to be looked at again, and when.
type teller struct {
	seen  uint64
	later map[string]time.Time
}

// tell ranks the lists of regions that a fact or a new day may have changed and
// appends what is news. Changes are gathered for a moment, so that an import
// does not tell of every row. Any number of replicas may do so: what is decided
// is compared with the ledger, and equal news has equal ids.
func (s *Service) tell(ctx context.Context, days <-chan calendar.Date) error {
	t := &teller{later: map[string]time.Time{}}
	timer := time.NewTimer(s.opt.Settle)
	defer timer.Stop()
	soon := true // the timer runs for the changes, not only for what was put off
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-days:
			t.seen = 0 // confirmations expire, statuses end: every list may change
		case <-s.bell:
		case <-timer.C:
			soon = false
			if pause, again := s.round(ctx, t); again {
				timer.Reset(max(pause, s.opt.Settle))
			}
			continue
		}
		if !soon {
			timer.Reset(s.opt.Settle)
			soon = true
		}
	}
}

// round looks at every region that is due. again says that some have to be
// looked at later, after a pause.
func (s *Service) round(ctx context.Context, t *teller) (pause time.Duration, again bool) {
	position := s.cat.Position()
	due := map[string]bool{}
	for _, code := range s.cat.TouchedSince(t.seen) {
		due[code] = true
	}
	now := s.now()
	for code, at := range t.later {
		if !at.After(now) {
			due[code] = true
		}
	}
	t.seen = position
	for _, code := range slices.Sorted(maps.Keys(due)) {
		delete(t.later, code)
		wait, err := s.tellRegion(ctx, code)
		if err != nil {
			if ctx.Err() != nil {
				return 0, false
			}
			s.opt.Logger.Warn("telling of a list failed, trying again", zap.String("region", code), zap.Error(err))
			wait = 5 * time.Second
		}
		if wait > 0 {
			t.later[code] = now.Add(wait)
		}
	}
	for _, at := range t.later {
		if left := at.Sub(now); !again || left < pause {
			pause, again = left, true
		}
	}
	return pause, again
}

// tellRegion tells of one region's needs and list as far as that is news.
func (s *Service) tellRegion(ctx context.Context, code string) (wait time.Duration, err error) {
	on := s.today()
	period := s.cat.PeriodFor(on)
	list := &contract.RecommendationRanked{Region: code, Rubric: s.cat.Rubric().Number}
	basis := event.Basis("")
	for _, n := range s.cat.NeedsOf(code) {
		r, err := s.cat.Candidates(n.Need, on, period)
		if fault.KindOf(err) == fault.KindNotFound {
			continue // withdrawn in this very moment
		}
		if err != nil {
			return 0, err
		}
		if err := s.tellNeed(ctx, r); err != nil {
			return 0, err
		}
		list.Needs = append(list.Needs, ranked(r))
		basis = event.Weakest(basis, n.Basis)
		for _, e := range r.Candidates {
			basis = event.Weakest(basis, e.Basis)
		}
	}
	return s.tellList(ctx, list, basis)
}

// ranked is the list of one need as the fact carries it: ids, integers and
// codes, no sentences.
func ranked(r catalogue.Ranking) contract.RankedNeed {
	out := contract.RankedNeed{Need: r.Need.Need, Candidates: []contract.Candidate{}}
	for i := range r.Candidates[:min(len(r.Candidates), recommendation.PerNeed)] {
		e := &r.Candidates[i]
		out.Candidates = append(out.Candidates, contract.Candidate{
			Innovation: e.Innovation, Score: e.Score, Parts: e.PartValues(), Unknown: e.OpenKeys(),
		})
	}
	return out
}

func (s *Service) tellList(ctx context.Context, list *contract.RecommendationRanked, basis event.Basis) (time.Duration, error) {
	code, err := region.ParseCode(list.Region)
	if err != nil {
		return 0, err
	}
	var wait time.Duration
	_, version, _ := s.lists.Get(code.Token())
	c := s.because("rank", code.Token(), version)
	_, err = s.lists.Handle(ctx, c, code.Token(),
		func(st recommendation.State, _ uint64) (eventlog.Draft, error) {
			var news *contract.RecommendationRanked
			if news, wait = st.Rank(list, c.Now); news == nil { // decided at the time that the fact bears
				return eventlog.Draft{}, nil
			}
			return eventlog.Draft{Data: news, Basis: basis}, nil
		})
	return wait, err
}

func (s *Service) tellNeed(ctx context.Context, r catalogue.Ranking) error {
	n := r.Need
	st, version, _ := s.needs.Get(n.Need)
	if st.Tell(n.Region, n.Problem, r.Answer()) == nil {
		return nil
	}
	_, err := s.needs.Handle(ctx, s.because("need", n.Need, version), n.Need,
		func(st recommendation.Need, _ uint64) (eventlog.Draft, error) {
			return eventlog.Draft{Data: st.Tell(n.Region, n.Problem, r.Answer()), Basis: n.Basis}, nil
		})
	return err
}

// because is the command of a telling. Its cause names the version it follows,
// so that replicas that tell the same at once append one fact.
func (s *Service) because(what, id string, version uint64) eventlog.Command {
	return eventlog.Command{Actor: "matcher", Route: what, Cause: fmt.Sprintf("%s-%s-%d", what, id, version), Now: s.now()}
}
