package queue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"makcomblang.id/services/internal/queue"
)

// However many there were in hand before, as many as there are slots are in hand at once, and no more.
func TestAsManyInHandAsThereAreSlots(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	const slots = 3
	letGo := make(chan struct{})
	w := work(t, q, "hooks", "e-0", slots, func(_ context.Context, m queue.Message) queue.Outcome {
		if m.Delivery != "alone" {
			<-letGo
		}
		return queue.Done()
	})
	if err := q.Publish(t.Context(), "e-0", "alone", nil); err != nil {
		t.Fatal(err)
	}
	w.next()
	settled(t, nc)
	if err := q.PublishAll(t.Context(), firsts(1, 2*slots)); err != nil {
		t.Fatal(err)
	}
	for range slots {
		w.next()
	}
	select {
	case m := <-w.seen:
		t.Errorf("%s is in hand too", m.Delivery)
	case <-time.After(2 * pause):
	}
	close(letGo)
	for range slots {
		w.next()
	}
	settled(t, nc)
}

// Each comes the moment the one before is done: nothing may be lost between the end of one request and the next.
func TestManyOneAfterAnother(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	const n = 300
	w := work(t, q, "hooks", "e-0", 1, done)
	for i := range n {
		if err := q.Publish(t.Context(), "e-0", fmt.Sprintf("d-%d", i), nil); err != nil {
			t.Fatal(err)
		}
		w.next()
	}
	settled(t, nc)
}
