package host

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/trace"
)

// rewrite keeps the Host that the caller asked for, and says who called: what the caller itself says about that counts
// only if it is a trusted proxy.
func (g *Gateway) rewrite(p *httputil.ProxyRequest) {
	p.Out.Host = p.In.Host
	p.Out.URL.Scheme, p.Out.URL.Host = "http", "unset" // turns sets them
	host, _, err := net.SplitHostPort(p.In.RemoteAddr)
	trusted := err == nil && g.trusted != nil && g.trusted(net.ParseIP(host))
	if trusted {
		p.Out.Header["X-Forwarded-For"] = p.In.Header["X-Forwarded-For"]
	}
	p.SetXForwarded()
	if proto := p.In.Header.Get("X-Forwarded-Proto"); trusted && proto != "" {
		p.Out.Header.Set("X-Forwarded-Proto", proto)
	}
}

// turns sends a request to the replicas of its role in turn. A replica that refuses the connection was sent nothing, so
// the next one is tried, whatever the method; anything else is the caller's to repeat, with its idempotency key.
type turns struct {
	g    *Gateway
	next http.RoundTripper
}

var errNobody = errors.New("host: no replica takes the connection")

// RoundTrip implements http.RoundTripper.
func (t *turns) RoundTrip(r *http.Request) (*http.Response, error) {
	role := t.g.roles[t.g.role(r.URL.Path)]
	if role == nil {
		return nil, errNobody
	}
	body := r.Body
	if body != nil {
		defer func() { _ = body.Close() }()
	}
	last := errNobody
	for _, u := range role.order() {
		out := r.Clone(r.Context())
		out.URL.Scheme, out.URL.Host = u.url.Scheme, u.url.Host
		if body != nil && body != http.NoBody {
			out.Body = io.NopCloser(body)
		}
		resp, err := t.next.RoundTrip(out)
		if err == nil {
			return resp, nil
		}
		last = err
		if !unsent(err) {
			break
		}
		u.ready.Store(false)
	}
	return nil, last
}

// unsent says that the connection was not made.
func unsent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// order gives the ready replicas first, each call beginning with another one, then the others: all may be starting.
func (r *replicas) order() []*replica {
	n := len(r.all)
	from := int(r.next.Add(1) % uint64(n))
	ready, rest := make([]*replica, 0, n), []*replica(nil)
	for i := range n {
		u := r.all[(from+i)%n]
		if u.ready.Load() {
			ready = append(ready, u)
		} else {
			rest = append(rest, u)
		}
	}
	return append(ready, rest...)
}

func (g *Gateway) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the caller left
	}
	g.logger.Warn("a role did not answer", zap.String("role", g.role(r.URL.Path)), trace.Field(r.Context()), zap.Error(err))
	g.refuser.Refuse(w, r, &fault.Error{
		Kind: fault.KindUnavailable, Code: "gateway.away", RetryAfter: time.Second,
		Message: "This part of the service is away for now. Send the request again; a command with the same idempotency key.",
	})
}
