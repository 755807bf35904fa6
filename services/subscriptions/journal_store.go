package subscriptions

import (
	"context"
	"encoding/json"
)

func (j *journal) writeOne(ctx context.Context, id string) error {
	j.mu.Lock()
	b := j.books[id]
	if b == nil {
		j.mu.Unlock()
		return nil
	}
	raw, err := json.Marshal(b)
	b.dirty = false
	j.mu.Unlock()
	if err != nil {
		return err
	}
	if err = j.vault.Put(ctx, bookName(id), raw); err != nil {
		j.mu.Lock()
		b.dirty = true
		j.mu.Unlock()
	}
	return err
}

// forget purges the book of an endpoint that is gone.
func (j *journal) forget(ctx context.Context, id string) error {
	j.mu.Lock()
	delete(j.books, id)
	j.mu.Unlock()
	return j.vault.Delete(ctx, bookName(id))
}
