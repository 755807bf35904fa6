package eventlogtest

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"makcomblang.id/services/internal/eventlog"
)

// Cluster starts three NATS servers on loopback that replicate to one another and returns a connection to them.
func Cluster(t testing.TB) *nats.Conn {
	t.Helper()
	routes := make([]*url.URL, 3)
	ports := make([]int, 3)
	for i := range routes {
		ports[i] = freePort(t)
		routes[i] = &url.URL{Scheme: "nats-route", Host: fmt.Sprintf("127.0.0.1:%d", ports[i])}
	}
	servers := make([]*server.Server, 3)
	for i := range servers {
		srv, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), SyncAlways: true,
			NoSigs: true, NoLog: true, Routes: routes,
			Cluster: server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: ports[i]},
		})
		if err != nil {
			t.Fatal(err)
		}
		srv.Start()
		t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
		servers[i] = srv
	}
	var urls []string
	for _, srv := range servers {
		if !srv.ReadyForConnections(20 * time.Second) {
			t.Fatal("a server of the cluster did not start")
		}
		urls = append(urls, srv.ClientURL())
	}
	nc, err := nats.Connect(strings.Join(urls, ","), nats.MaxReconnects(-1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// OpenReplicated opens a log of three replicas; it waits until the cluster has chosen its leader.
func OpenReplicated(t testing.TB, nc *nats.Conn) *eventlog.Log {
	t.Helper()
	end := time.Now().Add(30 * time.Second)
	for {
		l, err := eventlog.Open(t.Context(), nc, eventlog.Options{
			Source: "urn:makcomblang:test", Now: Now, Create: true, Replicas: 3, MaxBytes: 1 << 30,
		})
		if err == nil {
			return l
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

func freePort(t testing.TB) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().(*net.TCPAddr).Port
}
