package simulation

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/projection"
	"makcomblang.id/services/internal/views"
	"makcomblang.id/services/matches/load"
	"makcomblang.id/services/matches/match"
)

// replica is one process of matches: the real handler, follow loop, ledgers and projection over the model of the log.
type replica struct {
	*stream
	capacity int
	log      *eventlog.Log
	matches  *eventlog.Ledger[match.State]
	loads    *eventlog.Ledger[load.State]
	view     *projection.Projection
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
	r := &replica{stream: s, capacity: capacity}
	r.log = eventlog.Over(s, eventlog.Options{Source: "urn:makcomblang:simulation", Now: time.Now})
	r.matches = eventlog.NewLedger(r.log, "match", func(s match.State, rec eventlog.Record) match.State { return s.Apply(rec.Fact, rec.Data) })
	r.loads = eventlog.NewLedger(r.log, "load", func(s load.State, rec eventlog.Record) load.State { return s.Apply(rec.Fact, rec.Data) })
	r.view = projection.New(r.log, store, "simulation", 1, foldRow)
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	go func() {
		for ctx.Err() == nil {
			if err := r.log.Run(ctx); err != nil && ctx.Err() == nil && !passing(err) {
				panic(err) // a log that cannot be asked at the start is tried again, as a supervisor would
			}
		}
	}()
	return r
}

// passing says whether a log could not be asked at the start.
func passing(err error) bool {
	var refused *jetstream.APIError
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &refused) && refused.ErrorCode == noLeader
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

// command is an approval or its taking back, with the client's key.
type command struct {
	match, load string
	reopen      bool
	key         string
}

func (c command) id(typ string) string {
	return event.CommandID("a-1", "decide", "match", c.match, typ, c.key)
}

// handle is a command as a service handles it: one decision about two aggregates.
func (r *replica) handle(ctx context.Context, c command) (seq uint64, err error) {
	cmd := eventlog.Command{Actor: "a-1", Route: "decide", Key: c.key, Request: event.RequestHash([]byte(c.key))}
	receipts, err := r.log.Commit(ctx, cmd,
		eventlog.Step(r.matches, c.match, func(s match.State, _ uint64) (eventlog.Draft, error) {
			if c.reopen {
				return draft(s.Reopen(match.Decision{Reason: "taken back"}))
			}
			return draft(s.Approve(match.Decision{}))
		}),
		eventlog.Step(r.loads, c.load, func(s load.State, _ uint64) (eventlog.Draft, error) {
			if c.reopen {
				if released := s.Release(c.match, "reopened"); released != nil {
					return draft(released, nil)
				}
				return eventlog.Draft{}, nil
			}
			taken, err := s.Take(load.Take{Match: c.match, Side: load.Owner, Holder: "kota-a", Period: "2027", Limit: r.capacity})
			if taken == nil {
				return eventlog.Draft{}, err
			}
			return draft(taken, err)
		}))
	switch fault.KindOf(err) {
	case fault.KindUnavailable:
		return 0, errAgain
	case fault.KindConflict:
		if f, ok := fault.As(err); ok && f.Code == "conflict.busy" {
			return 0, errAgain
		}
	}
	if err != nil {
		return 0, err
	}
	return receipts[0].Seq, nil
}

// errAgain says that the client shall send the command again with the same key.
var errAgain = errors.New("again")

func draft(data any, err error) (eventlog.Draft, error) {
	if err != nil {
		return eventlog.Draft{}, err
	}
	return eventlog.Draft{Data: data, Basis: event.Sample}, nil
}
