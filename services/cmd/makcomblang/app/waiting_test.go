package app_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/cmd/makcomblang/app"
)

// fussy is a receiver that refuses deliveries until it is told to take them. It notes the id of each.
type fussy struct {
	*httptest.Server
	well    atomic.Bool
	refused chan string
	taken   chan string
}

func newFussy(t *testing.T) *fussy {
	t.Helper()
	f := &fussy{refused: make(chan string, 100), taken: make(chan string, 100)}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		doc, _ := io.ReadAll(r.Body)
		if answer, ok := webhook.AnswerChallenge(doc); ok {
			_, _ = w.Write(answer)
			return
		}
		id := r.Header.Get(webhook.HeaderID)
		if !f.well.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			f.refused <- id
			return
		}
		w.WriteHeader(http.StatusNoContent)
		f.taken <- id
	}))
	t.Cleanup(f.Close)
	return f
}

func within(t *testing.T, from chan string, what string) string {
	t.Helper()
	select {
	case id := <-from:
		return id
	case <-time.After(60 * time.Second):
		t.Fatalf("%s never came", what)
		return ""
	}
}

// restoredCopy backs a stopped server up and restores it into another folder, with its master key. change is done to the backup.
func restoredCopy(t *testing.T, dir string, change ...func(out string)) (other string, m app.Manifest) {
	t.Helper()
	out, other := filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "restored")
	if _, err := app.Backup(t.Context(), app.Config{Data: dir}, out); err != nil {
		t.Fatal(err)
	}
	for _, do := range change {
		do(out)
	}
	if err := os.MkdirAll(other, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(dir, "master.key"), filepath.Join(other, "master.key"))
	m, err := app.Restore(t.Context(), app.Config{Data: other}, out)
	if err != nil {
		t.Fatal(err)
	}
	return other, m
}

// TestADeliveryThatWaitsForItsRetryIsRestored: the receiver failed, the backup was made before the next attempt.
func TestADeliveryThatWaitsForItsRetryIsRestored(t *testing.T) {
	t.Parallel()
	dir, hook := t.TempDir(), newFussy(t)
	keyFile := filepath.Join(dir, "coordinator.key")
	c, stop := serving(t, dir, keyFile)
	listens(t, c, hook.URL)
	owner(t, c, "contoh-a")
	want := within(t, hook.refused, "the first attempt")
	stop()
	other, m := restoredCopy(t, dir)
	if m.Deliveries != 1 {
		t.Errorf("the backup holds %d deliveries, want the one that waits", m.Deliveries)
	}
	hook.well.Store(true)
	serving(t, other, keyFile)
	if got := within(t, hook.taken, "the delivery that waited"); got != want {
		t.Errorf("got delivery %s, want %s with the id it had", got, want)
	}
}

// TestAFactThatWasNotHandedOutIsDeliveredAfterARestore: the role that delivers was away when it was written.
func TestAFactThatWasNotHandedOutIsDeliveredAfterARestore(t *testing.T) {
	t.Parallel()
	dir, hook := t.TempDir(), newReceiver(t)
	keyFile := filepath.Join(dir, "coordinator.key")
	c, stop := serving(t, dir, keyFile)
	listens(t, c, hook.URL)
	owner(t, c, "contoh-a")
	if got := hook.next(t); got != "contoh-a" {
		t.Fatalf("got a delivery of %s", got)
	}
	stop()
	c, stop = servingRoles(t, dir, keyFile, "access", "innovations")
	owner(t, c, "contoh-b")
	stop()
	other, _ := restoredCopy(t, dir)
	serving(t, other, keyFile)
	if got := hook.next(t); got != "contoh-b" {
		t.Errorf("got a delivery of %s, want the one that was not handed out", got)
	}
}

// TestWhatWasHandedOutWhileABackupWasMadeIsSentAgain: of a running cluster, the vault is read after the facts, and the place in it is
// ahead of the queue. The one in the manifest counts.
func TestWhatWasHandedOutWhileABackupWasMadeIsSentAgain(t *testing.T) {
	t.Parallel()
	dir, hook := t.TempDir(), newReceiver(t)
	keyFile := filepath.Join(dir, "coordinator.key")
	c, stop := serving(t, dir, keyFile)
	listens(t, c, hook.URL)
	owner(t, c, "contoh-a")
	before := owner(t, c, "contoh-b").Position - 1
	for range 2 {
		hook.next(t)
	}
	stop()
	other, _ := restoredCopy(t, dir, func(out string) {
		manifest(t, out, func(m map[string]any) { m["handed_out"] = map[string]any{"seq": before} })
	})
	serving(t, other, keyFile)
	if got := hook.next(t); got != "contoh-b" {
		t.Errorf("got a delivery of %s, want contoh-b", got)
	}
}

// TestABackupOfFormat1 is restored as far as it goes: the program that made it kept no queue, but the place of the fan-out.
func TestABackupOfFormat1(t *testing.T) {
	t.Parallel()
	dir, hook := t.TempDir(), newReceiver(t)
	keyFile := filepath.Join(dir, "coordinator.key")
	c, stop := serving(t, dir, keyFile)
	listens(t, c, hook.URL)
	owner(t, c, "contoh-a")
	hook.next(t)
	stop()
	c, stop = servingRoles(t, dir, keyFile, "access", "innovations")
	owner(t, c, "contoh-b")
	stop()
	other, m := restoredCopy(t, dir, func(out string) {
		manifest(t, out, func(m map[string]any) {
			m["format"] = 1
			for _, added := range []string{"deliveries", "handed_out", "reactors"} {
				delete(m, added)
			}
		})
		if err := os.Remove(filepath.Join(out, "queue.ndjson")); err != nil {
			t.Fatal(err)
		}
	})
	if m.Format != 1 {
		t.Errorf("got %+v", m)
	}
	serving(t, other, keyFile)
	if got := hook.next(t); got != "contoh-b" {
		t.Errorf("got a delivery of %s, want contoh-b", got)
	}
}

// manifest changes the manifest of a backup.
func manifest(t *testing.T, out string, change func(m map[string]any)) {
	t.Helper()
	path, m := filepath.Join(out, "manifest.json"), map[string]any{}
	doc, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(doc, &m)
	}
	change(m)
	if err == nil {
		doc, err = json.Marshal(m)
	}
	if err == nil {
		err = os.WriteFile(path, doc, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestARestoreLeavesWhatIsThereAlone: it is refused before the vault and the queue of the server are touched.
func TestARestoreLeavesWhatIsThereAlone(t *testing.T) {
	t.Parallel()
	dir, hook := t.TempDir(), newFussy(t)
	keyFile := filepath.Join(dir, "coordinator.key")
	c, stop := serving(t, dir, keyFile)
	listens(t, c, hook.URL)
	stop()
	out := filepath.Join(t.TempDir(), "backup")
	if _, err := app.Backup(t.Context(), app.Config{Data: dir}, out); err != nil {
		t.Fatal(err)
	}
	c, stop = serving(t, dir, keyFile)
	owner(t, c, "contoh-a")
	within(t, hook.refused, "the first attempt")
	stop()
	if _, err := app.Restore(t.Context(), app.Config{Data: dir}, out); err == nil {
		t.Fatal("a log that is there was restored over")
	}
	m, err := app.Backup(context.WithoutCancel(t.Context()), app.Config{Data: dir}, out+"-2")
	if err != nil || m.Deliveries != 1 || m.HandedOut.Seq != m.Facts {
		t.Errorf("got %+v, %v, want the delivery and the place as they were before the refused restore", m, err)
	}
}
