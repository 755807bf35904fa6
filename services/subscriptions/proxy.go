package subscriptions

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// proxyPause is how long a lane waits for a proxy that cannot be used.
const proxyPause = 30 * time.Second

var (
	errProxyAway    = errors.New("subscriptions: the proxy cannot be used")
	errProxyRefused = errors.New("subscriptions: the proxy refused")
)

// ParseProxy reads the address of a forward proxy: http://host:port and nothing else. Credentials are refused: the
// settings of a process are read by too many. Deliveries stay TLS from end to end inside the tunnel.
func ParseProxy(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the proxy of webhooks is no address; allowed is http://host:port")
	case u.User != nil:
		return nil, errors.New("the proxy of webhooks must be given without user and password; let it know this server by its address")
	case u.Scheme != "http" || u.Hostname() == "" || u.Port() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the proxy of webhooks has another form; allowed is http://host:port")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

// throughProxy makes every connection of a transport one to the proxy. What the proxy itself does wrong is told apart
// from what the place behind it does: no endpoint is disabled for our own fault.
func throughProxy(t *http.Transport, proxy *url.URL) {
	dial := t.DialContext
	t.Proxy = func(r *http.Request) (*url.URL, error) {
		if r.URL.Scheme != "https" {
			return nil, errProxyRefused // only a tunnel hides the delivery from the proxy
		}
		return proxy, nil
	}
	t.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		c, err := dial(ctx, network, proxy.Host)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errProxyAway, err)
		}
		return c, nil
	}
	t.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
		switch {
		case res.StatusCode == http.StatusOK:
			return nil
		case res.StatusCode == http.StatusProxyAuthRequired:
			return errProxyAway
		case res.StatusCode < 500:
			return errProxyRefused
		}
		return errors.New("subscriptions: the proxy reached nobody")
	}
}
