package subscriptions

import (
	"context"
	"encoding/json"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/subscriptions/subscription"
)

// longestBeat bounds the sleep between two looks at the clock, so that a clock that was set is noticed.
const longestBeat = time.Hour

func addressName(id string) string     { return "subscription." + id + ".address" }
func readerPlaceName(id string) string { return "subscription." + id + ".place" }

// readerPlace is how far the digests of a subscription came.
type readerPlace struct {
	Due time.Time `json:"due"` // of the last digest
	Seq uint64    `json:"seq"` // last fact that it looked at
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

// digestRound puts every digest that is due into the lane of mails. The place is stored behind it: after a crash in
// between, the same digest is made again under the same id.
func (s *Service) digestRound(ctx context.Context, now time.Time) error {
	type one struct {
		id string
		st subscription.State
	}
	var all []one
	s.readers.All(func(id string, st subscription.State, _ uint64) bool {
		if st.Mails() && !st.Due(now).IsZero() && st.Due(now).After(st.SinceAt) {
			all = append(all, one{id, st})
		}
		return true
	})
	head := s.log.Position()
	for _, x := range all {
		place, err := s.loadReaderPlace(ctx, x.id)
		if err != nil {
			return err
		}
		due := x.st.Due(now)
		if !due.After(place.Due) {
			continue
		}
		from := max(place.Seq, x.st.Since)
		_, total, err := s.heardBy(ctx, x.st, from, head, 1)
		if err != nil {
			return err
		}
		if total > 0 {
			name := event.MintID("g", x.id, due.UTC().Format(time.RFC3339), "")
			if err := s.enqueue(ctx, name, order{Kind: mailDigest, Subscription: x.id, From: from, To: head, Due: due}); err != nil {
				return err
			}
		}
		raw, err := json.Marshal(readerPlace{Due: due, Seq: head})
		if err == nil {
			err = s.vault.Put(ctx, readerPlaceName(x.id), raw)
		}
		if err != nil {
			return err
		}
	}
	return nil
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
