package subscriptions

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"code.dny.dev/ssrf"
)

// inner are addresses that no delivery, test or challenge may reach.
var inner = []string{
	"0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
	"192.0.0.8", "192.0.2.1", "192.168.0.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
	"240.0.0.1", "255.255.255.255",
	"::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
	"100::1", "2001::1", "2001:db8::1", "2002:a9fe:a9fe::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
	"fe80::1", "fec0::1", "ff02::1",
}

func TestTheGuardRefusesEveryInnerAddress(t *testing.T) {
	t.Parallel()
	guard := ssrf.New(ssrf.WithPorts(443, 8443)).Safe
	for _, ip := range inner {
		network := "tcp4"
		if net.ParseIP(ip).To4() == nil {
			network = "tcp6"
		}
		if guard(network, net.JoinHostPort(ip, "443"), nil) == nil {
			t.Errorf("public: %s is let through", ip)
		}
		err := loopbackOnly(network, net.JoinHostPort(ip, "443"), nil)
		if own := ip == "127.0.0.1" || ip == "127.255.255.254" || ip == "::1"; (err == nil) != own {
			t.Errorf("loopback: %s: got %v, want let through %v", ip, err, own)
		}
	}
	for _, port := range []string{"22", "25", "80", "4222", "6379", "8222"} {
		if guard("tcp4", "8.8.8.8:"+port, nil) == nil {
			t.Errorf("port %s is let through", port)
		}
	}
	for _, fine := range []string{"8.8.8.8:443", "8.8.8.8:8443"} {
		if err := guard("tcp4", fine, nil); err != nil {
			t.Errorf("%s: got %v, want let through", fine, err)
		}
	}
	if loopbackOnly("tcp4", "8.8.8.8:443", nil) == nil {
		t.Error("the way to this machine leads to the internet")
	}
}

// liar is a DNS server that first tells a public address and then this machine's, as rebinding does.
func liar(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = conn.WriteTo(answerTo(buf[:n]), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

// answerTo builds a DNS answer: 127.0.0.1 for A, nothing for anything else.
func answerTo(query []byte) []byte {
	end := 12
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	question := query[12 : end+5]
	isA := binary.BigEndian.Uint16(query[end+1:]) == 1
	out := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question...)
	if isA {
		out[7] = 1
		out = append(out, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1)
	}
	return out
}

func TestANameThatLeadsInsideIsStoppedAtTheConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the request arrived")
	}))
	t.Cleanup(server.Close)
	for _, allow := range []bool{false, true} { // the flag for development opens no way for names
		c := newClients(allow, nil, liar(t))
		_, err := c.public.Get("https://terima.example:8443/")
		if !errors.Is(err, ssrf.ErrProhibitedIP) {
			t.Errorf("allow %v: got %v, want the address refused", allow, err)
		}
		if word, _ := reason(err); word != "blocked: the name does not lead to the public internet" {
			t.Errorf("got %q: an error must not name an inner address", word)
		}
		c.close()
	}
}
