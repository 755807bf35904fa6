package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/cmd/makcomblang/client"
)

// receiver is another system: it notes the subject of every fact that it is sent.
type receiver struct {
	*httptest.Server
	got chan string
}

func newReceiver(t *testing.T) receiver {
	t.Helper()
	r := receiver{got: make(chan string, 100)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var fact struct{ Subject string }
		doc, _ := io.ReadAll(req.Body)
		if answer, ok := webhook.AnswerChallenge(doc); ok {
			_, _ = w.Write(answer)
			return
		}
		if json.Unmarshal(doc, &fact) == nil && fact.Subject != "" {
			r.got <- fact.Subject
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(r.Close)
	return r
}

// next waits for the next delivery.
func (r receiver) next(t *testing.T) string {
	t.Helper()
	select {
	case id := <-r.got:
		return id
	case <-time.After(30 * time.Second):
		t.Fatal("no delivery came")
		return ""
	}
}

// serving runs the all-in-one on a folder and gives a client with its first key.
func serving(t *testing.T, dir, keyFile string) (c *client.Client, stop func()) {
	t.Helper()
	return servingRoles(t, dir, keyFile)
}

// servingRoles is serving of some roles only.
func servingRoles(t *testing.T, dir, keyFile string, roles ...string) (c *client.Client, stop func()) {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{Data: dir, Addr: "127.0.0.1:0", Demo: true, Loopback: true, LogLevel: "error", Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	listening, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- a.Run(ctx, func(addr string) { listening <- addr }) }()
	base := "http://" + <-listening
	<-a.CaughtUp()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		key, err := client.ReadKey(keyFile)
		var me struct{ Known bool }
		if err == nil {
			c = client.New(base, key)
			if c.Get(t.Context(), "/api/v1/me", &me) == nil && me.Known {
				return c, stop
			}
		}
		<-time.After(5 * time.Millisecond)
	}
	t.Fatal("the first key was not accepted")
	return nil, nil
}

func owner(t *testing.T, c *client.Client, id string) client.Answer {
	t.Helper()
	a, err := c.Command(t.Context(), "/api/v1/owners", "drill-"+id, -1, map[string]any{
		"id": id, "name": "Contoh " + id, "country": "Indonesia", "source": "drill", "basis": "sample",
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// listens registers a receiver of owners and proves that it wants deliveries.
func listens(t *testing.T, c *client.Client, url string) {
	t.Helper()
	made, err := c.Command(t.Context(), "/api/v1/endpoints", "drill", -1, map[string]any{
		"url": url, "label": "drill", "types": []string{"owner.registered.v1"},
	})
	if err == nil {
		_, err = c.Command(t.Context(), "/api/v1/endpoints/"+made.ID+"/verify", "drill-verify", -1, map[string]any{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestDrill makes a backup, restores it elsewhere, and sees that what was sent before is not sent again, that an old
// command is recognised, that secrets still open, and that what comes new is sent.
func TestDrill(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), filepath.Join(t.TempDir(), "restored")
	out := filepath.Join(t.TempDir(), "backup")
	hook := newReceiver(t)
	keyFile := filepath.Join(dir, "coordinator.key")
	c, stop := serving(t, dir, keyFile)
	listens(t, c, hook.URL)
	first := owner(t, c, "contoh-a")
	if got := hook.next(t); got != "contoh-a" {
		t.Fatalf("got a delivery of %s", got)
	}
	var locked error
	if _, locked = app.Backup(t.Context(), app.Config{Data: dir}, out+"-2"); locked == nil || !strings.Contains(locked.Error(), "in use by process") {
		t.Errorf("got %v for a backup of a running server", locked)
	}
	if _, err := os.Stat(out + "-2"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a refused backup left its folder behind: %v", err)
	}
	stop()
	m, err := app.Backup(t.Context(), app.Config{Data: dir}, out)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(other, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Restore(t.Context(), app.Config{Data: other}, out); err == nil || !strings.Contains(err.Error(), "copy master.key") {
		t.Errorf("got %v without the master key", err)
	}
	copyFile(t, filepath.Join(dir, "master.key"), filepath.Join(other, "master.key"))
	back, err := app.Restore(t.Context(), app.Config{Data: other}, out)
	if err != nil || !reflect.DeepEqual(back, m) || m.Secret == 0 {
		t.Fatalf("got %+v, %v, want %+v", back, err, m)
	}
	if _, err := app.Restore(t.Context(), app.Config{Data: other}, out); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("got %v for a second restore", err)
	}
	c, _ = serving(t, other, keyFile)
	if again := owner(t, c, "contoh-a"); again.Version != first.Version {
		t.Errorf("a repeated command was done again: %+v, before %+v", again, first)
	}
	owner(t, c, "contoh-b")
	if got := hook.next(t); got != "contoh-b" {
		t.Errorf("%s was sent after the restore, want contoh-b only", got)
	}
	select {
	case id := <-hook.got:
		t.Errorf("%s was sent too", id)
	default:
	}
}

func TestDamagedBackupIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, stop := serving(t, dir, filepath.Join(dir, "coordinator.key"))
	stop()
	for name, damage := range map[string]func(out string) error{
		"facts of the backup are not": func(out string) error { return os.Truncate(filepath.Join(out, "facts.ndjson"), 100) },
		"no whole backup":             func(out string) error { return os.Remove(filepath.Join(out, "manifest.json")) },
		"holds":                       func(out string) error { return os.WriteFile(filepath.Join(out, "blobs", "x"), nil, 0o600) },
	} {
		out, other := filepath.Join(t.TempDir(), "backup"), t.TempDir()
		if _, err := app.Backup(t.Context(), app.Config{Data: dir}, out); err != nil {
			t.Fatal(err)
		}
		copyFile(t, filepath.Join(dir, "master.key"), filepath.Join(other, "master.key"))
		if err := damage(out); err != nil {
			t.Fatal(err)
		}
		if _, err := app.Restore(t.Context(), app.Config{Data: other}, out); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want it to say %q", err, name)
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	doc, err := os.ReadFile(from)
	if err = errors.Join(err, os.WriteFile(to, doc, 0o600)); err != nil {
		t.Fatal(err)
	}
}
