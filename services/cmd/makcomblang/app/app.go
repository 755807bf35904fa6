package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/trace"
	"makcomblang.id/services/internal/vault"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/portal"
)

// service is one of the small services.
type service interface {
	host.Runner
	Routes(site *web.Site)
}

// App is one wired process that has not started yet.
type App struct {
	cfg      Config
	now      func() time.Time
	logger   *zap.Logger
	tracer   *trace.Tracer
	embedded *host.Embedded
	link     *host.Link // to a remote NATS
	nc       *host.Conn
	log      *eventlog.Log
	store    views.Store

	// sharedRate counts callers without a key in Redis, over all replicas; nil without one.
	sharedRate func(ctx context.Context, caller string, perSecond float64, burst int) (bool, int, time.Duration, error)

	site    *web.Site
	runners []host.Runner
	undo    []func()
}

// Open connects, opens the stores and builds the services; nothing runs before Run. On an error everything that was opened
// is closed again.
func Open(ctx context.Context, cfg Config) (app *App, err error) {
	cfg.Defaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, now: cfg.Clock()}
	defer func() {
		if err != nil {
			a.close()
		}
	}()
	if a.logger, err = logger(cfg.LogLevel); err != nil {
		return nil, err
	}
	if a.tracer, err = cfg.tracer(a.logger); err != nil {
		return nil, err
	}
	a.undo = append(a.undo, a.tracer.Close)
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	if err := a.connect(); err != nil {
		return nil, err
	}
	if err := a.permitted(ctx); err != nil {
		return nil, err
	}
	if err := a.wire(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

func (a *App) connect() (err error) {
	if a.cfg.NATS == "" {
		if a.embedded, err = host.StartEmbedded(a.cfg.Data); err != nil {
			return err
		}
		a.undo = append(a.undo, a.embedded.Stop)
		if a.nc, err = a.embedded.Connect("makcomblang"); err != nil {
			return err
		}
	} else if err := a.dial(); err != nil {
		return err
	}
	a.undo = append(a.undo, a.nc.Close)
	return nil
}

func (a *App) wire(ctx context.Context) error {
	embedded := a.embedded != nil
	key, err := masterKey(a.cfg.Data, embedded || a.cfg.Create)
	if err != nil {
		return err
	}
	if a.store, err = a.views(ctx); err != nil {
		return err
	}
	if embedded || a.cfg.Create {
		if err := ensure(ctx, a.nc, a.cfg.Replicas); err != nil {
			return err
		}
	}
	a.log, err = opened(ctx, a, func(ctx context.Context) (*eventlog.Log, error) {
		return eventlog.Open(ctx, a.nc, eventlog.Options{
			Source: a.cfg.Source, Now: a.now, Create: embedded || a.cfg.Create, Replicas: a.cfg.Replicas,
			HeadFile: filepath.Join(a.cfg.Data, "head.json"), Logger: a.logger, Tracer: a.tracer, Room: a.room(),
		})
	})
	if err != nil {
		return err
	}
	if err := a.preflight(ctx); err != nil {
		return err
	}
	directory := policy.NewDirectory()
	a.log.Attach(directory)
	a.site = web.New(web.Options{
		Log: a.log, Directory: directory, Secret: key.Derive("session"), Now: a.now, Logger: a.logger, Name: a.cfg.Name,
		SignIn: "/masuk", Stylesheet: portal.StylesheetPath, Version: Version(), Registry: a.metrics(), TrustedProxies: a.cfg.Remote.proxies, SharedRate: a.sharedRate,
		Tracer: a.tracer,
	})
	parts := &parts{
		App: a, key: key, directory: directory, store: a.store, catalogue: catalogue.New(a.log),
	}
	a.runners = append(a.runners, loop{a.log}, newSettle(a.log))
	return parts.build(ctx)
}

// room looks at the disk of an embedded store; a remote NATS looks at its own.
func (a *App) room() func() string {
	if a.embedded == nil {
		return nil
	}
	return host.Room(a.cfg.Data)
}

// masterKey opens the key of the vault: the file that MAKCOMBLANG_MASTER_KEY_FILE names, or the data folder's own. Only who
// owns the data makes one: a role with a key of its own could read neither the vault nor the sessions of the others.
func masterKey(data string, owner bool) (vault.Key, error) {
	path := os.Getenv("MAKCOMBLANG_MASTER_KEY_FILE")
	if path == "" && owner {
		return vault.CreateKey(filepath.Join(data, "master.key"))
	}
	if path == "" {
		path = filepath.Join(data, "master.key")
	}
	key, err := vault.LoadKey(path)
	if errors.Is(err, os.ErrNotExist) {
		return key, errNoMasterKey
	}
	return key, err
}

var errNoMasterKey = errors.New("the master key is missing: name the one that `makcomblang setup` wrote with MAKCOMBLANG_MASTER_KEY_FILE, the same for all roles")

// Run serves until ctx ends and then closes everything. ready is called with the address of the API once requests are
// taken; commands are answered 503 until the log is folded.
func (a *App) Run(ctx context.Context, ready func(addr string)) error {
	defer a.close()
	p := host.Process{
		Runners: a.runners, Logger: a.logger,
		Listeners: []host.Listener{{Name: "api", Flag: "addr", Addr: a.cfg.Addr, Handler: a.site, TLS: a.cfg.Remote.tls}},
		Ready: func(addrs map[string]string) {
			a.logger.Info("listening", zap.String("addr", addrs["api"]), zap.String("ops", addrs["ops"]))
			if ready != nil {
				ready(addrs["api"])
			}
		},
	}
	if a.cfg.OpsAddr != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", a.site.Metrics())
		p.Listeners = append(p.Listeners, host.Listener{Name: "ops", Flag: "ops-addr", Addr: a.cfg.OpsAddr, Handler: mux})
	}
	return p.Run(ctx)
}

// Log is the process's log, for the integrity report of commands that own the data.
func (a *App) Log() *eventlog.Log { return a.log }

// Site is what the process answers, for the test that walks its routes.
func (a *App) Site() *web.Site { return a.site }

// SyncsAlways says whether the embedded server has every acknowledged fact on disk; false without one.
func (a *App) SyncsAlways() bool { return a.embedded != nil && a.embedded.SyncsAlways() }

// CaughtUp is closed once commands are taken.
func (a *App) CaughtUp() <-chan struct{} { return a.log.CaughtUp() }

func (a *App) close() {
	for i := len(a.undo) - 1; i >= 0; i-- {
		a.undo[i]()
	}
	a.undo = nil
}

func logger(level string) (*zap.Logger, error) {
	at, err := zap.ParseAtomicLevel(level)
	if err != nil {
		return nil, misusef("the log level must be debug, info, warn or error")
	}
	cfg := zap.NewProductionConfig()
	cfg.Level, cfg.Sampling, cfg.DisableStacktrace = at, nil, true
	cfg.DisableCaller = true
	cfg.EncoderConfig.TimeKey = "time"
	cfg.EncoderConfig.EncodeTime = zapRFC3339
	return cfg.Build(zap.WrapCore(func(c zapcore.Core) zapcore.Core { return redacting{c} }))
}

// loop runs the follow loop.
type loop struct{ *eventlog.Log }

func (loop) Name() string { return "follow loop" }
