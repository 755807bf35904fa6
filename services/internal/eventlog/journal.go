package eventlog

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"
)

// Journal is where the documents lie: a stream of NATS, or the model of one that a simulation breaks in every way that the
// real one can. Its errors are those of the NATS client library, with the server's codes.
type Journal interface {
	// Append stores the entries, all or none, each only if its aggregate's last document is the expected one, and gives the
	// sequence of the last of them; the others stand right before it. ErrDuplicate says that an id is known already.
	Append(ctx context.Context, entries []Entry) (last uint64, err error)
	// Last gives the last document under a filter, as the leader has it; the zero Stored if there is none.
	Last(ctx context.Context, filter string) (Stored, error)
	// At gives the document at a sequence, as the leader has it.
	At(ctx context.Context, seq uint64) (Stored, error)
	// Info gives the stream's state and configuration.
	Info(ctx context.Context) (*jetstream.StreamInfo, error)
	// Scan calls got for every document from a sequence on, in order, from a goroutine of its own, until ctx ends. The
	// returned channel is closed when it ends by itself. size is how many documents are asked for at once.
	Scan(ctx context.Context, from uint64, size int, got func(Stored)) (closed <-chan struct{}, err error)
	// Reach waits a moment for a lost connection and says why nothing can be asked; nil if something can.
	Reach(ctx context.Context) error
	// Doubt is told that something was not answered in time.
	Doubt()
}

// Entry is a document on its way into the log.
type Entry struct {
	ID       string // of the fact, by which a repetition is recognised
	Subject  string
	Filter   string // of its aggregate
	Expected uint64 // sequence of the aggregate's last document, 0 if it has none
	Doc      []byte
}

// Stored is a document as it lies in the log.
type Stored struct {
	Seq     uint64
	Subject string
	Doc     []byte
}

// ErrDuplicate is a journal's answer to an id that it knows: the document may lie there, and may be another one.
var ErrDuplicate = errors.New("eventlog: acknowledged as a duplicate")

// ErrAway says that there is no connection to the log, so that nothing was sent.
var ErrAway = errors.New("eventlog: not connected to the log")
