package e2e

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"makcomblang.id/services/cmd/makcomblang/app"
)

// natsAt runs a NATS server on loopback over a store; port -1 takes a free one.
func natsAt(t testing.TB, store string, port int) *server.Server {
	t.Helper()
	srv, err := server.NewServer(&server.Options{
		ServerName: "standalone", Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: store, SyncAlways: true, NoSigs: true, NoLog: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("NATS did not start")
	}
	return srv
}

// While NATS is away reads go on and commands are told to come again; when it is back everything goes on by itself, and
// the command that was tried meanwhile is done once.
func TestNATSGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	store := t.TempDir()
	srv := natsAt(t, store, -1)
	port := srv.Addr().(*net.TCPAddr).Port
	h := open(t, func(c *app.Config) { c.NATS, c.Create = srv.ClientURL(), true })
	owner := func(id string) string {
		return `{"id":"` + id + `","name":"Kabupaten ` + id + `","country":"Indonesia","source":"page: x","basis":"press"}`
	}
	before := h.must(t, http.StatusCreated, "POST", "/api/v1/owners", owner("before"))
	h.must(t, http.StatusOK, "GET", "/api/v1/owners/before?min_position="+before.field("position"), "")
	srv.Shutdown()
	srv.WaitForShutdown()

	// The first command may be on its way when the connection breaks, and is then tried until its deadline. From then on it
	// is known that nothing can be sent.
	h.must(t, http.StatusServiceUnavailable, "POST", "/api/v1/owners", owner("meanwhile"), "Idempotency-Key", "meanwhile-1")
	stopped := time.Now()
	away := h.must(t, http.StatusServiceUnavailable, "POST", "/api/v1/owners", owner("meanwhile"), "Idempotency-Key", "meanwhile-1")
	if away.header.Get("Retry-After") == "" || away.field("detail") == "" {
		t.Errorf("got %v %s, want when to come again and why", away.header, away.body)
	}
	if strings.Contains(string(away.body), "nats") {
		t.Errorf("the answer tells of the inside: %s", away.body)
	}
	if took := time.Since(stopped); took > 5*time.Second {
		t.Errorf("refused after %s", took)
	} else {
		t.Logf("503 after %s", took.Round(time.Millisecond))
	}
	h.must(t, http.StatusOK, "GET", "/api/v1/owners/before?min_position="+before.field("position"), "")
	h.must(t, http.StatusOK, "GET", "/livez", "")

	natsAt(t, store, port)
	returned := time.Now()
	err := eventually(func() error {
		a, err := h.send("POST", "/api/v1/owners", owner("meanwhile"), "Idempotency-Key", "meanwhile-1")
		if err == nil && a.status/100 != 2 {
			err = errorf("got %d %s", a.status, a.body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("commands are taken %s after the return", time.Since(returned).Round(time.Millisecond))
	after := h.must(t, http.StatusCreated, "POST", "/api/v1/owners", owner("after"))
	h.must(t, http.StatusOK, "GET", "/api/v1/owners/meanwhile?min_position="+after.field("position"), "")
	defer h.stop() // while NATS is there: a stop stores how far the deliveries are
	export := string(h.must(t, http.StatusOK, "GET", "/api/v1/export", "").body)
	for _, id := range []string{"before", "meanwhile", "after"} {
		if n := strings.Count(export, `"subject":"`+id+`"`); n != 1 {
			t.Errorf("%s is in the log %d times, want once", id, n)
		}
	}
}
