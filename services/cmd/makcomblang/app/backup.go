package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// Manifest describes a backup: a folder with manifest.json, facts.ndjson, queue.ndjson, vault.ndjson and blobs/<hash>. One of
// format 1, by an older program, has neither queue.ndjson nor where the readers of the log stood.
type Manifest struct {
	Format int       `json:"format"`
	MadeAt time.Time `json:"made_at"`
	Facts  uint64    `json:"facts"`
	SHA256 string    `json:"sha256"` // of facts.ndjson, the same as in the head file at that fact
	Blobs  int       `json:"blobs"`
	Secret int       `json:"secrets"` // records of the vault, encrypted with the master key, which is not in the backup

	Deliveries int               `json:"deliveries"`          // that waited to be sent
	HandedOut  eventlog.Mark     `json:"handed_out,omitzero"` // the last fact whose deliveries were all in the queue
	Reactors   map[string]uint64 `json:"reactors,omitempty"`  // the last fact that each reactor was done with
}

const (
	manifestFile, factsFile, queueFile, vaultFile, blobsFolder = "manifest.json", "facts.ndjson", "queue.ndjson", "vault.ndjson", "blobs"

	backupFormat = 2
	logBytes     = 8 << 30 // of the stream, as eventlog.Options has it
)

// stores opens what a backup is about: the data folder of a stopped `serve`, or a remote NATS as admin.
func stores(cfg Config) (nc *host.Conn, done func(), err error) {
	if cfg.NATS == "" {
		srv, err := host.StartEmbedded(cfg.Data)
		if err != nil {
			return nil, nil, err
		}
		nc, err = srv.Connect("makcomblang backup")
		if err != nil {
			srv.Stop()
			return nil, nil, err
		}
		return nc, func() { nc.Close(); srv.Stop() }, nil
	}
	link, err := host.Access{URL: cfg.NATS, Name: "makcomblang backup", AuthFile: cfg.Remote.AuthFile, CAFile: cfg.Remote.CAFile}.Dial()
	if err != nil {
		return nil, nil, err
	}
	return link.Conn, link.Close, nil
}

// Backup writes everything into a new folder. A log that does not pass its integrity check is not backed up.
func Backup(ctx context.Context, cfg Config, out string) (m Manifest, err error) {
	cfg.Defaults()
	if cfg.NATS == "" {
		if err := holdsLog(cfg.Data); err != nil {
			return m, err
		}
	}
	if err := os.Mkdir(out, 0o700); err != nil {
		return m, fmt.Errorf("the backup needs a new folder; name one that is not there: %w", err)
	}
	defer func() {
		if err != nil { // what is there of it is no backup
			err = errors.Join(err, os.RemoveAll(out))
		}
	}()
	nc, done, err := stores(cfg)
	if err != nil {
		return m, err
	}
	defer done()
	key, err := masterKey(cfg.Data, false)
	if err != nil {
		return m, err
	}
	m = Manifest{Format: backupFormat, MadeAt: time.Now().UTC().Truncate(time.Second)}
	// Where the readers stand, then what waits, then the facts: of a running cluster, what comes in between is done twice at a
	// restore rather than never.
	if err := backupReaders(ctx, nc, key, &m, filepath.Join(out, queueFile)); err != nil {
		return m, err
	}
	// Facts before documents: a document is stored before the fact that names it, so what the facts name is there afterwards.
	if m.Facts, m.SHA256, err = backupFacts(ctx, cfg, nc, filepath.Join(out, factsFile)); err != nil {
		return m, err
	}
	if m.Secret, err = backupVault(ctx, nc, key, filepath.Join(out, vaultFile)); err != nil {
		return m, err
	}
	if m.Blobs, err = backupBlobs(ctx, nc, filepath.Join(out, blobsFolder)); err != nil {
		return m, err
	}
	doc, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	return m, writeSynced(filepath.Join(out, manifestFile), append(doc, '\n')) // last: a folder without it is no backup
}

func backupReaders(ctx context.Context, nc *host.Conn, key vault.Key, m *Manifest, path string) error {
	v, err := vault.Open(ctx, nc, key)
	if err != nil {
		return err
	}
	if m.HandedOut, err = subscriptions.HandedOut(ctx, v); err != nil {
		return err
	}
	if m.Reactors, err = eventlog.Reactors(ctx, nc); err != nil {
		return err
	}
	q, err := queue.Open(nc)
	if err != nil {
		return err
	}
	var dump bytes.Buffer
	if m.Deliveries, err = q.Dump(ctx, &dump); err != nil {
		return err
	}
	return writeSynced(path, dump.Bytes())
}

func backupFacts(ctx context.Context, cfg Config, nc *host.Conn, path string) (n uint64, sum string, err error) {
	log, err := eventlog.Open(ctx, nc, eventlog.Options{
		Source: cfg.Source, Now: time.Now, Replicas: cfg.Replicas, HeadFile: filepath.Join(cfg.Data, "head.json"),
	})
	if err != nil {
		return 0, "", err
	}
	run, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- log.Run(run) }()
	defer func() { cancel(); err = errors.Join(err, <-ended) }()
	select {
	case <-log.CaughtUp():
	case <-ctx.Done():
		return 0, "", ctx.Err()
	}
	if h := log.Health(); !h.Writes {
		return 0, "", fmt.Errorf("the log does not pass its integrity check, so it is not backed up (%s); restore the last good backup", h.Reason)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, "", err
	}
	hash := sha256.New()
	count, err := log.Export(ctx, io.MultiWriter(f, hash), nil)
	return uint64(count), hex.EncodeToString(hash.Sum(nil)), errors.Join(err, f.Sync(), f.Close())
}

func backupVault(ctx context.Context, nc *host.Conn, key vault.Key, path string) (int, error) {
	v, err := vault.Open(ctx, nc, key)
	if err != nil {
		return 0, err
	}
	var dump bytes.Buffer
	if err := v.Dump(ctx, &dump); err != nil {
		return 0, err
	}
	return bytes.Count(dump.Bytes(), []byte("\n")), writeSynced(path, dump.Bytes())
}

func backupBlobs(ctx context.Context, nc *host.Conn, dir string) (int, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return 0, err
	}
	b, err := blob.Open(ctx, nc)
	if err != nil {
		return 0, err
	}
	hashes, err := b.Hashes(ctx)
	if err != nil {
		return 0, err
	}
	for _, h := range hashes {
		doc, err := b.Get(ctx, h)
		if err == nil {
			err = writeSynced(filepath.Join(dir, h), doc)
		}
		if err != nil {
			return 0, fmt.Errorf("document %s: %w", h, err)
		}
	}
	return len(hashes), nil
}

func writeSynced(path string, doc []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(doc)
	return errors.Join(err, f.Sync(), f.Close())
}
