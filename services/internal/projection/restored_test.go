package projection_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
)

// A store that outlives the log, as Redis does, holds what is not in the restored one. Whether that is still shorter than the
// view or has grown past it, the view is that of the log there is.
func TestAViewAheadOfARestoredLogIsFoldedAnew(t *testing.T) {
	t.Parallel()
	for name, grown := range map[string]int{"still shorter": 12, "grown past it": 40} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nc, s := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir())), views.NewMemoryChecked()
			var backup bytes.Buffer
			shared(t, nc, s, func(l *eventlog.Log, g *eventlog.Ledger[int]) {
				fill(t, l, g, 1, 10)
				if _, err := l.Export(t.Context(), &backup, nil); err != nil {
					t.Fatal(err)
				}
				fill(t, l, g, 11, 30)
			})
			js, err := jetstream.New(nc)
			if err != nil {
				t.Fatal(err)
			}
			if err := js.DeleteStream(t.Context(), eventlog.StreamName); err != nil {
				t.Fatal(err)
			}
			if _, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), &backup); err != nil {
				t.Fatal(err)
			}
			// Roles without this view go on first; their facts have other places than those that were lost.
			shared(t, nc, views.NewMemory(), func(l *eventlog.Log, g *eventlog.Ledger[int]) {
				for n := grown; n > 10; n-- {
					add(t, g, n)
				}
				if err := l.Wait(t.Context(), uint64(grown)); err != nil {
					t.Fatal(err)
				}
			})
			shared(t, nc, s, func(l *eventlog.Log, _ *eventlog.Ledger[int]) {
				if h := l.Health(); !h.Writes {
					t.Errorf("got %+v, want green", h)
				}
			})
			fresh := views.NewMemory()
			shared(t, nc, fresh, func(*eventlog.Log, *eventlog.Ledger[int]) {})
			if diff := cmp.Diff(dump(t, s), dump(t, fresh)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// shared runs one process over a store.
func shared(t *testing.T, nc *nats.Conn, s views.Store, do func(*eventlog.Log, *eventlog.Ledger[int])) {
	t.Helper()
	l := eventlogtest.Open(t, nc, "")
	g := ledger(l)
	projection.New(l, s, "owners", 1, foldOwner)
	stop := eventlogtest.Run(t, l)
	do(l, g)
	stop()
}
