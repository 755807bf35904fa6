package projection

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/views"
)

const (
	chunk      = 512                    // records read at once when the view lies behind the loop, and written at once to a distant store
	maxStale   = 32                     // batches lost to faster replicas in a row before something must be wrong
	patience   = time.Second            // how long a store may be away before the others go on without the view
	probeEvery = 500 * time.Millisecond // how often a store that is away is asked whether it is back
	probeFor   = 250 * time.Millisecond // how long such a question may take, for others wait meanwhile
	refillFor  = 10 * time.Second       // how long one step of filling a view again may take
	turn       = time.Second            // after how long of filling it again the loop has its turn, for others wait meanwhile
	idleTurn   = 2 * time.Second        // the same while no facts come
	firstPause = 20 * time.Millisecond
)

// Fold writes what one fact changes. It depends on the record and on what it reads from w alone. A fact that does not
// concern the view is no error.
type Fold func(w views.Writer, rec eventlog.Record) error

// FoldError says at which fact a view stopped. Everything before it is in the view, nothing of it and after it.
type FoldError struct {
	Projection string
	Seq        uint64
	Type       string
	Err        error
}

func (e *FoldError) Error() string {
	return fmt.Sprintf("projection %s: fold %s at %d: %v", e.Projection, e.Type, e.Seq, e.Err)
}

// Unwrap gives the error of the fold.
func (e *FoldError) Unwrap() error { return e.Err }

// Projection folds the log into one space of a store. It is a follower of the log: its methods other than Follow may be
// called from anywhere.
type Projection struct {
	read     func(ctx context.Context, from uint64, limit int) ([]eventlog.Record, error)
	mark     func(eventlog.Record) eventlog.Mark
	view     views.View
	fold     Fold
	ahead    *views.Ahead  // nil for a store in process
	loaded   bool          // whether position is that of the store; touched by the follow loop only
	behind   atomic.Bool   // the store is or was away, and the view lacks what came meanwhile
	tried    time.Time     // when the store was asked last while it is away
	position atomic.Uint64 // last sequence in the view
	handed   atomic.Uint64 // last sequence that the loop handed over
}

// New makes a projection and attaches it to the log, so before the log's Run. The name is a token. Raise the version,
// which counts from 1, whenever the fold would give other rows or keys for the same facts.
func New(log *eventlog.Log, store views.Store, name string, version int, fold func(w views.Writer, rec eventlog.Record) error) *Projection {
	if !event.ValidToken(name) || version < 1 || fold == nil {
		panic("projection: a projection has a token for a name, a version from 1 and a fold")
	}
	p := &Projection{
		read: log.Read, mark: log.MarkOf,
		view: views.View{Store: store, Space: views.Space{Name: name, Version: version}},
		fold: fold,
	}
	p.ahead = views.NewAhead(p.view)
	log.Attach(p)
	return p
}

// Name gives the name it was made with, for metrics.
func (p *Projection) Name() string { return p.view.Space.Name }

// Far says whether the view lies outside the process, see eventlog.Follower.
func (p *Projection) Far() bool { return p.ahead != nil }

// View is where pages read what is folded.
func (p *Projection) View() views.View { return p.view }

// Position gives the last sequence that this process knows to be in the view.
func (p *Projection) Position() uint64 { return p.position.Load() }

// Lag gives how many records this process was handed that are not in the view; more than a batch only if the store is
// away or a fact cannot be folded.
func (p *Projection) Lag() uint64 {
	handed, at := p.handed.Load(), p.position.Load()
	if at >= handed {
		return 0
	}
	return handed - at
}

