package views

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"makcomblang.id/pkg/event"
)

// Schema is what a store needs to know of a table. Tables make it.
type Schema struct {
	Name    string
	Indexes []string
	Encode  func(value any) ([]byte, error)
	Decode  func(doc []byte) (any, error)
}

// Index is an ordered way into a table. Keys adds the keys of a row to k; they must depend on nothing but its arguments.
type Index[T any] struct {
	Name string
	Keys func(k *Keys, id string, row T)
}

// All is the index that holds every row, in order of the id.
func All[T any](name string) Index[T] {
	return Index[T]{Name: name, Keys: func(k *Keys, _ string, _ T) { k.Add() }}
}

// Table is a table of rows of type T. Declare it once, beside the fold that fills it.
type Table[T any] struct {
	schema  *Schema
	indexes []Index[T]
}

// Row is one row with its place in the index it was read from; Key is empty for rows read by id.
type Row[T any] struct {
	Key, ID string
	Doc     T
}

// Mark is where the next page goes on.
func (r Row[T]) Mark() Mark { return Mark{Key: r.Key, ID: r.ID} }

// NewTable declares a table. It panics on names that are no tokens or taken twice: a mistake of the programmer, found
// when the program starts.
func NewTable[T any](name string, indexes ...Index[T]) Table[T] {
	names := make([]string, len(indexes))
	for i, ix := range indexes {
		if !event.ValidToken(ix.Name) || ix.Keys == nil || slices.Contains(names, ix.Name) {
			panic("views: table " + name + ": every index needs a name of its own and Keys")
		}
		names[i] = ix.Name
	}
	if !event.ValidToken(name) || len(indexes) > maxIndexes {
		panic("views: the name of a table is a token, and it has at most 255 indexes")
	}
	return Table[T]{indexes: indexes, schema: &Schema{Name: name, Indexes: names, Encode: encode[T], Decode: decode[T]}}
}

func encode[T any](value any) ([]byte, error) {
	row, ok := value.(T)
	if !ok {
		return nil, fmt.Errorf("views: a row is a %T, want %s", value, reflect.TypeFor[T]())
	}
	return json.Marshal(row)
}

// decode is strict: a field that the type lost means that the version of the space was not raised.
func decode[T any](doc []byte) (any, error) {
	var row T
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(&row); err != nil {
		return nil, fmt.Errorf("views: read a %s: %w", reflect.TypeFor[T](), err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("views: read a %s: more than one document", reflect.TypeFor[T]())
	}
	return row, nil
}

// Put writes the row, with its entries in all indexes. An earlier row with this id is gone, entries included.
func (t Table[T]) Put(w Writer, id string, row T) {
	keys, err := t.keys(&w.p.keys, id, row)
	if err != nil {
		w.p.fail(fmt.Errorf("table %s: %w", t.schema.Name, err))
		return
	}
	w.p.write(Write{Table: t.schema, ID: id, Value: row, entries: keys})
}

// Delete removes the row, if there is one.
func (t Table[T]) Delete(w Writer, id string) { w.p.write(Write{Table: t.schema, ID: id}) }

// Read gives the row as the batch so far leaves it. After a failure of the store it gives none; the batch is then
// never applied.
func (t Table[T]) Read(w Writer, id string) (T, bool) {
	row, ok, err := asRow[T](w.p.read(t.schema, id))
	if err != nil {
		w.p.fail(err)
	}
	return row, ok
}

// Change puts what f makes of the present row; ok tells whether there is one. f returns a new row: it must not write
// into maps or slices of the old one.
func (t Table[T]) Change(w Writer, id string, f func(old T, ok bool) T) {
	old, ok := t.Read(w, id)
	t.Put(w, id, f(old, ok))
}

// Scan gives rows as the batch so far leaves them.
func (t Table[T]) Scan(w Writer, ix Index[T], q Query) []Row[T] {
	entries, err := w.p.scan(t.schema, ix.Name, q)
	rows, err := asRows[T](entries, err)
	if err != nil {
		w.p.fail(err)
	}
	return rows
}

// Get gives the row; false if there is none.
func (t Table[T]) Get(ctx context.Context, v View, id string) (T, bool, error) {
	values, err := v.Store.Get(ctx, v.Space, t.schema, id)
	if err != nil {
		var none T
		return none, false, err
	}
	return asRow[T](values[0], nil)
}

// GetMany gives the rows with these ids in the order asked, all of one state. Ids without a row are left out.
func (t Table[T]) GetMany(ctx context.Context, v View, ids ...string) ([]Row[T], error) {
	values, err := v.Store.Get(ctx, v.Space, t.schema, ids...)
	if err != nil {
		return nil, err
	}
	rows := make([]Row[T], 0, len(ids))
	for i, value := range values {
		row, ok, err := asRow[T](value, nil)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, Row[T]{ID: ids[i], Doc: row})
		}
	}
	return rows, nil
}

// List gives rows in the order of the index, all of one state.
func (t Table[T]) List(ctx context.Context, v View, ix Index[T], q Query) ([]Row[T], error) {
	return asRows[T](v.Store.Range(ctx, v.Space, t.schema, ix.Name, q))
}

// Count gives the number of entries that match, whatever After and Limit say.
func (t Table[T]) Count(ctx context.Context, v View, ix Index[T], q Query) (int, error) {
	return v.Store.Count(ctx, v.Space, t.schema, ix.Name, q)
}

func asRow[T any](value any, err error) (row T, ok bool, _ error) {
	if err != nil || value == nil {
		return row, false, err
	}
	if row, ok = value.(T); !ok {
		return row, false, fmt.Errorf("views: a row is a %T, want %s: two tables have one name", value, reflect.TypeFor[T]())
	}
	return row, true, nil
}

func asRows[T any](entries []Entry, err error) ([]Row[T], error) {
	if err != nil {
		return nil, err
	}
	rows := make([]Row[T], len(entries))
	for i, e := range entries {
		row, _, err := asRow[T](e.Value, nil)
		if err != nil {
			return nil, err
		}
		rows[i] = Row[T]{Key: e.Key, ID: e.ID, Doc: row}
	}
	return rows, nil
}
