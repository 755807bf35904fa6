package host_test

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/goleak"
)

// childName is set in a process that is a NATS server of a test: one that shares the process of the test can be stopped, but
// not lost.
const childName = "MAKCOMBLANG_TEST_NATS"

func TestMain(m *testing.M) {
	if name := os.Getenv(childName); name != "" {
		if err := natsServer(name, os.Args[1], os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// natsServer tells where clients reach it, and serves until standard input ends, as it does with the process of the test.
// The first of the routes is its own address.
func natsServer(name, store string, routes []string) error {
	own, err := netip.ParseAddrPort(routes[0])
	if err != nil {
		return err
	}
	opts := &server.Options{
		ServerName: name, Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: store, JetStreamMaxStore: 1 << 30,
		NoLog: true, NoSigs: true, Cluster: server.ClusterOpts{Name: "three", Host: "127.0.0.1", Port: int(own.Port())},
	}
	for _, at := range routes[1:] {
		opts.Routes = append(opts.Routes, &url.URL{Scheme: "nats-route", Host: at})
	}
	srv, err := server.NewServer(opts)
	if err != nil {
		return err
	}
	srv.Start()
	fmt.Println(srv.ClientURL())
	_, err = bufio.NewReader(os.Stdin).ReadString('\n')
	srv.Shutdown()
	return err
}

// natsProcess starts a server that has its route to the others at own; kill is a loss of its machine.
func natsProcess(t *testing.T, name, own string, routes []string) (client string, kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{t.TempDir(), own}, routes...)...)
	cmd.Env, cmd.Stderr = append(os.Environ(), childName+"="+name), os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // closed with this process
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line), kill
}

// free is an address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}
