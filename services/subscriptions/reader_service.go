package subscriptions

import (
	"context"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/bulletin"
	"makcomblang.id/services/subscriptions/subscription"
)

// PeopleOptions are about what is told to people: mails and the bulletin.
type PeopleOptions struct {
	Bulletin string         // weekly (default), fortnightly or off
	BaseURL  string         // where people reach this site, such as https://temu.example.go.id; links are bare paths without it
	Mailer   *mailer.Mailer // nil: this server sends no mail

	// Beat is time.After; a test that moves the clock gives its own.
	Beat func(time.Duration) <-chan time.Time
}

// people is the part of the service that tells people.
type people struct {
	bulletins *eventlog.Ledger[bulletin.State]
	readers   *eventlog.Ledger[subscription.State]
	known     *known
	vault     store
	tongues   map[string]*tongue
	domains   *domains
	links     *links
}

// links keeps the key that signs links in mails, once it is read.
type links struct {
	sync.Mutex
	key []byte
}

func newPeople(log *eventlog.Log, v store) people {
	p := people{
		bulletins: newBulletins(log),
		readers: eventlog.NewLedger(log, "subscription", func(s subscription.State, rec eventlog.Record) subscription.State {
			return s.Apply(rec.Seq, rec.Fact.Time, rec.Data)
		}),
		known: newKnown(), vault: v, tongues: loadTongues(), domains: new(domains), links: new(links),
	}
	log.Attach(p.known)
	return p
}

func (s *Service) peopleRoutes(site *web.Site) {
	s.bulletinRoutes(site)
	s.readerRoutes(site)
	s.doorRoutes(site)
	s.bounceRoutes(site)
}

// runPeople publishes the bulletin and, with a relay, sends mails.
func (s *Service) runPeople(ctx context.Context) error {
	if s.opt.People.Beat == nil {
		s.opt.People.Beat = time.After
	}
	g, running := errgroup.WithContext(ctx)
	g.Go(func() error { return s.runBulletin(running) })
	if s.opt.People.Mailer != nil {
		g.Go(func() error { return s.log.React(running, mailReactor, mailKinds(), s.tellAtOnce) })
		g.Go(func() error { return s.runDigests(running) })
		g.Go(func() error { return s.queue.Consume(running, mailConsumer, mailLane, mailsAtOnce, s.sendMail) })
	}
	return g.Wait()
}

// link is a place of this site as people can follow it.
func (s *Service) link(path string) string {
	return strings.TrimSuffix(s.opt.People.BaseURL, "/") + path
}
