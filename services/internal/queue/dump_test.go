package queue_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"makcomblang.id/services/internal/eventlog/eventlogtest"
	"makcomblang.id/services/internal/queue"
)

// TestADumpHoldsWhatWaits in its lane, for its time and in hand, and brings it back with its attempt, its time and its body.
func TestADumpHoldsWhatWaits(t *testing.T) {
	t.Parallel()
	ctx, soon := t.Context(), time.Now().Add(time.Hour).UTC()
	dump, err := queue.ReadDump(filled(t, soon))
	if err != nil || dump.Len() != 4 {
		t.Fatalf("got %d, %v", dump.Len(), err)
	}
	other := over(t, eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir())))
	for range 2 { // a load that did not end is done again
		if err := other.Load(ctx, dump, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	w := work(t, other, "all", "", 4, done)
	got := map[string]string{}
	for range 3 {
		m := w.next()
		got[m.Delivery] = fmt.Sprintf("%s %d %q %v", m.Lane, m.Attempt, m.Body, m.Due.IsZero())
	}
	for id, want := range map[string]string{
		"d-hand": `e-1 1 "in hand\x00" true`, "d-lane": `e-3 1 "in its lane" true`, "d-later": `e-3 1 "its time will have come" true`,
	} {
		if got[id] != want {
			t.Errorf("%s: got %s, want %s", id, got[id], want)
		}
	}
	w.stop()
	if len(w.seen) != 0 {
		t.Errorf("%d more were handed out", len(w.seen))
	}
	var again bytes.Buffer
	if n, err := other.Dump(ctx, &again); err != nil || n != 1 {
		t.Errorf("got %d that still wait, %v, want the retry", n, err)
	}
	if want := soon.Format(time.RFC3339Nano); !strings.Contains(again.String(), want) || !strings.Contains(again.String(), `"attempt":2`) {
		t.Errorf("got %s, want attempt 2 due at %s", again.String(), want)
	}
}

// filled dumps a queue in which four deliveries wait, one of them for its retry.
func filled(t *testing.T, soon time.Time) *bytes.Buffer {
	t.Helper()
	q, _ := open(t)
	ctx := t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(q.Publish(ctx, "e-1", "d-hand", []byte("in hand\x00")))
	check(q.Publish(ctx, "e-2", "d-done", []byte("done")))
	held := make(chan struct{})
	busy := work(t, q, "one", "e-1", 1, func(ctx context.Context, _ queue.Message) queue.Outcome {
		close(held)
		<-ctx.Done()
		return queue.Outcome{}
	})
	<-held
	finished := work(t, q, "two", "e-2", 1, done)
	finished.next()
	finished.stop()
	check(q.Publish(ctx, "e-3", "d-lane", []byte("in its lane")))
	check(q.Publish(ctx, "e-4", "d-retry", []byte("tried once")))
	failing := work(t, q, "four", "e-4", 1, func(context.Context, queue.Message) queue.Outcome {
		return queue.RetryAt(soon, []byte("tried twice"))
	})
	failing.next()
	failing.stop()
	check(q.Later(ctx, "d-later", "e-3", soon.Add(-2*time.Hour), []byte("its time will have come")))
	var out bytes.Buffer
	if n, err := q.Dump(ctx, &out); err != nil || n != 4 {
		t.Fatalf("got %d, %v:\n%s", n, err, out.String())
	}
	busy.stop()
	return &out
}

func TestADamagedDumpIsRefusedByItsLine(t *testing.T) {
	t.Parallel()
	good := `{"delivery":"d-1","lane":"e-1","attempt":1,"body":"aXNp"}` + "\n"
	for name, bad := range map[string]string{
		"no attempt": `{"delivery":"d-1","lane":"e-1","body":"aXNp"}`,
		"no token":   `{"delivery":"d.1","lane":"e-1","attempt":1,"body":"aXNp"}`,
		"cut":        `{"delivery":"d-1","lane":"e-`,
		"unknown":    `{"delivery":"d-1","lane":"e-1","attempt":1,"body":"aXNp","later":1}`,
	} {
		if _, err := queue.ReadDump(strings.NewReader(good + bad)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: got %v, want the line named", name, err)
		}
	}
}
