package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Rotate writes with the new key from now on and encrypts every record anew. After an error some records still need the
// old key, which the vault keeps; call it again with the same new key. Other processes must be given the new key before:
// they can read with it once they have been opened with both.
func (v *Vault) Rotate(ctx context.Context, key Key) error {
	v.mu.Lock()
	v.keys = append([]Key{key}, slices.DeleteFunc(v.keys, func(k Key) bool { return k == key })...)
	v.mu.Unlock()
	for renewed := 1; renewed > 0; { // until a whole pass finds nothing, so that no late writer is missed
		names, err := v.Names(ctx, "")
		if err != nil {
			return err
		}
		renewed = 0
		for _, name := range names {
			did, err := v.renew(ctx, name, key)
			if err != nil {
				return fmt.Errorf("vault: rotate: %w", err)
			}
			if did {
				renewed++
			}
		}
	}
	v.mu.Lock()
	v.keys = []Key{key}
	v.mu.Unlock()
	return nil
}

// renew encrypts one record with the key, unless it is already or somebody writes or deletes it meanwhile.
func (v *Vault) renew(ctx context.Context, name string, key Key) (did bool, err error) {
	for {
		entry, err := v.kv.Get(ctx, name)
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			return did, nil
		}
		if err != nil {
			return false, away("get", err)
		}
		if mark, err := markOf(entry.Value()); err == nil && mark == key.mark() {
			return did, nil
		}
		value, err := v.open(name, entry.Value())
		if err != nil {
			return false, err
		}
		did = true
		_, err = v.kv.Update(ctx, name, key.seal(name, value), entry.Revision())
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
			return false, away("put", err)
		}
	}
}

// next is where the new key waits until every record is written with it.
func next(path string) string { return path + ".next" }

// OpenFile opens the vault with the key file at path, and goes on with a rotation that was interrupted. It makes no key.
func OpenFile(ctx context.Context, nc *nats.Conn, path string) (*Vault, error) {
	key, err := LoadKey(path)
	if err != nil {
		return nil, err
	}
	v, err := Open(ctx, nc, key)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(next(path)); errors.Is(err, os.ErrNotExist) {
		return v, nil
	}
	return v, RotateFile(ctx, v, path)
}

// RotateFile gives the vault a new key and puts it in place of the file at path. The new key is on disk before the first
// record is written with it, and takes the old one's place after the last; interrupted in between, it goes on with the
// same new key. Backups made before need the old key: keep it with them.
func RotateFile(ctx context.Context, v *Vault, path string) error {
	key, err := LoadKey(next(path))
	if errors.Is(err, os.ErrNotExist) {
		key, err = CreateKey(next(path))
	}
	if err != nil {
		return err
	}
	if err := v.Rotate(ctx, key); err != nil {
		return err
	}
	err = os.Rename(next(path), path)
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("vault: put the new master key in place: %w", err)
	}
	return nil
}
