package subscriptions

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// clients are the only two ways out of this service. Both look at the concrete address at the moment of the connection,
// after the name was resolved, so a name that changes its answer gains nothing; both refuse to follow a redirect. With a
// proxy the public one connects to the proxy alone, which resolves the name: then the guard is the proxy's.
type clients struct {
	public   *http.Client // to the public internet, ports 443 and 8443
	loopback *http.Client // to this machine only, any port, never by the proxy; nil unless it was allowed
}

func newClients(allowLoopback bool, proxy *url.URL, resolver *net.Resolver) clients {
	c := clients{public: newClient(guard(443, 8443), resolver)}
	if proxy != nil {
		c.public = newClient(nil, resolver)
		throughProxy(c.public.Transport.(*http.Transport), proxy)
	}
	if allowLoopback {
		c.loopback = newClient(loopbackOnly, resolver)
	}
	return c
}

// cloudServices are public addresses behind which a cloud's inside lies; no registry of special addresses knows them.
var cloudServices = []netip.Prefix{netip.MustParsePrefix("168.63.129.16/32")} // Azure's wire server

// guard lets connections to the public internet pass, on the given ports. It knows the registries of IANA and refuses
// what is special in them, IPv6 forms that wrap an IPv4 address included.
func guard(ports ...uint16) func(network, address string, _ syscall.RawConn) error {
	return ssrf.New(ssrf.WithPorts(ports...), ssrf.WithDeniedV4Prefixes(cloudServices...)).Safe
}

func newClient(control func(network, address string, _ syscall.RawConn) error, resolver *net.Resolver) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: control, Resolver: resolver}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would connect where the guard cannot look
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    10 * time.Second,
			MaxIdleConnsPerHost:    64, // one place may have many endpoints
			MaxIdleConns:           512,
			IdleConnTimeout:        60 * time.Second,
			MaxResponseHeaderBytes: 32 << 10,
			DisableCompression:     true, // a small answer must not unpack into a large one
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// loopbackOnly lets connections to this machine pass and nothing else.
func loopbackOnly(network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" || at.Addr().Is4In6() || !at.Addr().IsLoopback() {
		return ssrf.ErrProhibitedIP
	}
	return nil
}

func (c clients) close() {
	c.public.CloseIdleConnections()
	if c.loopback != nil {
		c.loopback.CloseIdleConnections()
	}
}
