package faults

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// ledgers are two processes of a service over one log, reduced to what appends: the real handler and nothing around it.
type ledgers struct {
	logs   [2]*eventlog.Log
	owners [2]*eventlog.Ledger[int]
	pairs  [2]*eventlog.Ledger[int] // a second aggregate, in one batch with the first
	turn   atomic.Int64
}

func openLedgers(t *testing.T, replicas int, connect func() *nats.Conn) *ledgers {
	t.Helper()
	g := &ledgers{}
	count := func(n int, _ eventlog.Record) int { return n + 1 }
	for i := range g.logs {
		var err error
		await(t, "the log", func() bool {
			g.logs[i], err = eventlog.Open(t.Context(), connect(), eventlog.Options{
				Source: "urn:makcomblang:faults", Now: time.Now, Create: true, Replicas: replicas, MaxBytes: 1 << 30,
			})
			return err == nil
		})
		g.owners[i] = eventlog.NewLedger(g.logs[i], "owner", count)
		g.pairs[i] = eventlog.NewLedger(g.logs[i], "region", count)
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- g.logs[i].Run(ctx) }()
		t.Cleanup(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("follow loop: %v", err)
			}
		})
		<-g.logs[i].CaughtUp()
	}
	return g
}

func (g *ledgers) healthy() bool { return g.logs[0].Health().Writes && g.logs[1].Health().Writes }

// try is one try of a command of the load, at one of the two in turn. Every third moves two aggregates at once.
func (g *ledgers) try(ctx context.Context, o *op) (failed string) {
	i := int(g.turn.Add(1)) % 2
	c := eventlog.Command{Actor: "a-1", Route: "faults", Key: event.RequestHash([]byte(o.source)), Request: event.RequestHash([]byte(o.owner))}
	var data any = &contract.OwnerCapacitySet{Period: "2027", Trips: o.trips, Source: o.source}
	if o.register {
		data = &contract.OwnerRegistered{Name: "Contoh", Country: "Indonesia", Source: o.source}
	}
	parts := []eventlog.Part{eventlog.Step(g.owners[i], o.owner, func(int, uint64) (eventlog.Draft, error) {
		return eventlog.Draft{Data: data, Basis: event.Sample}, nil
	})}
	if o.pair = o.trips%3 == 1; o.pair {
		parts = append(parts, eventlog.Step(g.pairs[i], o.owner, func(int, uint64) (eventlog.Draft, error) {
			return eventlog.Draft{Data: &contract.RegionAbsorptionSet{Period: "2027", Visits: o.trips, Source: o.source + pairOf}, Basis: event.Sample}, nil
		}))
	}
	receipts, err := g.logs[i].Commit(ctx, c, parts...)
	switch fault.KindOf(err) {
	case fault.KindUnavailable:
		return "unavailable"
	case fault.KindConflict:
		return "conflict"
	}
	if err != nil {
		o.refused = err.Error()
		return ""
	}
	o.acked, o.version, o.position = true, receipts[0].Version, receipts[0].Seq
	return ""
}

// startServers starts NATS servers on loopback that sync always and gives their addresses.
func startServers(t *testing.T, n int) []string {
	t.Helper()
	if n == 3 {
		return eventlogtest.Cluster(t).Servers()
	}
	srv, err := server.NewServer(&server.Options{
		ServerName: "alone", Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), SyncAlways: true, NoSigs: true, NoLog: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(patience) {
		t.Fatal("NATS did not start")
	}
	return []string{srv.ClientURL()}
}

// deaf is a way to NATS on which answers get lost: when it is on, one write in a few that carries a fact reaches the
// server, and nothing comes back from it any more.
type deaf struct {
	on   atomic.Bool
	lost atomic.Int64
}

// Dial implements nats.CustomDialer.
func (d *deaf) Dial(network, address string) (net.Conn, error) {
	conn, err := net.DialTimeout(network, address, 3*time.Second)
	if err != nil {
		return nil, err
	}
	return &deafConn{Conn: conn, d: d, in: bufio.NewReader(conn)}, nil
}

type deafConn struct {
	net.Conn
	d    *deaf
	in   io.Reader
	lost atomic.Bool
}

func (c *deafConn) Write(b []byte) (int, error) {
	if c.d.on.Load() && bytes.Contains(b, []byte("PUB mak.evt.")) && rand.IntN(8) == 0 && c.lost.CompareAndSwap(false, true) {
		c.d.lost.Add(1)
		time.AfterFunc(50*time.Millisecond, func() { _ = c.Close() })
	}
	return c.Conn.Write(b)
}

func (c *deafConn) Read(b []byte) (int, error) {
	for {
		n, err := c.in.Read(b)
		if err != nil || !c.lost.Load() {
			return n, err
		}
	}
}

// lostAnswers loses the acknowledgements of the log itself, on one server and on three, which answer a repetition
// differently.
func lostAnswers(t *testing.T, b *table) {
	for name, replicas := range map[string]int{"one server": 1, "three servers": 3} {
		t.Run(name, func(t *testing.T) {
			urls := startServers(t, replicas)
			way := &deaf{}
			connect := func(opts ...nats.Option) *nats.Conn {
				nc, err := nats.Connect(strings.Join(urls, ","), append(opts, nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond))...)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(nc.Close)
				return nc
			}
			g := openLedgers(t, replicas, func() *nats.Conn { return connect(nats.SetCustomDialer(way)) })
			w := &world{t: t, table: b, load: startLoad(t, g.try), log: newHistory(connect()), sound: func() {}, whole: g.healthy}
			r := w.during(fmt.Sprintf("acknowledgement lost and retried, %s", name), func() {
				way.on.Store(true)
				await(t, "lost answers", func() bool { return way.lost.Load() >= 12 })
				way.on.Store(false)
			})
			r.errors += fmt.Sprintf(", %d answers lost", way.lost.Load())
			w.load.end()
		})
	}
}
