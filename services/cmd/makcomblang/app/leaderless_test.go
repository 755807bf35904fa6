package app_test

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// TestARestoreWaitsForTheLeaderOfANewCluster, as somebody restores who has just started three NATS servers: the first one is asked
// for the log while the others are not there yet, and nobody can answer.
func TestARestoreWaitsForTheLeaderOfANewCluster(t *testing.T) {
	t.Parallel()
	dir, other, out := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "backup")
	c, stop := serving(t, dir, filepath.Join(dir, "coordinator.key"))
	owner(t, c, "contoh-a")
	stop()
	m, err := app.Backup(t.Context(), app.Config{Data: dir}, out)
	if err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(dir, "master.key"), filepath.Join(other, "master.key"))

	begin := member(t)
	first := begin(0)
	nc, err := nats.Connect(first)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	asked := make(chan *nats.Msg, 100)
	if _, err := nc.ChanSubscribe("$JS.API.STREAM.INFO.EVENTS", asked); err != nil {
		t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		back, err := app.Restore(t.Context(), app.Config{Data: other, NATS: first, Replicas: 3}, out)
		if err == nil && back.Facts != m.Facts {
			err = fmt.Errorf("%d facts were restored of %d", back.Facts, m.Facts)
		}
		done <- err
	}()
	select {
	case <-asked:
	case err := <-done:
		t.Fatalf("ended before it asked for the log: %v", err)
	}
	begin(1)
	begin(2)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// member begins servers of a cluster of three one by one, and gives the address of each.
func member(t *testing.T) func(i int) (address string) {
	t.Helper()
	var routes []*url.URL
	var ports []int
	for range 3 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := ln.Addr().(*net.TCPAddr).Port
		ports, routes = append(ports, port), append(routes, &url.URL{Scheme: "nats-route", Host: fmt.Sprintf("127.0.0.1:%d", port)})
		_ = ln.Close()
	}
	return func(i int) string {
		address, _ := remoteNATS(t, func(o *server.Options) {
			o.ServerName, o.Routes = fmt.Sprintf("n%d", i), routes
			o.Cluster = server.ClusterOpts{Name: "new", Host: "127.0.0.1", Port: ports[i]}
		}, "")
		return address
	}
}
