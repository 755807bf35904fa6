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

// forgive lets an endpoint that is started again begin anew: its old failures are no reason to stop it at the first new
// one.
func (j *journal) forgive(ctx context.Context, id string) error {
	if err := j.load(ctx, id); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	b := j.books[id]
	b.Health = health{Delivered: b.Health.Delivered, Failed: b.Health.Failed}
	b.dirty = true
	return nil
}
