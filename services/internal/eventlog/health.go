package eventlog

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"makcomblang.id/pkg/fault"
)

const (
	// checkEvery is how often the whole chain is read and checked again.
	checkEvery = time.Hour
	// lookEvery is how often the stream's state and configuration are looked at, which is one question.
	lookEvery = 10 * time.Second
	// A server that led before it was cut off answers with an old end until it notices, after 10 s at the latest. At a start
	// nobody waits for that long; what is red by mistake is green at the next look.
	staleAtStart, staleLater = 2 * time.Second, 15 * time.Second
)

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

// setStore says whether that is news.
func (h *health) setStore(reason string) (changed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	changed = h.store != reason
	h.store = reason
	return changed
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
		return fault.Unavailable(nil, "").With("reason", reason).After(10 * time.Second).
			Saying(fault.Textf("Nothing is written: %s.", fault.Note(reason)))
	}
	if h := l.health.get(); !h.Writes {
		return fault.Unavailable(nil, "").With("reason", h.Reason).
			Saying(fault.Textf("The log of facts does not pass its integrity check, so nothing is written: %s.", fault.Note(h.Reason)))
	}
	return nil
}

func (l *Log) full() string {
	if l.opt.Room == nil {
		return ""
	}
	return l.opt.Room()
}

// checkStore compares the stream's state and configuration with what must hold and returns the last sequence. stale is how
// long a stream that seems to have lost its end is asked again.
func (l *Log) checkStore(ctx context.Context, stale time.Duration) (uint64, error) {
	recorded, mark := l.headSeq(), l.standsAt() // before the state is read: the follow loop goes on meanwhile
	info, err := l.upTo(ctx, recorded, stale)
	if err != nil {
		return 0, err
	}
	l.restored.Store(restoredHead(info.Config))
	if err := l.stillAt(ctx, mark, info); err != nil && !errors.Is(err, errShort) { // which the state tells as well
		return 0, err
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
		reason = fmt.Sprintf("the log ends at %d, but %d facts were recorded before%s", state.LastSeq, recorded, l.giveUp())
	}
	if changed := l.health.setStore(reason); changed && reason == "" {
		l.log.Warn("the stream of the log is as it should be again")
	} else if changed {
		l.log.Error("integrity check failed", zap.String("reason", reason))
	}
	return state.LastSeq, nil
}

// upTo gives the stream's state once it has a sequence, or as it is after a while.
func (l *Log) upTo(ctx context.Context, seq uint64, stale time.Duration) (*jetstream.StreamInfo, error) {
	for start, pause := time.Now(), firstPause; ; pause = min(2*pause, longestPause) {
		try, cancel := context.WithTimeout(ctx, openTime)
		info, err := l.journal.Info(try)
		cancel()
		switch {
		case err == nil && (info.State.LastSeq >= seq || time.Since(start) >= stale):
			return info, nil
		case err != nil && (ctx.Err() != nil || !retryable(err) || time.Since(start) >= max(stale, deadline)):
			return nil, fmt.Errorf("eventlog: stream info: %w", err)
		}
		rest(ctx, pause)
	}
}

// watch keeps the head file up to date, looks at the stream now and then and repeats the integrity check every hour, with a
// full reading of the log. A log that was replaced ends the following with its error.
func (l *Log) watch(ctx context.Context, end context.CancelCauseFunc) {
	save, look, check := time.NewTicker(time.Second), time.NewTicker(lookEvery), time.NewTicker(checkEvery)
	defer save.Stop()
	defer look.Stop()
	defer check.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-save.C:
			l.saveHead()
		case <-l.doubts:
			look.Reset(time.Millisecond)
		case <-look.C:
			look.Reset(lookEvery)
			if _, err := l.checkStore(ctx, staleLater); foreign(err) {
				end(err)
			} else if err != nil && ctx.Err() == nil {
				l.log.Warn("the stream of the log cannot be looked at", zap.Error(err))
			}
		case <-check.C:
			if err := l.Check(ctx); foreign(err) {
				end(err)
			} else if err != nil && ctx.Err() == nil {
				l.log.Error("integrity check did not finish", zap.Error(err))
			}
		}
	}
}

// doubt asks for a look at the stream now: it does not behave as it should.
func (l *Log) doubt() {
	select {
	case l.doubts <- struct{}{}:
	default:
	}
}

// checkFollowers compares the states that outlive the process with the log.
func (l *Log) checkFollowers(ctx context.Context) error {
	for _, f := range l.followers {
		c, ok := f.(Checkpointed)
		if !ok {
			continue
		}
		at, err := c.Checkpoint(ctx)
		if err != nil {
			return fmt.Errorf("eventlog: checkpoint of a view: %w", err)
		}
		stands, err := l.compare(ctx, at, staleAtStart)
		if err != nil {
			return err
		}
		name := "a view"
		if n, ok := f.(interface{ Name() string }); ok {
			name = "the view " + n.Name()
		}
		switch {
		case stands.wrong == "":
		case stands.restored > 0:
			l.log.Warn("a view was folded from the log before it was restored from a backup, and is folded anew",
				zap.String("view", name), zap.Uint64("seq", at.Seq), zap.Uint64("restored", stands.restored))
			if err := c.Rebuild(ctx); err != nil {
				return fmt.Errorf("eventlog: rebuild %s: %w", name, err)
			}
		default:
			l.health.damage(name + " " + stands.wrong)
			l.log.Error("integrity check failed", zap.String("reason", name+" "+stands.wrong))
		}
	}
	return nil
}
