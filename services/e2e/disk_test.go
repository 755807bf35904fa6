package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a file system of so many MiB, or skips loudly where that is not allowed.
func smallDisk(t *testing.T, mib int) string {
	t.Helper()
	dir := t.TempDir()
	size := fmt.Sprintf("size=%dm", mib)
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", size, "makcomblang-test", dir).CombinedOutput(); err != nil {
		t.Skipf("NOT TESTED: a full disk needs a small file system, and this user may not mount one: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	return dir
}

// On a full disk commands are refused with the reason and when to come again, and reads go on. With space again commands go
// on without a restart, and what was answered before is still there after one.
func TestADiskThatIsFull(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, 48)
	data := filepath.Join(disk, "data")
	c := start(t, data, "serve")
	who := coordinator(t, c.base, c.key)
	who.must(t, http.StatusCreated, "POST", "/api/v1/owners", owner(0))
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	stored, full := untilRefused(t, who)
	if full.status != http.StatusServiceUnavailable || full.header.Get("Retry-After") == "" || full.field("detail") == "" {
		t.Fatalf("after %d owners: got %d %v %s, want 503 with Retry-After", stored, full.status, full.header, full.body)
	}
	who.must(t, http.StatusOK, "GET", "/api/v1/owners/owner-0", "")
	if a := who.must(t, http.StatusOK, "GET", "/readyz", ""); a.field("writes") != "false" || !strings.Contains(a.field("reason"), "disk") {
		t.Errorf("/readyz on a full disk: %s", a.body)
	}

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	again := owner(stored)
	who.must(t, http.StatusCreated, "POST", "/api/v1/owners", again, "Idempotency-Key", fmt.Sprint("disk-", stored)) // by itself
	if err := c.end(syscall.SIGTERM); err != nil {
		t.Errorf("the stop: %v", err)
	}
	c = start(t, data, "serve")
	who = coordinator(t, c.base, c.key)
	if a := who.must(t, http.StatusOK, "GET", "/readyz", ""); a.field("writes") != "true" {
		t.Errorf("with space again: %s", a.body)
	}
	a, err := who.send("POST", "/api/v1/owners", owner(stored), "Idempotency-Key", fmt.Sprint("disk-", stored))
	if err != nil || a.status/100 != 2 {
		t.Fatalf("the refused command, sent again: %d %s %v", a.status, a.body, err)
	}
	who.must(t, http.StatusOK, "GET", "/api/v1/me?min_position="+a.field("position"), "")
	export := string(who.must(t, http.StatusOK, "GET", "/api/v1/export", "").body)
	if got := strings.Count(export, `"type":"owner.registered.v1"`); got != stored+1 {
		t.Errorf("got %d owners in the log, want %d", got, stored+1)
	}
}

// fill writes a file until there is no space left.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, 64<<10)
	for err == nil {
		_, err = f.Write(chunk)
	}
	if cerr := f.Close(); cerr != nil {
		t.Fatal(cerr)
	}
}

func owner(n int) string {
	id := fmt.Sprintf("owner-%d", n)
	return `{"id":"` + id + `","name":"` + strings.Repeat("Kabupaten ", 15) + id + `","country":"Indonesia","source":"page: x","basis":"press"}`
}

// untilRefused registers owners from the second on until one is refused; it returns how many are stored and the refusal.
func untilRefused(t *testing.T, who caller) (stored int, refusal answer) {
	t.Helper()
	for stored = 1; stored < 5000; stored++ {
		a, err := who.send("POST", "/api/v1/owners", owner(stored), "Idempotency-Key", fmt.Sprint("disk-", stored))
		if err != nil {
			t.Fatal(err)
		}
		if a.status != http.StatusCreated {
			return stored, a
		}
	}
	return stored, answer{}
}
