package eventlog

import (
	"encoding/hex"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
)

// Command is what a request, or a fact that is reacted to, brings to an aggregate. Exactly one of Key and Cause is set;
// with the actor and the route they give the ids of the facts that follow.
type Command struct {
	Actor   string    // opaque id of who acts
	Route   string    // the command's route, for example "POST /matches/{id}/approve"
	Key     string    // the client's Idempotency-Key
	Cause   string    // id of the fact, or of the date tick, that is reacted to
	Request string    // event.RequestHash of the body
	IfMatch *uint64   // version that the first aggregate must have; nil asks for none
	Now     time.Time // when it is decided; zero takes the log's clock
	Trace   string    // traceparent that its facts carry, "" takes that of the context; it takes no part in their ids
}

// Draft is a decision that is not yet in the log. A nil Data appends nothing.
type Draft struct {
	Data  any         // pointer to a struct of package contract
	Basis event.Basis // what it rests on; empty for a bare decision
}

// Receipt is the answer to a command: the fact that it appended, or appended when it was sent before.
type Receipt struct {
	ID       string // of the aggregate
	Version  uint64 // of the aggregate after the command
	Seq      uint64 // of the fact in the log; 0 if nothing was appended
	FactID   string
	Repeated bool       // the command had been answered before
	Fact     event.Fact // the fact; zero if nothing was appended
}

func (c Command) factID(kind, id, typ string) string {
	if c.Cause != "" {
		return event.ReactionID(c.Cause, kind, id, typ)
	}
	return event.CommandID(c.Actor, c.Route, kind, id, typ, c.Key)
}

// mark remembers a fact of an aggregate: enough to recognise a repeated command.
type mark struct {
	id, request  [16]byte
	seq, version uint64
}

func markOf(rec Record) mark {
	m := mark{seq: rec.Seq, version: rec.Fact.Version}
	_, _ = hex.Decode(m.id[:], []byte(rec.Fact.ID)[:min(32, len(rec.Fact.ID))])
	_, _ = hex.Decode(m.request[:], []byte(rec.Fact.Request)[:min(32, len(rec.Fact.Request))])
	return m
}

// find looks for a fact that this command has already appended to an aggregate of the kind, newest first.
func (c Command) find(marks []mark, kind, id string, types []string) (mark, bool) {
	if len(marks) == 0 {
		return mark{}, false
	}
	wanted := make([][16]byte, len(types))
	for i, typ := range types {
		_, _ = hex.Decode(wanted[i][:], []byte(c.factID(kind, id, typ)))
	}
	for i := len(marks) - 1; i >= 0; i-- {
		for _, w := range wanted {
			if marks[i].id == w {
				return marks[i], true
			}
		}
	}
	return mark{}, false
}

// sameRequest says whether the mark was made by a command with the same body.
func (c Command) sameRequest(m mark) bool {
	var want [16]byte
	_, _ = hex.Decode(want[:], []byte(c.Request)[:min(32, len(c.Request))])
	return want == m.request
}

func typesByKind() map[string][]string {
	kinds := make(map[string][]string)
	for _, s := range contract.All() {
		kind, _, _, _ := event.SplitType(s.Type)
		kinds[kind] = append(kinds[kind], s.Type)
	}
	return kinds
}
