package faults

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// op is one command as a client saw it: sent until it was answered, always with the same key.
type op struct {
	owner, source string // source is different for each op, so that the log shows how often it was done
	register      bool   // of the owner; otherwise its trips are set
	trips         int
	pair          bool // it moved a second aggregate in the same batch
	acked         bool
	version       uint64
	position      uint64
	refused       string // a definite refusal
}

// load is a number of clients that send commands and write down what they were told.
type load struct {
	try  func(ctx context.Context, o *op) (failed string) // sends once; failed names what keeps the answer from being final
	stop context.CancelFunc
	done sync.WaitGroup

	mu      sync.Mutex
	ops     []*op
	errors  map[string]int // answers that are not final, by kind
	acks    []ack
	last    uint64 // highest position that a client was told
	stopped bool
}

// ack is one command that was done: when its client heard of it, and how long after it was sent first.
type ack struct {
	at   time.Time
	took time.Duration
}

const (
	clients = 6
	owners  = 12
)

// startLoad registers the owners and lets the clients send.
func startLoad(t testing.TB, try func(ctx context.Context, o *op) (failed string)) *load {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	l := &load{try: try, stop: cancel, errors: make(map[string]int)}
	t.Cleanup(l.end)
	for n := range owners {
		o := &op{owner: ownerID(n), source: fmt.Sprintf("faults: owner %d", n), register: true}
		l.send(t.Context(), o)
		if !o.acked {
			t.Fatalf("an owner was not registered: %+v", o)
		}
		l.keep(o)
	}
	for n := range clients {
		l.done.Go(func() { l.run(ctx, n) })
	}
	return l
}

func ownerID(n int) string { return fmt.Sprintf("contoh-%d", n) }

// run sends one command after the other; two clients share each owner, so that they also lose to one another.
func (l *load) run(ctx context.Context, n int) {
	for i := 0; ctx.Err() == nil; i++ {
		o := &op{owner: ownerID((n/2 + i*3) % owners), source: fmt.Sprintf("faults: client %d command %d", n, i), trips: i % 100}
		l.send(ctx, o)
		l.keep(o)
	}
}

// send repeats the command with the same key until it gets an answer that is final.
func (l *load) send(ctx context.Context, o *op) {
	first := time.Now()
	for ctx.Err() == nil {
		switch failed := l.try(context.WithoutCancel(ctx), o); {
		case failed != "":
			l.failed(failed)
			pause()
		case o.acked:
			l.ack(o.position, time.Since(first))
			return
		default:
			return // refused
		}
	}
}

func (l *load) keep(o *op) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ops = append(l.ops, o)
}

func (l *load) failed(kind string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errors[kind]++
}

func (l *load) ack(position uint64, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = max(l.last, position)
	l.acks = append(l.acks, ack{time.Now(), took})
}

// position is the highest that a client was told.
func (l *load) position() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// acked counts the acknowledgements so far.
func (l *load) acked() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acks)
}

// await waits until n more commands are acknowledged.
func (l *load) await(t testing.TB, n int) {
	t.Helper()
	from := l.acked()
	await(t, "acknowledgements", func() bool { return l.acked() >= from+n })
}

// end stops the clients; each finishes the command that it has in hand.
func (l *load) end() {
	l.mu.Lock()
	stopped := l.stopped
	l.stopped = true
	l.mu.Unlock()
	if !stopped {
		l.stop()
		l.done.Wait()
	}
}
