package subscriptions

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"makcomblang.id/pkg/fault"
)

const (
	keptAttempts = 100 // of one endpoint
	keptSuccess  = 256 // bytes of the answer to a delivery that succeeded
	writeEvery   = 5 * time.Second
)

// What an attempt came to.
const (
	outcomeDelivered = "delivered"
	outcomeRetry     = "retry"
	outcomeGone      = "gone"
	outcomeDead      = "dead"
)

// Attempt is one line of the log of attempts.
type Attempt struct {
	Delivery string     `json:"delivery" doc:"Id of the delivery, the webhook-id; the same over all attempts."`
	Fact     string     `json:"fact" doc:"Id of the fact."`
	Type     string     `json:"type" doc:"Type of the fact."`
	Seq      uint64     `json:"position,omitempty" doc:"Its place in the log."`
	Try      int        `json:"attempt" doc:"Counted from 1."`
	At       time.Time  `json:"at" doc:"When it was sent."`
	MS       int64      `json:"ms" doc:"How long the answer took, in milliseconds."`
	Status   int        `json:"status,omitempty" doc:"HTTP status of the answer; absent if there was none."`
	Outcome  string     `json:"outcome" enum:"delivered,retry,gone,dead" doc:"What it came to."`
	Error    string     `json:"error,omitempty" doc:"Why there was no answer, in a word."`
	Answer   string     `json:"answer,omitempty" doc:"Beginning of the answer, at most 2 KiB."`
	Bytes    int        `json:"bytes,omitempty" doc:"Length of the document that was sent; the document is the one at position in /facts."`
	Due      *time.Time `json:"due,omitempty" doc:"When it is tried again."`
}

// noted is an attempt as it is kept: what can be said again from it is not kept a hundred times.
type noted struct {
	Attempt
	Own    []string `json:"own,omitempty"`    // names of the holder's headers
	Signed string   `json:"signed,omitempty"` // kinds of signature
	Head   []string `json:"head,omitempty"`   // headers of the answer
}

// attemptView is an attempt as it is shown.
type attemptView struct {
	Attempt
	RequestHeaders map[string]string `json:"request_headers,omitempty" doc:"Headers as they were sent; signatures and the holder's own values are masked."`
	AnswerHeaders  map[string]string `json:"answer_headers,omitempty" doc:"Headers of the answer, the first sixteen by name, values cut at 128 bytes; what may be a secret is masked."`
}

func (n noted) view() attemptView {
	v := attemptView{Attempt: n.Attempt, AnswerHeaders: headersKept(n.Head)}
	if n.Signed != "" {
		v.RequestHeaders = headersSent(n.Delivery, n.At, n.Signed, n.Own)
	}
	return v
}

func attemptOf(p parcel, r result) noted {
	a := Attempt{
		Delivery: p.ID, Fact: p.Fact, Type: p.Type, Seq: p.Seq, Try: p.Tries,
		At: r.At.UTC(), MS: r.Took.Milliseconds(), Status: r.Status, Error: r.Error, Answer: r.Body, Bytes: r.Bytes,
	}
	if r.Status >= 200 && r.Status <= 299 && len(a.Answer) > keptSuccess {
		a.Answer = cut(a.Answer, keptSuccess)
	}
	return noted{a, r.Own, r.Signed, r.Head}
}

func (r result) word() string {
	if r.Error != "" {
		return r.Error
	}
	return fmt.Sprintf("%d %s", r.Status, http.StatusText(r.Status))
}

// book is what is kept of one endpoint.
type book struct {
	Health   health  `json:"health"`
	Attempts []noted `json:"attempts"` // oldest first

	dirty  bool
	loaded bool
}

// journal keeps a book per endpoint in memory and writes the changed ones to the vault every few seconds, in the process
// that delivers. The others read what it wrote.
type journal struct {
	vault store

	mu    sync.Mutex
	keeps bool // this process delivers
	books map[string]*book
}

// begin makes this process the one that keeps the books, as they lie in the vault.
func (j *journal) begin() { j.turn(true) }

// end leaves the books to another process.
func (j *journal) end() { j.turn(false) }

func (j *journal) turn(keeps bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.keeps, j.books = keeps, make(map[string]*book)
}

func newJournal(v store) *journal { return &journal{vault: v, books: make(map[string]*book)} }

func bookName(id string) string { return "endpoint." + id + ".attempts" }

