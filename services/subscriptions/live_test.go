package subscriptions_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

// listener reads server-sent events over a real connection.
type listener struct {
	t      testing.TB
	r      *bufio.Reader
	cancel context.CancelFunc
}

func (h *house) listen(server *httptest.Server, query, last string) *listener {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/api/v1/live"+query, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.Key(policy.Integrator, ""))
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	res, err := server.Client().Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { cancel(); _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		h.t.Fatalf("got status %d", res.StatusCode)
	}
	return &listener{h.t, bufio.NewReader(res.Body), cancel}
}

// next gives the id of the next event, false when the server ended the stream.
func (l *listener) next() (uint64, bool) {
	l.t.Helper()
	for {
		line, err := l.r.ReadString('\n')
		if err != nil {
			return 0, false
		}
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "id: "); ok {
			n, err := strconv.ParseUint(id, 10, 64)
			if err != nil {
				l.t.Fatal(err)
			}
			return n, true
		}
	}
}

func TestLiveResumesWithoutAGapUnderLoad(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := httptest.NewServer(h.Site)
	t.Cleanup(server.Close)
	const facts = 600
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range facts {
			h.need(n)
		}
	}()
	want, reconnects := uint64(1), 0
	for want <= facts {
		l := h.listen(server, "", strconv.FormatUint(want-1, 10))
		for range 50 { // and then the line breaks
			got, ok := l.next()
			if !ok {
				break
			}
			if got != want {
				t.Fatalf("got event %d, want %d", got, want)
			}
			if want++; want > facts {
				break
			}
		}
		l.cancel()
		reconnects++
	}
	<-done
	if reconnects < facts/50 {
		t.Errorf("got %d connections", reconnects)
	}
}

func TestLiveFilters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.story()
	server := httptest.NewServer(h.Site)
	t.Cleanup(server.Close)
	if got, _ := h.listen(server, "?region=11.10", "0").next(); got != 4 {
		t.Errorf("by region: got %d, want 4", got)
	}
	if got, _ := h.listen(server, "?types=region.need_declared.v1", "0").next(); got != 3 {
		t.Errorf("by type: got %d, want 3", got)
	}
	all := h.listen(server, "", "0")
	for _, want := range []uint64{1, 3, 4} { // 2 is for the parties
		if got, _ := all.next(); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
	h.As(policy.Public, "").Get("/api/v1/live").Want(http.StatusUnauthorized)
	h.As(policy.Integrator, "").Get("/api/v1/live?tipe=x").Want(http.StatusUnprocessableEntity)
}
