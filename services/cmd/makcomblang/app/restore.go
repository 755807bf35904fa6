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
	"time"

	"makcomblang.id/services/internal/blob"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/host"
	"makcomblang.id/services/internal/queue"
	"makcomblang.id/services/internal/vault"
	"makcomblang.id/services/subscriptions"
)

// Restore fills an empty data folder, or an empty remote NATS in place of Setup, with a backup. Everything is checked before
// anything is written. Reactors, webhooks and mails go on from where they were at the backup: what waited then is sent, with the
// ids it had, though it may have been sent since. From a backup of format 1 they begin after the restored head.
func Restore(ctx context.Context, cfg Config, in string) (Manifest, error) {
	cfg.Defaults()
	b, err := readBackup(in)
	m := b.Manifest
	if err != nil {
		return m, err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return m, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	key, err := masterKey(cfg.Data, m.Secret == 0)
	if errors.Is(err, errNoMasterKey) {
		return m, fmt.Errorf("the master key that the backup was made under is missing: copy master.key of that server into the folder %s, or name the file with MAKCOMBLANG_MASTER_KEY_FILE", cfg.Data)
	}
	if err != nil {
		return m, err
	}
	nc, done, err := stores(cfg)
	if err != nil {
		return m, err
	}
	defer done()
	// The servers of a cluster that was just started may still be choosing a leader.
	if err := retry(ctx, host.Leaderless, func() error { return eventlog.Absent(ctx, nc) }); err != nil {
		return m, err
	}
	err = retry(ctx, temporary, func() error { return ensure(ctx, nc, cfg.Replicas) })
	if err != nil {
		return m, err
	}
	// The vault comes before the log: a dump that does not open with this key must not leave a restored log behind.
	if err := restoreVault(ctx, nc, key, b); err != nil {
		return m, err
	}
	if err := restoreQueue(ctx, nc, b); err != nil {
		return m, err
	}
	if err := restoreBlobs(ctx, nc, filepath.Join(in, blobsFolder), m.Blobs); err != nil {
		return m, err
	}
	want := eventlog.Wanted(cfg.Replicas, logBytes)
	if m.Format > 1 {
		want = eventlog.WithReactors(want, m.Reactors)
	}
	n, err := eventlog.Restore(ctx, nc, want, bytes.NewReader(b.facts))
	switch {
	case err != nil:
		return m, err
	case n != m.Facts:
		return m, fmt.Errorf("%d facts were restored, not %d", n, m.Facts)
	}
	return m, nil
}

// backup is one that was read and found whole as far as that can be seen without the master key.
type backup struct {
	Manifest
	folder string
	facts  []byte
	waits  *queue.Dumped
}

func readBackup(in string) (b backup, err error) {
	b.folder = in
	doc, err := os.ReadFile(filepath.Join(in, manifestFile))
	if err != nil {
		return b, fmt.Errorf("this is no whole backup, its manifest cannot be read: %w", err)
	}
	if err := json.Unmarshal(doc, &b.Manifest); err != nil || b.Format < 1 || b.Format > backupFormat {
		return b, errors.New("the manifest of the backup is of another format; use the program that made it")
	}
	b.facts, err = os.ReadFile(filepath.Join(in, factsFile))
	if err != nil {
		return b, err
	}
	sum := sha256.Sum256(b.facts)
	if hex.EncodeToString(sum[:]) != b.SHA256 {
		return b, errors.New("the facts of the backup are not those that were written; take another copy of it")
	}
	if b.Format == 1 {
		b.waits = new(queue.Dumped)
		return b, nil
	}
	f, err := os.Open(filepath.Join(in, queueFile))
	if err != nil {
		return b, err
	}
	defer func() { _ = f.Close() }()
	b.waits, err = queue.ReadDump(f)
	if err == nil && b.waits.Len() != b.Deliveries {
		err = fmt.Errorf("the backup holds %d deliveries, not %d; take another copy of it", b.waits.Len(), b.Deliveries)
	}
	return b, err
}

func restoreVault(ctx context.Context, nc *host.Conn, key vault.Key, b backup) error {
	f, err := os.Open(filepath.Join(b.folder, vaultFile))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	v, err := vault.Open(ctx, nc, key)
	if err != nil {
		return err
	}
	if err := v.Load(ctx, f); err != nil {
		return err
	}
	at := b.HandedOut
	if b.Format == 1 { // it is in the vault alone, and may be that of facts which came after those of the backup
		if at, err = subscriptions.HandedOut(ctx, v); err != nil {
			return err
		}
		if at.Seq > b.Facts {
			at = eventlog.Mark{Seq: b.Facts}
		}
	}
	return subscriptions.BeginBehind(ctx, v, at)
}

func restoreQueue(ctx context.Context, nc *host.Conn, b backup) error {
	q, err := queue.Open(nc)
	if err != nil {
		return err
	}
	return q.Load(ctx, b.waits, time.Now())
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
