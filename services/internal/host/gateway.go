package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"makcomblang.id/services/internal/trace"
	"makcomblang.id/services/internal/web"
)

// Prefix says which role answers the paths below it.
type Prefix struct{ Path, Role string }

// Gateway is a reverse proxy that serves one port by path prefix. Several addresses of one role take turns; one that does
// not answer, or is still reading the log, is left out until it is ready again.
type Gateway struct {
	prefixes []Prefix // longest first
	roles    map[string]*replicas
	proxy    http.Handler
	client   *http.Client
	trusted  func(net.IP) bool
	logger   *zap.Logger
	version  any
	refuser  *web.Refuser

	description description
}

// replicas are the addresses of one role.
type replicas struct {
	all  []*replica
	next atomic.Uint64
}

type replica struct {
	url   *url.URL
	ready atomic.Bool
	last  atomic.Pointer[readiness]
}

// readiness is what a role's /readyz says.
type readiness struct {
	Ready    bool   `json:"ready"`
	Writes   bool   `json:"writes"`
	Reason   string `json:"reason"`
	Position uint64 `json:"position"`
}

// pollEvery is how often the gateway asks each replica whether it is ready.
const pollEvery = time.Second

// GatewayOptions of a gateway. Upstreams and Prefixes are required.
type GatewayOptions struct {
	Upstreams map[string][]string // role to its addresses, http://host:port
	Prefixes  []Prefix
	Trusted   func(net.IP) bool // whose X-Forwarded-For is kept; nil trusts nobody
	Logger    *zap.Logger
	Version   any
	Refuser   *web.Refuser    // answers while a role is away; nil takes one without styles
	Tracer    *trace.Tracer   // nil records no traces
	Transport *http.Transport // nil takes one for plain HTTP inside
}

// NewGateway checks that every prefix has a role with an address.
func NewGateway(opt GatewayOptions) (*Gateway, error) {
	g := &Gateway{prefixes: append([]Prefix(nil), opt.Prefixes...), roles: make(map[string]*replicas), trusted: opt.Trusted, logger: opt.Logger, version: opt.Version, refuser: opt.Refuser}
	if g.refuser == nil {
		g.refuser = web.NewRefuser("", "")
	}
	sort.Slice(g.prefixes, func(i, j int) bool { return len(g.prefixes[i].Path) > len(g.prefixes[j].Path) })
	known := make(map[string]bool)
	for _, p := range opt.Prefixes {
		known[p.Role] = true
		if len(opt.Upstreams[p.Role]) == 0 {
			return nil, fmt.Errorf("host: the gateway has no address of %s; name one with --upstream %s=http://host:port", p.Role, p.Role)
		}
	}
	for role, addresses := range opt.Upstreams {
		if !known[role] {
			return nil, errors.New("host: --upstream names a role that takes no requests; see `makcomblang run --help`")
		}
		r := &replicas{}
		for _, a := range addresses {
			u, err := url.Parse(a)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
				return nil, errors.New("host: --upstream takes role=http://host:port")
			}
			r.all = append(r.all, &replica{url: u})
		}
		g.roles[role] = r
	}
	transport := opt.Transport
	if transport == nil {
		transport = &http.Transport{}
	}
	transport.MaxIdleConnsPerHost, transport.IdleConnTimeout = 64, 30*time.Second
	transport.DisableCompression = true // answers pass as they are
	transport.DialContext = (&net.Dialer{Timeout: 2 * time.Second}).DialContext
	g.client = &http.Client{Transport: transport, Timeout: 2 * time.Second}
	g.proxy = opt.Tracer.Handler(&httputil.ReverseProxy{
		Rewrite: g.rewrite, Transport: opt.Tracer.Transport(&turns{g: g, next: transport}), FlushInterval: -1, ErrorHandler: g.failed,
		ErrorLog: zap.NewStdLog(opt.Logger.Named("gateway")),
	})
	return g, nil
}

// Name implements Runner.
func (*Gateway) Name() string { return "gateway" }

// Run asks the replicas whether they are ready until ctx ends, each by itself: one that hangs says nothing about the others, and
// has one question under way at a time.
func (g *Gateway) Run(ctx context.Context) error {
	defer g.client.CloseIdleConnections()
	var polling sync.WaitGroup
	for _, r := range g.roles {
		for _, u := range r.all {
			polling.Go(func() { g.watch(ctx, u) })
		}
	}
	polling.Wait()
	return nil
}

func (g *Gateway) watch(ctx context.Context, r *replica) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		g.poll(ctx, r)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (g *Gateway) poll(ctx context.Context, r *replica) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url.JoinPath("/readyz").String(), nil)
	if err != nil {
		return
	}
	var said readiness
	resp, err := g.client.Do(req)
	if err == nil {
		err = errors.Join(json.NewDecoder(io.LimitReader(resp.Body, 64<<10)).Decode(&said), resp.Body.Close())
	}
	switch {
	case untrusted(err):
		said = readiness{Reason: "its certificate is not trusted; name the authority that signed it with --tls-ca"}
	case err != nil:
		said = readiness{Reason: "it does not answer"}
	}
	r.last.Store(&said)
	r.ready.Store(said.Ready)
}

// ServeHTTP passes a request on, and answers the gateway's own health pages.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if describes(r) {
		g.describe(w, r)
		return
	}
	switch r.URL.Path {
	case "/livez":
		answer(w, http.StatusOK, map[string]bool{"alive": true})
	case "/version":
		answer(w, http.StatusOK, g.version)
	case "/readyz":
		g.readyz(w)
	default:
		g.proxy.ServeHTTP(w, r)
	}
}

// readyz sums the roles up: ready if each has a replica that is, writing if all that are ready write.
func (g *Gateway) readyz(w http.ResponseWriter) {
	sum := readiness{Ready: true, Writes: true}
	first := true
	for role, r := range g.roles {
		up, why := false, ""
		for _, u := range r.all {
			said := u.last.Load()
			if said == nil || !said.Ready {
				if said != nil && said.Reason != "" {
					why = ": " + said.Reason
				}
				continue
			}
			up = true
			if !said.Writes {
				sum.Writes, sum.Reason = false, role+": "+said.Reason
			}
			if first || said.Position < sum.Position {
				sum.Position, first = said.Position, false
			}
		}
		if !up {
			sum.Ready, sum.Writes, sum.Reason = false, false, "no replica of "+role+" is ready"+why
		}
	}
	status := http.StatusOK
	if !sum.Ready {
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "1")
	}
	answer(w, status, sum)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// role finds who answers a path: the longest prefix that ends at a segment.
func (g *Gateway) role(path string) string {
	for _, p := range g.prefixes {
		if rest, ok := strings.CutPrefix(path, p.Path); ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(p.Path, "/")) {
			return p.Role
		}
	}
	return ""
}

var replicaUp = prometheus.NewDesc("makcomblang_gateway_replica_ready", "1 while a replica of a role answers and has read the log.", []string{"role", "replica"}, nil)

// Describe implements prometheus.Collector.
func (*Gateway) Describe(out chan<- *prometheus.Desc) { out <- replicaUp }

// Collect implements prometheus.Collector.
func (g *Gateway) Collect(out chan<- prometheus.Metric) {
	for role, r := range g.roles {
		for _, u := range r.all {
			up := 0.0
			if u.ready.Load() {
				up = 1
			}
			out <- prometheus.MustNewConstMetric(replicaUp, prometheus.GaugeValue, up, role, u.url.Host)
		}
	}
}
