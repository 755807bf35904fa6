package views

import (
	"context"
	"maps"
	"slices"
)

// keptAhead is how many rows of a distant store are kept between the batches of one projection.
const keptAhead = 16384

// Ahead spares the folds of a distant store their round trips. It learns which rows the facts of a kind make a fold read
// (those of the fact's subject, in some tables), asks for all of a batch at once, and keeps what the last batches read
// and wrote. What it keeps holds as long as each batch is applied on the checkpoint that the one before it left; the
// checkpoint guards that, and whoever sees a batch refused calls Forget. It belongs to one follow loop. The nil Ahead,
// that of a store in process, does nothing.
type Ahead struct {
	view   View
	habits map[string][]*Schema // kind of fact to the tables that are read at its subject
	rows   map[rowID]any        // nil for a row that is not there
}

// NewAhead gives nil for a store that answers without a round trip.
func NewAhead(v View) *Ahead {
	if _, far := v.Store.(*Redis); !far {
		return nil
	}
	return &Ahead{view: v, habits: map[string][]*Schema{}, rows: map[rowID]any{}}
}

// Subject is a fact in as far as it tells which rows will be read.
type Subject struct{ Kind, ID string }

// Fetch asks for the rows that the facts of a batch are likely to make w read.
func (a *Ahead) Fetch(ctx context.Context, w Writer, subjects []Subject) error {
	if a == nil {
		return nil
	}
	w.p.ahead = a
	wanted := map[*Schema][]string{}
	for _, s := range subjects {
		for _, table := range a.habits[s.Kind] {
			row := rowID{table.Name, s.ID}
			if _, known := a.rows[row]; !known {
				a.rows[row] = nil // asked for once; true until the answer is there, or Forget
				wanted[table] = append(wanted[table], s.ID)
			}
		}
	}
	for table, ids := range wanted {
		values, err := a.view.Store.Get(ctx, a.view.Space, table, ids...)
		if err != nil {
			a.Forget()
			return err
		}
		for i, id := range ids {
			a.rows[rowID{table.Name, id}] = values[i]
		}
	}
	return nil
}

// known gives a row that need not be asked for.
func (a *Ahead) known(row rowID) (value any, ok bool) {
	if a == nil {
		return nil, false
	}
	value, ok = a.rows[row]
	return value, ok
}

// learn notes a row that had to be asked for by itself.
func (a *Ahead) learn(table *Schema, row rowID, value any, now Subject) {
	if a == nil {
		return
	}
	a.rows[row] = value
	if row.id == now.ID && !slices.Contains(a.habits[now.Kind], table) {
		a.habits[now.Kind] = append(a.habits[now.Kind], table)
	}
}

// At tells w which fact is folded next, so that Ahead learns from what it reads.
func (w Writer) At(s Subject) { w.p.now = s }

// Applied keeps what a batch left.
func (a *Ahead) Applied(b Batch) {
	if a == nil {
		return
	}
	for _, w := range b.Writes {
		a.rows[rowID{w.Table.Name, w.ID}] = w.Value
	}
	if over := len(a.rows) - keptAhead; over > 0 {
		maps.DeleteFunc(a.rows, func(rowID, any) bool { over--; return over >= -keptAhead/4 })
	}
}

// Forget drops all rows: the store is not where this process left it.
func (a *Ahead) Forget() {
	if a != nil {
		clear(a.rows)
	}
}
