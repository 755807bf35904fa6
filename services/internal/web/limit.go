package web

import (
	"container/list"
	"context"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"makcomblang.id/pkg/fault"
)

// limiterSize bounds the table of addresses: who was not seen for longest is forgotten first.
const limiterSize = 8192

// limiter holds a token bucket for each address that calls without a key.
type limiter struct {
	rate  rate.Limit
	burst int
	now   func() time.Time

	mu     sync.Mutex
	byAddr map[netip.Addr]*list.Element
	recent *list.List // of *bucket, latest first
}

type bucket struct {
	addr netip.Addr
	*rate.Limiter
}

func newLimiter(perSecond float64, burst int, now func() time.Time) *limiter {
	return &limiter{
		rate: rate.Limit(perSecond), burst: burst, now: now,
		byAddr: make(map[netip.Addr]*list.Element), recent: list.New(),
	}
}

// take uses one token of the address and says how many remain and how long to wait if there was none.
func (l *limiter) take(addr netip.Addr) (ok bool, remaining int, wait time.Duration) {
	addr = whole(addr)
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	e, known := l.byAddr[addr]
	if !known {
		e = l.recent.PushFront(&bucket{addr, rate.NewLimiter(l.rate, l.burst)})
		l.byAddr[addr] = e
		if l.recent.Len() > limiterSize {
			oldest := l.recent.Back()
			l.recent.Remove(oldest)
			delete(l.byAddr, oldest.Value.(*bucket).addr)
		}
	}
	l.recent.MoveToFront(e)
	b := e.Value.(*bucket)
	ok = b.AllowN(now, 1)
	tokens := b.TokensAt(now)
	if !ok {
		wait = time.Duration((1 - tokens) / float64(l.rate) * float64(time.Second))
	}
	return ok, max(0, int(tokens)), wait
}

// take counts over all processes if they share a limiter, else, or while that is away, in this one.
func (s *Site) take(ctx context.Context, addr netip.Addr) (ok bool, remaining int, wait time.Duration) {
	if s.opt.SharedRate != nil {
		ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		defer cancel()
		if ok, remaining, wait, err := s.opt.SharedRate(ctx, whole(addr).String(), float64(s.limit.rate), s.limit.burst); err == nil {
			return ok, remaining, wait
		}
	}
	return s.limit.take(addr)
}

// whole is the network that one holder has: an address, or a whole /64.
func whole(addr netip.Addr) netip.Addr {
	if addr.Is6() && !addr.Is4In6() {
		return netip.PrefixFrom(addr, 64).Masked().Addr()
	}
	return addr
}

// throttle counts a request without a key against its address and tells the caller how much is left.
func (s *Site) throttle(x *exchange, r *http.Request) error {
	ok, remaining, wait := s.take(r.Context(), s.clientAddr(r))
	window := int(math.Ceil(float64(s.limit.burst) / float64(s.limit.rate)))
	x.header.Set("RateLimit-Policy", fmt.Sprintf(`"public";q=%d;w=%d`, s.limit.burst, window))
	x.header.Set("RateLimit", fmt.Sprintf(`"public";r=%d;t=%d`, remaining, window))
	if ok {
		return nil
	}
	return &fault.Error{
		Kind: fault.KindRateLimited, Code: "request.rate",
		Message: "Too many requests without a key.", RetryAfter: max(wait, time.Second),
	}
}

// clientAddr is the address of the caller: of the connection, or what a trusted proxy says.
func (s *Site) clientAddr(r *http.Request) netip.Addr {
	if s.fromProxy(r) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			addr, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err == nil && !s.trusted(addr) {
				return addr.Unmap()
			}
		}
	}
	return peer(r)
}

func (s *Site) fromProxy(r *http.Request) bool { return s.trusted(peer(r)) }

func (s *Site) trusted(addr netip.Addr) bool {
	for _, p := range s.opt.TrustedProxies {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

func peer(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, _ := netip.ParseAddr(host)
	return addr.Unmap()
}
