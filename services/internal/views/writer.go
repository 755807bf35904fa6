package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Writer collects what a run of facts changes. Its methods are those of [Table]. It sees its own writes before anyone
// else does. A failure sticks: the rest of the run may go on, but the batch is never made.
type Writer struct{ p *pending }

// View is where queries read: one space of a store.
type View struct {
	Store Store
	Space Space
}

// Position gives the sequence of the last fact in the view.
func (v View) Position(ctx context.Context) (uint64, error) { return v.Store.Checkpoint(ctx, v.Space) }

// Begin opens a batch on the checkpoint from. The context is that of the batch's reads: it lives as long as the batch.
func Begin(ctx context.Context, v View, from uint64) Writer {
	return Writer{p: &pending{ctx: ctx, view: v, from: from, at: map[rowID]int{}}}
}

// Err gives the first failure of the batch.
func (w Writer) Err() error { return w.p.err }

// Batch closes the batch at the checkpoint to. It returns the first failure, if there was one.
func (w Writer) Batch(to uint64) (Batch, error) {
	if w.p.err != nil {
		return Batch{}, w.p.err
	}
	return Batch{Space: w.p.view.Space, From: w.p.from, To: to, Writes: w.p.writes}, nil
}

type rowID struct{ table, id string }

type pending struct {
	ctx    context.Context
	view   View
	from   uint64
	writes []Write
	at     map[rowID]int // place in writes
	keys   Keys          // of the row at hand; its room is used again
	ahead  *Ahead        // nil for a store in process
	now    Subject       // the fact that is folded; only Ahead asks
	err    error
}

func (p *pending) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *pending) write(w Write) {
	if err := checkText(w.ID); err != nil {
		p.fail(fmt.Errorf("table %s: %w", w.Table.Name, err))
		return
	}
	key := rowID{w.Table.Name, w.ID}
	if i, ok := p.at[key]; ok {
		p.writes[i] = w
		return
	}
	p.at[key] = len(p.writes)
	p.writes = append(p.writes, w)
}

func (p *pending) read(table *Schema, id string) (any, error) {
	row := rowID{table.Name, id}
	if i, ok := p.at[row]; ok {
		return p.writes[i].Value, nil
	}
	if value, ok := p.ahead.known(row); ok {
		return value, nil
	}
	values, err := p.view.Store.Get(p.ctx, p.view.Space, table, id)
	if err != nil {
		return nil, err
	}
	p.ahead.learn(table, row, values[0], p.now)
	return values[0], nil
}

// scan lays the rows of the batch over those of the store.
func (p *pending) scan(table *Schema, index string, q Query) ([]Entry, error) {
	ix := table.indexNumber(index)
	if ix < 0 {
		return nil, errNoIndex(table, index)
	}
	span, own, touched := q.span(), []Entry(nil), 0
	for _, w := range p.writes {
		if w.Table.Name != table.Name {
			continue
		}
		touched++
		for rest := w.entries; rest != ""; {
			var in int
			var m string
			if in, m, rest = rest.next(w.ID); in == ix && span.holds(m) {
				key, _ := splitMember(m)
				own = append(own, Entry{Key: key, ID: w.ID, Value: w.Value})
			}
		}
	}
	// The store is asked without a limit where its rows may be hidden by ours: a row has any number of entries.
	wide := q
	if touched > 0 {
		wide.Limit = 0
	}
	all, err := p.view.Store.Range(p.ctx, p.view.Space, table, index, wide)
	if err != nil || touched == 0 {
		return all, err
	}
	all = slices.DeleteFunc(all, func(e Entry) bool { _, ours := p.at[rowID{table.Name, e.ID}]; return ours })
	all = append(all, own...)
	slices.SortFunc(all, func(a, b Entry) int {
		c := strings.Compare(member(a.Key, a.ID), member(b.Key, b.ID))
		if q.Desc {
			return -c
		}
		return c
	})
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
	}
	return all, nil
}

var errIndex = errors.New("views: the table has no such index")

func errNoIndex(table *Schema, index string) error {
	return fmt.Errorf("%w: %s of %s", errIndex, index, table.Name)
}
