package eventlog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

const restoredKey = "restored_head"

// RestoredHead is the last sequence that a restore brought back, 0 for a log that was never restored: what follows from
// the facts up to it was done before, elsewhere.
func (l *Log) RestoredHead() uint64 { return restoredHead(l.stream.CachedInfo().Config) }

// restoredHead is the last sequence that a restore brought back, 0 for a log that was never restored.
func restoredHead(c jetstream.StreamConfig) uint64 {
	n, _ := strconv.ParseUint(c.Metadata[restoredKey], 10, 64)
	return n
}

// Export writes all facts that this process has folded, one document a line (NDJSON), for which keep returns true; a nil
// keep takes all. The SHA-256 of a whole export is the one in the head file. It returns how many it wrote.
func (l *Log) Export(ctx context.Context, w io.Writer, keep func(Record) bool) (int, error) {
	out, n := bufio.NewWriterSize(w, 64<<10), 0
	err := l.Each(ctx, 1, l.Position(), func(rec Record) error {
		if keep != nil && !keep(rec) {
			return nil
		}
		n++
		_, err := out.Write(append(rec.Doc[:len(rec.Doc):len(rec.Doc)], '\n'))
		return err
	})
	return n, errors.Join(err, out.Flush())
}

// Absent returns ErrNotEmpty if a log is there already, so that a restore can be refused before it touches anything. A restore that
// stopped before the first fact may begin anew.
func Absent(ctx context.Context, nc *nats.Conn) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	switch stream, err := js.Stream(ctx, StreamName); {
	case err == nil && stream.CachedInfo().State.LastSeq == 0 && restoredHead(stream.CachedInfo().Config) > 0:
		return nil
	case err == nil:
		return ErrNotEmpty
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return nil
	default:
		return fmt.Errorf("eventlog: look for stream %s: %w", StreamName, err)
	}
}

// ErrNotEmpty is returned by Restore when the log already holds facts.
var ErrNotEmpty = errors.New("eventlog: the log is there already; restore into a new data folder, or into NATS servers on which `makcomblang setup` never ran")

// Restore fills an empty log with an export and keeps the sequences. Every line is checked first to last: its form, its
// data and the hash chains; the first bad line ends the restore with its number.
func Restore(ctx context.Context, nc *nats.Conn, want jetstream.StreamConfig, r io.Reader) (uint64, error) {
	docs, err := readExport(r)
	if err != nil {
		return 0, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return 0, err
	}
	metadata := map[string]string{restoredKey: strconv.Itoa(len(docs))}
	maps.Copy(metadata, want.Metadata)
	want.Metadata = metadata
	stream, err := js.CreateStream(ctx, want)
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return 0, ErrNotEmpty
	}
	if err != nil {
		return 0, fmt.Errorf("eventlog: restore: create stream: %w", err)
	}
	before, err := stream.Info(ctx)
	if err != nil {
		return 0, fmt.Errorf("eventlog: restore: %w", err)
	}
	if before.State.LastSeq > 0 {
		return 0, ErrNotEmpty
	}
	for from := 0; from < len(docs); from += restoreBatch {
		if err := restoreSome(ctx, nc, docs[from:min(from+restoreBatch, len(docs))], from); err != nil {
			return 0, fmt.Errorf("eventlog: restore: %w", err)
		}
	}
	info, err := stream.Info(ctx)
	if err != nil {
		return 0, err
	}
	if info.State.LastSeq != uint64(len(docs)) {
		return 0, fmt.Errorf("eventlog: restore: %d facts are in the log, not %d", info.State.LastSeq, len(docs))
	}
	return info.State.LastSeq, nil
}

// restoreBatch is how many facts one atomic batch of a restore holds; the server allows 1000.
const restoreBatch = 500

type exported struct {
	subject string
	doc     []byte
}

func readExport(r io.Reader) ([]exported, error) {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 64<<10), maxFact)
	c := newChain()
	var docs []exported
	for in.Scan() {
		doc := bytes.Clone(in.Bytes())
		n := uint64(len(docs) + 1)
		f, err := event.Decode(doc)
		if err == nil {
			_, err = contract.Decode(f)
		}
		if err != nil {
			return nil, fmt.Errorf("eventlog: restore: line %d: %w", n, err)
		}
		if broken := c.next(n, f.Kind()+"."+f.Subject, f, event.Hash(doc), doc); broken != "" {
			return nil, fmt.Errorf("eventlog: restore: line %d: %s", n, broken)
		}
		docs = append(docs, exported{subject: f.LogSubject(), doc: doc})
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("eventlog: restore: line %d: %w", len(docs)+1, err)
	}
	return docs, nil
}

func restoreSome(ctx context.Context, nc *nats.Conn, docs []exported, from int) error {
	for i, d := range docs {
		msg := nats.NewMsg(d.subject)
		msg.Data = d.doc
		msg.Header.Set("Nats-Batch-Id", "restore-"+strconv.Itoa(from))
		msg.Header.Set("Nats-Batch-Sequence", strconv.Itoa(i+1))
		if i+1 < len(docs) {
			if err := nc.PublishMsg(msg); err != nil {
				return err
			}
			continue
		}
		msg.Header.Set("Nats-Batch-Commit", "1")
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if _, err := commitBatch(ctx, nc, msg); err != nil {
			return err
		}
	}
	return nil
}
