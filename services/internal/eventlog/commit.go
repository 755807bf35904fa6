package eventlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/trace"
)

const (
	// maxTries is how often a command decides again after losing to another process.
	maxTries = 3
	// deadline bounds a command; a cluster that changes its leader is back within it.
	deadline = 10 * time.Second
)

// errConflict says that another writer moved an aggregate first.
var errConflict = errors.New("eventlog: another writer was first")

// pending is a document that is ready to be published.
type pending struct {
	kind, id string
	rec      Record
	expected uint64 // last sequence of the aggregate
}

// Commit takes a command to several aggregates at once: either all facts that the parts decide on are appended, in one
// atomic batch, or none. The first part is the one that Command.IfMatch is about. The receipts are in the order of the
// parts. Parts do not see each other's decisions; order the work so that they need not. Errors as for Ledger.Handle.
func (l *Log) Commit(ctx context.Context, c Command, parts ...Part) (receipts []Receipt, err error) {
	if c.Now.IsZero() {
		c.Now = l.opt.Now()
	}
	if (c.Key == "") == (c.Cause == "") {
		return nil, fault.Invalid("Idempotency-Key", "idempotency.missing", "The command has no idempotency key.", "a token of 1 to 128 characters")
	}
	ctx, span := l.startCommand(ctx, parts)
	defer func() { endCommand(span, receipts, err) }()
	if c.Trace == "" {
		c.Trace = trace.Parent(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	ordered := slices.Clone(parts)
	slices.SortFunc(ordered, func(a, b Part) int { return strings.Compare(a.key(), b.key()) })
	for _, p := range ordered {
		p.lock()
		defer p.unlock()
	}
	if err := ctx.Err(); err != nil {
		return nil, fault.Unavailable(err, "Others were busy with the same record for too long. Send the command again with the same idempotency key: it will be done once.").After(2 * time.Second)
	}
	for try := 0; ; try++ {
		receipts, err := l.attempt(ctx, c, parts)
		if !errors.Is(err, errConflict) {
			return receipts, err
		}
		if try+1 == maxTries {
			return nil, fault.Conflictf("conflict.busy", "Others changed the same record several times in the meantime. Send the command again with the same idempotency key: it will be done once.")
		}
		if err := l.catchUp(ctx, parts); err != nil {
			return nil, fault.Unavailable(err, "The log of facts cannot be followed at the moment. Send the command again with the same idempotency key: it will be done once.").After(2 * time.Second)
		}
	}
}

func (l *Log) attempt(ctx context.Context, c Command, parts []Part) ([]Receipt, error) {
	if receipts, err := l.repeated(ctx, c, parts); receipts != nil || err != nil {
		return receipts, err
	}
	if err := l.writable(); err != nil {
		return nil, err
	}
	receipts := make([]Receipt, len(parts))
	var docs []*pending
	var owners []int
	for i, p := range parts {
		doc, err := p.decide(c)
		if err != nil {
			return nil, l.onFresh(ctx, parts, err)
		}
		_, id := p.aggregate()
		receipts[i] = Receipt{ID: id, Version: p.version()}
		if doc != nil {
			docs, owners = append(docs, doc), append(owners, i)
		}
	}
	if len(docs) < len(parts) { // what appends nothing carries no expectation: the others must not rest on an old state of it
		if err := l.onFresh(ctx, parts, nil); err != nil {
			return nil, err
		}
	}
	if err := l.append(ctx, docs); err != nil {
		return nil, err
	}
	for n, doc := range docs {
		parts[owners[n]].advance(doc.rec)
		receipts[owners[n]] = receiptOf(doc.rec, false)
	}
	return receipts, nil
}

func receiptOf(rec Record, repeated bool) Receipt {
	return Receipt{
		ID: rec.Fact.Subject, Version: rec.Fact.Version, Seq: rec.Seq, FactID: rec.Fact.ID,
		Repeated: repeated, Fact: rec.Fact,
	}
}

// repeated answers a command that was answered before; any part's fact is a sign of it, since a part may have had nothing
// to append. It also checks the version that the caller expects of the first part, which a repetition need not meet any
// more. Every part is looked at, so that the decisions rest on this reading.
func (l *Log) repeated(ctx context.Context, c Command, parts []Part) ([]Receipt, error) {
	receipts := make([]Receipt, len(parts))
	marks := make([]mark, len(parts))
	var first mark
	var expected, last uint64
	known := false
	for i, p := range parts {
		version, seq, found, ok := p.look(c)
		if i == 0 {
			expected, last = version, seq
		}
		if ok && !known {
			first, known = found, true
		}
		_, id := p.aggregate()
		receipts[i] = Receipt{ID: id, Version: version, Repeated: true}
		marks[i] = found
	}
	switch {
	case !known && c.IfMatch != nil && *c.IfMatch != expected:
		return nil, l.stale(ctx, *c.IfMatch, expected, last)
	case !known:
		return nil, nil
	case !c.sameRequest(first):
		return nil, fault.Invalid("Idempotency-Key", "idempotency.reused", "This idempotency key was used for another request body.", "a new key for a new request")
	}
	for i, m := range marks {
		if m.seq == 0 {
			continue
		}
		rec, err := l.get(ctx, m.seq)
		if err != nil {
			return nil, fault.Unavailable(err, sentenceNoRead).After(2 * time.Second)
		}
		receipts[i] = receiptOf(rec, true)
	}
	return receipts, nil
}

// stale says who decided what, and when, since the caller looked.
func (l *Log) stale(ctx context.Context, seen, version, last uint64) error {
	e := fault.Stalef("version.stale", "The record was changed in the meantime; it is now at version %d. Please look at it again.", version)
	if seen > version {
		e = fault.Stalef("version.stale", "The record is at version %d and has never had the version in If-Match. Please look at it again.", version)
	}
	if last > 0 {
		if rec, err := l.get(ctx, last); err == nil {
			e = e.With("decided_by", rec.Fact.Actor).With("decided_at", rec.Fact.Time.Format(time.RFC3339)).With("decided", rec.Fact.Type)
		}
	}
	return e.With("version", fmt.Sprint(version))
}

func (l *Log) prepare(c Command, kind, id string, draft Draft, version, seq uint64, hash string) (*pending, error) {
	if !event.ValidToken(id) {
		return nil, fault.Invalid("id", "id.form", "The id has a form that is not allowed.", "1 to 100 of a-z, 0-9, '-' and '_'")
	}
	data, err := contract.Encode(draft.Data)
	if err != nil {
		return nil, err
	}
	typ := contract.TypeOf(draft.Data)
	f := event.Fact{
		ID: c.factID(kind, id, typ), Source: l.opt.Source, Type: typ, Subject: id, Time: c.Now.UTC(),
		Actor: c.Actor, Cause: c.Cause, Request: c.Request, Version: version + 1, Basis: draft.Basis,
		PrevHash: hash, Traceparent: c.Trace, Data: data,
	}
	if f.Kind() != kind {
		return nil, fmt.Errorf("eventlog: %s is not a fact of kind %s", typ, kind)
	}
	doc := f.Encode()
	if len(doc) > maxFact-1024 {
		return nil, fault.Invalid("", "fact.size", "The content is too large for one fact.", "at most 255 kB")
	}
	return &pending{kind: kind, id: id, expected: seq, rec: Record{Fact: f, Data: draft.Data, Doc: doc}}, nil
}

// catchUp waits until the follow loop has reached the last fact of each aggregate.
func (l *Log) catchUp(ctx context.Context, parts []Part) error {
	for _, p := range parts {
		kind, id := p.aggregate()
		last, err := l.last(ctx, kind, id)
		if err != nil {
			return err
		}
		if err := l.WaitFolded(ctx, last.Seq); err != nil {
			return err
		}
	}
	return nil
}
