package simulation

import (
	"context"
	"errors"
	"sync"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/matches/load"
	"makcomblang.id/services/matches/match"
)

// entry is one folded aggregate.
type entry struct {
	match   match.State
	load    load.State
	version uint64
	seq     uint64
	hash    string
	ids     map[string]uint64
}

// replica is one process of matches: it folds the log at its own pace and takes commands as eventlog's handler does.
type replica struct {
	*stream
	capacity int
	view     *projection.Projection

	commands chan struct{} // one at a time, as locks by aggregate would do for one that all share; the world's time passes meanwhile
	mu       sync.Mutex
	entries  map[string]entry
	position uint64
	stop     context.CancelFunc
}

// row is what the shared view shows of a match.
type row struct {
	ID, Status string
}

var (
	byStatus = views.Index[row]{Name: "status", Keys: func(k *views.Keys, _ string, r row) { k.Add(r.Status) }}
	rows     = views.NewTable("matches", byStatus)
)

func newReplica(s *stream, store views.Store, capacity int) *replica {
	r := &replica{stream: s, capacity: capacity, entries: make(map[string]entry), commands: make(chan struct{}, 1)}
	r.view = projection.New(&eventlog.Log{}, store, "simulation", 1, foldRow)
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	go r.follow(ctx)
	return r
}

// foldRow is the fold of the shared view.
func foldRow(w views.Writer, rec eventlog.Record) error {
	if rec.Fact.Kind() != "match" {
		return nil
	}
	status := string(match.State{}.Apply(rec.Fact, rec.Data).Status)
	rows.Put(w, rec.Fact.Subject, row{ID: rec.Fact.Subject, Status: status})
	return nil
}

// follow folds in batches of any size, with pauses of any length.
func (r *replica) follow(ctx context.Context) {
	for ctx.Err() == nil {
		r.delay(20)
		if r.percent(3) {
			r.delay(3000) // the process hangs for a while
		}
		batch := r.after(r.at(), 1+r.n(10))
		if ctx.Err() != nil || len(batch) == 0 {
			continue
		}
		r.mu.Lock()
		for _, rec := range batch {
			r.advance(rec)
			r.position = rec.Seq
		}
		r.mu.Unlock()
		if err := r.view.Follow(batch); err != nil {
			panic(err)
		}
	}
}

func (r *replica) at() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.position
}

// advance folds a record once, whether it comes from the log or from this replica's own append.
func (r *replica) advance(rec eventlog.Record) {
	key := keyOf(rec.Fact)
	e := r.entries[key]
	if rec.Seq <= e.seq {
		return
	}
	if e.ids == nil {
		e.ids = make(map[string]uint64)
	}
	e.match, e.load = e.match.Apply(rec.Fact, rec.Data), e.load.Apply(rec.Fact, rec.Data)
	e.version, e.seq, e.hash = rec.Fact.Version, rec.Seq, event.Hash(rec.Doc)
	e.ids[rec.Fact.ID] = rec.Seq
	r.entries[key] = e
}

func (r *replica) look(key string) entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries[key]
}

// command is an approval or its taking back, with the client's key.
type command struct {
	match, load string
	reopen      bool
	key         string
}

func (c command) keys() []string { return []string{"match." + c.match, "load." + c.load} }

func (c command) id(key, typ string) string {
	kind, id := key[:len(key)-len(c.match)-1], c.match
	if key == "load."+c.load {
		kind, id = "load", c.load
	}
	return event.CommandID("a-1", "decide", kind, id, typ, c.key)
}

// handle does what eventlog.Commit does: recognise a repetition, decide, append, and after a conflict or a refusal on an
// old state catch up and decide again.
func (r *replica) handle(ctx context.Context, c command) (seq uint64, err error) {
	r.commands <- struct{}{}
	defer func() { <-r.commands }()
	for range 3 {
		for _, typ := range []string{"match.approved.v1", "match.reopened.v1"} {
			if seq := r.look("match." + c.match).ids[c.id("match."+c.match, typ)]; seq > 0 {
				return seq, nil
			}
		}
		docs, err := r.decide(c)
		if (err != nil || len(docs) < 2) && r.behind(c) {
			if !r.catchUp(ctx, c) {
				return 0, errAway
			}
			continue
		}
		if err != nil {
			return 0, err
		}
		switch err := r.append(ctx, docs); {
		case err == nil:
			r.mu.Lock()
			for _, d := range docs {
				r.advance(d.rec)
			}
			r.mu.Unlock()
			return docs[0].rec.Seq, nil
		case !errors.Is(err, errConflict):
			return 0, err
		}
		if !r.catchUp(ctx, c) {
			return 0, errAway
		}
	}
	return 0, errAway
}

// append tries until the outcome is known or the time is up, as eventlog's does.
func (r *replica) append(ctx context.Context, docs []*pending) error {
	for {
		err := r.publish(docs)
		if err == nil {
			return nil
		}
		done, known := r.outcome(docs)
		switch {
		case done:
			return nil
		case known && !errors.Is(err, errAway):
			return errConflict
		case ctx.Err() != nil:
			return errAway
		}
		pass(100 * time.Millisecond)
	}
}

func (r *replica) behind(c command) bool {
	for _, key := range c.keys() {
		if r.lastOf(key) > r.look(key).seq {
			return true
		}
	}
	return false
}

func (r *replica) catchUp(ctx context.Context, c command) bool {
	for r.behind(c) {
		if ctx.Err() != nil {
			return false
		}
		pass(10 * time.Millisecond)
	}
	return true
}

func (r *replica) decide(c command) ([]*pending, error) {
	m, l := r.look("match."+c.match), r.look("load."+c.load)
	if c.reopen {
		data, err := m.match.Reopen(match.Decision{Reason: "taken back"})
		if err != nil {
			return nil, err
		}
		docs := []*pending{r.prepare(c, "match."+c.match, c.match, data, m)}
		if released := l.load.Release(c.match, "reopened"); released != nil {
			docs = append(docs, r.prepare(c, "load."+c.load, c.load, released, l))
		}
		return docs, nil
	}
	data, err := m.match.Approve(match.Decision{})
	if err != nil {
		return nil, err
	}
	taken, err := l.load.Take(load.Take{Match: c.match, Side: load.Owner, Holder: "kota-a", Period: "2027", Limit: r.capacity})
	if err != nil {
		return nil, err
	}
	docs := []*pending{r.prepare(c, "match."+c.match, c.match, data, m)}
	if taken != nil {
		docs = append(docs, r.prepare(c, "load."+c.load, c.load, taken, l))
	}
	return docs, nil
}

func (r *replica) prepare(c command, key, id string, data any, e entry) *pending {
	typ := contract.TypeOf(data)
	doc, err := contract.Encode(data)
	if err != nil {
		panic(err)
	}
	f := event.Fact{
		ID: c.id(key, typ), Source: "urn:makcomblang:simulation", Type: typ, Subject: id, Time: time.Now().UTC(), Actor: "a-1",
		Request: event.RequestHash([]byte(c.key)), Version: e.version + 1, Basis: event.Sample, PrevHash: e.hash, Data: doc,
	}
	return &pending{key: key, expected: e.seq, rec: eventlog.Record{Fact: f, Data: data, Doc: f.Encode()}}
}
