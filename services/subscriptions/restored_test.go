package subscriptions_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vault"
	"makcomblang.id/services/internal/web/webtest"
)

// TestTheFanOutIsNotAheadOfARestoredLog: the place of the fan-out is kept, the log comes back from an older backup and grows past
// that place before anybody delivers. Every fact that is new in it is told.
func TestTheFanOutIsNotAheadOfARestoredLog(t *testing.T) {
	t.Parallel()
	nc, key := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir())), vault.NewKey()
	s := newSink(t, nil)
	before := openHouse(t, nc, t.TempDir(), key)
	before.Key(policy.Integrator, "")
	before.run()
	before.endpoint(s.URL, "")
	tell := func(h *house, from, to int) {
		wanted := map[string]bool{}
		for n := from; n <= to; n++ {
			wanted[h.need(n).FactID] = true
		}
		tally{}.until(t, s, wanted)
	}
	tell(before, 1, 3)
	var backup bytes.Buffer
	if _, err := before.log.Export(t.Context(), &backup, nil); err != nil {
		t.Fatal(err)
	}
	tell(before, 4, 9)
	poller := before.As(policy.Integrator, "")
	var page struct{ Log string }
	poller.Get("/api/v1/facts?after=8").Want(http.StatusOK).Decode(&page)
	where := "?after=9&log=" + page.Log
	poller.Get("/api/v1/facts" + where).Want(http.StatusOK)
	before.stop()

	replaceLog(t, nc, &backup)
	writer := openHouse(t, nc, t.TempDir(), key)
	writer.facts = 1000 // commands of its own
	stop := eventlogtest.Run(t, writer.log)
	wanted := map[string]bool{}
	for n := 1; n <= 20; n++ {
		wanted[writer.need(100+n).FactID] = true
	}
	stop()

	after := openHouse(t, nc, t.TempDir(), key)
	after.Key(policy.Integrator, "")
	after.run()
	if got := (tally{}).until(t, s, wanted); got != len(wanted) {
		t.Errorf("%d deliveries came for %d facts", got, len(wanted))
	}
	poller = after.As(policy.Integrator, "")
	for _, path := range []string{"/api/v1/facts" + where, "/api/v1/live?log=" + page.Log} {
		p := poller.Get(path, webtest.Header("Last-Event-ID", "9")).Want(http.StatusConflict).Problem()
		if p.Code != "position.other_log" || !strings.Contains(p.Detail, "backup with 5 facts") {
			t.Errorf("%s: got %+v", path, p)
		}
	}
	if h := after.log.Health(); !h.Writes {
		t.Errorf("got %+v, want green", h)
	}
}

// TestAPositionOfAnotherServerIsRefused without a word about a backup, where there was none.
func TestAPositionOfAnotherServerIsRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t, eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir())), t.TempDir(), vault.NewKey())
	h.Key(policy.Integrator, "")
	h.run()
	p := h.As(policy.Integrator, "").Get("/api/v1/facts?after=0&log=another").Want(http.StatusConflict).Problem()
	if p.Code != "position.other_log" || strings.Contains(p.Detail, "backup") || !strings.Contains(p.Detail, "position 0") {
		t.Errorf("got %+v", p)
	}
}

// replaceLog puts the log of a backup in the place of the one that is there, and leaves everything beside it.
func replaceLog(t *testing.T, nc *nats.Conn, backup io.Reader) {
	t.Helper()
	js, err := jetstream.New(nc)
	if err == nil {
		err = js.DeleteStream(t.Context(), eventlog.StreamName)
	}
	if err == nil {
		_, err = eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), backup)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestADigestIsNotAheadOfARestoredLog: its place is kept as well, and the restored log has grown past it by the next morning.
func TestADigestIsNotAheadOfARestoredLog(t *testing.T) {
	t.Parallel()
	p := newPost(t, "2026-11-23T22:00:00Z")
	p.place("92.06", "Kabupaten Teluk Bintuni", 0)
	p.open(p.As(policy.Region, "92.06"), `{"channel":"person","address":"a@example.id","cadence":"daily","time_zone":"Asia/Jayapura","regions":["92.06"]}`)
	p.declare("9206", 1) // and waits until it is folded, so that the backup has all before it
	var backup bytes.Buffer
	if _, err := p.log.Export(t.Context(), &backup, nil); err != nil {
		t.Fatal(err)
	}
	p.declare("9206", 3)
	p.at("2026-11-23T23:00:00Z")
	if m := p.mail(); !strings.Contains(m.Subject, "4 kabar") {
		t.Fatalf("got %q", m.Subject)
	}
	p.stop()
	replaceLog(t, p.nc, &backup)
	p.house = openHouse(t, p.nc, t.TempDir(), p.key, p.options...)
	p.facts = 1000 // commands of its own
	p.Key(policy.Region, "92.06")
	p.run()
	p.declare("9206", 5)
	p.at("2026-11-24T23:00:00Z")
	if m := p.mail(); !strings.Contains(m.Subject, "5 kabar") {
		t.Errorf("got %q, want all that is new in the restored log", m.Subject)
	}
}
