package app_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/client"
)

// process is one that runs against a remote NATS and Redis.
type process struct {
	*app.App
	client *client.Client
	ended  chan error
	stop   func()
}

func remoteRole(t *testing.T, cfg app.Config) process {
	t.Helper()
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	p := process{App: a, ended: make(chan error, 1), stop: cancel}
	listening := make(chan string, 1)
	go func() { p.ended <- a.Run(ctx, func(addr string) { listening <- addr }) }()
	base := "http://" + <-listening
	<-a.CaughtUp()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); { // until the first key is accepted
		key, err := client.ReadKey(cfg.KeyFile())
		p.client = client.New(base, key)
		var me struct{ Known bool }
		if err == nil && p.client.Get(t.Context(), "/api/v1/me", &me) == nil && me.Known {
			return p
		}
		<-time.After(5 * time.Millisecond)
	}
	t.Fatal("the first key was not accepted")
	return p
}

// TestRolesFoldARestoredLogAnew takes the way of an operator: the log of a running cluster is replaced by an older backup, the
// process ends, the head file in its folder is red until it is removed, and the views that Redis kept are those of the
// restored log.
func TestRolesFoldARestoredLogAnew(t *testing.T) {
	t.Parallel()
	url, monitor := remoteNATS(t, nil, "")
	cfg := app.Config{
		Data: t.TempDir(), NATS: url, Create: true, Replicas: 1, Addr: "127.0.0.1:0", Demo: true, LogLevel: "error",
		Roles: []string{"access", "innovations"}, Remote: app.Remote{Redis: startRedis(t, "noeviction"), Monitors: []string{monitor}},
	}
	p := remoteRole(t, cfg)
	owner(t, p.client, "contoh-a")
	out := filepath.Join(t.TempDir(), "backup")
	if _, err := app.Backup(t.Context(), app.Config{Data: cfg.Data, NATS: url, Replicas: 1}, out); err != nil {
		t.Fatal(err)
	}
	owner(t, p.client, "contoh-b")
	last := owner(t, p.client, "contoh-c").Position
	recorded(t, filepath.Join(cfg.Data, "head.json"), last)
	dropLog(t, url)
	if _, err := app.Restore(t.Context(), app.Config{Data: cfg.Data, NATS: url, Replicas: 1}, out); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		if err == nil || !strings.Contains(err.Error(), "made anew while this process ran") {
			t.Errorf("ended with %v, want the reason", err)
		}
	case <-time.After(60 * time.Second):
		t.Fatal("it goes on with another log")
	}
	if told := app.ExamineCluster(t.Context(), app.Config{NATS: url, Replicas: 1}); !slices.ContainsFunc(told, func(c app.Check) bool {
		return strings.Contains(c.What, "the first 2 facts of the log came from a backup")
	}) {
		t.Errorf("the doctor does not tell of the restore: %v", told)
	}
	p = remoteRole(t, cfg)
	if h := p.Log().Health(); h.Writes || !strings.Contains(h.Reason, "remove head.json") {
		t.Errorf("got %+v, want red that says how to go on", h)
	}
	p.stop()
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(cfg.Data, "head.json")); err != nil {
		t.Fatal(err)
	}
	p = remoteRole(t, cfg)
	if h := p.Log().Health(); !h.Writes {
		t.Errorf("got %+v, want green", h)
	}
	owner(t, p.client, "contoh-d")
	for id, want := range map[string]bool{"contoh-a": true, "contoh-b": false, "contoh-c": false, "contoh-d": true} {
		err := p.client.Get(t.Context(), "/api/v1/owners/"+id, nil)
		var refused *client.Problem
		if there := err == nil; there != want || !there && (!errors.As(err, &refused) || refused.Status != http.StatusNotFound) {
			t.Errorf("%s: got %v, want it there: %v", id, err, want)
		}
	}
	p.stop()
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
}

// recorded waits until the head file tells of a fact.
func recorded(t *testing.T, path string, last uint64) {
	t.Helper()
	until := time.Now().Add(30 * time.Second)
	for head := ""; !strings.Contains(head, fmt.Sprintf(`"sequence":%d,`, last)); <-time.After(5 * time.Millisecond) {
		if time.Now().After(until) { // it is written every second
			t.Fatalf("the head file is %q", head)
		}
		doc, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		head = string(doc)
	}
}

// dropLog removes the stream of the log, which only an admin may.
func dropLog(t *testing.T, url string) {
	t.Helper()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err == nil {
		err = js.DeleteStream(t.Context(), "EVENTS")
	}
	if err != nil {
		t.Fatal(err)
	}
}
