package queue

import (
	"sync"
	"time"
)

// beat calls a function again and again, without a goroutine as long as it is not due: most deliveries end before that.
type beat struct {
	mu    sync.Mutex
	timer *time.Timer
	over  bool
}

func startBeat(every time.Duration, do func()) *beat {
	b := &beat{}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.timer = time.AfterFunc(every, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if !b.over {
			do()
			b.timer.Reset(every)
		}
	})
	return b
}

// stop returns when no call is under way, and none follows.
func (b *beat) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	b.timer.Stop()
}
