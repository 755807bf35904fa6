package app

import (
	"context"
	"net/url"
	"runtime/debug"
	"sync"
	"time"

	"go.uber.org/zap/zapcore"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/access"
	"makcomblang.id/services/innovations"
	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/catalogue"
	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/vault"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/matcher"
	"makcomblang.id/services/matches"
	"makcomblang.id/services/portal"
	"makcomblang.id/services/regions"
	"makcomblang.id/services/subscriptions"
)

// parts is what the services are made of, while they are wired.
type parts struct {
	*App
	key       vault.Key
	directory *policy.Directory
	store     views.Store
	catalogue *catalogue.Catalogue
}

// build makes the wanted services in their order.
func (p *parts) build(ctx context.Context) error {
	for _, role := range roles {
		if !p.cfg.has(role) {
			continue
		}
		s, err := p.make(ctx, role)
		if err != nil {
			return err
		}
		s.Routes(p.site)
		p.runners = append(p.runners, s)
	}
	return nil
}

func (p *parts) make(ctx context.Context, role string) (service, error) {
	switch role {
	case "access":
		s := access.New(p.log, access.Options{Now: p.now, Logger: p.logger})
		p.runners = append(p.runners, &bootstrap{service: s, path: p.cfg.KeyFile()})
		return s, nil
	case "innovations":
		return innovations.New(p.log, p.store, innovations.Options{Now: p.now, AllowSample: p.cfg.Demo}), nil
	case "regions":
		return regions.New(p.log, p.store, regions.Options{Now: p.now, AllowSample: p.cfg.Demo}), nil
	case "matcher":
		blobs, err := opened(ctx, p.App, func(ctx context.Context) (*blob.Blobs, error) { return blob.Open(ctx, p.nc) })
		if err != nil {
			return nil, err
		}
		return matcher.New(p.log, p.catalogue, blobs, matcher.Options{Now: p.now, Logger: p.logger}), nil
	case "matches":
		return matches.New(p.log, p.store, p.catalogue, matches.Options{Now: p.now, Grants: p.grants, AllowSample: p.cfg.Demo, Logger: p.logger})
	case "subscriptions":
		return p.subscriptions(ctx)
	default:
		return portal.New(p.log, p.store, p.catalogue, portal.Options{Now: p.now, Name: p.cfg.Name, Demo: p.cfg.Demo, Logger: p.logger, File: lazyFiles(p.nc)})
	}
}

// grants gives the roles that an actor holds by any of its valid keys.
func (p *parts) grants(actor string) []policy.Grant {
	s, _ := p.directory.ByActor(actor, p.now())
	return s.Grants
}

func (p *parts) subscriptions(ctx context.Context) (service, error) {
	q, err := queue.Open(p.nc)
	if err != nil {
		return nil, err
	}
	q.Tracer = p.tracer
	v, err := opened(ctx, p.App, func(ctx context.Context) (*vault.Vault, error) { return vault.Open(ctx, p.nc, p.key) })
	if err != nil {
		return nil, err
	}
	var proxy *url.URL
	if p.cfg.Proxy != "" {
		if proxy, err = subscriptions.ParseProxy(p.cfg.Proxy); err != nil {
			return nil, err
		}
	}
	people, err := p.cfg.Mail.open()
	if err != nil {
		return nil, err
	}
	return subscriptions.New(p.log, p.directory, q, v, subscriptions.Options{
		People:        people,
		AllowLoopback: p.cfg.Loopback, Proxy: proxy, Demo: p.cfg.Demo, Now: p.now, Logger: p.logger, Name: p.cfg.Name, Tracer: p.tracer,
	}), nil
}

// bootstrap writes the first coordinator key of a new installation.
type bootstrap struct {
	service *access.Service
	path    string
}

func (*bootstrap) Name() string { return "bootstrap" }

func (b *bootstrap) Run(ctx context.Context) error {
	_, err := b.service.Bootstrap(ctx, b.path)
	if err != nil && ctx.Err() == nil && fault.KindOf(err) != fault.KindUnavailable {
		return err // a log that takes no facts is no reason to stop: pages go on, and /readyz says why
	}
	<-ctx.Done()
	return nil
}

// ensure makes the streams and buckets beside the log.
func ensure(ctx context.Context, nc *host.Conn, replicas int) error {
	for _, make := range []func(context.Context, *host.Conn, int) error{queue.Ensure, vault.Ensure, blob.Ensure} {
		if err := make(ctx, nc, replicas); err != nil {
			return err
		}
	}
	return nil
}

// Version describes the build.
func Version() map[string]string {
	v := map[string]string{"version": "dev", "go": ""}
	if info, ok := debug.ReadBuildInfo(); ok {
		v["go"] = info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" || s.Key == "vcs.time" {
				v[s.Key[len("vcs."):]] = s.Value
			}
		}
	}
	return v
}

func zapRFC3339(t time.Time, enc zapcore.PrimitiveArrayEncoder) {
	enc.AppendString(t.UTC().Format(time.RFC3339Nano))
}

// lazyFiles opens the store of plans' files when a page first wants one: a portal whose identity on NATS may not read it yet
// shows everything else.
func lazyFiles(nc *host.Conn) func(ctx context.Context, hash string) ([]byte, error) {
	var mu sync.Mutex
	var opened *blob.Blobs
	return func(ctx context.Context, hash string) ([]byte, error) {
		mu.Lock()
		defer mu.Unlock()
		if opened == nil {
			b, err := blob.Open(ctx, nc)
			if err != nil {
				return nil, err
			}
			opened = b
		}
		return opened.Get(ctx, hash)
	}
}
