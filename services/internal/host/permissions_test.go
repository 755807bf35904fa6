package host_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/host"
)

// guarded starts a server that knows the users of `makcomblang setup users` and gives a way in for each.
func guarded(t *testing.T) (as func(role string) jetstream.JetStream) {
	t.Helper()
	dir := t.TempDir()
	if err := host.MakeUsers(dir); err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(dir, "nats.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, "listen: \"127.0.0.1:-1\"\njetstream { store_dir: %q }\ninclude ./users.conf\n", t.TempDir()), 0o600); err != nil {
		t.Fatal(err)
	}
	opts, err := server.ProcessConfigFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	opts.NoLog, opts.NoSigs = true, true
	srv, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server did not start")
	}
	return func(role string) jetstream.JetStream {
		a := host.Access{URL: srv.ClientURL(), Name: role, AuthFile: filepath.Join(dir, role, "nats.nk")}
		if role != host.AdminUser {
			a.Inbox = role
		}
		link, err := a.Dial()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(link.Close)
		js, err := jetstream.New(link.Conn)
		if err != nil {
			t.Fatal(err)
		}
		return js
	}
}

func TestARoleCannotTouchTheReactorOfAnother(t *testing.T) {
	t.Parallel()
	as := guarded(t)
	admin := as(host.AdminUser)
	if _, err := admin.CreateStream(t.Context(), jetstream.StreamConfig{Name: "EVENTS", Subjects: []string{"mak.evt.>"}}); err != nil {
		t.Fatal(err)
	}
	reactor := jetstream.ConsumerConfig{Durable: "matches-plan", AckPolicy: jetstream.AckExplicitPolicy, FilterSubject: "mak.evt.plan.>"}
	if _, err := as("matches").CreateConsumer(t.Context(), "EVENTS", reactor); err != nil {
		t.Fatalf("its owner cannot make it: %v", err)
	}
	matcher := as("matcher")
	ctx := func() context.Context {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond) // what is refused is not answered
		t.Cleanup(cancel)
		return ctx
	}
	changed := reactor
	changed.FilterSubject = "mak.evt.region.>"
	for what, do := range map[string]func() error{
		"end it":    func() error { return matcher.DeleteConsumer(ctx(), "EVENTS", "matches-plan") },
		"change it": func() error { _, err := matcher.UpdateConsumer(ctx(), "EVENTS", changed); return err },
		"pause it": func() error {
			_, err := matcher.PauseConsumer(ctx(), "EVENTS", "matches-plan", time.Now().Add(time.Hour))
			return err
		},
		"open it":       func() error { _, err := matcher.Consumer(ctx(), "EVENTS", "matches-plan"); return err },
		"take its name": func() error { _, err := matcher.CreateConsumer(ctx(), "EVENTS", reactor); return err },
	} {
		if err := do(); err == nil {
			t.Errorf("the matcher could %s", what)
		}
	}
	if err := matcher.DeleteConsumer(ctx(), "EVENTS", "nobody"); !errors.Is(err, jetstream.ErrConsumerNotFound) {
		t.Errorf("got %v, want an answer for what is nobody's", err)
	}
	info, err := admin.Consumer(t.Context(), "EVENTS", "matches-plan")
	if err != nil {
		t.Fatal(err)
	}
	if c := info.CachedInfo(); c.Config.FilterSubject != reactor.FilterSubject || c.Paused {
		t.Errorf("got %+v, want it unchanged", c)
	}
	if err := as("matches").DeleteConsumer(t.Context(), "EVENTS", "matches-plan"); err != nil {
		t.Errorf("its owner: %v", err)
	}
}
