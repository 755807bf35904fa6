package subscriptions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/time/rate"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/subscriptions/subscription"
)

const (
	mailLane     = "mail"
	mailConsumer = "sub-mail"
	mailReactor  = "subscriptions-mail"
	mailsAtOnce  = 4
	mailTime     = 30 * time.Second
	domainRate   = 2 // mails a second to one domain
	domainBurst  = 10
)

// mailWaits are the waits before each further try.
func mailWaits() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour}
}

// Kinds of mail.
const (
	mailOnce    = "once"
	mailDigest  = "digest"
	mailConfirm = "confirm"
)

// order is what waits in the lane of mails. It holds no address and no text: both are looked up when it is sent, so that
// who has left in between gets nothing.
type order struct {
	Kind         string    `json:"kind"`
	Subscription string    `json:"subscription"`
	Facts        []uint64  `json:"facts,omitempty"` // sequences of the first of them
	Total        int       `json:"total,omitempty"` // how many there are
	Due          time.Time `json:"due,omitzero"`    // of a digest
}

func (s *Service) enqueue(ctx context.Context, id string, o order) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return s.queue.Publish(ctx, mailLane, id, body)
}

// mailKinds are the kinds of fact that someone may be told of, and the subscriptions' own.
func mailKinds() (kinds []string) {
	seen := map[string]bool{}
	for _, spec := range contract.All() {
		kind, _, _, _ := event.SplitType(spec.Type)
		if (spec.Audience != contract.Internal || kind == "subscription") && !seen[kind] {
			seen[kind] = true
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// tellAtOnce puts a mail for every subscription that is told of a fact at once into the lane, and forgets the address of
// one that ended.
func (s *Service) tellAtOnce(ctx context.Context, rec eventlog.Record) error {
	if _, ok := rec.Data.(*contract.SubscriptionClosed); ok {
		return errors.Join(s.vault.Delete(ctx, addressName(rec.Fact.Subject)), s.vault.Delete(ctx, readerPlaceName(rec.Fact.Subject)))
	}
	var to []string
	s.readers.All(func(id string, st subscription.State, _ uint64) bool {
		if st.Mails() && st.Settings.Cadence == subscription.AtOnce && rec.Seq > st.Since {
			to = append(to, id)
		}
		return true
	})
	for _, id := range to {
		st, _, _ := s.readers.Get(id)
		subject, ok := s.directory.ByActor(st.Owner, s.opt.Now())
		if !ok {
			continue
		}
		if _, ok := s.tells(st, holderOf(subject), rec); !ok {
			continue
		}
		if err := s.enqueue(ctx, event.MintID("m", id, rec.Fact.ID, ""), order{Kind: mailOnce, Subscription: id, Facts: []uint64{rec.Seq}, Total: 1}); err != nil {
			return err
		}
	}
	return nil
}

// sendMail does one order.
func (s *Service) sendMail(ctx context.Context, m queue.Message) queue.Outcome {
	var o order
	if json.Unmarshal(m.Body, &o) != nil {
		return queue.Dead("the order cannot be read")
	}
	st, _, _ := s.readers.Get(o.Subscription)
	if o.Kind == mailConfirm && (!st.Exists() || st.Confirmed) || o.Kind != mailConfirm && !st.Mails() {
		return queue.Done()
	}
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	msg, ok, err := s.write(ctx, m.Delivery, o, st)
	if err != nil {
		s.logger.Warn("a mail was not written", zap.String("subscription", o.Subscription), zap.Error(err))
		return s.laterMail(m, "the mail cannot be written")
	}
	if !ok {
		return queue.Done()
	}
	if err := s.domains.wait(ctx, msg.To); err != nil {
		return queue.Outcome{}
	}
	err = s.opt.People.Mailer.Send(ctx, msg)
	var failure *mailer.Failure
	switch {
	case err == nil:
		return queue.Done()
	case errors.As(err, &failure) && failure.Permanent && failure.Address:
		return s.bounced(ctx, m, o.Subscription)
	case errors.As(err, &failure) && failure.Permanent:
		return queue.Dead(err.Error())
	}
	s.logger.Warn("a mail was not taken", zap.String("subscription", o.Subscription), zap.Error(err))
	return s.laterMail(m, err.Error())
}

func (s *Service) laterMail(m queue.Message, why string) queue.Outcome {
	waits := mailWaits()
	if m.Attempt > len(waits) {
		return queue.Dead(fmt.Sprintf("not taken in %d attempts; the last: %s", m.Attempt, why))
	}
	return queue.RetryAt(time.Now().Add(s.opt.Wait(waits[m.Attempt-1])), m.Body)
}

// bounced stops the mails of an address that does not exist; the holder sees why.
func (s *Service) bounced(ctx context.Context, m queue.Message, id string) queue.Outcome {
	c := eventlog.Command{Actor: selfActor, Route: "mail-bounced", Key: m.Delivery, Now: s.opt.Now()}
	_, err := s.readers.Handle(ctx, c, id, func(st subscription.State, _ uint64) (eventlog.Draft, error) {
		return draft(subscription.Pause(st, subscription.Bounced))
	})
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		return s.laterMail(m, "the address is refused and the subscription cannot be stopped")
	}
	s.logger.Info("a subscription was stopped: its address is refused", zap.String("subscription", id))
	return queue.Done()
}

// write makes the mail of an order; ok is false when there is nothing left to tell.
func (s *Service) write(ctx context.Context, delivery string, o order, st subscription.State) (msg mailer.Message, ok bool, err error) {
	address, err := s.vault.Get(ctx, addressName(o.Subscription))
	if fault.KindOf(err) == fault.KindNotFound {
		return msg, false, nil
	}
	if err != nil {
		return msg, false, err
	}
	stop, err := s.doorLink(ctx, doUnsubscribe, o.Subscription)
	if err != nil {
		return msg, false, err
	}
	key, err := s.linkKey(ctx)
	if err != nil {
		return msg, false, err
	}
	var l letter
	if o.Kind == mailConfirm {
		if l, err = s.confirmation(ctx, o.Subscription); err != nil {
			return msg, false, err
		}
		stop = ""
	} else {
		entries, err := s.entries(ctx, st, o.Facts)
		if err != nil || len(entries) == 0 {
			return msg, false, err
		}
		l = s.digest(st, entries, max(o.Total, len(entries)), o.Due, stop)
	}
	html, err := s.html(l)
	return mailer.Message{
		ID: delivery, To: string(address), Subject: l.Name + ": " + l.Title, Text: l.text(), HTML: html,
		Date: s.opt.Now(), List: o.Subscription, Unsubscribe: stop, Return: bounceToken(key, o.Subscription),
	}, err == nil, err
}

func (s *Service) confirmation(ctx context.Context, id string) (letter, error) {
	link, err := s.doorLink(ctx, doConfirm, id)
	return letter{
		frame:  frame{Name: s.opt.Name, Title: "Pastikan alamat surel ini"},
		Lead:   "Seseorang meminta kabar dikirim ke alamat ini. Bila itu bukan Anda, abaikan surel ini; tidak ada lagi yang dikirim.",
		Action: "Pastikan alamat ini", ActionLink: link, Site: s.link("/"),
	}, err
}

// domains bounds the mails to one domain, so that a relay there does not take us for a flood.
type domains struct {
	mu    sync.Mutex
	limit map[string]*rate.Limiter
}

func (d *domains) wait(ctx context.Context, address string) error {
	_, domain, _ := strings.Cut(address, "@")
	d.mu.Lock()
	if d.limit == nil {
		d.limit = map[string]*rate.Limiter{}
	}
	l := d.limit[domain]
	if l == nil {
		l = rate.NewLimiter(domainRate, domainBurst)
		d.limit[domain] = l
	}
	d.mu.Unlock()
	return l.Wait(ctx)
}
