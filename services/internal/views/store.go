package views

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrStale says that the checkpoint of the store is not the one a batch was folded on: another replica was faster, or
// the store lost its content. Nothing of the batch was applied; load the checkpoint and fold again from there.
var ErrStale = errors.New("views: the checkpoint is not the expected one")

// Space is the keys of one projection in one version of its shape. A raised version shares nothing with the last.
type Space struct {
	Name    string // a token, see event.ValidToken
	Version int    // counted from 1
}

// String gives the space as it stands in keys: name:vN.
func (s Space) String() string { return s.Name + ":v" + strconv.Itoa(s.Version) }

// ParseSpace reads what String wrote.
func ParseSpace(text string) (Space, error) {
	name, v, ok := strings.Cut(text, ":v")
	n, err := strconv.Atoi(v)
	if !ok || err != nil || name == "" || n < 1 {
		return Space{}, fmt.Errorf("views: a space is written name:vN")
	}
	return Space{Name: name, Version: n}, nil
}

// Batch is all that a run of facts changes in one space.
type Batch struct {
	Space  Space
	From   uint64  // the checkpoint it was folded on
	To     uint64  // the checkpoint it leaves: the sequence of its last fact
	Mark   string  // what the log knows that fact by, kept with the checkpoint; see Store.Marked
	Writes []Write // at most one per row: its final state
}

// Write is the final state of one row in a batch.
type Write struct {
	Table *Schema
	ID    string
	Value any // of the table's type; nil if the row goes

	entries entries // where the row stands in the indexes of its table
}

// Entry is one row as a range gives it.
type Entry struct {
	Key, ID string
	Value   any
}

// Status is how far one space has come.
type Status struct {
	Space      Space
	Checkpoint uint64
}

// Store keeps rows and indexes. Both implementations are held to viewstest.Run. Reads see all of a batch or nothing
// of it. Errors other than ErrStale mean that the store is away or a row cannot be read.
type Store interface {
	// Apply takes the batch whole if the checkpoint of its space equals From, else it returns ErrStale.
	Apply(ctx context.Context, b Batch) error
	// Checkpoint gives the sequence of the last fact in the space; 0 for a new one.
	Checkpoint(ctx context.Context, s Space) (uint64, error)
	// Marked is Checkpoint with the mark of the batch that left it; the mark is empty for a new space, and after a batch
	// without one.
	Marked(ctx context.Context, s Space) (at uint64, mark string, err error)
	// Get gives one value per id, in the order asked; nil where there is none. All are of one state.
	Get(ctx context.Context, s Space, table *Schema, ids ...string) ([]any, error)
	// Range gives the entries of an index with their rows, all of one state.
	Range(ctx context.Context, s Space, table *Schema, index string, q Query) ([]Entry, error)
	// Count gives the number of entries that Range would give without After and Limit.
	Count(ctx context.Context, s Space, table *Schema, index string, q Query) (int, error)
	// Spaces gives every space with a checkpoint, by name, then version.
	Spaces(ctx context.Context) ([]Status, error)
	// Dump writes all spaces as lines of JSON: equal content gives equal bytes, whatever the store.
	Dump(ctx context.Context, w io.Writer) error
	// Drop removes the space with its checkpoint.
	Drop(ctx context.Context, s Space) error
}
