package projection

import (
	"context"
	"errors"
	"time"

	"makcomblang.id/pkg/fault"
)

// Behind implements eventlog.Lagging.
func (p *Projection) Behind() (at uint64, behind bool) { return p.position.Load(), p.behind.Load() }

// passing says whether an error is that of a store which is away for now.
func passing(err error) bool {
	return fault.KindOf(err).Temporary() || errors.Is(err, context.DeadlineExceeded)
}

// refill notices, now and then, that the store lost its content or is back, and folds what it lacks. After the limit it goes
// on with the next turn, so that the loop, and who waits for it, is not held up by a large view.
func (p *Projection) refill(limit time.Duration) error {
	if p.behind.Load() && time.Since(p.tried) < probeEvery {
		return nil
	}
	p.tried = time.Now()
	probing, cancel := context.WithTimeout(context.Background(), probeFor)
	defer cancel()
	at, err := p.view.Position(probing)
	if err != nil {
		return nil // away; what comes meanwhile is for the next probe
	}
	if at >= p.position.Load() && !p.behind.Load() {
		return nil
	}
	p.position.Store(at)
	p.ahead.Forget()
	p.behind.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), refillFor)
	defer cancel()
	// What the loop has handed over and not finished is not in the log's reach yet: it comes with the next probe.
	_, err = p.catchUp(ctx, p.handed.Load()+1, limit)
	p.loaded = err == nil
	if p.loaded && p.position.Load() >= p.handed.Load() {
		p.behind.Store(false)
	}
	var poison *FoldError
	if errors.As(err, &poison) {
		return err
	}
	return nil
}
