package faults

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
)

// change is an update of the log's stream that an administrator could make by mistake. Most have values that do no harm
// yet: what matters is that the field is noticed before one does.
type change struct {
	field    string
	to       func(*jetstream.StreamConfig)
	destroys bool // with this value facts are gone at once
}

func (c change) String() string {
	if c.destroys {
		return c.field + ", destroying"
	}
	return c.field
}

func changes() []change {
	return []change{
		{"max_age", func(c *jetstream.StreamConfig) { c.MaxAge = 100 * 365 * 24 * time.Hour }, false},
		{"max_msgs", func(c *jetstream.StreamConfig) { c.MaxMsgs = 1 << 40 }, false},
		{"max_msgs_per_subject", func(c *jetstream.StreamConfig) { c.MaxMsgsPerSubject = 1 << 40 }, false},
		{"max_bytes", func(c *jetstream.StreamConfig) { c.MaxBytes = 2 << 30 }, false},
		{"max_msg_size", func(c *jetstream.StreamConfig) { c.MaxMsgSize = 1 << 20 }, false},
		{"retention", func(c *jetstream.StreamConfig) { c.Retention = jetstream.InterestPolicy }, true},
		{"discard", func(c *jetstream.StreamConfig) { c.Discard = jetstream.DiscardOld }, false},
		{"duplicate_window", func(c *jetstream.StreamConfig) { c.Duplicates = time.Second }, false},
		{"deny_delete", func(c *jetstream.StreamConfig) { c.DenyDelete = false }, false},
		{"deny_purge", func(c *jetstream.StreamConfig) { c.DenyPurge = false }, false},
		{"allow_atomic", func(c *jetstream.StreamConfig) { c.AllowAtomicPublish = false }, false},
		{"allow_rollup_hdrs", func(c *jetstream.StreamConfig) { c.AllowRollup = true }, false},
		{"allow_msg_ttl", func(c *jetstream.StreamConfig) { c.AllowMsgTTL = true }, false},
		{"allow_msg_schedules", func(c *jetstream.StreamConfig) { c.AllowMsgSchedules = true }, false},
		{"republish", func(c *jetstream.StreamConfig) { c.RePublish = &jetstream.RePublish{Destination: "elsewhere.>"} }, false},
		{"subjects", func(c *jetstream.StreamConfig) { c.Subjects = []string{"mak.evt.owner.>", "mak.evt.region.>"} }, false},
		{"max_msgs", func(c *jetstream.StreamConfig) { c.MaxMsgs, c.Discard = 1, jetstream.DiscardOld }, true},
	}
}

// changedConfigurations makes each update under load, sees it noticed by the next check and writing stopped while reads go
// on, and sets it back. Where the server does not take it back, or facts are gone, a backup is restored elsewhere.
func changedConfigurations(t *testing.T, b *table) {
	for _, c := range changes() {
		t.Run(c.String(), func(t *testing.T) { changedConfiguration(t, b, c) })
	}
}

func changedConfiguration(t *testing.T, b *table, change change) {
	nc := dialServers(t, startServers(t, 1))
	g := openLedgers(t, 1, func() *nats.Conn { return nc })
	log := g.logs[0]
	w := &world{t: t, table: b, load: startLoad(t, g.try), log: newHistory(nc), sound: func() {}, whole: g.healthy}
	w.load.await(t, 50)
	var backup bytes.Buffer
	if change.destroys {
		w.load.end() // what is written after a backup is not in it
		export(t, log, w.load.position(), &backup)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	want := eventlog.Wanted(1, 1<<30)
	changed := want
	change.to(&changed)
	start := time.Now()
	if _, err := js.UpdateStream(t.Context(), changed); err != nil {
		w.load.end()
		w.add(row{fault: "configuration: " + change.field, errors: "the server itself refuses the update"})
		return
	}
	g.check(t)
	for _, l := range g.logs {
		if h := l.Health(); h.Writes || !strings.Contains(h.Reason, change.field) {
			t.Errorf("got %+v after one check, want red that names %s", h, change.field)
		}
	}
	r := row{fault: "configuration: " + change.String(), red: time.Since(start)}
	if failed := g.try(t.Context(), &op{owner: ownerID(1), source: "faults: on red", trips: 2}); failed != "unavailable" {
		t.Errorf("got %q for a command on red, want it refused", failed)
	}
	if _, err := log.Read(t.Context(), 1, 1); err != nil && !change.destroys {
		t.Errorf("reads do not go on: %v", err)
	} else if _, _, ok := g.owners[0].Get(ownerID(1)); !ok {
		t.Error("what was read before is not there any more")
	}
	_, err = js.UpdateStream(t.Context(), want)
	g.check(t)
	if err == nil && g.healthy() {
		if change.destroys {
			t.Error("nothing was destroyed, or it was not noticed")
		}
		w.load.await(t, 20)
		w.load.end()
	} else {
		w.load.end()
		if !change.destroys {
			export(t, log, w.load.position(), &backup)
		}
		w.log = restored(t, &backup)
		r.fault += ", restored"
	}
	r.recover, r.acked, r.errors = time.Since(start)-r.red, w.load.acked(), difference(nil, w.load.errors)
	w.add(r)
}

// check is one check by both processes.
func (g *ledgers) check(t *testing.T) {
	t.Helper()
	for _, l := range g.logs {
		if err := l.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func dialServers(t *testing.T, urls []string) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(strings.Join(urls, ","), nats.MaxReconnects(-1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// export writes the log up to a sequence and what follows by then.
func export(t *testing.T, log *eventlog.Log, to uint64, out *bytes.Buffer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := log.Wait(ctx, to); err != nil {
		t.Fatal(err)
	}
	if _, err := log.Export(ctx, out, nil); err != nil {
		t.Fatal(err)
	}
}

// restored is the history of an export that is restored on another server.
func restored(t *testing.T, backup *bytes.Buffer) *history {
	t.Helper()
	nc := dialServers(t, startServers(t, 1))
	if _, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), backup); err != nil {
		t.Fatal(err)
	}
	return newHistory(nc)
}

// changedWhileItRuns changes the stream under the running cluster: every role notices by itself, and that it was set back.
func (c *cluster) changedWhileItRuns(w *world) {
	js, err := jetstream.New(c.link)
	if err != nil {
		w.t.Fatal(err)
	}
	update := func(replicas int, change func(*jetstream.StreamConfig)) {
		cfg := eventlog.Wanted(replicas, 8<<30)
		change(&cfg)
		await(w.t, "an update of the stream", func() bool {
			ctx, cancel := context.WithTimeout(w.t.Context(), 3*time.Second)
			defer cancel()
			_, err := js.UpdateStream(ctx, cfg)
			return err == nil
		})
	}
	var red time.Duration
	r := w.during("configuration changed while it runs: max_age, set back", func() {
		start := time.Now()
		update(3, func(cfg *jetstream.StreamConfig) { cfg.MaxAge = 100 * 365 * 24 * time.Hour })
		await(w.t, "a role is red", func() bool { return !c.whole() })
		red = time.Since(start)
		update(3, func(*jetstream.StreamConfig) {})
	})
	if r.red = red; red > 12*time.Second {
		w.t.Errorf("red after %v, want it within one look", red)
	}
}
