package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/vault"
	"makcomblang.id/services/internal/views"
)

// Remote is what stands outside of the process and how it is reached.
type Remote struct {
	Redis     string   // URL of the Redis that holds the views; empty keeps them in process
	AuthFile  string   // who this process is on NATS; see host.Access
	CAFile    string   // authority of the certificates of NATS and Redis
	Monitors  []string // monitoring addresses of the NATS servers, asked whether they sync always
	CertFile  string   // certificate of the listener; empty speaks plain HTTP
	KeyFile   string   // its key
	Proxies   []string // networks of trusted proxies, such as the gateway's
	Upstreams []string // for the gateway: role=http://host:port, one or several for each role

	tls     *tls.Config
	proxies []netip.Prefix
}

// validate reads what can be read before anything is opened.
func (r *Remote) validate() (err error) {
	if (r.CertFile == "") != (r.KeyFile == "") {
		return misusef("TLS needs both --tls-cert and --tls-key")
	}
	if r.tls, err = host.Certificate(r.CertFile, r.KeyFile); err != nil {
		return err
	}
	r.proxies = nil
	for _, text := range r.Proxies {
		p, err := netip.ParsePrefix(text)
		if addr, aerr := netip.ParseAddr(text); err != nil && aerr == nil {
			p, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return misusef("--trusted-proxy takes addresses or networks, such as 10.0.0.0/8")
		}
		r.proxies = append(r.proxies, p.Masked())
	}
	return nil
}

func (a *App) dial() (err error) {
	r := a.cfg.Remote
	a.link, err = host.Access{
		URL: a.cfg.NATS, Name: "makcomblang " + strings.Join(a.cfg.Roles, " "), Inbox: a.inbox(), AuthFile: r.AuthFile, CAFile: r.CAFile,
	}.Dial()
	if err != nil {
		return err
	}
	a.nc = a.link.Conn
	return nil
}

// inbox is the subject that answers come to. A process of one role listens to its own, so that it hears no other's.
func (a *App) inbox() string {
	if len(a.cfg.Roles) == 1 {
		return a.cfg.Roles[0]
	}
	return ""
}

func (a *App) explain(err error) error {
	if a.link == nil {
		return err
	}
	return a.link.Explain(err)
}

// views opens the store of the views.
func (a *App) views(ctx context.Context) (views.Store, error) {
	r := a.cfg.Remote
	if r.Redis == "" {
		return views.NewMemory(), nil
	}
	roots, err := host.Roots(r.CAFile)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	store, err := views.OpenRedis(ctx, r.Redis, roots)
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return nil, errors.Join(errors.New("the certificate of the Redis at --redis is not trusted; name the authority that signed it with --tls-ca"), err)
	}
	if err != nil {
		u, perr := url.Parse(r.Redis)
		switch {
		case perr != nil || !slices.Contains([]string{"redis", "rediss", "unix"}, u.Scheme):
			return nil, misuse(err)
		case u.Host != "" && !strings.Contains(err.Error(), "noeviction"):
			return nil, errors.Join(errors.New("the Redis at --redis does not answer; check the address, the password and that the server runs"), err)
		}
		return nil, err
	}
	a.undo = append(a.undo, func() { _ = store.Close() })
	a.sharedRate = store.NewLimiter().Take
	return store, nil
}

// preflight refuses a remote NATS that cannot keep the promise of a 2xx, or that does not let this process do its work.
func (a *App) preflight(ctx context.Context) error {
	if a.embedded != nil {
		return nil
	}
	if drift := a.log.StoreDrift(); drift != "" {
		return errors.New(drift)
	}
	if len(a.cfg.Remote.Monitors) == 0 {
		a.logger.Warn("nobody checked that NATS writes to disk before it acknowledges; name its monitoring addresses with --nats-monitor")
		return nil
	}
	silent, err := a.cfg.Remote.durable(ctx)
	for _, s := range silent {
		a.logger.Warn("a NATS server does not say whether it writes to disk before it acknowledges; it is asked again until it does",
			zap.String("monitor", s.Addr), zap.String("reason", s.Reason))
	}
	if err == nil && len(silent) > 0 {
		a.runners = append(a.runners, &silence{silent: silent, ask: a.cfg.Remote.askAgain, logger: a.logger})
	}
	return err
}

// durable asks the monitoring addresses of NATS. Those that do not answer are in silent while another one does.
func (r *Remote) durable(ctx context.Context) (silent []host.Silent, err error) {
	roots, err := host.Roots(r.CAFile)
	if err != nil {
		return nil, err
	}
	return host.CheckDurable(ctx, r.Monitors, roots)
}

// askAgain asks one monitoring address that was silent; said is false while it still is.
func (r *Remote) askAgain(ctx context.Context, s host.Silent) (said bool, err error) {
	roots, err := host.Roots(r.CAFile)
	if err != nil {
		return false, err
	}
	_, err = host.CheckDurable(ctx, []string{s.Monitor}, roots)
	if errors.Is(err, host.ErrNoMonitor) {
		return false, nil
	}
	return err == nil, err
}

// permitted asks NATS what the user of this process may do, before anything needs it.
func (a *App) permitted(ctx context.Context) error {
	if a.link == nil {
		return nil
	}
	missing, forbidden, err := host.CheckPermissions(ctx, a.nc, a.cfg.Roles)
	switch {
	case err != nil:
		return a.explain(err)
	case missing != "":
		return errors.New("the NATS at --nats does not let this process publish to " + missing + ": give its user the permissions that `makcomblang setup users` writes")
	case forbidden != "":
		a.logger.Warn("the user of this process may destroy the log; give it the permissions that `makcomblang setup users` writes", zap.String("subject", forbidden))
	}
	return nil
}

// MakeUsers makes the folders of all users with their keys, and one master key that all of them have.
func MakeUsers(dir string) error {
	if err := host.MakeUsers(dir); err != nil {
		return err
	}
	first := filepath.Join(dir, host.AdminUser, "master.key")
	if _, err := vault.CreateKey(first); err != nil {
		return err
	}
	key, err := host.ReadSecret(first)
	if err != nil {
		return err
	}
	for _, name := range host.Users() {
		path := filepath.Join(dir, name, "master.key")
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := os.WriteFile(path, key, 0o600); err != nil {
			return fmt.Errorf("the master key cannot be written: %w", err)
		}
	}
	return nil
}

// Setup creates the log, the queues, the buckets and the master key, with the admin's identity. What is there already is
// compared and never changed.
func Setup(ctx context.Context, cfg Config) error {
	link, err := host.Access{URL: cfg.NATS, Name: "makcomblang setup", AuthFile: cfg.Remote.AuthFile, CAFile: cfg.Remote.CAFile}.Dial()
	if err != nil {
		return err
	}
	defer link.Close()
	if len(cfg.Remote.Monitors) > 0 {
		if _, err := cfg.Remote.durable(ctx); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", err)
	}
	if _, err := masterKey(cfg.Data, true); err != nil {
		return err
	}
	if err := retry(ctx, temporary, func() error { return ensure(ctx, link.Conn, cfg.Replicas) }); err != nil {
		return link.Explain(err)
	}
	log, err := eventlog.Open(ctx, link.Conn, eventlog.Options{Source: "urn:makcomblang:setup", Now: time.Now, Create: true, Replicas: cfg.Replicas})
	if err != nil {
		return link.Explain(err)
	}
	if drift := log.StoreDrift(); drift != "" {
		return errors.New(drift)
	}
	return nil
}
