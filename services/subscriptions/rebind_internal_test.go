package subscriptions

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync/atomic"
	"testing"

	"code.dny.dev/ssrf"
)

// liar is a DNS server that answers what it is told to, another list each time until the last, as rebinding does.
func liar(t *testing.T, answers ...[]netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { _ = conn.Close(); <-done })
	go func() {
		defer close(done)
		buf, asked := make([]byte, 512), map[uint16]int{}
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			kind, reply := question(buf[:n])
			list := answers[min(asked[kind], len(answers)-1)]
			asked[kind]++
			_, _ = conn.WriteTo(answerWith(reply, kind, list), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

const (
	typeA    = 1
	typeAAAA = 28
)

// question gives the type that a query asks for and the beginning of its answer.
func question(query []byte) (kind uint16, reply []byte) {
	end := 12
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	reply = []byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}
	return binary.BigEndian.Uint16(query[end+1:]), append(reply, query[12:end+5]...)
}

func answerWith(reply []byte, kind uint16, list []netip.Addr) []byte {
	for _, ip := range list {
		if ip.Is4() != (kind == typeA) || kind != typeA && kind != typeAAAA {
			continue
		}
		raw := ip.AsSlice()
		reply[7]++
		reply = append(reply, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(len(raw)))
		reply = append(reply, raw...)
	}
	return reply
}

func addrs(list ...string) (out []netip.Addr) {
	for _, text := range list {
		out = append(out, netip.MustParseAddr(text))
	}
	return out
}

// TestANameThatLeadsInsideIsStoppedAtTheConnection has a real listener behind the name, on the very port that the guard
// allows, and first shows that it is reached where nobody guards.
func TestANameThatLeadsInsideIsStoppedAtTheConnection(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int32
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived.Add(1) }))
	t.Cleanup(server.Close)
	port := uint16(server.Listener.Addr().(*net.TCPAddr).Port)
	url := "https://terima.example:" + strconv.Itoa(int(port)) + "/"
	trust := server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	get := func(c *http.Client) error {
		transport := c.Transport.(*http.Transport)
		defer transport.CloseIdleConnections()
		transport.TLSClientConfig.RootCAs, transport.TLSClientConfig.ServerName = trust, "example.com"
		res, err := c.Get(url)
		if err == nil {
			_ = res.Body.Close()
		}
		return err
	}
	inside := addrs("127.0.0.1")
	if err := get(newClient(nil, liar(t, inside))); err != nil || arrived.Load() != 1 {
		t.Fatalf("without a guard: got %v, want the listener reached, or this shows nothing", err)
	}
	cases := map[string][][]netip.Addr{
		"an inner address":              {inside},
		"two inner addresses":           {addrs("127.0.0.1", "10.0.0.1")},
		"IPv6 loopback":                 {addrs("::1")},
		"mapped":                        {addrs("::ffff:127.0.0.1")},
		"NAT64 beside loopback":         {addrs("64:ff9b::7f00:1", "127.0.0.1")},
		"metadata":                      {addrs("169.254.169.254")},
		"another answer the next time":  {addrs("169.254.169.254"), inside},
		"documentation, then this host": {addrs("192.0.2.1"), addrs("0.0.0.0")},
	}
	for name, answers := range cases {
		resolver := liar(t, answers...)
		for range 2 {
			if err := get(newClient(guard(port), resolver)); !errors.Is(err, ssrf.ErrProhibitedIP) {
				t.Errorf("%s: got %v, want the address refused", name, err)
			}
		}
	}
	if arrived.Load() != 1 {
		t.Errorf("got %d requests at the listener behind the guard", arrived.Load()-1)
	}
}

func TestTheFlagForDevelopmentOpensNoWayForNames(t *testing.T) {
	t.Parallel()
	for _, allow := range []bool{false, true} {
		c := newClients(allow, nil, liar(t, addrs("127.0.0.1")))
		_, err := c.public.Get("https://terima.example:8443/")
		if !errors.Is(err, ssrf.ErrProhibitedIP) {
			t.Errorf("allow %v: got %v, want the address refused", allow, err)
		}
		if word, _ := reason(err); word != "blocked: the name does not lead to the public internet" {
			t.Errorf("got %q: an error must not name an inner address", word)
		}
		c.close()
	}
	c := newClients(true, nil, liar(t, addrs("10.0.0.1"))) // localhost that a resolver sends elsewhere
	defer c.close()
	if _, err := c.loopback.Get("http://localhost.example:9/"); !errors.Is(err, ssrf.ErrProhibitedIP) {
		t.Errorf("got %v, want only this machine reached by that way", err)
	}
}