// Follow brings the view to the end of the batch. Records that are in it already are skipped, and what the view lacks
// before the batch is read from the log. A store that is away for longer than a moment keeps nobody from going on: the view
// lies behind until it is back. It returns a *FoldError for a fact that cannot be folded, and any other error of the store.
func (p *Projection) Follow(batch []eventlog.Record) error {
	if len(batch) == 0 {
		return p.refill(idleTurn)
	}
	p.handed.Store(max(p.handed.Load(), batch[len(batch)-1].Seq))
	if p.behind.Load() {
		return p.refill(turn)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var lost int
	for pause := firstPause; ; pause = min(2*pause, time.Second) {
		err := p.advance(ctx, batch)
		var poison *FoldError
		switch {
		case err == nil:
			return nil
		case errors.As(err, &poison):
			return err
		case errors.Is(err, views.ErrStale):
			if lost++; lost < maxStale {
				continue // the next turn loads the checkpoint
			}
		case passing(err):
			if !wait(ctx, pause) {
				p.behind.Store(true)
				return nil
			}
			continue
		}
		return fmt.Errorf("projection %s: %w", p.Name(), err)
	}
}

// Settle lets the store do what it put off while batch followed batch.
func (p *Projection) Settle() {
	if s, ok := p.view.Store.(interface{ Settle(s views.Space) }); ok {
		s.Settle(p.view.Space)
	}
}

func wait(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// advance does one attempt. After any error the checkpoint is loaded anew, since it is then not known.
func (p *Projection) advance(ctx context.Context, batch []eventlog.Record) (err error) {
	defer func() { p.loaded = err == nil }()
	if !p.loaded {
		p.ahead.Forget()
		at, err := p.view.Position(ctx)
		if err != nil {
			return err
		}
		p.position.Store(at)
	}
	if _, err := p.catchUp(ctx, batch[0].Seq, 0); err != nil {
		return err
	}
	for len(batch) > 0 && batch[0].Seq <= p.position.Load() {
		batch = batch[1:]
	}
	for p.ahead != nil && len(batch) > chunk { // a large batch would keep Redis from answering others
		if err := p.write(ctx, batch[:chunk]); err != nil {
			return err
		}
		batch = batch[chunk:]
	}
	return p.write(ctx, batch)
}

// catchUp folds what lies between the view and the sequence next: a store that lost its content, or one whose view is
// younger than this process. With a limit it stops between two steps once that much time has passed; whole is false then.
func (p *Projection) catchUp(ctx context.Context, next uint64, limit time.Duration) (whole bool, err error) {
	for began := time.Now(); p.position.Load()+1 < next; {
		if limit > 0 && time.Since(began) >= limit {
			return false, nil
		}
		missing, err := p.read(ctx, p.position.Load()+1, int(min(chunk, next-p.position.Load()-1)))
		if err != nil {
			return false, fmt.Errorf("read what the view lacks: %w", err)
		}
		if len(missing) == 0 {
			return true, nil // the log holds nothing there; eventlog raises the alarm for such a gap
		}
		if err := p.write(ctx, missing); err != nil {
			return false, err
		}
	}
	return true, nil
}

// write stores the records as one batch. If one cannot be folded, those before it are stored and its error is returned.
func (p *Projection) write(ctx context.Context, records []eventlog.Record) error {
	if len(records) == 0 {
		return nil
	}
	w := views.Begin(ctx, p.view, p.position.Load())
	if err := p.fetch(ctx, w, records); err != nil {
		return err
	}
	for i, rec := range records {
		w.At(subject(rec))
		err := p.foldOne(w, rec)
		if err == nil {
			err = w.Err()
		}
		if err == nil {
			continue
		}
		if i > 0 && !fault.KindOf(err).Temporary() {
			// The writer may hold half of this fact: fold what is before it once more, which gives the same.
			if err := p.write(ctx, records[:i]); err != nil {
				return err
			}
		}
		if fault.KindOf(err).Temporary() {
			return err
		}
		return &FoldError{Projection: p.Name(), Seq: rec.Seq, Type: rec.Fact.Type, Err: err}
	}
	to := records[len(records)-1].Seq
	b, err := w.Batch(to)
	if err == nil {
		b.Mark = encode(p.mark(records[len(records)-1]))
		err = p.view.Store.Apply(ctx, b)
	}
	if err != nil {
		return err
	}
	p.ahead.Applied(b)
	p.position.Store(to)
	return nil
}

// fetch asks a distant store for what the folds will read.
func (p *Projection) fetch(ctx context.Context, w views.Writer, records []eventlog.Record) error {
	if p.ahead == nil {
		return nil
	}
	subjects := make([]views.Subject, len(records))
	for i, rec := range records {
		subjects[i] = subject(rec)
	}
	return p.ahead.Fetch(ctx, w, subjects)
}

func subject(rec eventlog.Record) views.Subject {
	return views.Subject{Kind: rec.Fact.Kind(), ID: rec.Fact.Subject}
}

// foldOne turns a panic of the fold into an error, so that one fact stops one view and is named.
func (p *Projection) foldOne(w views.Writer, rec eventlog.Record) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the fold panicked: %v", r)
		}
	}()
	return p.fold(w, rec)
}
