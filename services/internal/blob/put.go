package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/fault"
)

// Put stores the bytes and gives their hash once they are on disk. A blob that is there and whole is not written again; a
// damaged one is.
//
// It writes the library's format with publishes of its own. The library's Put sends the object's head together with its
// chunks, so that a crash or a refused chunk leaves a head over nothing; it takes away the chunks below somebody who
// reads, when two processes store the same bytes; and it sometimes leaves a goroutine behind (nats.go v1.55.0,
// resetPendingAcksOnReconnect).
func (b *Blobs) Put(ctx context.Context, data []byte) (string, error) {
	hash := Hash(data)
	if len(data) > maxSize {
		return "", fmt.Errorf("blob: a blob holds at most %d bytes", maxSize)
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	last, err := b.head(ctx, hash)
	if err != nil {
		return "", err
	}
	switch _, err := b.Get(ctx, hash); {
	case err == nil:
		return hash, nil
	case !errors.Is(err, ErrDamaged) && fault.KindOf(err) != fault.KindNotFound:
		return "", err
	}
	if err := b.upload(ctx, hash, data, last); err != nil {
		return "", err
	}
	return hash, nil
}

func headSubject(hash string) string { return metas + base64.URLEncoding.EncodeToString([]byte(hash)) }

// head gives the sequence of the blob's head; 0 if it has none.
func (b *Blobs) head(ctx context.Context, hash string) (uint64, error) {
	msg, err := b.stream.GetLastMsgForSubject(ctx, headSubject(hash))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, away("put", err)
	}
	return msg.Sequence, nil
}

// upload stores the chunks and, when all are acknowledged, the head, in place of the head at the sequence last.
func (b *Blobs) upload(ctx context.Context, hash string, data []byte, last uint64) error {
	id, digest := rand.Text(), sha256.New()
	digest.Write(data)
	object := jetstream.ObjectInfo{
		ObjectMeta: jetstream.ObjectMeta{Name: hash, Opts: &jetstream.ObjectMetaOptions{ChunkSize: chunkSize}},
		Bucket:     bucketName, NUID: id, Size: uint64(len(data)), Digest: jetstream.GetObjectDigestValue(digest),
	}
	for part := range slices.Chunk(data, chunkSize) {
		if _, err := b.js.Publish(ctx, chunks+id, part); err != nil {
			return errors.Join(away("put", err), b.discard(ctx, id))
		}
		object.Chunks++
	}
	doc, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("blob: put: %w", err)
	}
	head := nats.NewMsg(headSubject(hash))
	head.Data = doc
	head.Header.Set(jetstream.MsgRollup, jetstream.MsgRollupSubject)
	_, err = b.js.PublishMsg(ctx, head, jetstream.WithExpectLastSequencePerSubject(last))
	var refused *jetstream.APIError // with one code on a single server, with another on a replicated stream
	if errors.As(err, &refused) && (refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant) {
		return b.lost(ctx, hash, id)
	}
	if err != nil {
		return away("put", err) // the head may be stored or not: the chunks stay
	}
	return nil
}

// lost looks why the head was refused: somebody stored the same bytes first, or this upload's head was stored and the
// answer got lost.
func (b *Blobs) lost(ctx context.Context, hash, id string) error {
	msg, err := b.stream.GetLastMsgForSubject(ctx, headSubject(hash))
	if err != nil {
		return away("put", err)
	}
	if !bytes.Contains(msg.Data, []byte(id)) {
		err = b.discard(ctx, id)
	}
	_, wrong := b.Get(ctx, hash)
	return errors.Join(err, wrong)
}

func (b *Blobs) discard(ctx context.Context, id string) error {
	if err := b.stream.Purge(ctx, jetstream.WithPurgeSubject(chunks+id)); err != nil {
		return away("discard", err)
	}
	return nil
}
