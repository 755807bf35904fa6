package app

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/portal"
)

// GatewayRole is the name under which `run` starts the gateway.
const GatewayRole = "gateway"

// prefixes say which role answers which paths; a test holds them to the routes that the roles register.
var prefixes = []host.Prefix{
	{Path: "/api/v1/me", Role: "access"},
	{Path: "/api/v1/keys", Role: "access"},
	{Path: "/api/v1/session", Role: "access"},
	{Path: "/api/v1/innovations", Role: "innovations"},
	{Path: "/api/v1/owners", Role: "innovations"},
	{Path: "/api/v1/vocabulary", Role: "innovations"},
	{Path: "/api/v1/regions", Role: "regions"},
	{Path: "/api/v1/recommendations", Role: "matcher"},
	{Path: "/api/v1/whynot", Role: "matcher"},
	{Path: "/api/v1/needs", Role: "matcher"},
	{Path: "/api/v1/inspiration", Role: "matcher"},
	{Path: "/api/v1/rubric", Role: "matcher"},
	{Path: "/api/v1/plans", Role: "matcher"},
	{Path: "/api/v1/matches", Role: "matches"},
	{Path: "/api/v1/questions", Role: "matches"},
	{Path: "/api/v1/endpoints", Role: "subscriptions"},
	{Path: "/api/v1/facts", Role: "subscriptions"},
	{Path: "/api/v1/live", Role: "subscriptions"},
	{Path: "/api/v1/webhook-keys", Role: "subscriptions"},
	{Path: "/api/v1/export", Role: "subscriptions"},
	{Path: "/api/v1/schemas", Role: "subscriptions"},
	{Path: "/api/v1/bulletins", Role: "subscriptions"},
	{Path: "/api/v1/mail", Role: "subscriptions"},
	{Path: "/buletin", Role: "subscriptions"},
	{Path: "/api/v1/subscriptions", Role: "subscriptions"},
	{Path: "/feeds", Role: "subscriptions"},
	{Path: "/", Role: "portal"},
}

// RunGateway serves one port for all roles until ctx ends.
func RunGateway(ctx context.Context, cfg Config, ready func(addr string)) error {
	cfg.Defaults()
	if err := cfg.addresses(); err != nil {
		return err
	}
	if err := cfg.Remote.validate(); err != nil {
		return err
	}
	log, err := logger(cfg.LogLevel)
	if err != nil {
		return err
	}
	tracer, err := cfg.tracer(log)
	if err != nil {
		return err
	}
	defer tracer.Close()
	upstreams := make(map[string][]string)
	for _, u := range cfg.Remote.Upstreams {
		role, url, ok := strings.Cut(u, "=")
		if !ok {
			return misusef("--upstream takes role=http://host:port or role=https://host:port")
		}
		upstreams[role] = append(upstreams[role], url)
	}
	roots, err := host.Roots(cfg.Remote.CAFile)
	if err != nil {
		return err
	}
	opt := host.GatewayOptions{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
		Upstreams: upstreams, Prefixes: prefixes, Logger: log, Version: Version(), Tracer: tracer,
		Refuser: web.NewRefuser(cfg.Name, portal.StylesheetPath),
		Trusted: func(ip net.IP) bool { return trusts(cfg.Remote.proxies, ip) },
	}
	g, err := host.NewGateway(opt)
	if err != nil {
		return misuse(err)
	}
	p := host.Process{
		Runners: []host.Runner{g}, Logger: log,
		Listeners: []host.Listener{{Name: "api", Flag: "addr", Addr: cfg.Addr, Handler: g, TLS: cfg.Remote.tls}},
		Ready: func(addrs map[string]string) {
			if ready != nil {
				ready(addrs["api"])
			}
		},
	}
	if cfg.OpsAddr != "" {
		reg := prometheus.NewRegistry()
		reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), g)
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
		p.Listeners = append(p.Listeners, host.Listener{Name: "ops", Flag: "ops-addr", Addr: cfg.OpsAddr, Handler: mux})
	}
	return p.Run(ctx)
}

func trusts(proxies []netip.Prefix, ip net.IP) bool {
	addr, ok := netip.AddrFromSlice(ip)
	for _, p := range proxies {
		if ok && p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}
