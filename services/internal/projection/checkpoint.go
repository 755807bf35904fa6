package projection

import (
	"context"
	"encoding/json"

	"makcomblang.id/services/internal/eventlog"
)

// Checkpoint is how far the view was folded, by this process or by one before it; the log compares it with itself.
func (p *Projection) Checkpoint(ctx context.Context) (eventlog.Mark, error) {
	at, text, err := p.view.Store.Marked(ctx, p.view.Space)
	var m eventlog.Mark
	if err != nil || json.Unmarshal([]byte(text), &m) != nil || m.Seq != at { // none: an older program wrote it
		m = eventlog.Mark{Seq: at}
	}
	return m, err
}

// Rebuild drops the view, before the log runs; it is folded again from the first fact.
func (p *Projection) Rebuild(ctx context.Context) error { return p.view.Store.Drop(ctx, p.view.Space) }

func encode(m eventlog.Mark) string {
	text, _ := json.Marshal(m) // strings and a number only
	return string(text)
}
