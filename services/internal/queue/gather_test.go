package queue_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// byBody is the order of the bodies n-1, n-2 ...
func byBody(body []byte) (n uint64) {
	_, _ = fmt.Sscanf(string(body), "n-%d", &n)
	return n
}

func TestGatherPutsWhatWaitsInOrder(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	ctx, later := t.Context(), time.Now().Add(time.Hour)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(q.Publish(ctx, "e-1", "d-4", []byte("n-4")))
	check(q.Later(ctx, "d-3", "e-1", later, []byte("n-3")))
	check(q.Later(ctx, "d-1", "e-1", later.Add(time.Hour), []byte("n-1")))
	check(q.Publish(ctx, "e-1", "d-2", []byte("n-2")))
	check(q.Later(ctx, "d-5", "e-2", later, []byte("n-5"))) // of another lane
	for pass, want := range []int{4, 0} {
		moved, err := q.Gather(ctx, "e-1", 100, byBody)
		if err != nil || moved != want {
			t.Errorf("pass %d: got %d moved, %v, want %d", pass, moved, err, want)
		}
	}
	w := work(t, q, "hooks", "e-1", 1, done)
	for n := 1; n <= 4; n++ {
		m := w.next()
		if string(m.Body) != fmt.Sprintf("n-%d", n) || m.Attempt != 2 || !m.Due.IsZero() {
			t.Errorf("got %s, attempt %d due %v, want n-%d as its second attempt, due at once", m.Body, m.Attempt, m.Due, n)
		}
	}
	w.stop()
	if len(w.seen) != 0 {
		t.Errorf("%d came twice", len(w.seen))
	}
	check(q.Cancel(ctx, "d-5"))
	settled(t, nc)
}

func TestGatherLeavesALongLaneAsItIs(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	for _, n := range []int{5, 4, 3} {
		if err := q.Publish(t.Context(), "e-1", fmt.Sprintf("d-%d", n), fmt.Appendf(nil, "n-%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []int{2, 1} {
		if err := q.Later(t.Context(), fmt.Sprintf("d-%d", n), "e-1", time.Now().Add(time.Hour), fmt.Appendf(nil, "n-%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	if moved, err := q.Gather(t.Context(), "e-1", 2, byBody); err != nil || moved != 2 {
		t.Errorf("got %d moved, %v, want the two that were scheduled", moved, err)
	}
	w := work(t, q, "hooks", "e-1", 1, done)
	var order []string
	for range 5 {
		order = append(order, string(w.next().Body))
	}
	if got := strings.Join(order, " "); got != "n-5 n-4 n-3 n-1 n-2" {
		t.Errorf("got %s", got)
	}
	w.stop()
	settled(t, nc)
}

// TestGatherMovesAScheduleOnceWhileItFires: hundreds of schedules fire while they are gathered, and as many are for later. Each
// comes, and what fires in between does not end the gathering.
func TestGatherMovesAScheduleOnceWhileItFires(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	const n = 400
	due := time.Now().Add(time.Second)
	for i := range n {
		at := due.Add(time.Duration(i) * time.Millisecond)
		if i%2 == 1 {
			at = due.Add(time.Hour)
		}
		if err := q.Later(t.Context(), fmt.Sprintf("d-%d", i), "e-1", at, fmt.Appendf(nil, "n-%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), "DELIVERIES")
	if err != nil {
		t.Fatal(err)
	}
	for { // until the first has fired
		if _, err := stream.GetLastMsgForSubject(t.Context(), "mak.due.e-1"); err == nil {
			break
		} else if !errors.Is(err, jetstream.ErrMsgNotFound) {
			t.Fatal(err)
		}
	}
	if _, err := q.Gather(t.Context(), "e-1", n, byBody); err != nil {
		t.Fatal(err)
	}
	w := work(t, q, "hooks", "e-1", 8, done)
	seen := map[string]int{}
	for len(seen) < n {
		seen[w.next().Delivery]++
	}
	settled(t, nc)
	w.stop()
	for len(w.seen) > 0 {
		seen[(<-w.seen).Delivery]++
	}
	for i := 1; i < n; i += 2 {
		if id := fmt.Sprintf("d-%d", i); seen[id] != 1 {
			t.Errorf("%s did not fire and came %d times", id, seen[id])
		}
	}
}
