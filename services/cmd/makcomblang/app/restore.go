package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/vault"
)

// Restore fills an empty data folder, or an empty remote NATS in place of Setup, with a backup. Everything is checked before
// anything is written. Reactors and deliveries begin after the restored head, so nothing is done or sent a second time.
func Restore(ctx context.Context, cfg Config, in string) (Manifest, error) {
	cfg.Defaults()
	m, facts, err := readBackup(in)
	if err != nil {
		return m, err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return m, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	key, err := masterKey(cfg.Data, m.Secret == 0)
	if err != nil {
		return m, err
	}
	nc, done, err := stores(cfg)
	if err != nil {
		return m, err
	}
	defer done()
	err = retry(ctx, temporary, func() error { return ensure(ctx, nc, cfg.Replicas) })
	if err != nil {
		return m, err
	}
	// The vault comes before the log: a dump that does not open with this key must not leave a restored log behind.
	if err := restoreVault(ctx, nc, key, filepath.Join(in, vaultFile)); err != nil {
		return m, err
	}
	if err := restoreBlobs(ctx, nc, filepath.Join(in, blobsFolder), m.Blobs); err != nil {
		return m, err
	}
	n, err := eventlog.Restore(ctx, nc, eventlog.Wanted(cfg.Replicas, logBytes), bytes.NewReader(facts))
	switch {
	case errors.Is(err, eventlog.ErrNotEmpty):
		return m, fmt.Errorf("the log is there already; restore into a new data folder, or into NATS servers on which `makcomblang setup` never ran: %w", err)
	case err != nil:
		return m, err
	case n != m.Facts:
		return m, fmt.Errorf("%d facts were restored, not %d", n, m.Facts)
	}
	return m, nil
}

func readBackup(in string) (m Manifest, facts []byte, err error) {
	doc, err := os.ReadFile(filepath.Join(in, manifestFile))
	if err != nil {
		return m, nil, fmt.Errorf("this is no whole backup, its manifest cannot be read: %w", err)
	}
	if err := json.Unmarshal(doc, &m); err != nil || m.Format != backupFormat {
		return m, nil, errors.New("the manifest of the backup is of another format; use the program that made it")
	}
	facts, err = os.ReadFile(filepath.Join(in, factsFile))
	if err != nil {
		return m, nil, err
	}
	sum := sha256.Sum256(facts)
	if hex.EncodeToString(sum[:]) != m.SHA256 {
		return m, nil, errors.New("the facts of the backup are not those that were written; take another copy of it")
	}
	return m, facts, nil
}

func restoreVault(ctx context.Context, nc *host.Conn, key vault.Key, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	v, err := vault.Open(ctx, nc, key)
	if err != nil {
		return err
	}
	return v.Load(ctx, f)
}

func restoreBlobs(ctx context.Context, nc *host.Conn, dir string, want int) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) != want {
		return fmt.Errorf("the backup holds %d documents, not %d; take another copy of it", len(entries), want)
	}
	b, err := blob.Open(ctx, nc)
	if err != nil {
		return err
	}
	for _, e := range entries {
		doc, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		if blob.Hash(doc) != e.Name() {
			return fmt.Errorf("document %s of the backup is damaged; take another copy of it", e.Name())
		}
		if _, err := b.Put(ctx, doc); err != nil {
			return err
		}
	}
	return nil
}
