package eventlog

import (
	"context"
	"sync"
)

// inbox holds what was decoded and is not folded yet. Whoever folds takes all of it at once: one record when facts come
// one by one, thousands while the log is read from its start, so that what a batch costs is shared by many.
type inbox struct {
	limit int           // put waits when so many lie there
	some  chan struct{} // holds a token while there may be something
	room  chan struct{} // holds a token when put may go on

	mu    sync.Mutex
	items []arrival
}

func newInbox(limit int) *inbox {
	return &inbox{limit: limit, some: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put adds an arrival, or drops it when ctx ends first. One goroutine puts.
func (b *inbox) put(ctx context.Context, a arrival) {
	for {
		b.mu.Lock()
		if len(b.items) < b.limit {
			b.items = append(b.items, a)
			first := len(b.items) == 1
			b.mu.Unlock()
			if first {
				signal(b.some)
			}
			return
		}
		b.mu.Unlock()
		select {
		case <-b.room:
		case <-ctx.Done():
			return
		}
	}
}

// take gives all that lies there. It uses the room of the list that it gave before again, unless that was for a rush.
func (b *inbox) take(before []arrival) []arrival {
	clear(before)
	if cap(before) > 64 && cap(before) > 4*len(before) {
		before = nil
	}
	b.mu.Lock()
	taken := b.items
	b.items = before[:0]
	b.mu.Unlock()
	if len(taken) == b.limit {
		signal(b.room)
	}
	return taken
}

// empty says whether nothing lies there.
func (b *inbox) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.items) == 0
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
