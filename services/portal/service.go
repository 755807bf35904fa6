package portal

import (
	"context"
	"time"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/planning"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
)

// compareLimit is the longest time that what-if runs may take for one page.
const compareLimit = 15 * time.Second

// Service renders pages.
type Service struct {
	cat     *catalogue.Catalogue
	opt     Options
	view    *projection.Projection
	site    *web.Site
	assets  *web.Assets
	tongues map[string]*tongue
	tally   tallyCache
	desk    *planning.Desk
	cases   *planning.Cases
}

// New makes the service and attaches its view to the log; nothing runs before Run. It fails if a template or a catalogue
// of words cannot be read.
func New(log *eventlog.Log, store views.Store, cat *catalogue.Catalogue, opt Options) (*Service, error) {
	if err := opt.defaults(); err != nil {
		return nil, err
	}
	s := &Service{cat: cat, opt: opt, desk: planning.NewDesk(cat, compareLimit)}
	s.cases = planning.NewCases(opt.File, func(id string) string {
		seats, _ := cat.SessionSeats(id)
		return seats.Innovation
	}, compareLimit)
	var err error
	if s.tongues, err = loadTongues(s.assetURL); err != nil {
		return nil, err
	}
	s.view = projection.New(log, store, "portal", viewVersion, fold)
	return s, nil
}

// Name is the role's name.
func (s *Service) Name() string { return "portal" }

// Run waits for the end: pages are answered by the site, the view is folded by the log's own loop.
func (s *Service) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// today is the date in Jakarta, where the programme is run.
func (s *Service) today() calendar.Date {
	return calendar.DateOf(s.opt.Now().In(region.Jakarta.Location()))
}

// assetURL is the address of a static file, once the routes stand.
func (s *Service) assetURL(name string) string {
	if s.assets == nil {
		return ""
	}
	return s.assets.URL(name)
}

func (s *Service) now() time.Time { return s.opt.Now() }
