package views_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/internal/views/viewstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// startRedis runs a real server on a socket of its own until the end of the test and gives its address.
func startRedis(t *testing.T, settings ...string) string {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("redis-server is missing: install Debian's redis-server")
		}
		t.Skip("redis-server is missing: install Debian's redis-server to run this test")
	}
	dir, err := os.MkdirTemp("", "mak") // t.TempDir is too long a path for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	args := append([]string{"--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--appendonly", "no"}, settings...)
	server := exec.Command(program, args...)
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait() // says that it was killed
	})
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), "eady to accept connections") {
			return "unix://" + socket
		}
	}
	t.Fatalf("redis-server did not start:\n%s", said.String())
	return ""
}

func openRedis(t *testing.T, address string) *views.Redis {
	t.Helper()
	r, err := views.OpenRedis(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestRedis(t *testing.T) {
	t.Parallel()
	address := startRedis(t)
	var stores atomic.Int32
	viewstest.Run(t, func(t *testing.T) views.Store {
		r := openRedis(t, address)
		r.Apart(fmt.Sprintf("mak-%d:", stores.Add(1)))
		return r
	})
}

func TestRedisAndMemoryDumpAlike(t *testing.T) {
	t.Parallel()
	r := openRedis(t, startRedis(t))
	viewstest.Same(t, views.NewMemoryChecked(), r)
}

func TestRedisThatEvictsIsRefused(t *testing.T) {
	t.Parallel()
	address := startRedis(t, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")
	if _, err := views.OpenRedis(t.Context(), address, nil); err == nil || !strings.Contains(err.Error(), "noeviction") {
		t.Errorf("got %v", err)
	}
}

func TestRedisThatIsAway(t *testing.T) {
	t.Parallel()
	_, err := views.OpenRedis(t.Context(), "unix://"+filepath.Join(t.TempDir(), "nobody"), nil)
	if fault.KindOf(err) != fault.KindUnavailable || errors.Is(err, views.ErrStale) {
		t.Errorf("got %v", err)
	}
	if _, err := views.OpenRedis(t.Context(), "secret@nowhere", nil); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a bad address: got %v", err)
	}
}
