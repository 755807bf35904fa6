package eventlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/trace"
)

// Record is a fact as it stands in the log.
type Record struct {
	Seq  uint64     // place in the log, from 1 without gaps
	Fact event.Fact // the envelope
	Data any        // pointer to the struct of package contract
	Doc  []byte     // the document, the same bytes everywhere

	hash string // event.Hash of Doc, if it was computed already
}

// Follower is handed every record in the order of the log by the one follow loop of the process, and an empty batch now
// and then while there is none. An error stops the
// loop: a follower that cannot fold must not be left behind in silence. One whose method Far() says true waits for a store
// outside the process: such followers fold a batch side by side, before the others.
type Follower interface {
	Follow(batch []Record) error
}

// Settler is a follower that puts work off while many records come. Settle is called when none waits any more.
type Settler interface {
	Settle()
}

// Lagging is a follower with a store that may be away for a while. It keeps nobody from going on: it says so, and folds what it
// lacks when the store is back.
type Lagging interface {
	// Behind is the sequence up to which its state is folded, and whether it lies behind what it was handed.
	Behind() (at uint64, behind bool)
}

// Checkpointed is a follower whose state outlives the process. A state that the log does not bear out shows that the log lost
// facts, unless it was restored since: then the state is dropped and folded anew.
type Checkpointed interface {
	// Checkpoint is the last fact that was folded before, the zero Mark if none was.
	Checkpoint(ctx context.Context) (Mark, error)
	// Rebuild drops the state.
	Rebuild(ctx context.Context) error
}

// Options of a log. Source and Now are required.
type Options struct {
	Source   string           // CloudEvents source of new facts
	Now      func() time.Time // the process's clock
	Create   bool             // create the stream if it is missing (embedded server); else it must be there
	Replicas int              // of the stream; 0 is 1
	MaxBytes int64            // of the stream; 0 is 8 GiB
	Room     func() string    // why the disk takes nothing, "" if it does; nil never asks
	HeadFile string           // path of the head file outside the store; empty keeps none
	Logger   *zap.Logger      // nil logs nothing
	Tracer   *trace.Tracer    // nil records no traces
}

// Log is one process's access to the log of facts.
type Log struct {
	nc      *nats.Conn
	js      jetstream.JetStream
	stream  jetstream.Stream
	journal Journal
	// identity tells the stream from one that is made in its place, see Mark.
	identity string
	restored atomic.Uint64 // see RestoredHead, as the stream was seen last
	opt      Options
	want     jetstream.StreamConfig
	log      *zap.Logger

	followers []Follower
	kinds     map[string][]string // kind to its types, for fact ids
	place     place               // that every follower has folded, views far away too
	folded    place               // that this process has folded in memory, which is what commands rest on
	caughtUp  chan struct{}
	chain     chain
	health    health
	head      headKeeper
	doubts    chan struct{} // asks for a look at the stream
	running   sync.Mutex
}

// Open connects to the stream of the log, which is created only with Options.Create. A stream whose configuration
// differs from the wanted one is opened all the same: its facts are read, and Health refuses writes.
func Open(ctx context.Context, nc *nats.Conn, opt Options) (*Log, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("eventlog: jetstream: %w", err)
	}
	l := Over(nil, opt)
	l.nc, l.js = nc, js
	if opt.Create {
		if err := Create(ctx, js, l.want); err != nil {
			return nil, err
		}
	}
	if l.stream, err = js.Stream(ctx, StreamName); errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, fmt.Errorf("eventlog: there is no stream %s; create it with `makcomblang setup`: %w", StreamName, err)
	} else if err != nil {
		return nil, fmt.Errorf("eventlog: open stream %s: %w", StreamName, err)
	}
	l.identity = identityOf(l.stream.CachedInfo())
	l.journal = &streamJournal{nc: nc, js: js, stream: l.stream}
	if err := l.loadHead(); err != nil {
		return nil, err
	}
	return l, nil
}

// Over is a log over any journal: the real handler, follow loop and checks over the model of a simulation. It has neither
// reactors nor a connection.
func Over(j Journal, opt Options) *Log {
	if opt.Replicas == 0 {
		opt.Replicas = 1
	}
	if opt.MaxBytes == 0 {
		opt.MaxBytes = 8 << 30
	}
	if opt.Logger == nil {
		opt.Logger = zap.NewNop()
	}
	return &Log{
		journal: j, opt: opt, log: opt.Logger.Named("eventlog"), want: Wanted(opt.Replicas, opt.MaxBytes), kinds: typesByKind(),
		caughtUp: make(chan struct{}), doubts: make(chan struct{}, 1), chain: newChain(),
	}
}

// Attach adds a follower. It must be called before Run; followers that are not far fold in the order of attachment.
func (l *Log) Attach(f Follower) { l.followers = append(l.followers, f) }

// Position is the sequence of the last record that every follower of this process has folded.
func (l *Log) Position() uint64 { return l.place.get() }

// Wait blocks until Position is at least seq, the context ends, or the follow loop has failed, and returns why it gave up.
func (l *Log) Wait(ctx context.Context, seq uint64) error { return l.place.wait(ctx, seq) }

// WaitFolded is Wait for what is folded in memory, while a view may still lie behind.
func (l *Log) WaitFolded(ctx context.Context, seq uint64) error { return l.folded.wait(ctx, seq) }

// CaughtUp is closed once the loop has folded all that was in the log when it started.
func (l *Log) CaughtUp() <-chan struct{} { return l.caughtUp }

// Conn is the NATS connection that the log uses, for the other stores of the same process.
func (l *Log) Conn() *nats.Conn { return l.nc }

// place is a position that can be waited for.
type place struct {
	mu      sync.Mutex
	at      uint64
	failed  error // the loop will not go on
	waiters []waiter
}

type waiter struct {
	seq  uint64
	done chan struct{}
}

func (p *place) get() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

func (p *place) set(seq uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = seq
	p.waiters = slices.DeleteFunc(p.waiters, func(w waiter) bool {
		if w.seq > seq {
			return false
		}
		close(w.done)
		return true
	})
}

// fail wakes everyone who waits for what will not come.
func (p *place) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed = err
	for _, w := range p.waiters {
		close(w.done)
	}
	p.waiters = nil
}

func (p *place) wait(ctx context.Context, seq uint64) error {
	p.mu.Lock()
	if p.at >= seq || p.failed != nil {
		defer p.mu.Unlock()
		if p.at >= seq {
			return nil
		}
		return p.failed
	}
	w := waiter{seq: seq, done: make(chan struct{})}
	p.waiters = append(p.waiters, w)
	p.mu.Unlock()
	select {
	case <-w.done:
		return p.wait(ctx, seq) // reached, or failed
	case <-ctx.Done():
		p.mu.Lock()
		defer p.mu.Unlock()
		p.waiters = slices.DeleteFunc(p.waiters, func(o waiter) bool { return o.done == w.done })
		return ctx.Err()
	}
}

func sorted(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}
