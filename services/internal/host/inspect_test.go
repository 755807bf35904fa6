package host_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"

	"makcomblang.id/services/internal/host"
)

// three starts a cluster of three servers.
func three(t *testing.T) (kill map[string]func(), urls string) {
	t.Helper()
	kill = make(map[string]func())
	var all []string
	var routes [3]string
	for i := range routes {
		routes[i] = free(t)
	}
	for i, name := range []string{"n1", "n2", "n3"} {
		client, end := natsProcess(t, name, routes[i], routes[:])
		kill[name], all = end, append(all, client)
	}
	return kill, strings.Join(all, ",")
}

// await asks until done or half a minute is over, several times what NATS takes to choose leaders.
func await(t *testing.T, what string, done func(context.Context) error) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		err := done(ctx)
		cancel()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// TestInspectWithAServerAway has readers of the log whose only copy is on the server that goes away, as each process' follow
// loop is: what can be told must be told nevertheless, and the server be named.
func TestInspectWithAServerAway(t *testing.T) {
	t.Parallel()
	kill, urls := three(t)
	nc, err := nats.Connect(urls, nats.MaxReconnects(-1), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	for name, subject := range map[string]string{"EVENTS": "mak.evt.>", "DLQ": "mak.dlq.>", "ADVISORIES": "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>"} {
		await(t, "stream "+name, func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, time.Second) // a cluster that has no leader says nothing
			defer cancel()
			_, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: name, Subjects: []string{subject}, Replicas: 3})
			return err
		})
	}
	if _, err := js.CreateConsumer(t.Context(), "EVENTS", jetstream.ConsumerConfig{Durable: "matches-plan", FilterSubject: "mak.evt.plan.>"}); err != nil {
		t.Fatal(err)
	}
	lost := ""
	for range 12 {
		c, err := js.CreateConsumer(t.Context(), "EVENTS", jetstream.ConsumerConfig{Replicas: 1, MemoryStorage: true, InactiveThreshold: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		if at := c.CachedInfo().Cluster.Leader; at != nc.ConnectedServerName() {
			lost = at
		}
	}
	for range 101 {
		if _, err := js.Publish(t.Context(), "mak.evt.plan.1.computed", nil); err != nil {
			t.Fatal(err)
		}
	}
	kill[lost]()
	want := host.Inspection{Facts: 101, Replicas: 3, Lagging: []string{lost}, Stuck: []string{"matches-plan"}}
	await(t, "the inspection", func(ctx context.Context) error {
		got, err := host.Inspect(ctx, nc)
		if err != nil {
			return err
		}
		got.Full = 0
		if diff := cmp.Diff(want, got); diff != "" {
			return fmt.Errorf("(-want +got)\n%s", diff)
		}
		return nil
	})
}

// TestEachRoleTellsOfItsReactors scrapes as a role whose user of NATS may do what `setup users` writes and nothing else.
func TestEachRoleTellsOfItsReactors(t *testing.T) {
	t.Parallel()
	as := guarded(t)
	if _, err := as(host.AdminUser).CreateStream(t.Context(), jetstream.StreamConfig{Name: "EVENTS", Subjects: []string{"mak.evt.>"}}); err != nil {
		t.Fatal(err)
	}
	for role, names := range host.Reactors {
		js := as(role)
		for _, name := range names {
			if _, err := js.CreateConsumer(t.Context(), "EVENTS", jetstream.ConsumerConfig{Durable: name, AckPolicy: jetstream.AckExplicitPolicy}); err != nil {
				t.Fatal(err)
			}
		}
		registry := prometheus.NewPedanticRegistry()
		registry.MustRegister(host.NewStreamCollector(js.Conn(), []string{role}))
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		told := make(map[string]int)
		for _, f := range families {
			told[f.GetName()] = len(f.GetMetric())
		}
		if told["makcomblang_reactor_pending"] != len(names) || told["makcomblang_reactor_unacknowledged"] != len(names) || told["makcomblang_log_last"] != 1 {
			t.Errorf("%s: got %v, want %d reactors and the log's end", role, told, len(names))
		}
	}
}
