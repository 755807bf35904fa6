package views

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// dumpLine is one line of a dump: a checkpoint, a row or an entry of an index.
type dumpLine struct {
	Space      string          `json:"space"`
	Checkpoint *uint64         `json:"checkpoint,omitempty"`
	Table      string          `json:"table,omitempty"`
	ID         string          `json:"id,omitempty"`
	Doc        json.RawMessage `json:"doc,omitempty"`
	Index      string          `json:"index,omitempty"`
	Key        *string         `json:"key,omitempty"`
}

// dumper writes the lines in the one order that all stores keep: spaces by name and version; the checkpoint; tables
// by name; rows by id; then indexes by name with their entries in order.
type dumper struct {
	w   *json.Encoder
	err error
}

func newDumper(w io.Writer) *dumper { return &dumper{w: json.NewEncoder(w)} }

func (d *dumper) line(l dumpLine) {
	if d.err == nil {
		d.err = d.w.Encode(l)
	}
}

func (d *dumper) checkpoint(s Space, at uint64) { d.line(dumpLine{Space: s.String(), Checkpoint: &at}) }

func (d *dumper) row(s Space, table, id string, doc []byte) {
	d.line(dumpLine{Space: s.String(), Table: table, ID: id, Doc: doc})
}

func (d *dumper) entry(s Space, table, index, m string) {
	key, id := splitMember(m)
	d.line(dumpLine{Space: s.String(), Table: table, Index: index, Key: &key, ID: id})
}

// Dump implements Store. A row that does not come back from JSON is an error, since Redis would show another one; so
// is, in a checked store, a row that was changed after it was put.
func (m *Memory) Dump(ctx context.Context, w io.Writer) error {
	buf := bufio.NewWriter(w)
	d := newDumper(buf)
	m.mu.Lock() // not for reading alone: it settles the indexes
	defer m.mu.Unlock()
	all := make([]Status, 0, len(m.spaces))
	for s, space := range m.spaces {
		all = append(all, Status{Space: s, Checkpoint: space.checkpoint})
	}
	sortStatus(all)
	for _, st := range all {
		d.checkpoint(st.Space, st.Checkpoint)
		tables := m.spaces[st.Space].tables
		for _, name := range slices.Sorted(maps.Keys(tables)) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := tables[name].dump(d, st.Space); err != nil {
				return err
			}
		}
	}
	if d.err != nil {
		return d.err
	}
	return buf.Flush()
}

func (t *memTable) dump(d *dumper, s Space) error {
	name := t.schema.Name
	for _, id := range slices.Sorted(maps.Keys(t.rows)) {
		row := t.rows[id]
		doc, err := roundTrip(t.schema, row.value)
		if err == nil && row.doc != nil && !bytes.Equal(doc, row.doc) {
			err = fmt.Errorf("%T was changed after it was put", row.value)
		}
		if err != nil {
			return fmt.Errorf("views: row %s of table %s: %w", id, name, err)
		}
		d.row(s, name, id, doc)
	}
	t.settle()
	for _, index := range slices.Sorted(slices.Values(t.schema.Indexes)) {
		for _, mb := range t.indexes[t.schema.indexNumber(index)].members(span{}) {
			d.entry(s, name, index, mb)
		}
	}
	return d.err
}

// difference finds the first place where two values of one type differ, such as ".Offers[2].From". It is
// reflect.DeepEqual that says where, without telling the values.
func difference(a, b reflect.Value) (path string, differ bool) {
	if !a.IsValid() || !b.IsValid() || a.Type() != b.Type() {
		return "", true
	}
	if reflect.DeepEqual(a.Interface(), b.Interface()) {
		return "", false
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !a.IsNil() && !b.IsNil() {
			return difference(a.Elem(), b.Elem())
		}
	case reflect.Struct:
		for i := range a.NumField() {
			if f := a.Type().Field(i); f.IsExported() {
				if in, differ := difference(a.Field(i), b.Field(i)); differ {
					return "." + f.Name + in, true
				}
			}
		}
	case reflect.Slice, reflect.Array:
		for i := 0; a.Len() == b.Len() && i < a.Len(); i++ {
			if in, differ := difference(a.Index(i), b.Index(i)); differ {
				return "[" + strconv.Itoa(i) + "]" + in, true
			}
		}
	}
	return "", true
}
