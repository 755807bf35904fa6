package subscriptions_test

import (
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/subscriptions"
)

// tunnels is a forward proxy that leads every tunnel to one place, as if it had resolved the name.
type tunnels struct {
	*httptest.Server
	to     string
	answer atomic.Int32 // status of CONNECT; 0: a tunnel
	asked  chan string  // hosts that were asked for
	open   sync.WaitGroup
}

func newTunnels(t *testing.T, to string) *tunnels {
	t.Helper()
	p := &tunnels{to: to, asked: make(chan string, 1000)}
	p.Server = httptest.NewServer(p)
	t.Cleanup(func() { p.Close(); p.open.Wait() })
	return p
}

func (p *tunnels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect || r.Header.Get("Webhook-Id") != "" {
		w.WriteHeader(http.StatusTeapot) // a delivery in the open
		return
	}
	p.asked <- r.Host
	if status := p.answer.Load(); status != 0 {
		w.WriteHeader(int(status))
		return
	}
	place, err := net.Dial("tcp", p.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	caller, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = place.Close()
		return
	}
	_, _ = io.WriteString(caller, "HTTP/1.1 200 OK\r\n\r\n")
	for _, way := range [][2]net.Conn{{caller, place}, {place, caller}} {
		p.open.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_, _ = way[0].Close(), way[1].Close()
		})
	}
}

// publicPlace is a TLS receiver that stands for example.com and answers challenges.
func publicPlace(t *testing.T) (place *httptest.Server, got chan delivery, pool *x509.CertPool) {
	t.Helper()
	got = make(chan delivery, 1000)
	place = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if f, err := event.Decode(body); err == nil && f.Type == "endpoint.challenge.v1" {
			_, _ = w.Write(f.Data)
			return
		}
		got <- delivery{r.Header.Get("Webhook-Id"), r.Header.Clone(), body}
	}))
	t.Cleanup(place.Close)
	pool = x509.NewCertPool()
	pool.AddCert(place.Certificate()) // for example.com among others
	return place, got, pool
}

func TestDeliveriesGoThroughTheProxyAlone(t *testing.T) {
	t.Parallel()
	place, got, pool := publicPlace(t)
	proxy := newTunnels(t, place.Listener.Addr().String())
	way, err := subscriptions.ParseProxy(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, quick, func(o *optionsOf) { o.Proxy = way })
	h.service.Trust(pool)
	var e opened
	who := h.As(policy.Integrator, "")
	who.Post("/api/v1/endpoints", `{"url":"https://example.com/terima"}`).Want(http.StatusCreated).Decode(&e)
	path := "/api/v1/endpoints/" + e.ID
	who.Post(path+"/verify", `{}`).Want(http.StatusOK)
	if host := <-proxy.asked; host != "example.com:443" {
		t.Errorf("got %s asked of the proxy, want the name: it resolves", host)
	}
	h.need(1)
	d := <-got
	d.verify(t, e.Result.Secret)

	place.CloseClientConnections()
	proxy.answer.Store(http.StatusProxyAuthRequired) // our own fault
	h.need(2)
	eventually(t, "the attempts are noted", func() bool {
		return strings.Contains(string(who.Get(path+"/deliveries").Want(200).Body), "does not count against the endpoint")
	})
	if v := h.faring(e.ID); v.Health.Failed != 0 {
		t.Errorf("got %d failures of the endpoint for a fault of the proxy", v.Health.Failed)
	}
	proxy.answer.Store(http.StatusForbidden) // its guard refuses: that is the endpoint's
	eventually(t, "the refusal counts", func() bool {
		return strings.Contains(string(who.Get(path+"/deliveries").Want(200).Body), "blocked: the proxy does not let it through") &&
			h.faring(e.ID).Health.Failed > 0
	})
	proxy.answer.Store(0)
	if d := <-got; !strings.Contains(string(d.body), "9206-n2") {
		t.Errorf("got %s, want the delivery that waited", d.body)
	}

	s := newSink(t, nil) // this machine is never reached by the proxy
	h.endpoint(s.URL, "")
	h.need(3)
	s.next()
	for len(proxy.asked) > 0 {
		if host := <-proxy.asked; host != "example.com:443" {
			t.Errorf("the proxy was asked for %s", host)
		}
	}
}

func TestProxyAddresses(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"http://proxy.internal:3128": true, "http://10.0.0.7:8888/": true, "http://[::1]:3128": true,
		"http://user:geheim@proxy:3128": false, "http://user@proxy:3128": false, "https://proxy:3128": false, "socks5://proxy:1080": false,
		"http://proxy": false, "http://proxy:3128/path": false, "http://proxy:3128/?a=b": false, "proxy:3128": false, "": false, "http://\x00:1": false,
	} {
		u, err := subscriptions.ParseProxy(text)
		if (err == nil) != fine {
			t.Errorf("%q: got %v, %v", text, u, err)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}
