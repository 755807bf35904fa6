package faults

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/host"
)

// serving runs the all-in-one on a folder.
type serving struct {
	*process
	base string
}

func serve(t *testing.T, dir string) *serving {
	t.Helper()
	addr := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	s := &serving{base: "http://" + addr}
	s.process = newProcess(filepath.Dir(dir), filepath.Base(dir), func() *exec.Cmd {
		return self("makcomblang", nil, "serve", "--data", dir, "--addr", addr, "--ops-addr", "", "--demo", "--dataset", "", "--log-level", "error", "--today", "2026-11-21")
	})
	s.start(t)
	t.Cleanup(s.kill)
	return s
}

// state is what /readyz says once the log is read: red with its reason, or green.
func (s *serving) state(t *testing.T) (writes bool, reason string) {
	t.Helper()
	await(t, "the log is read", func() bool {
		resp, err := http.Get(s.base + "/readyz")
		if err != nil {
			return false
		}
		defer func() { _ = resp.Body.Close() }()
		var r struct {
			Ready, Writes bool
			Reason        string
		}
		err = json.NewDecoder(resp.Body).Decode(&r)
		writes, reason = r.Writes, r.Reason
		return err == nil && r.Ready
	})
	return writes, reason
}

// damages spoils the store of a stopped server in every way that a disk can, and starts it again: red at once, nothing is
// written, reads go on. Then the backup is restored.
func damages(t *testing.T, b *table) {
	dir := t.TempDir()
	good, backup := filepath.Join(dir, "good"), filepath.Join(dir, "backup")
	s := serve(t, good)
	who := newCaller(t, s.base, filepath.Join(good, "coordinator.key"))
	l := startLoad(t, who.try)
	l.await(t, 400)
	l.end()
	s.kill()
	if _, err := app.Backup(t.Context(), app.Config{Data: good, Demo: true}, backup); err != nil {
		t.Fatal(err)
	}
	for _, d := range []struct {
		name  string
		spoil func(t *testing.T, dir string)
		heals bool // nothing is lost: the server makes it anew
	}{
		{"index deleted", deleteIndex, true},
		{"one bit flipped", flipBit, false},
		{"one bit flipped, index deleted", func(t *testing.T, dir string) { flipBit(t, dir); deleteIndex(t, dir) }, false},
		{"block cut to half", func(t *testing.T, dir string) { cutBlock(t, dir); deleteIndex(t, dir) }, false},
		{"block deleted", func(t *testing.T, dir string) { deleteBlock(t, dir); deleteIndex(t, dir) }, false},
		{"stream deleted", deleteStream, false},
	} {
		t.Run(d.name, func(t *testing.T) {
			spoilt := filepath.Join(t.TempDir(), "spoilt")
			if err := os.CopyFS(spoilt, os.DirFS(good)); err != nil {
				t.Fatal(err)
			}
			chmodKeys(t, spoilt)
			d.spoil(t, spoilt)
			r := row{fault: "damage: " + d.name, acked: l.acked(), errors: "none"}
			start, s := time.Now(), serve(t, spoilt)
			writes, reason := s.state(t)
			if writes != d.heals {
				t.Errorf("writes %v (%s), want %v", writes, reason, d.heals)
			}
			probe := *who
			probe.base = s.base
			if !d.heals {
				r.red = time.Since(start)
				refused(t, &probe, reason)
				r.errors = "1× 503, for good"
			}
			s.kill()
			place := spoilt
			if start = time.Now(); !d.heals {
				place = restore(t, backup, filepath.Join(good, "master.key"))
			}
			back := serve(t, place)
			if writes, reason := back.state(t); !writes {
				t.Errorf("red after the restore: %s", reason)
			}
			r.recover = time.Since(start)
			back.kill()
			w := &world{t: t, table: b, load: l, log: stored(t, place)}
			w.add(r)
		})
	}
}

// refused sees that a command is refused with the reason while reads go on.
func refused(t *testing.T, who *caller, reason string) {
	t.Helper()
	want := http.StatusServiceUnavailable
	if _, err := who.get("/api/v1/me"); err != nil {
		want = http.StatusUnauthorized // the fact of the key itself is gone
	}
	status, answer, err := who.post(t.Context(), "/api/v1/owners/"+ownerID(1)+"/capacity", "on red", map[string]any{"period": "2027", "trips": 1, "source": "faults: on red", "basis": "sample"})
	if err != nil || status != want {
		t.Errorf("got %d %s, %v for a command on a damaged log (%s), want %d", status, answer, err, reason, want)
	}
	for _, path := range []string{"/livez", "/readyz", "/", "/api/v1/bulletins"} {
		resp, err := http.Get(who.base + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode >= 500 {
			t.Errorf("got %d for %s, want reads to go on", resp.StatusCode, path)
		}
	}
}

// restore brings the backup into an empty folder.
func restore(t *testing.T, backup, key string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "restored")
	doc, err := os.ReadFile(key)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "master.key"), doc, 0o600)
	}
	if err == nil {
		_, err = app.Restore(t.Context(), app.Config{Data: dir, Demo: true}, backup)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// stored is the history of the log in a folder that no server has open.
func stored(t *testing.T, dir string) *history {
	t.Helper()
	srv, err := host.StartEmbedded(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Stop)
	nc, err := srv.Connect("checker")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return newHistory(nc)
}

// chmodKeys gives the copies of secrets the mode that they need.
func chmodKeys(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			err = os.Chmod(path, 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// files finds files of the log's store.
func files(t *testing.T, dir, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "nats/jetstream/*/streams/EVENTS/msgs", pattern))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

func block(t *testing.T, dir string) string {
	t.Helper()
	found := files(t, dir, "*.blk")
	if len(found) == 0 {
		t.Fatal("no block of the log found")
	}
	return found[0]
}

func flipBit(t *testing.T, dir string) {
	t.Helper()
	path := block(t, dir)
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc[len(doc)/2] ^= 1
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		t.Fatal(err)
	}
}

func cutBlock(t *testing.T, dir string) {
	t.Helper()
	path := block(t, dir)
	info, err := os.Stat(path)
	if err == nil {
		err = os.Truncate(path, info.Size()/2)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func deleteBlock(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(block(t, dir)); err != nil {
		t.Fatal(err)
	}
}

func deleteStream(t *testing.T, dir string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, "nats")); err != nil {
		t.Fatal(err)
	}
}

// deleteIndex removes the index, which is not there either after a kill before it was first written.
func deleteIndex(t *testing.T, dir string) {
	t.Helper()
	for _, path := range files(t, dir, "index.db") {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
