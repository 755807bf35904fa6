// Package blob owns documents that facts name by their content: certificates of plans and the like. A blob is found by
// the SHA-256 of its bytes, which is checked whenever it is read, so the fact that names it proves it.
//
// Blobs never change and are never deleted here. Storing the same bytes again stores nothing.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
)

const (
	bucketName = "BLOBS"
	streamName = "OBJ_BLOBS"   // of the bucket, as NATS names it
	metas      = "$O.BLOBS.M." // + base64 of the object's name
	chunks     = "$O.BLOBS.C." // + id of one upload
	chunkSize  = 128 << 10     // as the library cuts
	maxSize    = 64 << 20
	patience   = 30 * time.Second // for callers without a deadline
)

// ErrDamaged says that the stored bytes are not those of the hash. The blob must come from a backup.
var ErrDamaged = errors.New("blob: the stored bytes do not have this hash")

// Blobs stores and reads blobs. It is safe for concurrent use.
type Blobs struct {
	store  jetstream.ObjectStore
	stream jetstream.Stream // of the bucket
	js     jetstream.JetStream
}

// Ensure makes the bucket if it is missing. A bucket that would forget blobs by age is an error.
func Ensure(ctx context.Context, nc *nats.Conn, replicas int) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return fmt.Errorf("blob: jetstream: %w", err)
	}
	store, err := js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{
		Bucket: bucketName, Description: "Certificates and the like, by content hash.",
		Storage: jetstream.FileStorage, Replicas: replicas, // not compressed, see docs/adr/0014
	})
	if errors.Is(err, jetstream.ErrBucketExists) {
		store, err = js.ObjectStore(ctx, bucketName)
	}
	if err != nil {
		return away("create bucket", err)
	}
	status, err := store.Status(ctx)
	if err != nil {
		return away("create bucket", err)
	}
	if status.TTL() != 0 || status.Storage() != jetstream.FileStorage || status.Replicas() != replicas {
		return fmt.Errorf("blob: bucket %s must keep its blobs for ever, on file, with %d replicas: make a backup, delete the bucket, run setup and "+
			"restore", bucketName, replicas)
	}
	return nil
}

// Open opens the bucket.
func Open(ctx context.Context, nc *nats.Conn) (*Blobs, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("blob: jetstream: %w", err)
	}
	store, err := js.ObjectStore(ctx, bucketName)
	if err != nil {
		return nil, away("open", err)
	}
	stream, err := js.Stream(ctx, streamName)
	if err != nil {
		return nil, away("open", err)
	}
	return &Blobs{store: store, stream: stream, js: js}, nil
}

func away(doing string, err error) error {
	return fmt.Errorf("blob: %s: %w", doing, fault.Unavailable(err, "The document store is away for now."))
}

// Hash gives the name of a blob: the SHA-256 of its bytes in lower-case hex.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Get reads the bytes with this hash. It returns a fault of kind not_found if there are none, and ErrDamaged if what is
// stored is something else.
func (b *Blobs) Get(ctx context.Context, hash string) ([]byte, error) {
	if !validHash(hash) {
		return nil, notFound() // no blob can have this name
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	if err := b.whole(ctx, hash); err != nil {
		return nil, err
	}
	data, err := b.store.GetBytes(ctx, hash)
	switch {
	case errors.Is(err, jetstream.ErrObjectNotFound):
		return nil, notFound()
	case errors.Is(err, jetstream.ErrDigestMismatch), err == nil && Hash(data) != hash:
		return nil, ErrDamaged
	case err != nil:
		return nil, away("get", err)
	}
	return data, nil
}

// whole checks that every chunk of the object is there, since the library waits for a lost one until the context ends.
func (b *Blobs) whole(ctx context.Context, hash string) error {
	object, err := b.store.GetInfo(ctx, hash)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return notFound()
	}
	if err != nil {
		return away("get", err)
	}
	subject := chunks + object.NUID
	info, err := b.stream.Info(ctx, jetstream.WithSubjectFilter(subject))
	if err != nil {
		return away("get", err)
	}
	if info.State.Subjects[subject] != uint64(object.Chunks) {
		return ErrDamaged
	}
	return nil
}

func notFound() error { return fault.NotFoundf("blob.not_found", "There is no such document.") }

func validHash(hash string) bool {
	raw, err := hex.DecodeString(hash)
	return err == nil && len(raw) == sha256.Size && strings.ToLower(hash) == hash
}

func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, patience)
}

// Hashes gives the hashes of all blobs, in order. It asks the stream for its subjects, since the library's list ends
// early, without an error, when the connection is lost, and a backup must not take half a list for the whole.
func (b *Blobs) Hashes(ctx context.Context) ([]string, error) {
	info, err := b.stream.Info(ctx, jetstream.WithSubjectFilter(metas+">"))
	if err != nil {
		return nil, away("hashes", err)
	}
	hashes := []string{}
	for subject := range info.State.Subjects {
		name, err := base64.URLEncoding.DecodeString(strings.TrimPrefix(subject, metas))
		if err == nil && validHash(string(name)) {
			hashes = append(hashes, string(name))
		}
	}
	slices.Sort(hashes)
	return hashes, nil
}
