package subscriptions

import (
	"testing"
	"time"
)

func TestParcelsAreGatheredOnlyWhileManyCome(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	var p pace
	for range 200 { // 200 in a second
		if wait := p.handed(1, now); wait != 0 {
			t.Fatalf("one each 5 ms waits for %v", wait)
		}
		now = now.Add(5 * time.Millisecond)
	}
	now = now.Add(time.Second)
	for i := range beatFrom - 1 {
		if wait := p.handed(1, now); wait != 0 {
			t.Fatalf("number %d of a burst waits for %v", i+1, wait)
		}
	}
	now = now.Add(10 * time.Millisecond)
	if wait := p.handed(1, now); wait != beatEvery-10*time.Millisecond {
		t.Errorf("got %v, want the rest of the beat", wait)
	}
	now = now.Add(beatEvery)
	if wait := p.handed(200, now); wait != beatEvery {
		t.Errorf("a full batch: got %v, want one beat", wait)
	}
	now = now.Add(beatEvery)
	if wait := p.handed(3, now); wait != 0 {
		t.Errorf("it is calm again: got %v", wait)
	}
}
