package e2e

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

const (
	crashRounds  = 20
	crashWriters = 4
	sharedOwner  = "owner-shared"
)

// TestCrashesLoseAndRepeatNothing kills the server with SIGKILL at random moments while several writers send commands.
// A command without an answer is sent again with the same key after the restart. In the end each key is in the log exactly
// once, every answered command is there at the position it was told, and the chains hold. It does not prove anything about
// a loss of power; for that the server syncs always, which has a test of its own.
func TestCrashesLoseAndRepeatNothing(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("CRASH_SEED"); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("CRASH_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	data := filepath.Join(t.TempDir(), "data")
	w := &writers{told: map[string]string{}, open: []string{sharedOwner}}
	for round := range crashRounds {
		w.round(t, data, round, time.Duration(20+random.IntN(480))*time.Millisecond)
		if t.Failed() {
			return
		}
	}
	c := start(t, data, "serve")
	who := coordinator(t, c.base, c.key)
	w.retry(t, who)
	if a := who.must(t, http.StatusOK, "GET", "/readyz", ""); a.field("writes") != "true" {
		t.Errorf("the log is not green after %d crashes: %s", crashRounds, a.body)
	}
	// An export holds what is folded, so it waits for one more command.
	last := who.must(t, http.StatusCreated, "POST", "/api/v1/keys", `{"label":"e2e","roles":[{"role":"auditor"}]}`)
	who.must(t, http.StatusOK, "GET", "/api/v1/me?min_position="+last.field("position"), "")
	w.count(t, who.must(t, http.StatusOK, "GET", "/api/v1/export", "").body)
	t.Logf("%d commands, %d of them answered only when they were sent again", len(w.told), w.again)
}

// writers remember what they sent and what they were told.
type writers struct {
	mu    sync.Mutex
	next  int
	open  []string          // owners whose command got no answer
	told  map[string]string // owner to the position of its answer
	again int
}

// round starts the server, lets the writers write, and kills it after a while.
func (w *writers) round(t *testing.T, data string, round int, after time.Duration) {
	t.Helper()
	c, err := launch(data, nil, "serve", "--log-level", "info")
	if err != nil {
		t.Errorf("round %d: %v", round, err)
		return
	}
	who := coordinator(t, c.base, c.key)
	who.client.Timeout = 5 * time.Second
	w.retry(t, who)
	var wg sync.WaitGroup
	stop := time.AfterFunc(after, func() { _ = c.cmd.Process.Signal(syscall.SIGKILL) })
	defer stop.Stop()
	for range crashWriters {
		wg.Go(func() { w.write(t, who) })
	}
	wg.Wait()
	if err := c.end(syscall.SIGKILL); err != nil {
		t.Error(err)
	}
}

// write registers owners until the server is gone.
func (w *writers) write(t *testing.T, who caller) {
	for {
		w.mu.Lock()
		w.next++
		id := fmt.Sprintf("owner-%06d", w.next)
		w.mu.Unlock()
		err := w.send(who, id)
		var refused refusal
		switch {
		case errors.As(err, &refused):
			t.Errorf("%s: %v", id, err)
			return
		case err != nil:
			w.mu.Lock()
			w.open = append(w.open, id)
			w.mu.Unlock()
			return
		}
	}
}

// refusal is an answer that is no success: the commands of this test have no reason for one.
type refusal struct{ answer }

func (r refusal) Error() string { return fmt.Sprintf("answered %d: %s", r.status, r.body) }

// send sends the command of one id, whose key it is, and notes the answer: most register an owner of that id, some enter a
// block of that id in the calendar of one owner that all writers share.
func (w *writers) send(who caller, id string) error {
	path, body := "/api/v1/owners", `{"id":"`+id+`","name":"Kabupaten `+id+`","country":"Indonesia","source":"page: x","basis":"press"}`
	if strings.HasSuffix(id, "7") {
		path = "/api/v1/owners/" + sharedOwner + "/calendar"
		body = `{"block":"` + id + `","from":"2027-03-01","to":"2027-03-02","trips":1,"why":"blackout","source":"x","basis":"official"}`
	}
	a, err := who.send(http.MethodPost, path, body, "Idempotency-Key", "crash-"+id)
	switch {
	case err != nil:
		return err
	case a.status == http.StatusServiceUnavailable:
		return errors.New("busy")
	case a.status/100 != 2:
		return refusal{a}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told[id] = a.field("position")
	return nil
}

// retry sends again what got no answer.
func (w *writers) retry(t *testing.T, who caller) {
	t.Helper()
	for _, id := range w.open {
		if err := w.send(who, id); err != nil {
			t.Errorf("%s, sent again: %v", id, err)
		}
		w.again++
	}
	w.open = nil
}

// sentAs is the id of the command that a fact answers, "" for the facts of others.
func sentAs(t *testing.T, f event.Fact) string {
	data, err := contract.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	switch d := data.(type) {
	case *contract.OwnerRegistered:
		return f.Subject
	case *contract.OwnerCalendarBlocked:
		return d.Block
	}
	return ""
}

// count holds an export against what the writers were told. The export leaves internal facts out, so positions are compared
// by their order.
func (w *writers) count(t *testing.T, export []byte) {
	t.Helper()
	type link struct {
		version uint64
		hash    string
	}
	last := 0
	found, links := map[string]int{}, map[string]link{}
	for n, line := range strings.Split(strings.TrimSuffix(string(export), "\n"), "\n") {
		f, err := event.Decode([]byte(line))
		if err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
		key := f.Kind() + "." + f.Subject
		if before := links[key]; f.Version != before.version+1 || f.PrevHash != before.hash {
			t.Errorf("line %d does not follow the fact before it of %s", n+1, key)
		}
		links[key] = link{f.Version, event.Hash([]byte(line))}
		if id := sentAs(t, f); id != "" {
			found[id]++
			position, err := strconv.Atoi(w.told[id])
			if err != nil || position <= last {
				t.Errorf("%s was told position %d, but stands behind %d", id, position, last)
			}
			last = position
		}
	}
	for id := range w.told {
		if found[id] != 1 {
			t.Errorf("%s is in the log %d times, want once", id, found[id])
		}
	}
	if len(found) != len(w.told) {
		t.Errorf("the log has facts of %d commands, %d commands were sent", len(found), len(w.told))
	}
}
