package eventlog_test

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/nats-io/nats.go"

	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// TestAReactorGoesOnAfterARestore from where it was at the backup: what it had not done then it does, and nothing before it. A
// backup of the restored log says the same of a reactor that has not run since.
func TestAReactorGoesOnAfterARestore(t *testing.T) {
	t.Parallel()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	l := eventlogtest.Open(t, nc, "")
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	add := func(n int) {
		t.Helper()
		r, err := g.Handle(t.Context(), command(strconv.Itoa(n)), "kota-a", set(n))
		if err == nil {
			err = l.Wait(t.Context(), r.Seq)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	fine := func(uint64, int) error { return nil }
	add(1)
	add(2)
	seen, stop := react(t, l, fine)
	if a, b := <-seen, <-seen; a != 1 || b != 2 {
		t.Fatalf("got %d and %d", a, b)
	}
	stop()
	add(3)
	at, err := eventlog.Reactors(t.Context(), nc)
	if err != nil || at["test"] != 2 {
		t.Fatalf("got %v, %v, want the reactor at 2", at, err)
	}
	var backup bytes.Buffer
	if _, err := l.Export(t.Context(), &backup, nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		nc, at = restoredWith(t, backup.Bytes(), at)
	}
	again := eventlogtest.Open(t, nc, "")
	eventlogtest.Run(t, again)
	seen, stop = react(t, again, fine)
	if got := <-seen; got != 3 {
		t.Errorf("it goes on with %d, want 3", got)
	}
	stop()
}

// restoredWith restores a backup and gives where the reactors stand in it.
func restoredWith(t *testing.T, backup []byte, at map[string]uint64) (*nats.Conn, map[string]uint64) {
	t.Helper()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	want := eventlog.WithReactors(eventlog.Wanted(1, 1<<30), at)
	if _, err := eventlog.Restore(t.Context(), nc, want, bytes.NewReader(backup)); err != nil {
		t.Fatal(err)
	}
	at, err := eventlog.Reactors(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	return nc, at
}

// TestReactorsBeginBehindAnOlderBackup, which does not say where they were: nothing is done a second time.
func TestReactorsBeginBehindAnOlderBackup(t *testing.T) {
	t.Parallel()
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	if _, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), history(t, 5)); err != nil {
		t.Fatal(err)
	}
	nc, _ = restoredWith(t, history(t, 5).Bytes(), must(eventlog.Reactors(t.Context(), nc)))
	l := eventlogtest.Open(t, nc, "")
	g := eventlog.NewLedger(l, "owner", applyTrips)
	eventlogtest.Run(t, l)
	seen, stop := react(t, l, func(uint64, int) error { return nil })
	if _, err := g.Handle(t.Context(), command("new"), "kota-a", set(1)); err != nil {
		t.Fatal(err)
	}
	if got := <-seen; got != 6 {
		t.Errorf("it begins with %d, want 6", got)
	}
	stop()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
