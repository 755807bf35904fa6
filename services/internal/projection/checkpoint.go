package projection

import "context"

// Checkpoint is how far the view was folded, by this process or by one before it; the log compares it with its own end.
func (p *Projection) Checkpoint(ctx context.Context) (uint64, error) { return p.view.Position(ctx) }
