package queue_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/queue"
)

func firsts(lanes, n int) (all []queue.First) {
	for i := range n {
		all = append(all, queue.First{Lane: fmt.Sprintf("e-%d", i%lanes), Delivery: fmt.Sprintf("d-%d", i), Body: fmt.Appendf(nil, "isi %d", i)})
	}
	return all
}

// deliveries gives what n first attempts were handed out, by name, and that there were no more.
func deliveries(t *testing.T, q *queue.Queue, n int) (seen []string) {
	t.Helper()
	w := work(t, q, "hooks", "", 8, done)
	for range n {
		m := w.next()
		if m.Attempt != 1 || m.Redelivered || !m.Due.IsZero() || len(m.Body) == 0 {
			t.Errorf("got %+v", m)
		}
		seen = append(seen, m.Delivery)
	}
	w.stop()
	if len(w.seen) > 0 {
		t.Errorf("%d more were handed out, the first %+v", len(w.seen), <-w.seen)
	}
	slices.Sort(seen)
	return seen
}

func TestManyArePublishedAsEachByItself(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 23, 24, 256, 600} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			q, nc := open(t)
			all := firsts(3, n)
			if err := q.PublishAll(t.Context(), all); err != nil {
				t.Fatal(err)
			}
			got := deliveries(t, q, n)
			if got = slices.Compact(got); len(got) != n {
				t.Errorf("got %d different ones, want %d", len(got), n)
			}
			settled(t, nc)
		})
	}
}

// What a publisher that was killed has published already is taken once, the rest too.
func TestABatchThatIsPartlyKnownIsTakenOnce(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	all := firsts(3, 40)
	for _, known := range [][]queue.First{all[5:6], all[:30], all} {
		if err := q.PublishAll(t.Context(), known); err != nil {
			t.Fatal(err)
		}
	}
	if got := slices.Compact(deliveries(t, q, len(all))); len(got) != len(all) {
		t.Errorf("got %d, want %d", len(got), len(all))
	}
	settled(t, nc)
}

func TestABatchOfLargeOnesIsDivided(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	all := firsts(2, 30)
	for i := range all {
		all[i].Body = make([]byte, 300<<10)
	}
	if err := q.PublishAll(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	deliveries(t, q, len(all))
	settled(t, nc)
}

// What can never be taken is named, and everything else is taken, in a batch as one by one.
func TestOnlyWhatCanNeverBeTakenIsRefused(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 40, 300} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			q, nc := open(t)
			all := firsts(2, n)
			all[3].Lane = "a.b"
			all[7].Body = make([]byte, 2<<20)
			err := q.PublishAll(t.Context(), all)
			var refused *queue.RefusedError
			if !errors.As(err, &refused) || fault.KindOf(err).Temporary() {
				t.Fatalf("got %v, want what was refused, for good", err)
			}
			var got []string
			for _, f := range refused.Deliveries {
				got = append(got, f.Delivery)
				if why := map[string]error{"d-3": queue.ErrToken, "d-7": queue.ErrTooLarge}[f.Delivery]; !errors.Is(f.Err, why) {
					t.Errorf("%s was refused because of %v, want %v", f.Delivery, f.Err, why)
				}
			}
			if slices.Sort(got); !slices.Equal(got, []string{"d-3", "d-7"}) {
				t.Errorf("got %v refused", got)
			}
			if taken := slices.Compact(deliveries(t, q, n-2)); len(taken) != n-2 || slices.Contains(taken, "d-3") || slices.Contains(taken, "d-7") {
				t.Errorf("got %d taken, want all %d others", len(taken), n-2)
			}
			settled(t, nc)
		})
	}
}

// A stream of an older version takes no batches until Ensure has seen it; it takes the deliveries all the same.
func TestAStreamWithoutBatches(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "DELIVERIES")
	if err != nil {
		t.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	cfg.AllowAtomicPublish = false
	if _, err := js.UpdateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if err := q.PublishAll(t.Context(), firsts(2, 40)); err != nil {
		t.Fatal(err)
	}
	if err := queue.Ensure(t.Context(), nc, 1); err != nil {
		t.Fatal(err)
	}
	if s, err = js.Stream(t.Context(), "DELIVERIES"); err != nil || !s.CachedInfo().Config.AllowAtomicPublish || s.CachedInfo().State.Msgs != 40 {
		t.Errorf("got %+v, %v", s.CachedInfo().State, err)
	}
	deliveries(t, q, 40)
	settled(t, nc)
}

// A publisher whose batch was stored and never acknowledged sends it again.
func TestABatchThatIsSentAgainIsTakenOnce(t *testing.T) {
	t.Parallel()
	q, nc := open(t)
	all := firsts(3, 40)
	for range 2 {
		if err := q.PublishAll(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	if got := slices.Compact(deliveries(t, q, len(all))); len(got) != len(all) {
		t.Errorf("got %d, want %d", len(got), len(all))
	}
	settled(t, nc)
}
