package queue_test

import (
	"context"
	"testing"
	"time"

	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/trace"
)

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// Every attempt of a delivery belongs to the trace of who put it in: the first, the one that a schedule brings, and the one
// that comes back from the dead letters.
func TestAttemptsStayInTheirTrace(t *testing.T) {
	t.Parallel()
	q, _ := open(t)
	traces := make(chan string, 10)
	work(t, q, "traced", "lane", 1, func(ctx context.Context, m queue.Message) queue.Outcome {
		traces <- trace.Parent(ctx)
		switch m.Attempt {
		case 1:
			return queue.RetryAt(time.Now().Add(10*time.Millisecond), nil)
		case 2:
			return queue.Dead("in vain")
		}
		return queue.Done()
	})
	if err := q.Publish(trace.Continue(t.Context(), parent), "lane", "d1", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for attempt := range 3 {
		select {
		case got := <-traces:
			if got != parent {
				t.Errorf("attempt %d: got trace %q, want that of the publisher", attempt+1, got)
			}
		case <-time.After(limit):
			t.Fatalf("attempt %d did not come", attempt+1)
		}
		if attempt == 1 {
			revive(t, q)
		}
	}
}

func revive(t *testing.T, q *queue.Queue) {
	t.Helper()
	for deadline := time.After(limit); ; {
		letters, err := q.DeadLetters(t.Context(), 0, 10)
		if err == nil && len(letters) == 1 {
			if err := q.Revive(t.Context(), letters[0].Seq); err != nil {
				t.Fatal(err)
			}
			return
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			t.Fatalf("got %v, %v, want one dead letter", letters, err)
		}
	}
}
