package subscriptions

import (
	"net"
	"testing"
)

// inner are addresses that no delivery, test or challenge may reach, by why.
var inner = map[string][]string{
	"this host":       {"0.0.0.0", "0.1.2.3", "::"},
	"loopback":        {"127.0.0.1", "127.255.255.254", "::1"},
	"private":         {"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fdff::1", "fec0::1"},
	"CGNAT":           {"100.64.0.1", "100.127.255.255"},
	"link-local":      {"169.254.0.1", "fe80::1", "febf::1"},
	"metadata":        {"169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"},
	"protocol":        {"192.0.0.8", "192.88.99.1", "2001::1", "2001:10::1", "5f00::1", "100::1"},
	"documentation":   {"192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"},
	"benchmarking":    {"198.18.0.1", "198.19.255.255", "2001:2::1"},
	"multicast":       {"224.0.0.1", "239.255.255.255", "ff02::1"},
	"reserved":        {"240.0.0.1", "255.255.255.255"},
	"mapped":          {"::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1"},
	"compatible":      {"::127.0.0.1", "::10.0.0.1"},
	"NAT64":           {"64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "64:ff9b:1::a9fe:a9fe"},
	"6to4":            {"2002:a9fe:a9fe::1", "2002:7f00:1::", "2002:a00:1::1"},
	"Teredo, wrapped": {"2001:0:7f00:1::"},
}

func TestTheGuardRefusesEveryInnerAddress(t *testing.T) {
	t.Parallel()
	guard := guard(443, 8443)
	for why, list := range inner {
		for _, ip := range list {
			network := "tcp4"
			if net.ParseIP(ip).To4() == nil {
				network = "tcp6"
			}
			if guard(network, net.JoinHostPort(ip, "443"), nil) == nil {
				t.Errorf("public, %s: %s is let through", why, ip)
			}
			err := loopbackOnly(network, net.JoinHostPort(ip, "443"), nil)
			if own := why == "loopback"; (err == nil) != own {
				t.Errorf("loopback, %s: %s: got %v, want let through %v", why, ip, err, own)
			}
		}
	}
	for _, ip := range inner["mapped"] { // as a careless dialer would name them
		if guard("tcp6", net.JoinHostPort(ip, "443"), nil) == nil || loopbackOnly("tcp6", net.JoinHostPort(ip, "443"), nil) == nil {
			t.Errorf("%s is let through as tcp6", ip)
		}
	}
	for _, network := range []string{"udp4", "unix", "tcp"} {
		if guard(network, "8.8.8.8:443", nil) == nil {
			t.Errorf("network %s is let through", network)
		}
	}
	for _, port := range []string{"22", "25", "80", "4222", "6379", "8222"} {
		if guard("tcp4", "8.8.8.8:"+port, nil) == nil {
			t.Errorf("port %s is let through", port)
		}
	}
	for fine, network := range map[string]string{"8.8.8.8:443": "tcp4", "103.10.1.1:8443": "tcp4", "[2606:4700::1111]:443": "tcp6"} {
		if err := guard(network, fine, nil); err != nil {
			t.Errorf("%s: got %v, want let through", fine, err)
		}
	}
	if loopbackOnly("tcp4", "8.8.8.8:443", nil) == nil {
		t.Error("the way to this machine leads to the internet")
	}
}
