package eventlog

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"makcomblang.id/pkg/fault"
)

// checkEvery is how often the store and the whole chain are checked again.
const checkEvery = time.Hour

// Health says whether commands are taken. Reads always go on.
type Health struct {
	Writes bool   // commands are taken
	Reason string // why not, a sentence
}

type health struct {
	mu      sync.Mutex
	damaged string // found in the documents; only a restart after repair clears it
	store   string // found in the stream's state or configuration; cleared by the next clean check
}

func (h *health) damage(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.damaged == "" {
		h.damaged = reason
	}
}

func (h *health) setStore(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.store = reason
}

func (h *health) get() Health {
	h.mu.Lock()
	defer h.mu.Unlock()
	reason := h.damaged
	if reason == "" {
		reason = h.store
	}
	return Health{Writes: reason == "", Reason: reason}
}

// Health is the state of the integrity check and of the disk.
func (l *Log) Health() Health {
	if reason := l.full(); reason != "" {
		return Health{Reason: reason}
	}
	return l.health.get()
}

// StoreDrift says how the live stream, as it was when the log was opened, differs from the wanted one; "" if it does not.
func (l *Log) StoreDrift() string {
	live := l.stream.CachedInfo().Config
	if live.Storage != jetstream.FileStorage {
		return "the stream of the log is kept in memory only; delete it, give NATS a store_dir and run `makcomblang setup` again"
	}
	if names := Drift(live, l.want); len(names) > 0 {
		return fmt.Sprintf("the stream of the log differs from the wanted one in %v; give --replicas as `makcomblang setup` had it, or set the fields back as admin", names)
	}
	return ""
}

func (l *Log) writable() error {
	if reason := l.full(); reason != "" {
		return fault.Unavailable(nil, "Nothing is written: "+reason+".").After(10 * time.Second)
	}
	if h := l.health.get(); !h.Writes {
		return fault.Unavailable(nil, "The log of facts does not pass its integrity check, so nothing is written: "+h.Reason+".")
	}
	return nil
}

func (l *Log) full() string {
	if l.opt.Room == nil {
		return ""
	}
	return l.opt.Room()
}

// checkStore compares the stream's state and configuration with what must hold and returns the last sequence.
func (l *Log) checkStore(ctx context.Context) (uint64, error) {
	recorded := l.headSeq() // before the state is read: the follow loop goes on meanwhile
	info, err := l.stream.Info(ctx)
	if err != nil {
		return 0, fmt.Errorf("eventlog: stream info: %w", err)
	}
	state, reason := info.State, ""
	drift := Drift(info.Config, l.want)
	switch {
	case len(drift) > 0:
		reason = fmt.Sprintf("the stream's configuration differs from the wanted one in %v", drift)
	case state.FirstSeq > 1:
		reason = fmt.Sprintf("the log begins at %d, not at 1", state.FirstSeq)
	case state.NumDeleted > 0:
		reason = fmt.Sprintf("%d facts are missing inside the log", state.NumDeleted)
	case state.LastSeq < restoredHead(info.Config):
		reason = fmt.Sprintf("a restore stopped at %d of %d facts; restore again into an empty place", state.LastSeq, restoredHead(info.Config))
	case state.LastSeq < recorded:
		reason = fmt.Sprintf("the log ends at %d, but %d facts were recorded before", state.LastSeq, recorded)
	}
	l.health.setStore(reason)
	if reason != "" {
		l.log.Error("integrity check failed", zap.String("reason", reason))
	}
	return state.LastSeq, nil
}

// watch keeps the head file up to date and repeats the integrity check every hour, with a full reading of the log.
func (l *Log) watch(ctx context.Context) {
	save, check := time.NewTicker(time.Second), time.NewTicker(checkEvery)
	defer save.Stop()
	defer check.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-save.C:
			l.saveHead()
		case <-check.C:
			if err := l.Check(ctx); err != nil && ctx.Err() == nil {
				l.log.Error("integrity check did not finish", zap.Error(err))
			}
		}
	}
}

// checkFollowers compares the states that outlive the process with the end of the log.
func (l *Log) checkFollowers(ctx context.Context, last uint64) error {
	for _, f := range l.followers {
		c, ok := f.(Checkpointed)
		if !ok {
			continue
		}
		at, err := c.Checkpoint(ctx)
		if err != nil {
			return fmt.Errorf("eventlog: checkpoint of a view: %w", err)
		}
		// Another process may have gone on since last was read, and a new leader needs a moment to know its end.
		for end := time.Now().Add(2 * time.Second); at > last && time.Now().Before(end); <-time.After(50 * time.Millisecond) {
			info, err := l.stream.Info(ctx)
			if err != nil {
				return fmt.Errorf("eventlog: stream info: %w", err)
			}
			last = info.State.LastSeq
		}
		if at > last {
			l.health.damage(fmt.Sprintf("the log ends at %d, but a view has folded %d facts", last, at))
		}
	}
	return nil
}
