package subscriptions

import (
	"context"
	"encoding/json"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/subscriptions/endpoint"
	"makcomblang.id/services/subscriptions/subscription"
)

// longestBeat bounds the sleep between two looks at the clock, so that a clock that was set is noticed.
const longestBeat = time.Hour

func addressName(id string) string     { return "subscription." + id + ".address" }
func readerPlaceName(id string) string { return "subscription." + id + ".place" }

// readerPlace is how far the digests of a subscription came.
type readerPlace struct {
	Due           time.Time `json:"due"` // of the last digest
	eventlog.Mark           // last fact that it looked at
}

// runDigests looks at every 08.00 of the country's zones, and at the start, which digests are due.
func (s *Service) runDigests(ctx context.Context) error {
	for {
		now := s.opt.Now()
		if err := s.digestRound(ctx, now); err != nil && ctx.Err() == nil {
			s.logger.Warn("digests were not all made, trying again", zap.Error(err))
			sleep(ctx, time.Minute)
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.opt.People.Beat(min(subscription.Next(now).Sub(now), longestBeat)):
		}
	}
}

// dueDigest is one digest while it is collected.
type dueDigest struct {
	id     string
	st     subscription.State
	holder endpoint.Holder
	due    time.Time
	from   uint64
	mark   eventlog.Mark // of from
	facts  []uint64
	total  int
}

// digestRound puts every digest that is due into the lane of mails. The log is read once for all of them. The place of
// each is stored behind it: after a crash in between, the same digest is made again under the same id.
func (s *Service) digestRound(ctx context.Context, now time.Time) error {
	all, err := s.dueDigests(ctx, now)
	if err != nil || len(all) == 0 {
		return err
	}
	head := s.log.Position()
	from := head
	for _, x := range all {
		from = min(from, x.from)
	}
	end := eventlog.Mark{Seq: head}
	err = s.log.Each(ctx, from+1, head, func(rec eventlog.Record) error {
		end = s.log.MarkOf(rec)
		for _, x := range all {
			if rec.Seq <= x.from {
				continue
			}
			if _, ok := s.tells(x.st, x.holder, rec); ok {
				if x.total++; len(x.facts) <= shownEntries {
					x.facts = append(x.facts, rec.Seq)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.total > 0 {
			name := event.MintID("g", x.id, x.due.UTC().Format(time.RFC3339), "")
			o := order{Kind: mailDigest, Subscription: x.id, Facts: x.facts, Total: x.total, Due: x.due}
			if err := s.enqueue(ctx, name, o); err != nil {
				return err
			}
		}
		place := readerPlace{x.due, end}
		if from == head && x.mark.Seq == head {
			place.Mark = x.mark // nothing was read
		}
		raw, err := json.Marshal(place)
		if err == nil {
			err = s.vault.Put(ctx, readerPlaceName(x.id), raw)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dueDigests gives the subscriptions whose 08.00 has come and was not looked at yet.
func (s *Service) dueDigests(ctx context.Context, now time.Time) (all []*dueDigest, err error) {
	s.readers.All(func(id string, st subscription.State, _ uint64) bool {
		if due := st.Due(now); st.Mails() && !due.IsZero() && due.After(st.SinceAt) {
			all = append(all, &dueDigest{id: id, st: st, due: due})
		}
		return true
	})
	kept := all[:0]
	for _, x := range all {
		place, err := s.loadReaderPlace(ctx, x.id)
		if err != nil {
			return nil, err
		}
		subject, ok := s.directory.ByActor(x.st.Owner, now)
		if !ok || !x.due.After(place.Due) {
			continue // no key of its holder is valid any more, or it was made
		}
		at, err := s.log.Resume(ctx, "the digest of a subscription", place.Mark)
		if err != nil {
			return nil, err
		}
		x.holder, x.from, x.mark = holderOf(subject), max(at, x.st.Since), place.Mark
		kept = append(kept, x)
	}
	return kept, nil
}

func (s *Service) loadReaderPlace(ctx context.Context, id string) (p readerPlace, err error) {
	raw, err := s.vault.Get(ctx, readerPlaceName(id))
	if fault.KindOf(err) == fault.KindNotFound {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	return p, err
}
