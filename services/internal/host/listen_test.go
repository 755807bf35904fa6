package host_test

import (
	"net"
	"strings"
	"testing"

	"makcomblang.id/services/internal/host"
)

// An address that cannot be opened is told in words, with the setting that names it.
func TestListenSaysWhy(t *testing.T) {
	t.Parallel()
	ln, err := host.Listen("addr", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	taken := ln.Addr().(*net.TCPAddr).String()
	for addr, want := range map[string]string{
		taken:          "another program listens on " + taken + " already; name another address with --ops-addr",
		"192.0.2.1:0":  "this machine has no such address as 192.0.2.1:0; name one of its own with --ops-addr",
		"127.0.0.1":    "the address of --ops-addr cannot be opened: ",
		"127.0.0.1:-1": "the address of --ops-addr cannot be opened: ",
	} {
		if _, err := host.Listen("ops-addr", addr); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", addr, err, want)
		}
	}
}
