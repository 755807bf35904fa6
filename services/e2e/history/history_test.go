package history_test

import (
	"bytes"
	"testing"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/e2e/history"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/eventlog/eventlogtest"
)

// Restore checks every document, its data and the hash chains: what it takes is a real history.
func TestAHistoryCanBeRestored(t *testing.T) {
	t.Parallel()
	var doc, again bytes.Buffer
	for _, out := range []*bytes.Buffer{&doc, &again} {
		if err := history.Write(out, 5000, 7); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(doc.Bytes(), again.Bytes()) {
		t.Error("the same seed wrote two histories")
	}
	nc := eventlogtest.Connect(t, eventlogtest.Start(t, t.TempDir()))
	last, err := eventlog.Restore(t.Context(), nc, eventlog.Wanted(1, 1<<30), &doc)
	if err != nil || last != 5000 {
		t.Fatalf("got %d facts, %v; want 5000", last, err)
	}
	l := eventlogtest.Open(t, nc, "")
	eventlogtest.Run(t, l)
	if health := l.Health(); !health.Writes {
		t.Errorf("the restored log is not green: %s", health.Reason)
	}
	records, err := l.Read(t.Context(), 1, 5000)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, r := range records {
		kinds[r.Fact.Kind()]++
	}
	for _, kind := range []string{"innovation", "owner", "region", "recommendation", "need", "plan", "match", "question", "load", "access"} {
		if kinds[kind] == 0 {
			t.Errorf("no fact of kind %s in %v", kind, kinds)
		}
	}
	if _, err := event.Decode(records[0].Doc); err != nil {
		t.Error(err)
	}
}
