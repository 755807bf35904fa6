package eventlog_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/host"
)

// filledStore makes a data folder with a log of n facts and a head file, and stops its server.
func filledStore(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	srv, err := host.StartEmbedded(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Stop()
	nc, err := srv.Connect("fill")
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), history(t, n)); err != nil {
		t.Fatal(err)
	}
	stop := eventlogtest.Run(t, eventlogtest.Open(t, nc, filepath.Join(dir, "head.json")))
	stop()
	return dir
}

func blocks(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "nats/jetstream/*/streams/EVENTS/msgs/*.blk"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no block of the log found: %v", err)
	}
	return files
}

func TestDamageTurnsTheLogRedAndReadsGoOn(t *testing.T) {
	t.Parallel()
	index := func(t *testing.T, dir string) {
		files, err := filepath.Glob(filepath.Join(dir, "nats/jetstream/*/streams/EVENTS/msgs/index.db"))
		if err != nil || len(files) != 1 {
			t.Fatalf("no index of the log found: %v", err)
		}
		if err := os.Remove(files[0]); err != nil {
			t.Fatal(err)
		}
	}
	for name, damage := range map[string]func(t *testing.T, dir string){
		"one bit": func(t *testing.T, dir string) {
			f := blocks(t, dir)[0]
			doc, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			doc[len(doc)/2] ^= 1
			if err := os.WriteFile(f, doc, 0o600); err != nil {
				t.Fatal(err)
			}
			index(t, dir)
		},
		"cut block": func(t *testing.T, dir string) {
			f := blocks(t, dir)[0]
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(f, info.Size()/2); err != nil {
				t.Fatal(err)
			}
			index(t, dir)
		},
		"no block": func(t *testing.T, dir string) {
			if err := os.Remove(blocks(t, dir)[0]); err != nil {
				t.Fatal(err)
			}
			index(t, dir)
		},
		"no stream": func(t *testing.T, dir string) {
			if err := os.RemoveAll(filepath.Join(dir, "nats")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filledStore(t, 3000)
			damage(t, dir)
			l := eventlogtest.Open(t, eventlogtest.Connect(t, eventlogtest.Start(t, dir)), filepath.Join(dir, "head.json"))
			g := eventlog.NewLedger(l, "owner", applyTrips)
			eventlogtest.Run(t, l)
			if h := l.Health(); h.Writes || h.Reason == "" {
				t.Fatalf("got health %+v, want red with a reason", h)
			}
			_, err := g.Handle(t.Context(), command("k1"), "kota-a", set(1))
			if fault.KindOf(err) != fault.KindUnavailable {
				t.Errorf("got %v, want commands refused as unavailable", err)
			}
			if _, err := l.Read(t.Context(), 1, 10); err != nil && name != "no stream" {
				t.Logf("reads of the damaged part: %v", err)
			}
		})
	}
}

func TestUndamagedStoreIsGreenAgain(t *testing.T) {
	t.Parallel()
	dir := filledStore(t, 1500)
	l := eventlogtest.Open(t, eventlogtest.Connect(t, eventlogtest.Start(t, dir)), filepath.Join(dir, "head.json"))
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	if err := l.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h := l.Health(); !h.Writes {
		t.Fatalf("got %+v, want green", h)
	}
	if _, err := g.Handle(t.Context(), command("k1"), "kabupaten-1", set(1)); err != nil {
		t.Error(err)
	}
}

