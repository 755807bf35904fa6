package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/services/internal/host"
)

// TestASilentServerIsAskedAgain until it answers: what it says then counts as it would have at the start.
func TestASilentServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]error{ // when it is back
		"it writes to disk":    nil,
		"it may lose facts":    host.ErrNotDurable,
		"it is something else": errors.New("a page"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				asked := map[string]int{}
				s := &silence{silent: []host.Silent{{Addr: "n1"}, {Addr: "n2"}}, logger: zap.NewNop(), ask: func(_ context.Context, one host.Silent) (bool, error) {
					asked[one.Addr]++
					switch {
					case one.Addr == "n1":
						return true, nil
					case asked["n2"] < 5:
						return false, nil
					}
					return says == nil, says
				}}
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				began := time.Now()
				err := s.Run(ctx)
				if says == nil && (err != nil || time.Since(began) < time.Hour) {
					t.Errorf("got %v after %v, want it to go on", err, time.Since(began))
				}
				if says != nil && (!errors.Is(err, says) || time.Since(began) != 5*silenceEvery) {
					t.Errorf("got %v after %v, want %v when it answers", err, time.Since(began), says)
				}
				if asked["n1"] != 1 || asked["n2"] != 5 {
					t.Errorf("asked %v times, want who answered to be left alone", asked)
				}
			})
		})
	}
}

// TestASilentMonitorIsAskedByItsWholeAddress, of a server that is away, comes back, and syncs or does not.
func TestASilentMonitorIsAskedByItsWholeAddress(t *testing.T) {
	t.Parallel()
	var answer atomic.Value
	answer.Store("")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		doc, _ := answer.Load().(string)
		if doc == "" || r.URL.Path != "/nats/varz" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprint(w, doc)
	}))
	defer srv.Close()
	r := &Remote{}
	s := host.Silent{Addr: "n1", Monitor: srv.URL + "/nats"}
	varz := `{"server_id":"N","server_name":"n1","jetstream":{"config":{"max_storage":1,"store_dir":"x","sync_always":%t}}}`
	for _, tc := range []struct {
		doc  string
		said bool
		err  error
	}{{"", false, nil}, {fmt.Sprintf(varz, true), true, nil}, {fmt.Sprintf(varz, false), false, host.ErrNotDurable}} {
		answer.Store(tc.doc)
		if said, err := r.askAgain(t.Context(), s); said != tc.said || !errors.Is(err, tc.err) {
			t.Errorf("%s: got %v, %v, want %v, %v", tc.doc, said, err, tc.said, tc.err)
		}
	}
}
