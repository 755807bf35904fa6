package views

import (
	"bytes"
	"slices"
	"strings"
)

// Keys collects the keys under which one row stands in one index. A row may have none or many.
type Keys struct {
	text  []byte // entries, see there
	index byte   // number of the index in its table
	id    string
	first int   // where the entries of this index begin
	err   error // the first key that cannot be kept
}

// Add puts the row at the key that the parts make together. A key that it stands at already counts once.
func (k *Keys) Add(parts ...string) {
	from := len(k.text)
	k.text = append(k.text, k.index)
	for _, part := range parts {
		k.text = append(k.text, part...)
	}
	if err := checkBytes(k.text[from+1:]); err != nil && k.err == nil {
		k.err = err
	}
	k.text = append(k.text, separator...)
	k.text = append(k.text, k.id...)
	if k.has(k.text[from:], from) {
		k.text = k.text[:from]
	}
}

// has says whether the entry stands among those of its index before the place end.
func (k *Keys) has(entry []byte, end int) bool {
	for at := k.first; at < end; {
		n := bytes.IndexByte(k.text[at+1:end], separator[0]) + 2 + len(k.id)
		if bytes.Equal(k.text[at:at+n], entry) {
			return true
		}
		at += n
	}
	return false
}

// entries is every place of one row in the indexes of its table, one after the other: the number of the index in one
// byte, then the member of that index (key, zero byte, id). The members in an index are pieces of this text, so that
// a row's keys are kept once.
type entries string

// next takes the first entry off; it must not be called on no entries. id is that of the row.
func (e entries) next(id string) (index int, member string, rest entries) {
	n := strings.IndexByte(string(e[1:]), separator[0]) + 2 + len(id)
	return int(e[0]), string(e[1:n]), e[n:]
}

// holds says whether the member stands in the index.
func (e entries) holds(id string, index int, member string) bool {
	for e != "" {
		var i int
		var m string
		if i, m, e = e.next(id); i == index && m == member {
			return true
		}
	}
	return false
}

// keys gives every entry of the row, in the order of the table's indexes.
func (t Table[T]) keys(k *Keys, id string, row T) (entries, error) {
	k.text, k.id, k.err = k.text[:0], id, nil
	for i, ix := range t.indexes {
		k.index, k.first = byte(i), len(k.text)
		ix.Keys(k, id, row)
		if k.err != nil {
			return "", k.err
		}
	}
	return entries(k.text), nil
}

// maxIndexes is how many indexes a table may have: their numbers stand in one byte, and zero is the separator's.
const maxIndexes = 255

// indexNumber gives the place of an index in its table, -1 if it has none of that name.
func (s *Schema) indexNumber(name string) int { return slices.Index(s.Indexes, name) }