func TestDestructiveUpdatesAreNoticed(t *testing.T) {
	t.Parallel()
	want := eventlog.Wanted(1, 1<<30)
	for field, change := range map[string]func(*jetstream.StreamConfig){
		"max_age":              func(c *jetstream.StreamConfig) { c.MaxAge = 1 },
		"max_msgs":             func(c *jetstream.StreamConfig) { c.MaxMsgs = 1 },
		"max_msgs_per_subject": func(c *jetstream.StreamConfig) { c.MaxMsgsPerSubject = 1 },
		"max_bytes":            func(c *jetstream.StreamConfig) { c.MaxBytes = 1 },
		"retention":            func(c *jetstream.StreamConfig) { c.Retention = jetstream.InterestPolicy },
		"discard":              func(c *jetstream.StreamConfig) { c.Discard = jetstream.DiscardOld },
		"deny_delete":          func(c *jetstream.StreamConfig) { c.DenyDelete = false },
		"deny_purge":           func(c *jetstream.StreamConfig) { c.DenyPurge = false },
		"allow_rollup_hdrs":    func(c *jetstream.StreamConfig) { c.AllowRollup = true },
		"allow_msg_schedules":  func(c *jetstream.StreamConfig) { c.AllowMsgSchedules = true },
		"allow_msg_ttl":        func(c *jetstream.StreamConfig) { c.AllowMsgTTL = true },
		"subjects":             func(c *jetstream.StreamConfig) { c.Subjects = []string{"mak.evt.a.>"} },
		"republish":            func(c *jetstream.StreamConfig) { c.RePublish = &jetstream.RePublish{Destination: "x"} },
	} {
		live := want
		change(&live)
		if got := eventlog.Drift(live, want); len(got) != 1 || got[0] != field {
			t.Errorf("%s: got drift %v", field, got)
		}
	}
	l := eventlogtest.New(t)
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	if _, err := g.Handle(t.Context(), command("k1"), "kota-a", set(1)); err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(l.Conn())
	if err != nil {
		t.Fatal(err)
	}
	loose := want
	loose.MaxMsgs = 1
	if _, err := js.UpdateStream(t.Context(), loose); err != nil {
		t.Skipf("LOUD: the server no longer accepts the destructive update: %v", err)
	}
	if err := l.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h := l.Health(); h.Writes || !strings.Contains(h.Reason, "max_msgs") {
		t.Errorf("got %+v, want red that names max_msgs", h)
	}
}

func TestExportIsTheHeadAndRestoresWhole(t *testing.T) {
	t.Parallel()
	l, g := newTrips(t)
	for i, id := range []string{"kota-a", "kota-b", "kota-a"} {
		if _, err := g.Handle(t.Context(), command(string(rune('a'+i))), id, set(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Wait(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if n, err := l.Export(t.Context(), &out, nil); err != nil || n != 3 {
		t.Fatalf("got %d facts, %v", n, err)
	}
	sum := sha256.Sum256(out.Bytes())
	if got := hex.EncodeToString(sum[:]); got != l.Head().SHA256 {
		t.Errorf("got export hash %s, want the head's %s", got, l.Head().SHA256)
	}
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	altered := bytes.Replace(out.Bytes(), []byte(`"trips":0`), []byte(`"trips":9`), 1)
	if _, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), bytes.NewReader(altered)); err == nil || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("got %v for an altered fact, want the line whose chain breaks", err)
	}
	if n, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), bytes.NewReader(out.Bytes())); err != nil || n != 3 {
		t.Fatalf("got %d restored, %v", n, err)
	}
	if _, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), bytes.NewReader(out.Bytes())); !errors.Is(err, eventlog.ErrNotEmpty) {
		t.Errorf("got %v, want ErrNotEmpty", err)
	}
	back := eventlogtest.Open(t, nc, "")
	g2 := eventlog.NewLedger(back, "owner", applyTrips)
	eventlogtest.Run(t, back)
	if s, v, _ := g2.Get("kota-a"); v != 2 || s.last != 2 || back.Head() != l.Head() {
		t.Errorf("got %+v at version %d and head %+v, want the same as before %+v", s, v, back.Head(), l.Head())
	}
	cut := bytes.SplitAfterN(out.Bytes(), []byte("\n"), 2)[1]
	if _, err := eventlog.Restore(t.Context(), eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir())), eventlog.Wanted(1, 1<<30), bytes.NewReader(cut)); err == nil || !strings.Contains(err.Error(), "line") {
		t.Errorf("got %v for an export without its first fact, want the line named", err)
	}
}
