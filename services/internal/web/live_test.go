package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/internal/web/webtest"
)

// tape is a log of records in memory.
type tape struct {
	mu      sync.Mutex
	records []eventlog.Record
}

func (l *tape) Position() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return uint64(len(l.records))
}

func (l *tape) Read(_ context.Context, from uint64, limit int) ([]eventlog.Record, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rest := l.records[min(int(from-1), len(l.records)):]
	return rest[:min(limit, len(rest))], nil
}

func (l *tape) Wait(context.Context, uint64) error { return nil } // its position never lags

func (l *tape) Reach(_ context.Context, seq uint64) error {
	if seq > l.Position() {
		return fault.Conflictf("position.beyond_end", "beyond")
	}
	return nil
}

// add appends n records, each even one secret, and gives them to the stream as the follow loop would.
func (l *tape) add(live *web.Live, n int) {
	l.mu.Lock()
	var batch []eventlog.Record
	for range n {
		seq := uint64(len(l.records)) + 1
		typ := "need.answered.v1"
		if seq%2 == 0 {
			typ = "load.taken.v1"
		}
		rec := eventlog.Record{Seq: seq, Fact: event.Fact{Type: typ}, Doc: fmt.Appendf(nil, `{"id":"%d"}`, seq)}
		l.records = append(l.records, rec)
		batch = append(batch, rec)
	}
	l.mu.Unlock()
	_ = live.Follow(batch)
}

func open(rec eventlog.Record) bool { return rec.Fact.Type == "need.answered.v1" }

// listen runs a server with a live stream and connects one client.
func listen(t *testing.T, log *tape, beat time.Duration, after string) (*web.Live, *bufio.Reader, func()) {
	t.Helper()
	live := web.NewLive(log, beat)
	h := webtest.New(t, newStillLog())
	web.Raw(h.Site, web.Op{Method: "GET", Path: "/live", ID: "live", Action: policy.LiveRead, Longlived: true},
		func(_ context.Context, _ web.Caller, w http.ResponseWriter, r *http.Request) error {
			return live.Serve(w, r, open)
		})
	server := httptest.NewServer(h.Site)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-API-Key", h.Key(policy.Integrator, ""))
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	res, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode == http.StatusOK && res.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("got %v", res.Header)
	}
	return live, bufio.NewReader(res.Body), func() {
		cancel()
		_ = res.Body.Close()
		server.Close()
	}
}

// next reads up to the next event or comment that is not the greeting.
func next(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	var lines []string
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended: %v", err)
		}
		line = strings.TrimSpace(line)
		if line == "" && len(lines) > 0 && lines[0] != ": hello" {
			return strings.Join(lines, "|")
		}
		if line == "" {
			lines = nil
			continue
		}
		lines = append(lines, line)
	}
}

func waitClients(t *testing.T, live *web.Live, n int) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for live.Clients() != n {
		if time.Now().After(deadline) {
			t.Fatalf("got %d clients, want %d", live.Clients(), n)
		}
		<-time.After(time.Millisecond)
	}
}

func TestLiveResumesWithoutGapAndFilters(t *testing.T) {
	t.Parallel()
	log := &tape{}
	log.add(web.NewLive(log, 0), 5)
	live, r, stop := listen(t, log, 0, "2")
	defer stop()
	waitClients(t, live, 1)
	log.add(live, 3)
	for _, seq := range []string{"3", "5", "7"} {
		want := "id: " + seq + `|event: need.answered.v1|data: {"id":"` + seq + `"}`
		if got := next(t, r); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestLiveBeatsAndCloses(t *testing.T) {
	t.Parallel()
	log := &tape{}
	log.add(web.NewLive(log, 0), 4)
	live, r, stop := listen(t, log, 5*time.Millisecond, "")
	defer stop()
	if got := next(t, r); got != ": beat" { // and none of the four that were there before
		t.Errorf("got %s", got)
	}
	live.Close()
	if _, err := io.ReadAll(r); err != nil {
		t.Errorf("a closed stream ends with %v", err)
	}
	waitClients(t, live, 0)
}

func TestLiveRefusesAWrongID(t *testing.T) {
	t.Parallel()
	_, r, stop := listen(t, &tape{}, 0, "abc")
	defer stop()
	body, _ := io.ReadAll(r)
	if !strings.Contains(string(body), `"code":"request.last_event_id"`) {
		t.Errorf("got %s", body)
	}
}

// slowWriter blocks in its first event until it is let go, as a peer that reads nothing does.
type slowWriter struct {
	*httptest.ResponseRecorder
	entered, release chan struct{}
	once             sync.Once
}

func (w *slowWriter) Write(b []byte) (int, error) {
	if strings.HasPrefix(string(b), "id:") {
		w.once.Do(func() { close(w.entered); <-w.release })
	}
	return w.ResponseRecorder.Write(b)
}

func TestLiveDropsASlowClientAndNeverWaits(t *testing.T) {
	t.Parallel()
	log := &tape{}
	live := web.NewLive(log, 0)
	w := &slowWriter{ResponseRecorder: httptest.NewRecorder(), entered: make(chan struct{}), release: make(chan struct{})}
	done := make(chan error, 1)
	go func() {
		done <- live.Serve(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), open)
	}()
	waitClients(t, live, 1)
	log.add(live, 1)
	<-w.entered
	for range 16 { // fills the buffer
		log.add(live, 1)
	}
	if live.Clients() != 1 {
		t.Fatal("a client within its buffer was dropped")
	}
	log.add(live, 1)
	if live.Clients() != 0 {
		t.Fatal("a client that lags was kept")
	}
	close(w.release)
	if err := <-done; err != nil {
		t.Errorf("got %v", err)
	}
	if got := strings.Count(w.Body.String(), "data: "); got != 9 { // the odd ones of 1 to 17: what it got is without gap
		t.Errorf("got %d events", got)
	}
}

// A client that is beyond the end of the log, which was replaced by an older one, is refused before the stream begins rather
// than left in silence.
func TestLiveRefusesWhoIsBeyondTheEnd(t *testing.T) {
	t.Parallel()
	log := &tape{}
	log.add(web.NewLive(log, 0), 5)
	live, r, stop := listen(t, log, 0, "6")
	defer stop()
	body, _ := io.ReadAll(r)
	if !strings.Contains(string(body), `"code":"position.beyond_end"`) || live.Clients() != 0 {
		t.Errorf("got %s", body)
	}
	live, r, end := listen(t, log, 0, "5")
	defer end()
	waitClients(t, live, 1)
	log.add(live, 2)
	if got := next(t, r); !strings.HasPrefix(got, "id: 7|") {
		t.Errorf("at the end: got %s, want the first fact behind the client's place", got)
	}
}