// add notes an attempt of an endpoint whose deliveries were started at this place in the log, and gives its health with it,
// and after a success for how long it had only failed.
func (j *journal) add(id string, start uint64, a noted) (h health, away time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	b := j.book(id)
	b.Health = b.Health.since(start)
	if a.Outcome == outcomeDelivered {
		if b.Health.Fails > 0 {
			away = a.At.Sub(b.Health.FailingSince)
		}
		b.Health = health{Delivered: b.Health.Delivered + 1, Failed: b.Health.Failed, Start: start}
	} else {
		b.Health.Failed++
		if b.Health.Fails == 0 {
			b.Health.FailingSince = a.At
		}
		b.Health.Fails++
	}
	b.note(a)
	return b.Health, away
}

// note keeps an attempt that says nothing about the endpoint.
func (j *journal) note(id string, a noted) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.book(id).note(a)
}

func (j *journal) book(id string) *book {
	b := j.books[id]
	if b == nil {
		b = new(book)
		j.books[id] = b
	}
	return b
}

func (b *book) note(a noted) {
	b.Attempts = append(b.Attempts, a)
	if over := len(b.Attempts) - keptAttempts; over > 0 {
		b.Attempts = slices.Delete(b.Attempts, 0, over)
	}
	b.dirty = true
}

// read gives the health and the attempts of an endpoint, newest first.
func (j *journal) read(ctx context.Context, id string) (health, []noted, error) {
	b, err := j.look(ctx, id)
	slices.Reverse(b.Attempts)
	return b.Health, b.Attempts, err
}

// look gives a copy of a book: the one in memory in the process that keeps it, in others the one that was written last.
func (j *journal) look(ctx context.Context, id string) (book, error) {
	j.mu.Lock()
	keeps := j.keeps
	j.mu.Unlock()
	if !keeps {
		return j.fetch(ctx, id)
	}
	if err := j.load(ctx, id); err != nil {
		return book{}, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	b := j.book(id)
	return book{Health: b.Health, Attempts: slices.Clone(b.Attempts)}, nil
}

// fetch reads a book from the vault. A damaged one is no reason to keep silent about new attempts.
func (j *journal) fetch(ctx context.Context, id string) (old book, err error) {
	raw, err := j.vault.Get(ctx, bookName(id))
	switch {
	case fault.KindOf(err) == fault.KindNotFound:
		return old, nil
	case err != nil:
		return old, err
	case json.Unmarshal(raw, &old) != nil:
		return book{}, nil
	}
	return old, nil
}

// load puts what the vault holds before what was noted since the start, once.
func (j *journal) load(ctx context.Context, id string) error {
	j.mu.Lock()
	known := j.books[id] != nil && j.books[id].loaded
	j.mu.Unlock()
	if known {
		return nil
	}
	old, err := j.fetch(ctx, id)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.merge(id, old)
	return nil
}

func (j *journal) merge(id string, old book) {
	b := j.book(id)
	if b.loaded {
		return
	}
	b.loaded = true
	b.Attempts = append(old.Attempts, b.Attempts...)
	if over := len(b.Attempts) - keptAttempts; over > 0 {
		b.Attempts = slices.Delete(b.Attempts, 0, over)
	}
	recovered := b.Health.Delivered > 0
	b.Health.Delivered += old.Health.Delivered
	b.Health.Failed += old.Health.Failed
	if b.Health.Delivered+b.Health.Failed == old.Health.Delivered+old.Health.Failed {
		b.Health.Start = old.Health.Start // nothing was noted since
	}
	if !recovered && old.Health.Fails > 0 && old.Health.Start == b.Health.Start {
		b.Health.Fails += old.Health.Fails
		b.Health.FailingSince = old.Health.FailingSince
	}
}

// run writes changed books until ctx ends, and then once more.
func (j *journal) run(ctx context.Context, logger *zap.Logger) {
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			j.write(ctx, logger)
		case <-ctx.Done():
			if lost(ctx) {
				return // the books are another process's
			}
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeEvery)
			defer cancel()
			j.write(last, logger)
			return
		}
	}
}

func (j *journal) write(ctx context.Context, logger *zap.Logger) {
	for _, id := range j.changed() {
		err := j.load(ctx, id)
		if err == nil {
			err = j.writeOne(ctx, id)
		}
		if err != nil {
			logger.Warn("a log of attempts was not written", zap.String("endpoint", id), zap.Error(err))
		}
	}
}

func (j *journal) changed() (ids []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for id, b := range j.books {
		if b.dirty {
			ids = append(ids, id)
		}
	}
	return ids
}
