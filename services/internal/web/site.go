package web

import (
	"context"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/trace"
)

// prefix is where the API begins. Pages are outside of it.
const prefix = "/api/v1"

// Log is what an answer needs of the log of facts: how far it is folded and whether it takes commands.
type Log interface {
	Position() uint64
	Wait(ctx context.Context, seq uint64) error
	CaughtUp() <-chan struct{}
	Health() eventlog.Health
	Refresh(ctx context.Context, kind string) (heard bool, err error)
}

// Options of a site. Log, Directory and Secret are required.
type Options struct {
	Log       Log
	Directory *policy.Directory
	Secret    []byte           // signs cookies and cursors; 32 bytes or more, the same in all processes
	Now       func() time.Time // default time.Now
	Logger    *zap.Logger      // default: none
	Registry  *prometheus.Registry
	Tracer    *trace.Tracer // nil records no traces

	Name       string // shown to people; default "Temu Replikasi"
	SignIn     string // path of the page that takes a key; linked from problem pages when set
	Stylesheet string // path of the stylesheet of problem pages
	Version    any    // answer of /version

	SessionLength  time.Duration  // default 12 hours
	TrustedProxies []netip.Prefix // whose X-Forwarded-For and X-Forwarded-Proto count
	PositionWait   time.Duration  // how long ?min_position=N waits; default 2 seconds
	BodyTimeout    time.Duration  // longest time for the body of a request; default 30 seconds, for offices on slow links
	AnswerTimeout  time.Duration  // longest time to take an answer that is no stream; default 5 minutes
	PublicRate     float64        // requests a second for a caller without a key; default 20
	PublicBurst    int            // default 60

	// SharedRate counts callers without a key over all processes; nil counts in this one.
	SharedRate func(ctx context.Context, caller string, perSecond float64, burst int) (ok bool, remaining int, wait time.Duration, err error)
}

// usualName is what people see if the configuration names nothing else.
const usualName = "Temu Replikasi"

func (o *Options) defaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = zap.NewNop()
	}
	if o.Registry == nil {
		o.Registry = prometheus.NewRegistry()
	}
	if o.Name == "" {
		o.Name = usualName
	}
	if o.SessionLength <= 0 {
		o.SessionLength = 12 * time.Hour
	}
	if o.PositionWait <= 0 {
		o.PositionWait = 2 * time.Second
	}
	if o.BodyTimeout <= 0 {
		o.BodyTimeout = 30 * time.Second
	}
	if o.AnswerTimeout <= 0 {
		o.AnswerTimeout = 5 * time.Minute
	}
	if o.PublicRate <= 0 {
		o.PublicRate = 20
	}
	if o.PublicBurst <= 0 {
		o.PublicBurst = 60
	}
	if o.Version == nil {
		o.Version = map[string]string{}
	}
}

// Site is the HTTP side of one process: the API under /api/v1 and pages under /. Register everything before it serves.
type Site struct {
	opt      Options
	echo     *echo.Echo
	traced   http.Handler // the same, within traces
	api      huma.API
	group    *echo.Group
	routes   map[string]*Route // by method and path template
	naming   *naming
	sessions *policy.Sessions
	cross    *http.CrossOriginProtection
	limit    *limiter
	metrics  *metrics
	page     *problemPage
}

// New returns a site that answers /livez, /readyz, /version, the OpenAPI document and the session routes.
func New(opt Options) *Site {
	opt.defaults()
	s := &Site{
		opt:      opt,
		echo:     echo.New(),
		routes:   make(map[string]*Route),
		naming:   newNaming(),
		sessions: policy.NewSessions(opt.Secret, opt.SessionLength),
		cross:    http.NewCrossOriginProtection(),
		limit:    newLimiter(opt.PublicRate, opt.PublicBurst, time.Now),
		metrics:  newMetrics(opt.Registry, opt.Log),
	}
	s.traced = opt.Tracer.Handler(s.echo)
	s.page = newProblemPage(opt.Name, opt.SignIn, opt.Stylesheet)
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.answerError
	s.echo.Pre(s.begin)
	s.echo.Use(s.observe, s.bound, s.recoverPanic, s.headers, s.compress(), s.guard, s.follow)
	s.group = s.echo.Group(prefix)
	s.api = humaecho.NewWithGroup(s.echo, s.group, s.apiConfig())
	s.mountDocument()
	s.mountOps()
	s.mountSessions()
	return s
}

// ServeHTTP makes the site a handler for a server or a test. A HEAD goes where its GET goes; the server itself leaves the
// body out.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		r = r.WithContext(context.WithValue(r.Context(), headKey{}, true))
		r.Method = http.MethodGet
	}
	s.traced.ServeHTTP(w, r)
}

// apiConfig is huma without what we do not want of it: no page that loads scripts from elsewhere, no $schema links, no
// case-insensitive names, no error model of its own.
func (s *Site) apiConfig() huma.Config {
	const refs = "#/components/schemas/"
	registry := huma.NewMapRegistry(refs, s.naming.name)
	registry.RegisterTypeAlias(reflect.TypeFor[huma.ErrorModel](), reflect.TypeFor[Problem]())
	format := huma.Format{Marshal: marshal, Unmarshal: unmarshal}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:   s.opt.Name,
				Version: "1",
				Description: "Practices of public service, the needs of regions, and who may learn from whom. Problems are told in English, " +
					"or in Indonesian if Accept-Language prefers it; their codes are for programs.",
			},
			Servers: []*huma.Server{{URL: prefix}},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key":    {Type: "http", Scheme: "bearer", Description: "mak_live_..."},
					"header": {Type: "apiKey", In: "header", Name: "X-API-Key"},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{s.transform},
	}
}

// echoPath turns {name} into echo's form of a parameter.
func echoPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}
