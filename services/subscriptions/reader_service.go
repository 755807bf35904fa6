package subscriptions

import (
	"context"
	"html/template"
	"strings"

	"golang.org/x/sync/errgroup"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/bulletin"
)

// PeopleOptions are about what is told to people: mails and the bulletin.
type PeopleOptions struct {
	Bulletin string // weekly (default), fortnightly or off
	BaseURL  string // where people reach this site, such as https://temu.example.go.id; links are bare paths without it
}

// people is the part of the service that tells people.
type people struct {
	bulletins *eventlog.Ledger[bulletin.State]
	pages     *template.Template
}

func newPeople(log *eventlog.Log, _ store) people {
	return people{bulletins: newBulletins(log), pages: pages()}
}

func (s *Service) peopleRoutes(site *web.Site) {
	s.bulletinRoutes(site)
}

func (s *Service) runPeople(ctx context.Context) error {
	g, running := errgroup.WithContext(ctx)
	g.Go(func() error { return s.runBulletin(running) })
	return g.Wait()
}

// link is a place of this site as people can follow it.
func (s *Service) link(path string) string { return strings.TrimSuffix(s.opt.People.BaseURL, "/") + path }
