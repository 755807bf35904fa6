package subscriptions

import (
	"context"
	"fmt"
	"testing"

	"makcomblang.id/services/internal/queue"
)

// TestAHandfulIsNeverHeavy makes the parcels of a large fact for a thousand endpoints: each is handed out once and in order,
// and never more than a few megabytes of them are held.
func TestAHandfulIsNeverHeavy(t *testing.T) {
	t.Parallel()
	body := make([]byte, 250<<10)
	var got []string
	h := handful{out: func(_ context.Context, some []queue.First) bool {
		bytes := 0
		for _, f := range some {
			bytes += len(f.Body)
			got = append(got, f.Delivery)
		}
		if bytes > handfulMost+len(body) {
			t.Errorf("%d bytes were held", bytes)
		}
		return true
	}}
	const n = 1000
	for i := range n {
		if !h.add(t.Context(), queue.First{Delivery: fmt.Sprint(i), Body: body}) {
			t.Fatal("it gave up")
		}
	}
	if !h.empty(t.Context()) || h.handed != n || len(got) != n {
		t.Fatalf("%d of %d were handed out, counted as %d", len(got), n, h.handed)
	}
	for i, id := range got {
		if id != fmt.Sprint(i) {
			t.Fatalf("got %s at place %d", id, i)
		}
	}
	h = handful{out: func(context.Context, []queue.First) bool { return false }}
	if h.bytes = handfulMost; h.add(t.Context(), queue.First{Body: body}) || h.handed != 0 {
		t.Error("it went on after the context had ended")
	}
}
